from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = _("Services and taxonomy")

    def ready(self):
        from . import fact_groups, proposing, scopes  # noqa: F401
