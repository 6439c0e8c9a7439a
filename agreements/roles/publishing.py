"""Let the public see a version of a role's description, and let one end."""

import hashlib
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from publishing.chain import canonical_json
from publishing.models import Status

from ..life import StepRefused
from ..models import RoleDescription
from ..stepping import Actor, day_of
from .steps import record, step
from .writing import WRITTEN, check_text


def publish_description(
    draft: RoleDescription,
    *,
    actor: Actor,
    seen: str = "",
    at: datetime | None = None,
) -> RoleDescription:
    """Let the public see a version; the one that holds then ends the day before.

    One that began on the same day or later gives way at once, and is ended. `seen` is
    the digest of what the actor has read, '' when that is not asked. Raise StepRefused
    when it has changed since, and when another published version begins later within
    the period.
    """
    with step(draft, "publish", actor, at) as locked:
        if seen and seen != digest_of(locked):
            raise StepRefused(
                _(
                    "The text has changed since you read it."
                    " Read it again, then publish."
                )
            )
        check_text(locked)
        for earlier in _published(locked).filter(valid_from__lte=locked.valid_from):
            if earlier.valid_to is None or earlier.valid_to >= locked.valid_from:
                _give_way(earlier, locked, actor, at)
        later = _published(locked).filter(valid_from__gt=locked.valid_from)
        if locked.valid_to:
            later = later.filter(valid_from__lte=locked.valid_to)
        if later.exists():
            raise StepRefused(
                _(
                    "Another published version begins later in this period. End that"
                    " one first, or let this one end before it."
                )
            )
        locked.status = Status.PUBLISHED
        locked.submitted_at = None
        locked.save(update_fields=["status", "submitted_at"])
        record(
            locked,
            "publish",
            actor,
            at,
            before=Status.DRAFT,
            after=Status.PUBLISHED,
            details={"number": locked.number},
        )
        return locked


def digest_of(description: RoleDescription) -> str:
    """Return the SHA-256 of all that is written of a version."""
    values = {name: str(getattr(description, name)) for name in WRITTEN}
    return hashlib.sha256(canonical_json({"values": values})).hexdigest()


def end_description(
    description: RoleDescription,
    *,
    last_day: date,
    actor: Actor,
    reason: str = "",
    at: datetime | None = None,
) -> RoleDescription:
    """Let a published version end on `last_day`, inclusive.

    A day that has passed ends it at once. Raise StepRefused for a day outside the
    period that is left. One that has not begun is ended as it is.
    """
    with step(description, "end", actor, at) as locked:
        today = day_of(at)
        if not locked.is_published:
            raise StepRefused(_("Only a version that is published can end."))
        if locked.valid_from > today:
            locked.status = Status.ENDED
        else:
            if last_day < locked.valid_from or (
                locked.valid_to and last_day > locked.valid_to
            ):
                raise StepRefused(
                    _("Choose a last day within the period of the version.")
                )
            locked.valid_to = last_day
            if last_day < today:
                locked.status = Status.ENDED
        locked.save(update_fields=["status", "valid_to"])
        record(
            locked,
            "end",
            actor,
            at,
            before=Status.PUBLISHED,
            after=locked.status,
            reason=reason.strip(),
            details={"last_day": last_day.isoformat()},
        )
        return locked


def _published(locked: RoleDescription) -> QuerySet[RoleDescription]:
    return RoleDescription.objects.published().filter(role=locked.role_id)


def _give_way(
    earlier: RoleDescription,
    coming: RoleDescription,
    actor: Actor,
    at: datetime | None,
) -> None:
    """End what held before, the day before; what began on the same day, at once."""
    day_before = coming.valid_from - timedelta(days=1)
    earlier.valid_to = max(day_before, earlier.valid_from)
    if earlier.valid_to < day_of(at) or earlier.valid_to > day_before:
        earlier.status = Status.ENDED
    earlier.save(update_fields=["status", "valid_to"])
    record(
        earlier,
        "replaced",
        actor,
        at,
        before=Status.PUBLISHED,
        after=earlier.status,
        details={"by": coming.number, "last_day": earlier.valid_to.isoformat()},
    )
