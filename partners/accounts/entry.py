"""The one door: whoever is let in or out of a session passes here, and is recorded.

Other ways of logging in (an identity provider) call `let_in` too.
"""

import time

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest

from . import audit, second_factor
from .browsers import name_of_browser
from .models import AccountSession
from .sessions import DEVICE_KEY, SEEN_KEY, STARTED_KEY


def let_in(
    request: HttpRequest, user: AbstractBaseUser, *, provider: str = "", level: str = ""
) -> None:
    """Begin a session of this user, under a new id, and record it.

    `provider` and `level` tell which identity provider vouched, and how surely (its
    `acr`); call it with them only when that is as much as a second factor.
    """
    if not hasattr(user, "backend"):
        user.backend = settings.AUTHENTICATION_BACKENDS[0]  # type: ignore[attr-defined]
    with transaction.atomic():
        # Two keys for certain: one before, which an attacker may know, and another.
        login(request, user)
        now = time.time()
        request.session[STARTED_KEY] = request.session[SEEN_KEY] = now
        request.session[DEVICE_KEY] = name_of_browser(request)
        if provider:
            second_factor.remember_strong_login(
                request,
                user,
                second_factor.PROVIDER,
                provider=provider,
                level=level,
            )
        audit.note(
            "log_in",
            user,
            actor=user,
            details={"provider": provider, "level": level} if provider else {},
        )


def let_out(request: HttpRequest) -> None:
    """End this session, and record it when somebody was logged in."""
    user = request.user
    with transaction.atomic():
        if user.is_authenticated:
            audit.note("log_out", user, actor=user)
        logout(request)


def end_sessions(user: AbstractBaseUser, *, but: str | None = None) -> int:
    """End all sessions of a user at once, but the one with the key `but`.

    Return how many. Their next requests come from nobody.
    """
    sessions = AccountSession.objects.filter(user=user)
    if but:
        sessions = sessions.exclude(session_key=but)
    ended, _rows = sessions.delete()
    return ended


def record_password(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Write into the session that the password was given just now."""
    record_authentication(request, user, "password", reauthenticated=True)


def gave_password_lately(request: HttpRequest) -> bool:
    """Return whether the password was given within the last minutes.

    What weakens or strengthens an account asks for it again after that.
    """
    records = get_authentication_records(request, request.user)
    given = [r["at"] for r in records if r.get("method") == "password"]
    return (
        bool(given) and time.time() - given[-1] < app_settings.REAUTHENTICATION_TIMEOUT
    )
