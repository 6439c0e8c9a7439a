from django.apps import AppConfig
from django.core.checks import Error, register
from django.utils.translation import gettext_lazy as _

from .oidc.configuration import problems


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = _("Partners")

    def ready(self):
        from publishing.acting import acting_by

        from . import fact_groups, known_scopes, trail_sentences  # noqa: F401
        from .acting import acting_for, names_of

        acting_by(acting_for, names_of)
        register(issuer_is_configured)


def issuer_is_configured(app_configs, **kwargs):
    """Refuse settings by which nobody could log in, or anybody."""
    return [Error(text, id="partners.E001") for text in problems()]
