"""Accept an invitation: who asks, for whom, as what; then an account or one's own."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from . import entry
from .backends import account_called
from .devices import remember_device
from .forms import NewAccountForm
from .operations import (
    InvitationGone,
    InvitationRefused,
    LogInFirst,
    accept_invitation,
    find_invitation,
)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request, token):
    """Show the invitation, and take the answer.

    Used, withdrawn, too old and never made are one page, with status 404.
    """
    invitation = find_invitation(token)
    if invitation is None:
        return _private(render(request, "accounts/invitation_gone.html", status=404))
    has_account = account_called(invitation.email) is not None
    user = request.user if request.user.is_authenticated else None
    form = None
    if user is None and not has_account:
        form = NewAccountForm(request.POST or None, email=invitation.email)
    if request.method == "POST":
        response = _answer(request, token, user, form)
        if response is not None:
            return _private(response)
    log_in = reverse("account_login") + "?" + urlencode({"next": request.path})
    context = {
        "invitation": invitation,
        "form": form,
        "has_account": has_account,
        "log_in": log_in,
    }
    return _private(render(request, "accounts/invitation.html", context))


def _answer(request, token, user, form):
    """Accept; return where that leads, or None when the page is to be shown again."""
    if user is None and (form is None or not form.is_valid()):
        return None
    given = (
        {}
        if form is None
        else {
            "password": form.cleaned_data["password1"],
            "first_name": form.cleaned_data["first_name"],
            "last_name": form.cleaned_data["last_name"],
        }
    )
    try:
        with transaction.atomic():
            membership = accept_invitation(token, user=user, **given)
            if user is None:
                entry.let_in(request, membership.user)
                entry.record_password(request, membership.user)
    except InvitationGone:
        return render(request, "accounts/invitation_gone.html", status=404)
    except (InvitationRefused, ValidationError) as refusal:
        messages.error(request, str(refusal))
        return redirect("account")
    except LogInFirst:
        return HttpResponseRedirect(request.path)
    messages.success(
        request,
        _("You act for %(partner)s now, as %(role)s.")
        % {
            "partner": membership.partner.name,
            "role": membership.get_role_display(),
        },
    )
    response = redirect(settings.LOGIN_REDIRECT_URL)
    remember_device(request, response, membership.user)
    return response


def _private(response):
    """The address holds the secret, so no page that is visited next may learn it.

    «no-referrer» would hide the origin too, and the form could never be sent.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
