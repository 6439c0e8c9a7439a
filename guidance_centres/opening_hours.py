"""When a place is open: a week, dated exceptions and Norway's public holidays.

Three kinds of time, never mixed: weeks and exceptions hold wall-clock times in
Europe/Oslo; days are dates; answers are aware datetimes in Europe/Oslo. An interval
belongs to the day it opens on. Closing at or before opening means the next day;
closing at the very time of opening is refused, as nobody can tell none from all day
(a whole day is 00:00–12:00 and 12:00–00:00).

What holds on a day, strongest first:
1. dated exceptions: of those that cover the day the shortest period, then the later
   one; exceptions with the same period add up, and a closed one closes;
2. public holidays: closed, unless the place is open on holidays;
3. the week: all intervals of that weekday that are valid on that day.

On the nights the clock changes: a time that is skipped is the instant of the jump, a
time that comes twice is the first of the two.

How OSM writes the same is in `osm_hours`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .public_holidays import is_norwegian_holiday

OSLO = ZoneInfo("Europe/Oslo")
DAY = timedelta(days=1)
HORIZON_DAYS = 60
MINUTES_A_DAY = 24 * 60

Interval = tuple[datetime, datetime]


class OpeningHoursError(ValueError):
    """Hours that cannot be right; `code` and `params` let the caller word it.

    Codes: weekday, minutes, same_time, period, exception_times, overlap (params
    `first` and `second`, row numbers from 1); those of reading OSM are in
    `osm_hours`.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = params
        details = ", ".join(f"{key}={value}" for key, value in params.items())
        super().__init__(f"{code} ({details})" if details else code)


