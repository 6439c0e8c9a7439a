"""A new password by e-mail. The second factor stays, and is asked for afterwards."""

from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.account.views import (
    PasswordResetDoneView,
    PasswordResetFromKeyView,
    PasswordResetView,
)
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from . import changes
from .devices import remember_device
from .forms import ForgottenForm, NewPasswordForm

# The library takes the token out of the address and keeps it in the session.
KEY_IN_SESSION = "_password_reset_key"


class ForgottenView(PasswordResetView):
    """Ask for the e-mail. What is answered is the same, whoever has an account."""

    form_class = ForgottenForm
    template_name = "accounts/forgotten.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form):
        with transaction.atomic():
            request_password_reset(
                self.request, form.cleaned_data["email"], form.users, None
            )
        return redirect("account_reset_password_done")


class LetterSentView(PasswordResetDoneView):
    template_name = "accounts/forgotten_sent.html"


class NewPasswordView(PasswordResetFromKeyView):
    """Choose the new password; the link has brought somebody here."""

    form_class = NewPasswordForm
    template_name = "accounts/new_password.html"
    success_url = reverse_lazy("account_login")
    reset_url_key = "nytt-passord"

    def form_valid(self, form):
        user = self.reset_user
        try:
            changes.set_password_by_link(user, self.key, form.cleaned_data["password1"])
        except changes.LinkUsed:
            return self.render_to_response(self.get_context_data(token_fail=True))
        self.request.session.pop(KEY_IN_SESSION, None)
        messages.success(
            self.request, _("Your password is changed. Log in with the new one.")
        )
        response = redirect("account_login")
        user.refresh_from_db()
        # Whoever reads the mailbox is no stranger, whatever others have guessed at.
        remember_device(self.request, response, user)
        return response
