from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    site_title = _("Career guidance in the county")
    site_header = _("Career guidance in the county")
    index_title = _("What you look after")
