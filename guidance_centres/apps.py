from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidanceCentresConfig(AppConfig):
    name = "guidance_centres"
    verbose_name = _("Places to visit")

    def ready(self):
        from . import fact_groups, proposing, scopes  # noqa: F401
