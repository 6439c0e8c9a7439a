"""Whether facts are confirmed lately enough. Pure: knows no rows and no clock.

The owner of facts chooses how many months a confirmation holds. It holds to the same
day of the month so many months later, that day included: what was confirmed on 12 March
for six months is fresh through 12 September and overdue from the 13th. A month without
that day ends it on its last day: confirmed on 31 August for six months, it holds
through 28 February, in a leap year the 29th. The day is counted from the confirmation
and not from the day before it was due, so that confirming early never costs a day.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

# An older check that was not of one group of facts counts for every group.
ALL: Final = "all"
NEVER: Final = "never"
FRESH: Final = "fresh"
DUE_SOON: Final = "due_soon"
OVERDUE: Final = "overdue"
# The most urgent first; what nobody has confirmed yet has no day to be late with.
BY_URGENCY: Final = (OVERDUE, DUE_SOON, NEVER, FRESH)
DUE_SOON_DAYS: Final = 14
DEFAULT_MONTHS: Final = 6
FEWEST_MONTHS: Final = 1
MOST_MONTHS: Final = 12


@dataclass(frozen=True)
class Confirmed:
    """A person's confirmation: the day, and for whom the person acted ('' unknown)."""

    on: date
    by: str = ""


@dataclass(frozen=True)
class Freshness:
    """How a group of facts stands on a day. `due_on` is the last day it is fresh."""

    state: str
    last: Confirmed | None = None
    due_on: date | None = None

    @property
    def is_overdue(self) -> bool:
        return self.state == OVERDUE

    @property
    def is_to_confirm(self) -> bool:
        """Return whether somebody is asked to confirm it by now."""
        return self.state != FRESH

    @property
    def urgency(self) -> int:
        return BY_URGENCY.index(self.state)


def last_fresh_day(confirmed_on: date, months: int) -> date:
    """Return the last day on which a confirmation holds.

    Raise ValueError for a number of months that nobody can choose.
    """
    if not FEWEST_MONTHS <= months <= MOST_MONTHS:
        raise ValueError(f"not between {FEWEST_MONTHS} and {MOST_MONTHS}: {months}")
    years, month = divmod(confirmed_on.month - 1 + months, 12)
    year, month = confirmed_on.year + years, month + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(confirmed_on.day, monthrange(year, month)[1]))


def freshness(last: Confirmed | None, months: int, today: date) -> Freshness:
    """Return how facts stand on a day, by their last confirmation.

    They are due soon on their last fresh day and the 14 days before it.
    """
    if last is None:
        return Freshness(NEVER)
    due_on = last_fresh_day(last.on, months)
    if today > due_on:
        state = OVERDUE
    elif today >= due_on - timedelta(days=DUE_SOON_DAYS):
        state = DUE_SOON
    else:
        state = FRESH
    return Freshness(state, last, due_on)


def latest(*confirmations: Confirmed | None) -> Confirmed | None:
    """Return the confirmation of the latest day, None when there is none."""
    known = [each for each in confirmations if each is not None]
    return max(known, key=lambda each: each.on, default=None)


def overdue_since(days: Iterable[date], months: int, today: date) -> date | None:
    """Return the day of the confirmation that is longest overdue; None when none is.

    `days` are the last confirmations of the groups of facts that have one.
    """
    late = [day for day in days if today > last_fresh_day(day, months)]
    return min(late, default=None)
