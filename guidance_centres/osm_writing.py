"""Opening hours written as OpenStreetMap does; `osm_hours` describes and reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from itertools import groupby

from .opening_hours import DatedException, WeekInterval

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
APPOINTMENT = "etter avtale"
# Stands for "always was": OSM cannot leave out the beginning of a season.
EARLIEST = date(1900, 1, 1)
MIDNIGHT = time(0)
# One opening from midnight to midnight could not be told from none.
ALL_DAY = ((MIDNIGHT, time(12)), (time(12), MIDNIGHT))

Season = tuple[date, date]
Times = tuple[time, time]
RuleKey = tuple[Season, bool, tuple[Times, ...]]


def to_osm(
    week: Iterable[WeekInterval],
    exceptions: Iterable[DatedException] = (),
    open_on_holidays: bool = False,
) -> str:
    """Return the hours in OSM's syntax; `parse_osm` reads the same from it.

    Empty when nothing is known. `PH off` is left out where there is no week for it
    to close, as dated exceptions hold on holidays anyway.
    """
    rows = sorted(week, key=row_order)
    text = _week_text(rows)
    rules = [text] if text else []
    if rows and not open_on_holidays:
        rules.append("PH off")
    ordered = sorted(exceptions, key=exception_order)
    for (starts_on, ends_on), group in groupby(
        ordered, key=lambda exception: (exception.starts_on, exception.ends_on)
    ):
        rules.append(f"{_dates_text(starts_on, ends_on)} {_exception_text(group)}")
    return "; ".join(rules)


def _week_text(rows: Sequence[WeekInterval]) -> str:
    days_by_times: dict[RuleKey, list[int]] = {}
    by_day = groupby(
        sorted(rows, key=lambda row: (_season(row), row.by_appointment, row.weekday)),
        key=lambda row: (_season(row), row.by_appointment, row.weekday),
    )
    for (season, by_appointment, weekday), group in by_day:
        times = tuple(sorted((row.opens, row.closes) for row in group))
        days_by_times.setdefault((season, by_appointment, times), []).append(weekday)
    text = ""
    written: list[tuple[Season, list[int]]] = []
    for (season, by_appointment, times), days in days_by_times.items():
        rule = f"{_days_text(days)} {_times_text(times)}"
        if season != (date.min, date.max):
            rule = f"{_season_text(season)} {rule}"
        elif rule == "Mo-Su 00:00-24:00":
            rule = "24/7"
        if by_appointment:
            rule += f' "{APPOINTMENT}"'
        # After a semicolon the rule would replace an earlier one for the same days.
        adds = any(
            set(days) & set(other_days)
            and season[0] <= other[1]
            and other[0] <= season[1]
            for other, other_days in written
        )
        text += f"{', ' if adds else '; '}{rule}" if text else rule
        written.append((season, days))
    return text


def _season(row: WeekInterval) -> Season:
    return row.valid_from or date.min, row.valid_to or date.max


def _season_text(season: Season) -> str:
    first, last = season
    if last == date.max:
        return f"{_date_text(first)}+"
    return _dates_text(max(first, EARLIEST), last)


def _dates_text(first: date, last: date) -> str:
    if first == last:
        return _date_text(first)
    return f"{_date_text(first)}-{_date_text(last)}"


def _date_text(day: date) -> str:
    return f"{day.year:04} {MONTHS[day.month - 1]} {day.day:02}"


def _days_text(days: Sequence[int]) -> str:
    """Return `Mo-We,Fr` for weekday numbers in order; two in a row are a list."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        "-".join(WEEKDAYS[day - 1] for day in (run[0], run[-1]))
        if len(run) > 2
        else ",".join(WEEKDAYS[day - 1] for day in run)
        for run in runs
    )


def _times_text(times: Iterable[Times]) -> str:
    spans = list(times)
    if ALL_DAY[0] in spans and ALL_DAY[1] in spans:
        spans = [span for span in spans if span not in ALL_DAY]
        return ",".join(["00:00-24:00", *map(_span_text, spans)])
    return ",".join(map(_span_text, spans))


def _span_text(span: Times) -> str:
    opens, closes = span
    end = "24:00" if closes == MIDNIGHT else f"{closes:%H:%M}"
    return f"{opens:%H:%M}-{end}"


def _exception_text(group: Iterable[DatedException]) -> str:
    times: list[Times] = []
    for exception in group:
        if exception.opens is None or exception.closes is None:
            return "off"
        times.append((exception.opens, exception.closes))
    return _times_text(times)


def row_order(row: WeekInterval) -> tuple[Season, int, time, time, bool]:
    """Return the sort key of week rows: season, weekday, times."""
    return _season(row), row.weekday, row.opens, row.closes, row.by_appointment


def exception_order(
    exception: DatedException,
) -> tuple[int, date, bool, time, time]:
    """Return the sort key of exceptions: the weaker first, as OSM wants them."""
    length, starts_on = exception.rank
    return (
        length,
        starts_on,
        not exception.closed,
        exception.opens or MIDNIGHT,
        exception.closes or MIDNIGHT,
    )
