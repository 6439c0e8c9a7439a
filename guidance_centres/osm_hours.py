"""Opening hours as OpenStreetMap writes them: reading a subset, writing it back.

Rules are separated by `;`, which replaces what earlier rules said of the same days,
or by `,`, which adds. Understood are, in any letter case:

    rule        what it becomes
    ----        ---------------
    Mo-Fr 09:00-15:00                     five week rows; days may be listed (Mo,We)
    09:00-12:00,13:00-15:00               every day, twice a day
    Fr 20:00-02:00, 24/7, 00:00-24:00     past midnight; all day
    Mo 09:00-15:00 "etter avtale"         by appointment (also "by appointment")
    We off                                no hours on Wednesdays after all
    2026 Jun 01-2026 Aug 31 Mo-Fr 09:00-14:00     week rows with a season
    2026 Jun 01+ Mo-Fr 09:00-14:00        a season without end
    2026 Dec 24-2027 Jan 01 off           dated exception, closed
    2026 Dec 30 10:00-12:00               dated exception, open
    PH off                                closed on public holidays

Without `PH off` the hours hold on public holidays too, as OSM has it. `PH off` may
stand anywhere. Dated exceptions come after the week. A season that has an end but no
beginning is written from the year 1900. Everything else (months without a year,
`SH`, weeks, `sunrise`, `PH` with hours, other comments) is refused, never guessed.

Codes of OpeningHoursError from here, besides those of `opening_hours`: too_long
(param `limit`), syntax (`rule`), month_without_year (`rule`), holiday_hours
(`rule`), comment (`comment`), appointment_without_hours (`rule`), date (`date`),
time (`time`), order (`rule`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import combinations, groupby

from .opening_hours import (
    DatedException,
    OpeningHoursError,
    WeekInterval,
    check_week,
)

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
APPOINTMENT = "etter avtale"
APPOINTMENT_COMMENTS = {APPOINTMENT, "etter avtale.", "by appointment"}
MAX_LENGTH = 2000
EARLIEST = date(1900, 1, 1)
DAY = timedelta(days=1)
NOON = time(12)
MIDNIGHT = time(0)

Period = tuple[date | None, date | None]
Times = tuple[time, time]
ParsedHours = tuple[tuple[WeekInterval, ...], tuple[DatedException, ...], bool]

_DAY = r"(?:mo|tu|we|th|fr|sa|su)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DATE = rf"\d{{4}}\s+{_MONTH}\s+\d{{1,2}}"
_TIMES = r"\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}"
_RULE = re.compile(
    rf"""
    (?P<from>{_DATE})?
    (?:(?P<open_ended>\+)|\s*-\s*(?P<to>{_DATE}))?
    \s*:?\s*
    (?P<days>{_DAY}(?:\s*-\s*{_DAY})?(?:\s*,\s*{_DAY}(?:\s*-\s*{_DAY})?)*)?
    \s*
    (?:(?P<off>off|closed)|(?P<always>24/7)|(?P<times>{_TIMES}(?:\s*,\s*{_TIMES})*))
    \s*
    (?:"(?P<comment>[^"]*)")?
    """,
    re.IGNORECASE | re.VERBOSE,
)
# A comma adds a rule when a time, a word or a comment stands before it, and anything
# but another time after it.
_ADDITION = re.compile(
    r'(?P<before>\d{1,2}:\d{2}|24/7|off|closed|")\s*,\s*(?=[a-z"]|\d{4}\s|24/7)',
    re.IGNORECASE,
)


def parse_osm(text: str) -> ParsedHours:
    """Return week rows, dated exceptions and whether holidays are ordinary days.

    Rows come sorted by season, weekday and time, exceptions from the longest to the
    shortest. Blank text is no hours at all. Raise OpeningHoursError for what is not
    understood and for week rows that overlap.
    """
    if len(text) > MAX_LENGTH:
        raise OpeningHoursError("too_long", limit=MAX_LENGTH)
    week: list[WeekInterval] = []
    exceptions: list[DatedException] = []
    closed_on_holidays = False
    for rule, adds in _rules(text):
        if re.fullmatch(r"PH\s+(off|closed)", rule, re.IGNORECASE):
            closed_on_holidays = True
            continue
        match = _match(rule)
        period = _period(match)
        times = _times(match)
        if match["from"] and not match["days"] and not match["open_ended"]:
            if match["comment"] is not None:
                raise OpeningHoursError("comment", comment=match["comment"])
            new = _exceptions(period, times)
            exceptions = _added(exceptions, new, rule) if adds else exceptions + new
            continue
        if exceptions:
            raise OpeningHoursError("order", rule=rule)
        days = _weekdays(match["days"])
        if not adds or not times:
            week = _without(week, days, period)
        week += [
            WeekInterval(day, opens, closes, *period, match["comment"] is not None)
            for day in days
            for opens, closes in times
        ]
    week.sort(key=_row_order)
    check_week(week)
    exceptions = sorted(_disentangled(exceptions), key=_exception_order)
    return tuple(week), tuple(exceptions), bool(week) and not closed_on_holidays


def to_osm(
    week: Iterable[WeekInterval],
    exceptions: Iterable[DatedException] = (),
    open_on_holidays: bool = False,
) -> str:
    """Return the hours in OSM's syntax; `parse_osm` reads the same from it.

    Empty when nothing is known. `PH off` is left out where there is no week for it
    to close, as dated exceptions hold on holidays anyway.
    """
    rows = sorted(week, key=_row_order)
    text = _week_text(rows)
    rules = [text] if text else []
    if rows and not open_on_holidays:
        rules.append("PH off")
    ordered = sorted(exceptions, key=_exception_order)
    for (starts_on, ends_on), group in groupby(
        ordered, key=lambda exception: (exception.starts_on, exception.ends_on)
    ):
        rules.append(f"{_dates_text(starts_on, ends_on)} {_exception_text(group)}")
    return "; ".join(rules)


def _rules(text: str) -> Iterable[tuple[str, bool]]:
    """Return each rule and whether it adds to the earlier ones."""
    # Dashes from word processors mean the hyphen.
    for group in re.sub("[‐-―−]", "-", text).split(";"):
        pieces = _ADDITION.sub(r"\g<before>;", group).split(";")
        for index, piece in enumerate(pieces):
            rule = " ".join(piece.split())
            if rule:
                yield rule, index > 0


def _match(rule: str) -> re.Match[str]:
    match = _RULE.fullmatch(rule)
    if match is None or (match["to"] or match["open_ended"]) and not match["from"]:
        raise OpeningHoursError(_why_refused(rule), rule=rule)
    if match["always"] and match["days"]:
        raise OpeningHoursError("syntax", rule=rule)
    comment = match["comment"]
    if comment is not None:
        if match["off"]:
            raise OpeningHoursError("appointment_without_hours", rule=rule)
        if comment.strip().lower() not in APPOINTMENT_COMMENTS:
            raise OpeningHoursError("comment", comment=comment)
    return match


def _why_refused(rule: str) -> str:
    if re.search(r"\bPH\b", rule, re.IGNORECASE):
        return "holiday_hours"
    if re.fullmatch(rf'[^"0-9:]*"[^"]*"|{_DAY}[^":]*"[^"]*"', rule, re.IGNORECASE):
        return "appointment_without_hours"
    if re.match(rf"{_MONTH}\b", rule, re.IGNORECASE):
        return "month_without_year"
    return "syntax"


def _period(match: re.Match[str]) -> Period:
    if not match["from"]:
        return None, None
    first = _date(match["from"])
    if match["open_ended"]:
        return first, None
    last = _date(match["to"]) if match["to"] else first
    if last < first:
        raise OpeningHoursError("period", first=str(first), last=str(last))
    return None if first == EARLIEST and match["days"] else first, last


def _date(text: str) -> date:
    year, month, day = text.split()
    try:
        return date(int(year), MONTHS.index(month.title()) + 1, int(day))
    except ValueError as error:
        raise OpeningHoursError("date", date=text) from error


def _times(match: re.Match[str]) -> list[Times]:
    if match["off"]:
        return []
    if match["always"]:
        return [(MIDNIGHT, NOON), (NOON, MIDNIGHT)]
    times: list[Times] = []
    for span in match["times"].split(","):
        opens_text, closes_text = (part.strip() for part in span.split("-"))
        opens = _time(opens_text)
        closes = MIDNIGHT if closes_text == "24:00" else _time(closes_text)
        if opens == closes == MIDNIGHT:
            times += [(MIDNIGHT, NOON), (NOON, MIDNIGHT)]
        else:
            times.append((opens, closes))
    return times


def _time(text: str) -> time:
    hour, minute = text.split(":")
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise OpeningHoursError("time", time=text) from error


def _weekdays(text: str | None) -> list[int]:
    """Return weekday numbers of a list like `Mo-We,Fr`; a range may pass Sunday."""
    if not text:
        return list(range(1, 8))
    days: set[int] = set()
    for part in text.split(","):
        first, *rest = (
            WEEKDAYS.index(name.strip().title()) for name in part.split("-")
        )
        last = rest[0] if rest else first
        days |= {(first + step) % 7 + 1 for step in range((last - first) % 7 + 1)}
    return sorted(days)


def _without(
    week: Sequence[WeekInterval], days: Sequence[int], period: Period
) -> list[WeekInterval]:
    """Return the rows with `period` cut out of those on `days`."""
    first, last = period
    kept: list[WeekInterval] = []
    for row in week:
        if row.weekday not in days:
            kept.append(row)
            continue
        if first and (row.valid_from is None or row.valid_from < first):
            before = first - DAY
            ends = min(row.valid_to, before) if row.valid_to else before
            kept.append(replace(row, valid_to=ends))
        if last and (row.valid_to is None or row.valid_to > last):
            after = last + DAY
            starts = max(row.valid_from, after) if row.valid_from else after
            kept.append(replace(row, valid_from=starts))
    return kept


def _exceptions(period: Period, times: Sequence[Times]) -> list[DatedException]:
    starts_on, ends_on = period
    if starts_on is None or ends_on is None:
        return []
    if not times:
        return [DatedException(starts_on, ends_on)]
    return [
        DatedException(starts_on, ends_on, False, opens, closes)
        for opens, closes in times
    ]


def _added(
    exceptions: list[DatedException], new: list[DatedException], rule: str
) -> list[DatedException]:
    """Return both; a comma only adds to an exception with the very same dates."""
    overlapping = [e for e in exceptions if e.covers(new[0].starts_on)]
    if any(e.closed or e.rank != new[0].rank for e in overlapping):
        raise OpeningHoursError("order", rule=rule)
    return exceptions + new


def _disentangled(exceptions: list[DatedException]) -> list[DatedException]:
    return exceptions


def _row_order(row: WeekInterval) -> tuple[date, date, int, time, time, bool]:
    return (
        row.valid_from or date.min,
        row.valid_to or date.max,
        row.weekday,
        row.opens,
        row.closes,
        row.by_appointment,
    )


def _exception_order(
    exception: DatedException,
) -> tuple[int, date, bool, time, time]:
    length, starts_on = exception.rank
    return (
        length,
        starts_on,
        not exception.closed,
        exception.opens or MIDNIGHT,
        exception.closes or MIDNIGHT,
    )
