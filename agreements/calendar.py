"""Note what the calendar has done to agreements: in force from a day, ended by another.

Whether a version is in force follows from its dates, with or without these notes; they
put the days into the audit trail and into the version's time line.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef
from django.db.models.functions import Cast

from publishing.models import StatusChange

from .models import AgreementVersion, VersionEvent
from .querysets import AgreementVersionQuerySet
from .seals import told_event
from .stepping import lock, record

ENTERED = "entered_force"
EXPIRED = VersionEvent.Kind.EXPIRED


class Noted(NamedTuple):
    """How many versions were noted as in force, and as run out."""

    entered: int
    expired: int


def follow_calendar(on: date, *, at: datetime | None = None) -> Noted:
    """Note what has come to pass up to and including a day, each thing once.

    A version that ran out before anybody asked is noted for both. Transcripts are
    left out: a source tells of them, and no day of ours. Safe to repeat, and to run
    twice at once: every version is looked at again under its lock.
    """
    return Noted(
        _note_each(_entered(on), lambda version: _note_entry(version, at)),
        _note_each(_expired(on), lambda version: _note_expiry(version, at)),
    )


def _entered(on: date) -> AgreementVersionQuerySet:
    """Return versions that have held and that nothing is noted of."""
    noted = StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(AgreementVersion),
        object_id=Cast(OuterRef("pk"), CharField()),
        action=ENTERED,
    )
    return (
        AgreementVersion.objects.signed()
        .filter(is_transcript=False, effective__period__startswith__lte=on)
        .exclude(Exists(noted))
    )


def _expired(on: date) -> AgreementVersionQuerySet:
    """Return versions that held to their agreed last day, before `on`, unnoted."""
    return (
        AgreementVersion.objects.signed()
        .filter(
            is_transcript=False,
            agreed_to__lt=on,
            effective__period__endswith__gt=F("agreed_to"),
        )
        .exclude(later_events__kind=EXPIRED)
    )


def _note_each(
    due: AgreementVersionQuerySet, note: Callable[[AgreementVersion], None]
) -> int:
    """Note each version that is still due once it is locked; return how many."""
    noted = 0
    for version in due.order_by("pk"):
        with transaction.atomic():
            locked = lock(version)
            if due.filter(pk=locked.pk).exists():
                note(locked)
                noted += 1
    return noted


def _note_entry(version: AgreementVersion, at: datetime | None) -> None:
    details = {"first_day": version.effective.period.lower.isoformat()}
    record(version, ENTERED, None, at, details=details)


def _note_expiry(version: AgreementVersion, at: datetime | None) -> None:
    assert version.agreed_to is not None  # noqa: S101 (the query asks for it)
    event = VersionEvent.objects.create(
        version=version, kind=EXPIRED, on=version.agreed_to
    )
    details = {
        "last_day": version.agreed_to.isoformat(),
        "event": told_event(event),
    }
    record(version, EXPIRED, None, at, details=details)
