"""What lies ahead of a partnership: deadlines, first and last days, the year's events.

Pure: knows no rows and no clock. A Point is what is stored; a Coming is the day on
which it comes next. Reading them stands in coming_reading.py, words in coming_words.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from publishing.local_text import LocalText

ENTRY: Final = "entry"
EXPIRY: Final = "expiry"
MEASURE: Final = "measure"
ANNUAL: Final = "annual"
DEADLINE_KINDS: Final = ("notice", "renewal", "evaluation", "other")
# On the same day the agreement itself stands first.
KINDS: Final = (ENTRY, EXPIRY, *DEADLINE_KINDS, MEASURE, ANNUAL)
# What somebody is to do by a day, and so can be too late with.
TO_DO: Final = frozenset({*DEADLINE_KINDS, MEASURE})
# What was not done when its agreement ran out is still asked for, for so long.
ASKED_FOR_AFTER: Final = timedelta(days=90)
NO_TEXT: Final = LocalText()


@dataclass(frozen=True)
class Point:
    """Something that is to happen, as it is stored.

    It falls on the day `on`, or where that is None in `month` (1 to 12) of every
    year. `row` names the row it is mended on: model and key. `holds_to` is the last
    day on which it is asked for, None when that has no end.
    `version_id` and `state` are those of the version, None and '' for
    what belongs to none. `url` is '' where
    the public has no page of it.
    """

    kind: str
    row: tuple[str, int]
    title: LocalText
    county: str
    partnership: LocalText
    owner: str
    owner_id: int | None
    on: date | None = None
    month: int | None = None
    agreement: LocalText = NO_TEXT
    clause: str = ""
    url: str = ""
    language: str = "nb"
    state: str = ""
    version_id: int | None = None
    holds_to: date | None = None
    done_on: date | None = None
    is_done: bool = False
    is_cancelled: bool = False
    is_example: bool = False

    def stands_on(self, day: date) -> bool:
        """Return whether it is still to happen for what holds on a day, or later."""
        if self.is_done or self.is_cancelled:
            return False
        return self.holds_to is None or self.holds_to >= day


@dataclass(frozen=True)
class Coming:
    """A point and the day it comes next; the first of the month for a whole month."""

    point: Point
    day: date

    @property
    def is_whole_month(self) -> bool:
        return self.point.on is None

    def days_left(self, on: date) -> int:
        """Return the days until then; negative when it has passed."""
        return (self.day - on).days


@dataclass(frozen=True)
class Window:
    """The days of which is asked, both inclusive: nothing else is read.

    What is to be done is asked for from `late_from` on, to see whether it is late;
    None asks for all that is late. Everything else is asked for from `on` on.
    """

    on: date
    last: date
    late_from: date | None = None


@dataclass(frozen=True)
class Term:
    """The days a signed version really holds, both inclusive; None is open.

    `agreed_last` is the last day the parties agreed on.
    """

    agreement: int
    first: date | None
    last: date | None
    agreed_last: date | None = None

    @property
    def ended_early(self) -> bool:
        """Return whether something ended it before the day the parties had agreed."""
        return self.last is not None and self.last != self.agreed_last


def runs_out(term: Term, terms: Iterable[Term]) -> bool:
    """Return whether a version ends and none of the same agreement takes over."""
    if term.last is None or term.last == date.max:
        return False
    day_after = term.last + timedelta(days=1)
    return not any(
        other.agreement == term.agreement and other.first == day_after
        for other in terms
    )


def falls_away(deadline: date, term: Term | None) -> bool:
    """Return whether a deadline lost its sense: its version ended before, and early.

    `term` None is a signed version that never held on any day.
    """
    if term is None:
        return True
    return term.ended_early and term.last is not None and deadline > term.last


def asked_until(deadline: date, term: Term) -> date | None:
    """Return the last day on which a deadline of a version is asked for, or None.

    A deadline can lie on the last day of its version, or later: the agreement is to be
    evaluated, or a new one made. Where the version ended early, the next one has taken
    its deadlines over.
    """
    if term.last is None or term.ended_early:
        return term.last
    return max(term.last, deadline + ASKED_FOR_AFTER)


def next_day(point: Point, on: date) -> date:
    """Return the day of a point, for a month of the year its next first day.

    The month that `on` lies in counts as the next one.
    """
    if point.on is not None:
        return point.on
    if point.month is None:
        raise ValueError("a point has a day or a month")
    return date(on.year + (point.month < on.month), point.month, 1)


def lies_ahead(
    points: Iterable[Point], on: date, *, days: int | None = None
) -> list[Coming]:
    """Return what comes on `on` or later, the first day first, in a stable order.

    With `days` only what comes at most so many days later. What is done or has
    fallen away is left out.
    """
    found = []
    for coming in _standing(points, on):
        in_time = coming.is_whole_month or coming.day >= on
        if in_time and (days is None or coming.days_left(on) <= days):
            found.append(coming)
    return sorted(found, key=_order)


def overdue(points: Iterable[Point], on: date) -> list[Coming]:
    """Return what should have been done before `on` and is not, the oldest first."""
    return sorted(
        (
            coming
            for coming in _standing(points, on)
            if coming.point.kind in TO_DO and coming.day < on
        ),
        key=_order,
    )


def _standing(points: Iterable[Point], on: date) -> Iterable[Coming]:
    for point in points:
        if point.stands_on(on):
            day = next_day(point, on)
            if point.month is None or point.holds_to is None or day <= point.holds_to:
                yield Coming(point, day)


def _order(coming: Coming) -> tuple[date, bool, int, str, str, tuple[str, int]]:
    point = coming.point
    kind = KINDS.index(point.kind)
    return (
        coming.day,
        coming.is_whole_month,
        kind,
        point.county,
        str(point.title),
        point.row,
    )
