from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    name = "partnership_portal"
    verbose_name = "Portal"

    def ready(self):
        from . import checks, security_log  # noqa: F401


class PortalAdminConfig(AdminConfig):
    """Django's admin in the portal's own dress."""

    default_site = "partnership_portal.admin_site.PortalAdminSite"
