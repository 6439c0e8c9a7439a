"""System checks of the whole installation."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connection


@register(Tags.database)
def application_role_owns_nothing(app_configs, databases, **kwargs):
    """Refuse production when the web role owns tables.

    An owner can disable the triggers that keep signed agreements and the audit trail.
    """
    if not databases or not getattr(settings, "PORTAL_REFUSE_OWNER_ROLE", False):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            " AND pg_has_role(current_user, tableowner, 'USAGE')"
        )
        owned = cursor.fetchone()[0]
    if not owned:
        return []
    return [
        Error(
            f"The database role of the web server owns {owned} tables.",
            hint=(
                "Let DATABASE_OWNER_URL own the tables and migrate, and give"
                " DATABASE_URL a role that owns nothing (docs/running.md)."
            ),
            id="portal.E001",
        )
    ]


@register(deploy=True)
def accessibility_statement_is_linked(app_configs, **kwargs):
    """Warn when the statutory accessibility statement has no address."""
    if settings.PORTAL_ACCESSIBILITY_STATEMENT_URL:
        return []
    return [
        Warning(
            "PORTAL_ACCESSIBILITY_STATEMENT_URL is empty.",
            hint="Public bodies must link to their statement at uustatus.no.",
            id="portal.W001",
        )
    ]