@dataclass(frozen=True, slots=True)
class WeekInterval:
    """Open on a weekday (1 is Monday, 7 Sunday) between two wall-clock times.

    `valid_from` and `valid_to` are the first and last day, both inclusive, on which
    an opening may begin; None is no limit. Raise OpeningHoursError when it makes no
    sense.
    """

    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_to: date | None = None
    by_appointment: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.weekday <= 7:
            raise OpeningHoursError("weekday", weekday=self.weekday)
        _check_times(self.opens, self.closes)
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise OpeningHoursError(
                "period", first=str(self.valid_from), last=str(self.valid_to)
            )

    def holds_on(self, day: date) -> bool:
        """Return whether it opens on `day`, exceptions and holidays aside."""
        return (
            day.isoweekday() == self.weekday
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class DatedException:
    """Other hours than the week's from `starts_on` to `ends_on`, both inclusive.

    Either closed, without times, or open between two times on each of the days.
    Raise OpeningHoursError when it is neither.
    """

    starts_on: date
    ends_on: date
    closed: bool = True
    opens: time | None = None
    closes: time | None = None

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise OpeningHoursError(
                "period", first=str(self.starts_on), last=str(self.ends_on)
            )
        if self.closed:
            if self.opens is not None or self.closes is not None:
                raise OpeningHoursError("exception_times")
        elif self.opens is None or self.closes is None:
            raise OpeningHoursError("exception_times")
        else:
            _check_times(self.opens, self.closes)

    @property
    def rank(self) -> tuple[int, date]:
        """Return what exceptions are compared by: the greater one prevails."""
        return -(self.ends_on - self.starts_on).days, self.starts_on

    def covers(self, day: date) -> bool:
        """Return whether `day` lies in the period."""
        return self.starts_on <= day <= self.ends_on


class DayTimes(NamedTuple):
    """Wall-clock times of one opening; closing at or before opening: next day."""

    opens: time
    closes: time
    by_appointment: bool = False


@dataclass(frozen=True, slots=True)
class DayRow:
    """One row of a shown week; no `times` means closed.

    `is_changed` tells that an exception or a holiday makes the times other than the
    week's own for that day.
    """

    weekday: int
    day: date
    times: tuple[DayTimes, ...]
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """What holds at an instant.

    `until` is when the place closes, None when it is closed or never closes within
    the horizon. `by_appointment` is true when only appointments are taken now.
    `opens_at` is the next opening when closed, None within the horizon or when open.
    """

    is_open: bool
    by_appointment: bool = False
    until: datetime | None = None
    opens_at: datetime | None = None


def day_times(
    day: date,
    week: Iterable[WeekInterval],
    exceptions: Iterable[DatedException] = (),
    *,
    open_on_holidays: bool = False,
) -> tuple[DayTimes, ...]:
    """Return the wall-clock openings that begin on `day`, earliest first."""
    covering = [exception for exception in exceptions if exception.covers(day)]
    if covering:
        strongest = max(exception.rank for exception in covering)
        prevailing = [e for e in covering if e.rank == strongest]
        if any(exception.closed for exception in prevailing):
            return ()
        return tuple(
            sorted(
                DayTimes(exception.opens, exception.closes)
                for exception in prevailing
                if exception.opens is not None and exception.closes is not None
            )
        )
    if not open_on_holidays and is_norwegian_holiday(day):
        return ()
    return tuple(
        sorted(
            DayTimes(interval.opens, interval.closes, interval.by_appointment)
            for interval in week
            if interval.holds_on(day)
        )
    )


def intervals_on(
    day: date,
    week: Iterable[WeekInterval],
    exceptions: Iterable[DatedException] = (),
    *,
    open_on_holidays: bool = False,
) -> list[Interval]:
    """Return (start, end) of all openings that begin on `day`, earliest first.

    Aware datetimes in Europe/Oslo, the end not inclusive; openings that touch or
    overlap are one. Hours by appointment count as well.
    """
    times = day_times(day, week, exceptions, open_on_holidays=open_on_holidays)
    return [
        (start.astimezone(OSLO), end.astimezone(OSLO))
        for start, end in _merged(_instants(day, one) for one in times)
    ]


def is_open(
    at: datetime,
    week: Sequence[WeekInterval],
    exceptions: Sequence[DatedException] = (),
    *,
    open_on_holidays: bool = False,
) -> bool:
    """Return whether the place is open, by appointment or not, at an aware instant.

    The opening instant counts, the closing instant does not. Raise ValueError for a
    naive datetime.
    """
    return status(
        at, week, exceptions, open_on_holidays=open_on_holidays, horizon_days=1
    ).is_open


def next_opening(
    at: datetime,
    week: Sequence[WeekInterval],
    exceptions: Sequence[DatedException] = (),
    *,
    open_on_holidays: bool = False,
    horizon_days: int = HORIZON_DAYS,
) -> datetime | None:
    """Return the first instant after `at` when a closed place opens.

    In Europe/Oslo. When the place is open at `at`, that is the opening after it has
    closed. None when there is none on the days up to `horizon_days` after today.
    """
    walk_in, appointments = _timeline(
        at, week, exceptions, open_on_holidays, horizon_days
    )
    return _first_start_after(at, _merged([*walk_in, *appointments]))


def status(
    at: datetime,
    week: Sequence[WeekInterval],
    exceptions: Sequence[DatedException] = (),
    *,
    open_on_holidays: bool = False,
    horizon_days: int = HORIZON_DAYS,
) -> Status:
    """Return whether the place is open at an aware instant, and what comes next.

    Raise ValueError for a naive datetime.
    """
    walk_in, appointments = _timeline(
        at, week, exceptions, open_on_holidays, horizon_days
    )
    end_of_horizon = at.astimezone(UTC) + horizon_days * DAY
    for spans, by_appointment in ((walk_in, False), (appointments, True)):
        for start, end in spans:
            if start <= at.astimezone(UTC) < end:
                until = end.astimezone(OSLO) if end <= end_of_horizon else None
                return Status(True, by_appointment, until)
    return Status(
        False, opens_at=_first_start_after(at, _merged([*walk_in, *appointments]))
    )


def week_table(
    week: Sequence[WeekInterval],
    on: date,
    exceptions: Sequence[DatedException] = (),
    *,
    open_on_holidays: bool = True,
) -> tuple[DayRow, ...]:
    """Return the seven days, Monday first, of the ISO week that `on` lies in.

    As called with a week and a day alone, the regular hours valid on those days;
    with exceptions, and `open_on_holidays=False`, what really holds that week.
    """
    monday = on - (on.isoweekday() - 1) * DAY
    rows = []
    for offset in range(7):
        day = monday + offset * DAY
        regular = day_times(day, week, open_on_holidays=True)
        times = day_times(day, week, exceptions, open_on_holidays=open_on_holidays)
        rows.append(DayRow(offset + 1, day, times, is_changed=times != regular))
    return tuple(rows)


def check_week(week: Sequence[WeekInterval]) -> None:
    """Raise OpeningHoursError("overlap") for the first two rows that overlap.

    Touching is no overlap. An opening past midnight may overlap the next weekday's.
    Rows are numbered from 1 in the order given.
    """
    for second, b in enumerate(week, start=1):
        for first, a in enumerate(week[: second - 1], start=1):
            if _rows_overlap(a, b):
                raise OpeningHoursError("overlap", first=first, second=second)


def check_exceptions(exceptions: Sequence[DatedException]) -> None:
    """Raise OpeningHoursError("overlap") for two of the same dates that clash.

    They do when their times overlap or one of them is closed; exceptions of
    different dates never clash, see the order of strength above.
    """
    for second, b in enumerate(exceptions, start=1):
        for first, a in enumerate(exceptions[: second - 1], start=1):
            if a.rank == b.rank and _times_clash(a, b):
                raise OpeningHoursError("overlap", first=first, second=second)


def _times_clash(a: DatedException, b: DatedException) -> bool:
    if a.opens is None or a.closes is None or b.opens is None or b.closes is None:
        return True
    a_start, a_end = _minutes(a.opens, a.closes)
    b_start, b_end = _minutes(b.opens, b.closes)
    return a_start < b_end and b_start < a_end


def _check_times(opens: time, closes: time) -> None:
    for clock in (opens, closes):
        if clock.second or clock.microsecond or clock.tzinfo is not None:
            raise OpeningHoursError("minutes", time=str(clock))
    if opens == closes:
        raise OpeningHoursError("same_time", time=f"{opens:%H:%M}")


def _instant(day: date, clock: time) -> datetime:
    """Return the instant in UTC at which the wall clock reaches a time on a day."""
    local = datetime.combine(day, clock, tzinfo=OSLO)
    before = local.utcoffset()
    after = local.replace(fold=1).utcoffset()
    instant = local.astimezone(UTC)
    if before is not None and after is not None and before < after:
        # Skipped: the jump lies where the clock would have shown a full hour, as
        # Europe/Oslo has always changed on the hour.
        return instant.replace(minute=0)
    return instant


def _instants(day: date, times: DayTimes) -> Interval:
    closing_day = day if times.closes > times.opens else day + DAY
    return _instant(day, times.opens), _instant(closing_day, times.closes)


def _merged(spans: Iterable[Interval]) -> list[Interval]:
    """Return spans in UTC sorted, joined where they touch; empty ones left out."""
    merged: list[Interval] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _timeline(
    at: datetime,
    week: Sequence[WeekInterval],
    exceptions: Sequence[DatedException],
    open_on_holidays: bool,
    horizon_days: int,
) -> tuple[list[Interval], list[Interval]]:
    """Return openings in UTC from the day before, without and by appointment."""
    if at.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    today = at.astimezone(OSLO).date()
    walk_in: list[Interval] = []
    appointments: list[Interval] = []
    for offset in range(-1, horizon_days + 1):
        day = today + offset * DAY
        for times in day_times(
            day, week, exceptions, open_on_holidays=open_on_holidays
        ):
            spans = appointments if times.by_appointment else walk_in
            spans.append(_instants(day, times))
    return _merged(walk_in), _merged(appointments)


def _first_start_after(at: datetime, spans: Iterable[Interval]) -> datetime | None:
    for start, _ in spans:
        if start > at.astimezone(UTC):
            return start.astimezone(OSLO)
    return None


def _rows_overlap(a: WeekInterval, b: WeekInterval) -> bool:
    """Return whether some opening of `a` overlaps one of `b` up to a day away."""
    return any(
        (b.weekday - a.weekday) % 7 == days_later % 7
        and _minutes_overlap(a, b, days_later)
        and _seasons_meet(a, b, days_later)
        for days_later in (-1, 0, 1)
    )


def _minutes_overlap(a: WeekInterval, b: WeekInterval, days_later: int) -> bool:
    a_start, a_end = _minutes(a.opens, a.closes)
    b_start, b_end = _minutes(b.opens, b.closes)
    shift = days_later * MINUTES_A_DAY
    return a_start < b_end + shift and b_start + shift < a_end


def _minutes(opens: time, closes: time) -> tuple[int, int]:
    """Return first minute and end, counted from midnight of the opening day."""
    start = opens.hour * 60 + opens.minute
    end = closes.hour * 60 + closes.minute
    return start, end if end > start else end + MINUTES_A_DAY


def _seasons_meet(a: WeekInterval, b: WeekInterval, days_later: int) -> bool:
    """Return whether `a` opens on a day and `b` that many days later."""
    # Day numbers, since a date before 0001-01-01 cannot be written.
    limits = [(a, 0), (b, days_later)]
    first = max(
        (row.valid_from.toordinal() - shift for row, shift in limits if row.valid_from),
        default=None,
    )
    last = min(
        (row.valid_to.toordinal() - shift for row, shift in limits if row.valid_to),
        default=None,
    )
    if first is None or last is None:
        return True
    # Day 1 of the calendar is a Monday.
    return first + (a.weekday - first) % 7 <= last
