from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.ahead.to_remember import ahead_of

ROOMS = "agreements services guidance_centres partners counties publishing".split()


class TellingAutocomplete(AutocompleteJsonView):
    """Offer rows under a name that tells those of the same name apart."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        if label := getattr(obj, "telling_name", ""):
            result["text"] = label
        return result


class PortalAdminSite(AdminSite):
    site_title = _("Career guidance in the county")
    site_header = _("Career guidance in the county")
    index_title = _("What you look after")
    # Its lists push the content off a laptop's screen; the front page has them all.
    enable_nav_sidebar = False

    def index(self, request, extra_context=None):
        """Show what the person is to remember above all that there is."""
        ahead = ahead_of(request.user, timezone.localdate())
        return super().index(request, {"ahead": ahead} | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        """Begin with what partners come for; accounts stand last."""
        apps = super().get_app_list(request, app_label)
        return sorted(
            apps,
            key=lambda app: (
                ROOMS.index(app["app_label"])
                if app["app_label"] in ROOMS
                else len(ROOMS)
            ),
        )

    def autocomplete_view(self, request):
        return TellingAutocomplete.as_view(admin_site=self)(request)
