"""Remind by e-mail of what is to be done: 30 days before, 7 days before, on the day.

The timer may run often, late or not at all for a while: each reminder has a key, so it
is written once, and after a gap only the nearest one is. A date that moves has keys of
its own. The mails go out by way of publishing/outbox.py.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partners.models import Membership, Partner
from publishing import outbox

from . import (
    coming,
    coming_reading,
    coming_words,
)
from .calendar_reading import absolute
from .coming import Coming

# Days before. What falls in a month of the year is told of once, in good time.
STEPS = (30, 7, 0)
STEPS_OF_A_MONTH = (30,)
# When the timer did not run on the day itself, it is not too late to say so for a week.
LATE_DAYS = 7
REMINDED = frozenset(
    {*coming.DEADLINE_KINDS, coming.MEASURE, coming.EXPIRY, coming.ANNUAL}
)
LANGUAGES = ("nb", "nn")
WRITERS = (Membership.Role.EDITOR, Membership.Role.COORDINATOR)


@dataclass(frozen=True)
class Owner:
    """Who is asked to see to something, and where mail for it goes.

    `people` are the addresses of those who act for the partner; `example_people` of
    those whose membership is an example. `address` is the partner's own, '' for none.
    """

    name: str
    address: str
    is_example: bool
    people: tuple[str, ...]
    example_people: tuple[str, ...]

    def addresses(self, *, example: bool) -> tuple[str, ...]:
        """Return where a reminder goes.

        What is made up is never mailed to the real organisations that it names.
        """
        if example:
            own = self.address if self.is_example else ""
            return self.example_people or ((own,) if own else ())
        return self.people or ((self.address,) if self.address else ())


def step_due(days_left: int, steps: Collection[int] = STEPS) -> int | None:
    """Return the reminder that is due so many days before, the nearest one, or None.

    Days that have passed are negative; after LATE_DAYS of them none is due.
    """
    if days_left < -LATE_DAYS:
        return None
    return min((step for step in steps if days_left <= step), default=None)


def remind(on: date, *, at: datetime) -> int:
    """Write the reminders that are due on a day and not written yet; return how many.

    Those of one thing stand or fall together. `at` is when they may be sent.
    """
    written = 0
    window = coming.Window(
        on, on + timedelta(days=max(STEPS)), late_from=on - timedelta(days=LATE_DAYS)
    )
    for language in LANGUAGES:
        with translation.override(language):
            points = [
                point
                for point in coming_reading.all_points(window)
                if point.language == language and point.kind in REMINDED
            ]
            due = list(_due(points, on))
            owners = owners_of({each.point.owner_id for each, _step in due}, on)
            for each, step in due:
                written += _write(each, step, owners[each.point.owner_id], on, at)
    return written


def owners_of(partners: Iterable[int], on: date) -> dict[int, Owner]:
    """Return the owners by their partner's key, as they are on a day. Two queries.

    People are those with a valid membership as editor or coordinator, whose account
    is active and has an address.
    """
    keys = list(partners)
    people: dict[tuple[int, bool], dict[str, str]] = {}
    held = (
        Membership.objects.valid_on(on)
        .filter(partner__in=keys, role__in=WRITERS, user__is_active=True)
        .exclude(user__email="")
        .order_by("user__email", "pk")
    )
    for partner, example, address in held.values_list(
        "partner", "is_example", "user__email"
    ):
        people.setdefault((partner, example), {}).setdefault(address.lower(), address)
    return {
        partner.pk: Owner(
            name=partner.name,
            address=partner.email,
            is_example=partner.is_example,
            people=tuple(people.get((partner.pk, False), {}).values()),
            example_people=tuple(people.get((partner.pk, True), {}).values()),
        )
        for partner in Partner.objects.filter(pk__in=keys)
    }


def _due(points, on):
    """Yield what is to be reminded of on a day, with the step that is due."""
    found = [
        *coming.lies_ahead(points, on, days=max(STEPS)),
        *coming.overdue(points, on),
    ]
    for each in found:
        steps = STEPS_OF_A_MONTH if each.is_whole_month else STEPS
        step = step_due(each.days_left(on), steps)
        if step is not None and each.point.owner_id is not None:
            yield each, step


@transaction.atomic
def _write(each, step, owner, on, at):
    """Write one mail to each address; return how many there were not before."""
    point = each.point
    addresses = owner.addresses(example=point.is_example)
    mails = [
        outbox.put(
            key=_key(each, step, address),
            to_address=address,
            subject=subject_of(each),
            text=text_of(each, owner, on),
            at=at,
        )
        for address in addresses
    ]
    return sum(mail is not None for mail in mails)


def _key(each: Coming, step: int, address: str) -> str:
    point = each.point
    name = point.kind if point.kind == coming.EXPIRY else point.row[0]
    to = hashlib.sha256(address.lower().encode()).hexdigest()[:32]
    return f"{name}:{point.row[1]}:{each.day}:{step}:{to}"


def subject_of(each: Coming) -> str:
    """Return the subject of a reminder: the day, and what is to be done."""
    subject = _("%(when)s: %(title)s (%(county)s)") % {
        "when": capfirst(coming_words.when_of(each)),
        "title": coming_words.name_of(each.point),
        "county": each.point.county,
    }
    if each.point.is_example:
        return _("Example: %(title)s") % {"title": subject}
    return subject


def text_of(each: Coming, owner: Owner, on: date) -> str:
    """Return the text of a reminder as it is written on a day."""
    point = each.point
    when = coming_words.when_of(each)
    if not each.is_whole_month:
        when = f"{when} ({coming_words.distance_of(each, on)})"
    facts = [
        (_("What"), coming_words.name_of(point)),
        (_("When"), when),
        (_("Where it stands"), _where(point)),
        (_("Seen to by"), owner.name),
    ]
    parts = [
        _("This is a reminder from the portal for career guidance in the county."),
        "\n".join(f"{label}: {value}" for label, value in facts),
    ]
    if point.is_example:
        parts.insert(0, _("This is an example. Nobody has agreed to it."))
    if point.url:
        parts.append(_("Read more:") + "\n" + absolute(point.url))
    if point.kind in coming.TO_DO:
        parts.append(
            _("Is it done? Say so here, and no more reminders will come:")
            + f"\n{absolute(mended_at(point))}"
        )
    parts.append(
        _("You get this e-mail because you are registered for %(partner)s.")
        % {"partner": owner.name}
    )
    return "\n\n".join(parts) + "\n"


def mended_at(point: coming.Point) -> str:
    """Return the path in admin where a point is changed."""
    model, key = point.row
    return reverse(f"admin:agreements_{model}_change", args=[key])


def _where(point):
    if point.clause:
        return _("%(agreement)s, clause %(number)s") % {
            "agreement": point.agreement,
            "number": point.clause,
        }
    return str(point.agreement or point.partnership)
