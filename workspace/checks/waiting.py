"""What waits to be confirmed, as it stands on the front page of «Min side»."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import Membership
from publishing.fact_groups import owner_of
from publishing.freshness import DUE_SOON, NEVER, OVERDUE
from publishing.writing import long_date

from ..desk.items import Item

if TYPE_CHECKING:
    from ..desk.reader import Reader
    from .reading import RowToConfirm

KINDS = {OVERDUE: "overdue_check", DUE_SOON: "due_check", NEVER: "unchecked"}
# So many are told one by one; more of a kind is one line with a number.
MOST_NAMED = 3
CONFIRMS = (Membership.Role.EDITOR, Membership.Role.COORDINATOR)


def to_confirm(reader: Reader) -> Iterator[Item]:
    """Yield what a person is to confirm; many of one kind are one item. No query more.

    Each thing is told once, by its most urgent group.
    """
    acts_for = set(reader.acting_as(*CONFIRMS))
    by_state: dict[str, list[RowToConfirm]] = defaultdict(list)
    for told in reader.checked.values():
        owner = owner_of(told.row)
        if told.to_confirm and owner is not None and owner.pk in acts_for:
            first = min(told.to_confirm, key=lambda each: each.freshness.urgency)
            by_state[first.freshness.state].append(told)
    for state, rows in by_state.items():
        if len(rows) > MOST_NAMED:
            yield _counted(state, rows)
        else:
            yield from (_named(state, told) for told in rows)


def _named(state: str, told: RowToConfirm) -> Item:
    names = [
        str(each.group.name)
        for each in told.to_confirm
        if each.freshness.state == state
    ]
    if state == OVERDUE:
        last = min(
            each.freshness.last.on
            for each in told.to_confirm
            if each.freshness.state == state and each.freshness.last
        )
        sentence = _("%(name)s has not been confirmed since %(day)s.") % {
            "name": told.name,
            "day": long_date(last),
        }
    elif state == DUE_SOON:
        sentence = _("Look at %(name)s and say whether it still holds.") % {
            "name": told.name
        }
    else:
        sentence = _("Nobody has confirmed what stands about %(name)s.") % {
            "name": told.name
        }
    return Item(
        kind=KINDS[state],
        sentence=sentence,
        button=_("Confirm the facts"),
        url=told.url,
        due_on=told.due_on,
        note="; ".join(names),
        is_example=getattr(told.row, "is_example", False),
        key=told.url,
    )


def _counted(state: str, rows: list[RowToConfirm]) -> Item:
    number = len(rows)
    if state == OVERDUE:
        text = ngettext(
            "%(number)d service, place or role has not been confirmed in time.",
            "%(number)d services, places and roles have not been confirmed in time.",
            number,
        )
    elif state == DUE_SOON:
        text = ngettext(
            "%(number)d service, place or role is to be confirmed soon.",
            "%(number)d services, places and roles are to be confirmed soon.",
            number,
        )
    else:
        text = ngettext(
            "Nobody has confirmed %(number)d service, place or role yet.",
            "Nobody has confirmed %(number)d services, places and roles yet.",
            number,
        )
    days = [told.due_on for told in rows if told.due_on]
    return Item(
        kind=KINDS[state],
        sentence=text % {"number": number},
        button=_("Confirm the facts"),
        url=reverse("workspace:checks"),
        due_on=min(days, default=None),
        key=state,
    )
