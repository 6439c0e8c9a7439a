"""Who is to give a second factor, and whether this session was begun with one.

A session is strong when its log-in proved more than a password: a one-time code here,
or an identity provider that vouches for as much. Nobody sees a private page before.
"""

from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

# What allauth writes of a one-time code, and what we write of an identity provider.
CODE = "mfa"
PROVIDER = "provider"
STRONG = frozenset({CODE, PROVIDER})


def remember_strong_login(
    request: HttpRequest, user: AbstractBaseUser, how: str, **details: str
) -> None:
    """Write into the session that this log-in proved more than a password.

    `how` is CODE or PROVIDER; `details` may tell which provider and level, and never
    whose identity it was. Raise ValueError for any other way.
    """
    if how not in STRONG:
        raise ValueError(how)
    record_authentication(request, user, how, **details)


def forget_strong_login(request: HttpRequest) -> None:
    """Make the session weak again: its second factor is no longer one."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record.get("method") != CODE
    ]


def is_strong(request: HttpRequest) -> bool:
    """Return whether this session's log-in proved more than a password."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") in STRONG for record in records)


def may_go_on(request: HttpRequest) -> bool:
    """Return whether who is logged in may see private pages already."""
    return is_strong(request) or is_example(request.user)


def is_example(user: AbstractBaseUser) -> bool:
    """Return whether this is an example user on somebody's own machine.

    One person is to try the portal as several, with the passwords that were printed.
    Only the embedded server has such users; it answers on loopback alone.
    """
    if not settings.PORTAL_EMBEDDED:
        return False
    held = list(user.memberships.values_list("is_example", flat=True))
    return bool(held) and all(held)


def has_factor(user: AbstractBaseUser) -> bool:
    """Return whether the account has an app for one-time codes."""
    return Authenticator.objects.filter(
        user=user, type=Authenticator.Type.TOTP
    ).exists()
