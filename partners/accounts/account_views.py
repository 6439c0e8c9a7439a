"""The page of one's own account, and what can be changed there."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import PasswordChangeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from . import audit, changes, entry, second_factor
from .forms import ChangePasswordForm, SetUpCodesForm
from .models import AccountSession


@require_safe
@login_required
def account(request):
    """Show what one can see and change of one's own account."""
    user = request.user
    codes = Authenticator.objects.filter(
        user=user, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    sessions = AccountSession.objects.filter(user=user).order_by("-seen_at")
    context = {
        "has_password": user.has_usable_password(),
        "has_factor": second_factor.has_factor(user),
        "is_example": second_factor.is_example(user),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": [
            {"row": row, "is_this": row.session_key == request.session.session_key}
            for row in sessions
        ],
    }
    return render(request, "accounts/account.html", context)


@require_POST
@login_required
def end_sessions(request):
    """Log out everywhere else, or everywhere with this browser too."""
    user = request.user
    if request.POST.get("hvor") == "overalt":
        changes.log_out_everywhere(request)
        return redirect("account_login")
    with transaction.atomic():
        ended = entry.end_sessions(user, but=request.session.session_key)
        audit.note("end_other_sessions", user, actor=user, details={"ended": ended})
    messages.success(
        request,
        ngettext(
            "%(number)d other session was ended.",
            "%(number)d other sessions were ended.",
            ended,
        )
        % {"number": ended},
    )
    return redirect("account")


class ChangePasswordView(PasswordChangeView):
    form_class = ChangePasswordForm
    template_name = "accounts/change_password.html"

    def dispatch(self, request, *args, **kwargs):
        """Who logs in by an identity provider alone has no password to change."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        changes.change_password(self.request, form)
        messages.success(self.request, _("Your password is changed."))
        return redirect("account")


class SetUpCodesView(ActivateTOTPView):
    """Tie an app that shows one-time codes to the account; then show recovery codes."""

    form_class = SetUpCodesForm
    template_name = "accounts/set_up_codes.html"

    def dispatch(self, request, *args, **kwargs):
        if second_factor.has_factor(request.user):
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return context | {"secret_in_groups": " ".join(groups)}

    def form_valid(self, form):
        changes.set_up_codes(self.request, form)
        return redirect("mfa_view_recovery_codes")


@require_POST
@login_required
@reauthentication_required(app="allauth.mfa")
def take_codes_away(request):
    """Take the app off the account; the next page asks for a new one."""
    changes.take_codes_away(request)
    return redirect("mfa_activate_totp")


class RecoveryCodesView(ViewRecoveryCodesView):
    template_name = "accounts/recovery_codes.html"


class NewRecoveryCodesView(GenerateRecoveryCodesView):
    template_name = "accounts/new_recovery_codes.html"
    success_url = reverse_lazy("mfa_view_recovery_codes")

    def form_valid(self, form):
        with transaction.atomic():
            response = super().form_valid(form)
            changes.note_that_codes_are_shown(self.request.user)
            audit.note("new_recovery_codes", self.request.user, actor=self.request.user)
        return response
