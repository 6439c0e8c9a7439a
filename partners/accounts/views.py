"""Pages of logging in and out: the library's steps in our own look."""

from allauth.account.views import LoginView, LogoutView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from django.contrib.auth import REDIRECT_FIELD_NAME

from .devices import remember_device
from .forms import CodeForm, LogInForm, PasswordAgainForm


class RemembersDevice:
    """Once somebody is in, their account knows the browser."""

    def form_valid(self, form):
        response = super().form_valid(form)
        if self.request.user.is_authenticated:
            remember_device(self.request, response, self.request.user)
        return response


class LeadsOn:
    """Keep in the form where somebody wanted to go, when it is on this very host."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            next_name=REDIRECT_FIELD_NAME, next_url=self.get_next_url() or "", **kwargs
        )


class LogInView(RemembersDevice, LeadsOn, LoginView):
    form_class = LogInForm
    template_name = "accounts/log_in.html"


class CodeView(RemembersDevice, AuthenticateView):
    """The second step of logging in."""

    form_class = CodeForm
    template_name = "accounts/code.html"


class PasswordAgainView(LeadsOn, ReauthenticateView):
    """Asked before an account is changed, of who logged in a while ago."""

    form_class = PasswordAgainForm
    template_name = "accounts/password_again.html"


class LogOutView(LogoutView):
    template_name = "accounts/log_out.html"
