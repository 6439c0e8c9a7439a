"""What django-allauth does in our way: the places where it asks the installation."""

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from ..oidc.acting_for import ISSUER_KEY
from ..oidc.configuration import configured_issuer
from . import entry, letters, secrets_at_rest


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "invalid_password_reset": _("The link has been used, or is too old."),
    }

    def is_open_for_signup(self, request):
        """Nobody signs up; accounts begin with an invitation."""
        return False

    def is_ajax(self, request):
        """The pages answer with pages, whatever a request says it wants."""
        return False

    def is_safe_url(self, url):
        """Only addresses of the very host that was asked lead on after log-in."""
        return url_has_allowed_host_and_scheme(
            url, {self.request.get_host()}, require_https=self.request.is_secure()
        )

    def authenticate(self, request, **credentials):
        """An account that is switched off is answered like a wrong password."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def login(self, request, user):
        entry.let_in(request, user)

    def logout(self, request):
        entry.let_out(request)

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Our pages say what happened themselves."""

    def send_mail(self, template_prefix, email, context):
        """Nothing is sent but what `letters` words."""

    def send_notification_mail(self, *args, **kwargs):
        """Nothing is sent but what `letters` words."""

    def send_password_reset_mail(self, user, email, context):
        letters.send_reset_link(user, context["uid"], context["key"])

    def get_login_redirect_url(self, request):
        return reverse(settings.LOGIN_REDIRECT_URL)

    def get_logout_redirect_url(self, request):
        """Whom an issuer let in is logged out there as well."""
        if ISSUER_KEY in request.session and configured_issuer() is not None:
            return reverse("oidc:log-out")
        return reverse("account_login")

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    def is_reauthentication_required(self, *, app, **kwargs):
        return not entry.gave_password_lately(self.request)


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "The code does not fit. Take the one that the app shows now, or a recovery"
            " code that you have not used."
        ),
    }

    def get_totp_issuer(self):
        return str(settings.PORTAL_SITE_NAME)

    def build_totp_svg(self, url: str) -> str:
        """Return the code as an SVG element without style, for our strict policy."""
        return segno.make(url, error="m").svg_inline(
            scale=4, border=4, dark="#000", light="#fff", omitsize=True
        )

    def encrypt(self, text: str) -> str:
        return secrets_at_rest.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets_at_rest.decrypt(encrypted_text)
