from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = _("Agreements and roles")

    def ready(self):
        from . import fact_groups, scopes, trail_sentences  # noqa: F401
