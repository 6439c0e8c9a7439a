from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from agreements.ahead.to_remember import ahead_of
from partners.accounts import second_factor
from partners.accounts.views import LogOutView
from publishing.choice_search import ScopedAutocomplete

# Log-in keeps these; nobody reads or edits what a second factor rests on.
KEPT_OUT = {EmailAddress, Authenticator}
ROOMS = "agreements services guidance_centres partners counties publishing".split()


class TellingAutocomplete(ScopedAutocomplete):
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

    def register(self, model_or_iterable, admin_class=None, **options):
        """Take what applications offer, but for what belongs to log-in alone."""
        models = (
            [model_or_iterable]
            if isinstance(model_or_iterable, type)
            else list(model_or_iterable)
        )
        wanted = [model for model in models if model not in KEPT_OUT]
        super().register(wanted, admin_class, **options)

    def has_permission(self, request):
        """Let staff in who have given their second factor too."""
        return super().has_permission(request) and second_factor.may_go_on(request)

    @login_not_required
    def login(self, request, extra_context=None):
        """There is one log-in, and it is not here.

        Raise PermissionDenied for who is logged in and no staff: the log-in page would
        only send them back.
        """
        if request.user.is_authenticated:
            if not self.has_permission(request):
                raise PermissionDenied
            return redirect("admin:index")
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        query = urlencode({REDIRECT_FIELD_NAME: wanted})
        return redirect(f"{reverse('account_login')}?{query}")

    @login_not_required
    def logout(self, request, extra_context=None):
        return LogOutView.as_view()(request)

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def admin_view(self, view, cacheable=False):
        """Return the view behind the log-in, and kept by no cache, none left out."""
        return super().admin_view(view)

    def get_urls(self):
        """Return the addresses but for Django's detour to a row's own page.

        It would tell the address, and so the name, of any row to any of the staff.
        """
        return [
            url
            for url in super().get_urls()
            if getattr(url, "name", "") != "view_on_site"
        ]

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
