from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NationalGoalsConfig(AppConfig):
    name = "national_goals"
    verbose_name = _("National goals")
