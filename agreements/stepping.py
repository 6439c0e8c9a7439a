"""How every step is taken: rows locked, right asked, refusal recorded.

operations.py, commenting.py and drafting.py take their steps through `step`.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.access import Standing, matrix, may
from partners.models import Partner
from partners.standing import standings_of
from publishing.operations import mark_recorded, record_change

from .life import StepRefused, thing_of
from .models import Agreement, AgreementVersion

Actor = AbstractBaseUser | AnonymousUser


@contextmanager
def step(
    version: AgreementVersion,
    action: str,
    actor: Actor,
    at: datetime | None,
    *,
    own: Partner | None = None,
    about: Partner | None = None,
) -> Iterator[AgreementVersion]:
    """Yield the version, locked, when the actor may take the step; else record it.

    `action` is one of the access matrix. The agreement is locked first, as the
    triggers do, so that two never wait for each other. With `own` the right must come
    from acting for that partner; with `about` the step concerns that partner's part
    alone. Raise PermissionDenied or StepRefused; nothing is changed then.
    """
    try:
        with transaction.atomic():
            locked = lock(version)
            _check(locked, action, actor, at, own, about)
            yield locked
    except (PermissionDenied, StepRefused) as refusal:
        record(version, f"refused_{action}", actor, at, reason=str(refusal))
        mark_recorded(refusal)
        raise


def lock(version: AgreementVersion) -> AgreementVersion:
    """Lock the agreement and then the version; return the version as it now stands."""
    Agreement.objects.select_for_update(no_key=True).get(pk=version.agreement_id)
    return (
        AgreementVersion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agreement__partnership__county")
        .get(pk=version.pk)
    )


def record(
    version: AgreementVersion,
    action: str,
    actor: Actor | None,
    at: datetime | None,
    *,
    before: str = "",
    after: str = "",
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry about a version to the audit trail; actor None is the system."""
    record_change(
        version,
        action=action,
        actor=person(actor),
        from_status=before,
        to_status=after,
        reason=reason,
        details=dict(details or {}),
        at=at,
    )


def person(actor: Actor | None) -> AbstractBaseUser | None:
    """Return who is logged in; None for a stranger and for the system."""
    return actor if isinstance(actor, AbstractBaseUser) else None


def instant(at: datetime | None) -> datetime:
    """Return the instant that was given, else now."""
    return at or datetime.now(UTC)


def day_of(at: datetime | None) -> date:
    """Return the day in Norway of an instant, of now when it is None."""
    return timezone.localdate(instant(at))


def _check(
    locked: AgreementVersion,
    action: str,
    actor: Actor,
    at: datetime | None,
    own: Partner | None,
    about: Partner | None,
) -> None:
    today = day_of(at)
    thing = thing_of(locked, today)
    standings: Collection[Standing] = standings_of(actor, today)
    if own is not None:
        standings = [each for each in standings if each.partner == own.slug]
    if about is not None:
        thing = replace(thing, owners=thing.owners & {about.slug})
    if may(standings, action, thing):
        return
    states = matrix()[thing.kind][action].states
    if any(may(standings, action, replace(thing, state=state)) for state in states):
        raise StepRefused(
            _("This cannot be done while the version is: %(state)s.")
            % {"state": locked.get_state_display()}
        )
    raise PermissionDenied(action)
