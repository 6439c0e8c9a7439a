"""Browsers that an account knows, so that strangers' guesses do not slow its owner.

The cookie lets nobody in: it only moves its bearer out of the queue of strangers. It
is signed by Django, and worthless once the password is changed.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "partners.accounts.devices"
KEPT_FOR_SECONDS = 90 * 24 * 60 * 60


@dataclass(frozen=True)
class Device:
    """A browser that an account knows; `mark` tells it from the others."""

    mark: str


def known_device(request: HttpRequest, user: AbstractBaseUser | None) -> Device | None:
    """Return the browser when the account has logged in with it before."""
    given = request.COOKIES.get(settings.PORTAL_DEVICE_COOKIE_NAME)
    if user is None or not given:
        return None
    try:
        user_id, mark, seal = signing.loads(given, salt=SALT, max_age=KEPT_FOR_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if user_id != user.pk or not constant_time_compare(str(seal), _seal(user)):
        return None
    return Device(str(mark))


def remember_device(
    request: HttpRequest, response: HttpResponseBase, user: AbstractBaseUser
) -> None:
    """Let the account know this browser from now on."""
    known = known_device(request, user)
    mark = known.mark if known else secrets.token_hex(8)
    response.set_cookie(
        settings.PORTAL_DEVICE_COOKIE_NAME,
        signing.dumps([user.pk, mark, _seal(user)], salt=SALT),
        max_age=KEPT_FOR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _seal(user: AbstractBaseUser) -> str:
    return salted_hmac(SALT, user.password, algorithm="sha256").hexdigest()
