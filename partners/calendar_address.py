"""The private address of a partner's calendar: made, replaced, ended, looked up.

Whoever holds the address reads the calendar, for calendar programs cannot log in. So
its secret part is long, is shown once, and only its digest is kept.
"""

import hashlib
import secrets
from datetime import UTC, datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.operations import record_change

from .access import Thing, may
from .models import CalendarAddress, Partner
from .standing import standings_of

# 43 letters in base64url.
RANDOM_BYTES = 32


def make_address(
    partner: Partner,
    *,
    actor: AbstractBaseUser | AnonymousUser,
    at: datetime | None = None,
) -> str:
    """Return the secret part of a new address; the former one ends with that.

    It is recorded that there is a new one, not which. Raise PermissionDenied for who
    may not change the partner. `at` None is now.
    """
    at = at or datetime.now(UTC)
    given_out = secrets.token_urlsafe(RANDOM_BYTES)
    with transaction.atomic():
        locked = _locked(partner, actor, at)
        _row, is_first = CalendarAddress.objects.update_or_create(
            partner=locked, defaults={"digest": _digest(given_out), "made_at": at}
        )
        action = "make_calendar_address" if is_first else "replace_calendar_address"
        record_change(locked, action=action, actor=actor, at=at)
    return given_out


def end_address(
    partner: Partner,
    *,
    actor: AbstractBaseUser | AnonymousUser,
    at: datetime | None = None,
) -> bool:
    """End the address of a partner; return whether there was one.

    Raise PermissionDenied for who may not change the partner.
    """
    with transaction.atomic():
        locked = _locked(partner, actor, at or datetime.now(UTC))
        ended, _rows = CalendarAddress.objects.filter(partner=locked).delete()
        if ended:
            record_change(locked, action="end_calendar_address", actor=actor, at=at)
    return bool(ended)


def partner_at(given_out: str) -> Partner | None:
    """Return the partner whose calendar has this secret part in its address, or None.

    One query. The digest is what is compared, so the time it takes tells nothing.
    """
    address = (
        CalendarAddress.objects.filter(digest=_digest(given_out))
        .select_related("partner__county")
        .first()
    )
    return address and address.partner


def _locked(
    partner: Partner, actor: AbstractBaseUser | AnonymousUser, at: datetime
) -> Partner:
    """Return the partner, locked, when the actor may change it."""
    locked = (
        Partner.objects.select_for_update(of=("self",), no_key=True)
        .select_related("county")
        .get(pk=partner.pk)
    )
    counties = frozenset({locked.county.code} if locked.county else ())
    thing = Thing("partner", frozenset({locked.slug}), counties)
    if not may(standings_of(actor, timezone.localdate(at)), "change", thing):
        raise PermissionDenied(
            _(
                "The calendar holds drafts that only the parties see, so only who acts"
                " for %(partner)s, or coordinates its county, can make its address."
            )
            % {"partner": locked.name}
        )
    return locked


def _digest(given_out: str) -> str:
    return hashlib.sha256(given_out.encode()).hexdigest()
