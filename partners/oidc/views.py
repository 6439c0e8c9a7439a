"""Log-in through an issuer: send the browser there, take its answer, log out there.

Forms may lead nowhere but to us (`form-action 'self'`, which Chromium applies to where
a form is redirected, too). So what leads away is a page of ours that goes on by itself.
"""

import logging
import re
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_variables

from partners.accounts.entry import gave_password_lately, let_in
from partners.accounts.private_pages import before_second_factor
from partners.models import Partner

from . import pending as begun
from .acting_for import ISSUER_KEY, SESSION_KEY
from .checks import Confirmed, Refused
from .configuration import Issuer, issuer_or_404
from .operations import (
    Presented,
    accept,
    opened_account,
    record_refusal,
    tie,
    untie,
)
from .organisations import organisation_numbers
from .own_paths import own_path
from .provider import (
    IssuerMisbehaves,
    IssuerUnavailable,
    begin,
    log_out_address,
    names_issuer,
    redeem,
)
from .words import refusal

logger = logging.getLogger(__name__)


def private(view):
    """Keep the answers of a view out of every cache."""

    def answered(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return answered


@login_not_required
@before_second_factor
@private
def start(request):
    """Send the browser to the issuer, to log in here."""
    issuer = issuer_or_404()
    if request.method != "POST":
        return HttpResponseRedirect(log_in_page())
    next_path = _own(request.POST.get("next", ""))
    invitation = _invitation_at(next_path)
    return _send_on(
        request,
        issuer,
        begun.INVITATION if invitation else begun.LOG_IN,
        next_path=next_path,
        invitation=invitation,
    )


@private
def start_tying(request):
    """Send the browser to the issuer, to tie what answers to who is logged in.

    It opens one more way into the account, so the password is asked for again after a
    while. Who has none was let in by the issuer, and is refused when it answers.
    """
    issuer = issuer_or_404()
    if request.method != "POST" or not request.user.is_authenticated:
        return HttpResponseRedirect(log_in_page())
    if request.user.has_usable_password() and not gave_password_lately(request):
        return HttpResponseRedirect(
            reverse("account_reauthenticate", query={"next": account_page()})
        )
    return _send_on(request, issuer, begun.TIE)


@login_not_required
@before_second_factor
@private
def answer(request):
    """Take the issuer's answer. It writes though it is a GET: so the protocol is.

    What makes that safe is the state, which only the browser that began knows.
    """
    issuer = issuer_or_404()
    # Codes and states belong in no link of a page.
    request.query_of_links = ""
    had_begun = begun.any_pending(request.session) or ISSUER_KEY in request.session
    pending = begun.take(request.session, _single(request, "state"))
    with translation.override(pending.language if pending else request.LANGUAGE_CODE):
        who = None
        try:
            if pending is None:
                raise Refused("state")
            who, organisation_number = _whom_it_names(request, issuer, pending)
            presented = Presented(who, organisation_number)
            if pending.purpose == begun.TIE:
                return _tie(request, presented)
            return _let_in(request, issuer, presented, pending)
        except Refused as refused:
            reason = refused
        except (IssuerUnavailable, IssuerMisbehaves) as failure:
            reason = _as_refusal(failure)
        # A browser that began nothing writes nothing, whatever address it asks for.
        if had_begun:
            record_refusal(reason, who, actor=_actor(request, pending))
        return _refused_page(request, issuer, reason)


@login_not_required
@before_second_factor
@private
def log_out(request):
    """Lead on to the issuer's own log-out, once somebody is logged out here."""
    issuer = issuer_or_404()
    return_to = request.build_absolute_uri(_in_default_language(log_in_page))
    try:
        address = log_out_address(issuer, return_to)
    except (IssuerUnavailable, IssuerMisbehaves, Refused):
        address = ""
    if request.user.is_authenticated or not address:
        return HttpResponseRedirect(log_in_page())
    context = {"address": address, "name": issuer.name}
    return render(request, "oidc/log_out.html", context)


@private
def untie_identity(request, pk):
    """Let an identity of who is logged in open their account no more."""
    issuer_or_404()
    if request.method != "POST" or not request.user.is_authenticated:
        return HttpResponseRedirect(log_in_page())
    identity = request.user.external_identities.filter(pk=pk).first()
    if identity is None:
        raise Http404
    try:
        untie(identity, actor=request.user)
    except Refused as refused:
        return _refused_page(request, issuer_or_404(), refused)
    return HttpResponseRedirect(account_page())


def log_in_page():
    """Return where one logs in."""
    return resolve_url(settings.LOGIN_URL)


def account_page():
    """Return where one looks after one's own account."""
    return reverse("account")


def _send_on(request, issuer: Issuer, purpose, **more):
    redirect_uri = request.build_absolute_uri(
        _in_default_language(lambda: reverse("oidc:answer"))
    )
    language = translation.get_language()
    try:
        sent = begin(issuer, redirect_uri, language=language)
    except (IssuerUnavailable, IssuerMisbehaves) as failure:
        return _refused_page(request, issuer, _as_refusal(failure))
    begun.remember(
        request.session,
        sent.state,
        begun.Pending(
            purpose=purpose,
            language=language,
            nonce=sent.nonce,
            code_verifier=sent.code_verifier,
            redirect_uri=redirect_uri,
            begun_at=time.time(),
            **more,
        ),
    )
    context = {"address": sent.address, "name": issuer.name}
    return render(request, "oidc/send_on.html", context)


@sensitive_variables()
def _whom_it_names(request, issuer, pending) -> tuple[Confirmed, str]:
    """Return whom the issuer confirms, and the one organisation they act for.

    Nothing else of the token leaves this function: it may hold who somebody is to the
    national register.
    """
    if not names_issuer(issuer, _single(request, "iss")):
        raise Refused("other_issuer")
    error = _single(request, "error")
    if error == "access_denied":
        raise Refused("cancelled")
    if error is not None:
        known = error if re.fullmatch("[a-z_]{1,40}", error) else "unknown"
        raise Refused("issuer_error", error=known)
    code = _single(request, "code")
    if not code:
        raise Refused("code")
    who, claims = redeem(
        issuer,
        code=code,
        code_verifier=pending.code_verifier,
        nonce=pending.nonce,
        redirect_uri=pending.redirect_uri,
    )
    numbers = organisation_numbers(claims, issuer.organisation_claim)
    if not numbers:
        raise Refused("organisation")
    if len(numbers) > 1:
        raise Refused("several_organisations")
    return who, numbers[0]


def _let_in(request, issuer, presented, pending):
    next_path = pending.next_path
    if pending.purpose == begun.INVITATION:
        identity = accept(presented, pending.invitation)
        next_path = ""
    else:
        identity = opened_account(presented)
    # Nothing of the session before goes over into the one that follows.
    request.session.flush()
    let_in(request, identity.user, provider=issuer.name, level=presented.who.acr)
    request.session[SESSION_KEY] = presented.organisation_number
    request.session[ISSUER_KEY] = issuer.address
    return HttpResponseRedirect(next_path or reverse("workspace:desk"))


def _tie(request, presented):
    # An issuer's own session is for one organisation, and gives no right to tie more.
    if not request.user.is_authenticated or ISSUER_KEY in request.session:
        raise Refused("not_logged_in")
    tie(presented, actor=request.user)
    request.session.cycle_key()
    return HttpResponseRedirect(account_page())


def _actor(request, pending):
    """Return who is known to have asked: who ties was logged in already."""
    ties = pending is not None and pending.purpose == begun.TIE
    return request.user if ties and request.user.is_authenticated else None


def _refused_page(request, issuer, refused):
    number = refused.about.get("organisation", "")
    words = refusal(refused.reason, issuer.name, _name_of(number))
    context = {"words": words, "log_in_page": log_in_page()}
    response = render(request, "oidc/refused.html", context, status=words.status)
    if words.status == 503:
        response.headers["Retry-After"] = "60"
    return response


def _as_refusal(failure):
    """Return what a reader is told of a failing issuer; the log is told more."""
    logger.warning("The issuer of log-ins failed: %s", failure)
    down = isinstance(failure, IssuerUnavailable)
    return Refused("unavailable" if down else "misbehaves")


def _name_of(organisation_number):
    """Return how an organisation is called here; the number when it is not known."""
    if not organisation_number:
        return ""
    partner = Partner.objects.filter(organisation_number=organisation_number).first()
    return partner.name if partner else organisation_number


def _single(request, name):
    """Return a parameter that is there once; a repeated one counts as missing."""
    values = request.GET.getlist(name)
    return values[0] if len(values) == 1 else None


def _own(wanted):
    return own_path(
        wanted,
        private=settings.PORTAL_PRIVATE_PATHS,
        languages=[code for code, _name in settings.LANGUAGES],
    )


def _invitation_at(path):
    """Return the secret part of the invitation at one of our paths, or ''."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    is_one = found.view_name == "accept-invitation"
    return found.kwargs["token"] if is_one else ""


def _in_default_language(address):
    with translation.override(settings.LANGUAGE_CODE):
        return address()
