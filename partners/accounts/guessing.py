"""What is counted when somebody tries to get in, and what the trail tells of it."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from . import audit, pace
from .backends import account_called
from .devices import known_device
from .models import GuessCount, SpentCode
from .throttle import Guessing

# Codes of the app live for a minute and a half; longer than that nothing is kept.
CODES_KEPT_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Guess:
    """A try at a password: whose account it would be, and all that counts it."""

    user: AbstractBaseUser | None
    counts: Sequence[Guessing]


def of_password(request: HttpRequest, name: str) -> Guess:
    """Return what counts a try at the account of that name.

    A browser that the account knows has a count of its own, so that strangers who
    guess at the account do not slow its owner. A name that nobody has is counted like
    one that somebody has: the waits tell nothing.
    """
    user = account_called(name)
    device = known_device(request, user)
    if user is not None and device is not None:
        return Guess(user, [Guessing(pace.DEVICE, f"device {user.pk} {device.mark}")])
    count = (
        at_account(user)
        if user
        else Guessing(pace.ACCOUNT, f"name {name.strip().casefold()}")
    )
    return Guess(user, [count, from_where(request)])


def at_account(user: AbstractBaseUser) -> Guessing:
    """Return the count of strangers' guesses at an account."""
    return Guessing(pace.ACCOUNT, f"account {user.pk}")


def from_where(request: HttpRequest) -> Guessing:
    """Return the count of the address that the request comes from."""
    return Guessing(pace.ADDRESS, f"address {network_of(request)}", is_cleared=False)


def network_of(request: HttpRequest) -> str:
    """Return the address; of IPv6 the network, for one household has all of it.

    It is the connection's, or what a trusted proxy says (ALLAUTH_TRUSTED_PROXY_COUNT).
    """
    try:
        address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ValueError):
        # Over a unix socket without a proxy that says more, all come from one place.
        return ""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def at_code(user: AbstractBaseUser) -> Guessing:
    """Return the count of codes for an account whose password somebody has given."""
    return Guessing(pace.CODE, f"code {user.pk}")


def at_password_again(user: AbstractBaseUser) -> Guessing:
    """Return the count of passwords given by who is logged in already."""
    return Guessing(pace.DEVICE, f"again {user.pk}")


def of_letters(request: HttpRequest, address: str) -> list[Guessing]:
    """Return what counts e-mails that somebody asks for, by receiver and by asker."""
    return [
        Guessing(pace.LETTER, f"letter {address.strip().casefold()}"),
        from_where(request),
    ]


def spend_code(user: AbstractBaseUser, code: str) -> None:
    """Take a one-time code that fitted. Raise ValidationError when it was taken.

    allauth notes it in the cache of one process; the database knows it for all.
    """
    now = datetime.now(UTC)
    digits = "".join(filter(str.isdigit, code))
    digest = salted_hmac(__name__, digits, algorithm="sha256").hexdigest()
    SpentCode.objects.filter(user=user, spent_at__lt=now - CODES_KEPT_FOR).delete()
    _row, is_first = SpentCode.objects.get_or_create(
        user=user, digest=digest, defaults={"spent_at": now}
    )
    if not is_first:
        raise get_factor_adapter().validation_error("incorrect_code")


def note_wrong_password(guess: Guess) -> None:
    """Record a failed log-in, on the account or on the place it came from."""
    if guess.user is not None:
        audit.note("failed_log_in", guess.user)
        return
    with transaction.atomic():
        row = GuessCount.objects.filter(key=guess.counts[-1].key).first()
        if row is not None:
            audit.note_stranger("failed_log_in", row)


def note_wrong_code(user: AbstractBaseUser) -> None:
    audit.note("failed_code", user)
