"""A person confirms facts, and the owner of facts chooses how often.

Nothing else moves the day on which something was checked: saving a form does not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from publishing.fact_groups import digest_of, group_of
from publishing.freshness import FEWEST_MONTHS, MOST_MONTHS
from publishing.models import Check
from publishing.operations import (
    record_change,
    record_check,
    record_edit,
    record_refusal,
)
from publishing.snapshots import snapshot

from .access import may
from .models import Partner
from .rights import require
from .scopes import scope_of
from .standing import standings_of


class FactsChanged(Exception):
    """The facts are no longer those that the person saw; nothing was confirmed."""


class NoSuchInterval(ValueError):
    """Nobody can choose to confirm that seldom or that often."""


def confirm(
    row: models.Model,
    fact_group: str,
    *,
    actor: AbstractBaseUser,
    on: date,
    seen: str = "",
    at: datetime | None = None,
) -> Check:
    """Record that the actor states that a group of facts holds on a day.

    `seen` is the digest of the facts the actor was shown, '' to take them as they are.
    Who confirms the same twice on a day gets the check that is there. Raise
    PermissionDenied for who may not confirm the row, UnknownFactGroup, and
    FactsChanged when somebody changed the facts since they were shown.
    """
    with recording_refusals(actor, row, "confirm", at), transaction.atomic():
        locked = (
            type(row)
            ._base_manager.select_for_update(of=("self",), no_key=True)
            .get(pk=row.pk)
        )
        require(actor, "confirm", locked, on=on)
        group = group_of(locked, fact_group)
        if seen and seen != digest_of(locked, group):
            raise FactsChanged(fact_group)
        before = Check.objects.filter(
            content_type=ContentType.objects.get_for_model(locked),
            object_id=str(locked.pk),
            fact_group=group.key,
            kind=Check.Kind.CONFIRMED,
            checked_on=on,
        ).first()
        if before is not None:
            return before
        slug, name = _acting_for(actor, locked, on)
        check = record_check(
            locked,
            kind=Check.Kind.CONFIRMED,
            checked_on=on,
            actor=actor,
            on_behalf_of=name,
            fact_group=group.key,
        )
        record_change(
            locked,
            action="confirm",
            actor=actor,
            details={"facts": group.key, "on": on.isoformat()},
            on_behalf_of=slug,
            at=at,
        )
    return check


def choose_interval(
    partner: Partner,
    months: int,
    *,
    actor: AbstractBaseUser,
    on: date,
    at: datetime | None = None,
) -> Partner:
    """Let a partner confirm its facts every so many months; return the partner.

    Raise PermissionDenied for who may not change the partner, and NoSuchInterval for
    other than 1 to 12 months.
    """
    if not FEWEST_MONTHS <= months <= MOST_MONTHS:
        raise NoSuchInterval(months)
    refusals = recording_refusals(actor, partner, "choose_interval", at)
    with refusals, transaction.atomic():
        locked = Partner.objects.select_for_update(of=("self",), no_key=True).get(
            pk=partner.pk
        )
        require(actor, "change", locked, on=on)
        before = snapshot(locked)
        if locked.confirm_every_months != months:
            locked.confirm_every_months = months
            locked.save(update_fields=["confirm_every_months"])
            record_edit(
                locked,
                actor=actor,
                before=before,
                after=snapshot(locked),
                on_behalf_of=locked.slug,
                at=at,
            )
    return locked


@contextmanager
def recording_refusals(
    actor: AbstractBaseUser, row: models.Model, action: str, at: datetime | None
) -> Iterator[None]:
    """Record a refusal once the transaction inside is rolled back, and raise it on."""
    try:
        yield
    except PermissionDenied:
        record_refusal(
            actor=actor, reason=action, about=row, details={"action": action}, at=at
        )
        raise


def _acting_for(
    actor: AbstractBaseUser, row: models.Model, on: date
) -> tuple[str, str]:
    """Return slug and name of the partner by which the actor may confirm the row.

    The owner itself before a coordinator's council; empty for who needs no membership.
    """
    scope = scope_of(type(row))
    if scope is None:
        raise PermissionDenied("confirm")
    thing = scope.thing_of(row, on)
    slugs = [
        each.partner
        for each in standings_of(actor, on)
        if may([each], "confirm", thing)
    ]
    first = min(slugs, key=lambda slug: (slug not in thing.owners, slug), default="")
    name = Partner.objects.filter(slug=first).values_list("name", flat=True).first()
    return first, name or ""
