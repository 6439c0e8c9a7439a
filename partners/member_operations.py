"""Rights of people: ended, changed, lent to a deputy; each recorded, also when refused.

Giving somebody a first right is an invitation (accounts/operations.py). Nothing is
edited in place: another role is another membership, so that the trail and the history
tell who could do what on which day.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.operations import record_change

from .models import Membership
from .rights import require
from .standing import standings_of

Actor = AbstractBaseUser | AnonymousUser
Role = Membership.Role


class MembershipRefused(Exception):
    """A change that the person may make, but not so; the message says what to do."""


def end_membership(
    membership: Membership,
    *,
    last_day: date | None = None,
    actor: Actor,
    at: datetime | None = None,
) -> Membership | None:
    """Let a membership end on `last_day`, inclusive, and those of its deputies.

    None ends it at once: the very next request is refused. One that has not held on
    any day is taken away, and None is returned. Raise MembershipRefused for a day
    outside the period that is left, and when the county would lose its last
    coordinator by their own hand.
    """
    with _step(membership, "end", actor, at) as locked:
        today = _day_of(at)
        last = last_day or today - timedelta(days=1)
        if last_day and (
            last_day < today or (locked.valid_to and last_day > locked.valid_to)
        ):
            raise MembershipRefused(
                _("Choose a last day from today on, within the period that is left.")
            )
        if locked.valid_to and locked.valid_to < today:
            raise MembershipRefused(_("This access has ended already."))
        _keep_a_coordinator(locked, last, actor)
        for deputy in locked.deputies.select_for_update().exclude(valid_to__lte=last):
            _cut(deputy, last, actor, at)
        return _cut(locked, last, actor, at)


def change_role(
    membership: Membership,
    *,
    role: str,
    actor: Actor,
    at: datetime | None = None,
) -> Membership:
    """Give a person another role at the same partner, from today; return it.

    The old one ends yesterday. Raise MembershipRefused for one's own role, a deputy's,
    and the role that the person has already; PermissionDenied for a role that the
    actor may not give.
    """
    with _step(membership, "change_role", actor, at) as locked:
        today = _day_of(at)
        if locked.user_id == actor.pk:
            raise MembershipRefused(
                _("Nobody changes their own role. Ask another coordinator.")
            )
        if locked.deputises_for_id:
            raise MembershipRefused(
                _("A deputy has the role of whom they stand in for. End it instead.")
            )
        if role not in Role.values:
            raise MembershipRefused(_("Choose one of the values that are offered."))
        if role == locked.role:
            raise MembershipRefused(_("This person already has the role."))
        given = Membership(
            user=locked.user,
            partner=locked.partner,
            role=role,
            valid_from=today,
            valid_to=locked.valid_to,
            is_example=locked.is_example,
        )
        _require_to_give(given, actor, today)
        if _holds_already(given):
            raise MembershipRefused(_("This person already has the role."))
        end_membership(locked, actor=actor, at=at)
        given.save()
        _record(given, "give_role", actor, at, {"instead_of": locked.role})
        return given


def add_deputy(
    membership: Membership,
    *,
    user: AbstractBaseUser,
    valid_from: date,
    valid_to: date,
    actor: Actor,
    at: datetime | None = None,
) -> Membership:
    """Let a person stand in for another from day to day; return the membership.

    The deputy is one who acts for the same partner already. Raise MembershipRefused
    for anybody else, for oneself, and for a period in which the person has the role.
    """
    with _step(membership, "add_deputy", actor, at) as locked:
        today = _day_of(at)
        given = Membership(
            user=user,  # type: ignore[misc]
            partner=locked.partner,
            role=locked.role,
            valid_from=valid_from,
            valid_to=valid_to,
            deputises_for=locked,
            is_example=locked.is_example,
        )
        _require_to_give(given, actor, today)
        if user.pk in {locked.user_id, actor.pk}:
            raise MembershipRefused(_("Choose another person as deputy."))
        if locked.deputises_for_id:
            raise MembershipRefused(_("A deputy has no deputy."))
        if valid_to < valid_from:
            raise MembershipRefused(_("The last day must not be before the first day."))
        if valid_from < today:
            raise MembershipRefused(_("A deputy begins today at the earliest."))
        people = Membership.objects.valid_on(today).filter(partner=locked.partner_id)
        if not user.is_active or not people.filter(user_id=user.pk).exists():
            raise MembershipRefused(
                _(
                    "A deputy has access to the partner already."
                    " Invite the person first."
                )
            )
        if _holds_already(given):
            raise MembershipRefused(
                _("This person already has the role in that period.")
            )
        given.save()
        days = {"from": valid_from.isoformat(), "to": valid_to.isoformat()}
        _record(given, "add_deputy", actor, at, {"for": locked.pk, **days})
        return given


def coordinators_of(county: int | None, on: date) -> QuerySet[Membership]:
    """Return who coordinates a county on a day and has no last day: no deputies."""
    return Membership.objects.valid_on(on).filter(
        role=Role.COORDINATOR,
        partner__county=county,
        deputises_for=None,
        user__is_active=True,
    )


@contextmanager
def _step(
    membership: Membership, action: str, actor: Actor, at: datetime | None
) -> Iterator[Membership]:
    """Yield the membership, locked, when the actor may change it; else record it.

    All coordinators of the county are locked with it, in one order: two who take each
    other's access away at the same moment come one after the other.
    """
    try:
        with transaction.atomic():
            county = membership.partner.county_id
            together = Q(pk=membership.pk) | Q(
                role=Role.COORDINATOR, partner__county=county, pk__isnull=county is None
            )
            locked = {
                row.pk: row
                for row in Membership.objects.select_for_update(
                    of=("self",), no_key=True
                )
                .filter(together)
                .select_related("partner__county", "user")
                .order_by("pk")
            }[membership.pk]
            require(actor, "change", locked, on=_day_of(at))
            yield locked
    except (PermissionDenied, MembershipRefused) as refusal:
        _record(membership, f"refused_{action}", actor, at, {"reason": str(refusal)})
        raise


def _require_to_give(given: Membership, actor: Actor, on: date) -> None:
    """Raise PermissionDenied unless the actor may give this very role.

    Nobody gives more than they have: a county makes no national administrator.
    """
    require(actor, "add", given, on=on)
    if given.role != Role.NATIONAL_ADMINISTRATOR:
        return
    held = {each.role for each in standings_of(actor, on, afresh=True)}
    if given.role not in held and not getattr(actor, "is_superuser", False):
        raise PermissionDenied("add")


def _holds_already(given: Membership) -> bool:
    """Return whether the person has the role at the partner in some of the period."""
    held = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=given.valid_from),
        user_id=given.user_id,
        partner_id=given.partner_id,
        role=given.role,
    )
    if given.valid_to:
        held = held.filter(valid_from__lte=given.valid_to)
    return held.exists()


def _keep_a_coordinator(locked: Membership, last: date, actor: Actor) -> None:
    """Raise MembershipRefused when the last coordinator leaves by the own hand."""
    if locked.role != Role.COORDINATOR or locked.deputises_for_id:
        return
    after = last + timedelta(days=1)
    others = coordinators_of(locked.partner.county_id, after).exclude(
        user=locked.user_id
    )
    if locked.user_id == actor.pk and not others.exists():
        raise MembershipRefused(
            _(
                "You are the last coordinator of the county. Invite one who takes over"
                " before you end your own access."
            )
        )


def _cut(
    row: Membership, last: date, actor: Actor, at: datetime | None
) -> Membership | None:
    """Let a membership end, or take it away when it has held on no day."""
    if last < row.valid_from:
        _record(row, "end_membership", actor, at, {"last_day": ""})
        row.delete()
        return None
    row.valid_to = last
    row.save(update_fields=["valid_to"])
    _record(row, "end_membership", actor, at, {"last_day": last.isoformat()})
    return row


def _record(
    row: Membership,
    action: str,
    actor: Actor,
    at: datetime | None,
    details: dict[str, Any],
) -> None:
    record_change(
        row,
        action=action,
        actor=actor if isinstance(actor, AbstractBaseUser) else None,
        details={"role": row.role, "partner": row.partner.slug, **details},
        at=at,
    )


def _day_of(at: datetime | None) -> date:
    return timezone.localdate(at)
