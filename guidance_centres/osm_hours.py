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
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import combinations

from .opening_hours import (
    DatedException,
    OpeningHoursError,
    WeekInterval,
    check_exceptions,
    check_week,
)
from .osm_writing import (
    ALL_DAY,
    APPOINTMENT,
    EARLIEST,
    MIDNIGHT,
    MONTHS,
    WEEKDAYS,
    Times,
    exception_order,
    row_order,
    to_osm,
)

__all__ = ["MAX_LENGTH", "parse_osm", "to_osm"]

APPOINTMENT_COMMENTS = {APPOINTMENT, "by appointment"}
MAX_LENGTH = 2000
DAY = timedelta(days=1)

Period = tuple[date | None, date | None]
Block = list[DatedException]
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
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
# A comma adds a rule when a time, a word or a comment stands before it, and anything
# but another time after it.
_ADDITION = re.compile(
    r'(?P<before>\d{1,2}:\d{2}|24/7|off|closed|")\s*,\s*(?=[a-z"]|\d{4}\s|24/7)',
    re.IGNORECASE | re.ASCII,
)


def parse_osm(text: str) -> ParsedHours:
    """Return week rows, dated exceptions and whether holidays are ordinary days.

    Rows come sorted by season, weekday and time, exceptions from the longest to the
    shortest. Blank text is no hours at all. Raise OpeningHoursError for what is not
    understood and for rows that overlap.
    """
    if len(text) > MAX_LENGTH:
        raise OpeningHoursError("too_long", limit=MAX_LENGTH)
    week: list[WeekInterval] = []
    blocks: list[Block] = []
    closed_on_holidays = False
    for written, adds in _rules(text):
        rule, names_holidays = _without_holidays(written)
        closed_on_holidays |= names_holidays
        if not rule:
            continue
        match = _match(rule)
        period = _period(match)
        times = _times(match)
        if match["from"] and not match["days"] and not match["open_ended"]:
            if match["comment"] is not None:
                raise OpeningHoursError("comment", comment=match["comment"])
            _add_block(blocks, _exceptions(period, times), adds=adds, rule=rule)
            continue
        if blocks:
            raise OpeningHoursError("order", rule=rule)
        days = _weekdays(match["days"])
        if not adds or not times:
            week = _without(week, days, period)
        week += [
            WeekInterval(day, opens, closes, *period, match["comment"] is not None)
            for day in days
            for opens, closes in times
        ]
    week.sort(key=row_order)
    check_week(week)
    exceptions = sorted(_in_force(blocks), key=exception_order)
    check_exceptions(exceptions)
    return tuple(week), tuple(exceptions), bool(week) and not closed_on_holidays


def _rules(text: str) -> Iterator[tuple[str, bool]]:
    """Return each rule and whether it adds to the earlier ones."""
    # Dashes from word processors mean the hyphen.
    for group in re.sub("[‐-―−]", "-", text).split(";"):
        pieces = _ADDITION.sub(r"\g<before>;", group).split(";")
        for index, piece in enumerate(pieces):
            rule = " ".join(piece.split())
            if rule:
                yield rule, index > 0


def _without_holidays(rule: str) -> tuple[str, bool]:
    """Return a rule like `Sa,Su,PH off` without its PH, and whether it had one."""
    match = re.fullmatch(r"([a-z ,-]+?) ?(off|closed)", rule, re.IGNORECASE)
    days = [day.strip() for day in match[1].split(",")] if match else []
    others = [day for day in days if day.upper() != "PH"]
    if len(others) == len(days):
        return rule, False
    return (f"{','.join(others)} off" if others else ""), True


def _match(rule: str) -> re.Match[str]:
    match = _RULE.fullmatch(rule)
    if match is None or ((match["to"] or match["open_ended"]) and not match["from"]):
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
    # See `osm_writing`: OSM cannot leave out the beginning of a season.
    return None if first == EARLIEST and match["days"] else first, last


def _date(text: str) -> date:
    year, month, day = text.split()
    try:
        result = date(int(year), MONTHS.index(month.title()) + 1, int(day))
    except ValueError as error:
        raise OpeningHoursError("date", date=text) from error
    if result < EARLIEST:
        raise OpeningHoursError("date", date=text)
    return result


def _times(match: re.Match[str]) -> list[Times]:
    if match["off"]:
        return []
    if match["always"]:
        return list(ALL_DAY)
    times: list[Times] = []
    for span in match["times"].split(","):
        opens_text, closes_text = (part.strip() for part in span.split("-"))
        opens = _time(opens_text)
        closes = MIDNIGHT if closes_text == "24:00" else _time(closes_text)
        if opens == closes == MIDNIGHT:
            times += ALL_DAY
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
        if last and last < (row.valid_to or date.max):
            after = last + DAY
            starts = max(row.valid_from, after) if row.valid_from else after
            kept.append(replace(row, valid_from=starts))
    return kept


def _exceptions(period: Period, times: Sequence[Times]) -> Block:
    starts_on, ends_on = period
    if starts_on is None or ends_on is None:
        raise ValueError("an exception has both its days")
    if not times:
        return [DatedException(starts_on, ends_on)]
    return [
        DatedException(starts_on, ends_on, False, opens, closes)
        for opens, closes in times
    ]


def _add_block(blocks: list[Block], new: Block, *, adds: bool, rule: str) -> None:
    """Append the exceptions of one rule; a comma needs the same days as before it."""
    if not (adds and blocks):
        blocks.append(new)
    elif blocks[-1][0].rank == new[0].rank and not (
        blocks[-1][0].closed or new[0].closed
    ):
        blocks[-1] += new
    else:
        raise OpeningHoursError("order", rule=rule)


def _in_force(blocks: Sequence[Block]) -> list[DatedException]:
    """Return exceptions of which the strongest is the one written last.

    As written when their ranks already say so, else with the days of later ones cut
    out of earlier ones.
    """
    if all(
        earlier[0].rank < later[0].rank or not _share_days(earlier[0], later[0])
        for earlier, later in combinations(blocks, 2)
    ):
        return [exception for block in blocks for exception in block]
    kept: list[DatedException] = []
    for block in blocks:
        first, last = block[0].starts_on, block[0].ends_on
        kept = [
            replace(exception, starts_on=starts_on, ends_on=ends_on)
            for exception in kept
            for starts_on, ends_on in _days_outside(exception, first, last)
        ]
        kept += block
    return kept


def _share_days(a: DatedException, b: DatedException) -> bool:
    return a.starts_on <= b.ends_on and b.starts_on <= a.ends_on


def _days_outside(
    exception: DatedException, first: date, last: date
) -> Iterator[tuple[date, date]]:
    if exception.starts_on < first:
        yield exception.starts_on, min(exception.ends_on, first - DAY)
    if exception.ends_on > last:
        yield max(exception.starts_on, last + DAY), exception.ends_on
