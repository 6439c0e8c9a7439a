"""Opening hours in words: open now, the next opening, the week, what comes ahead.

Whoever shows hours reads the rows once, as `Hours`, and asks here; the same values
become JSON-LD (`structured_data`) and OSM's syntax (`guidance_centres.osm_writing`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.writing import bare_clock, long_date

from .models import (
    GuidanceCentre,
    OpeningException,
    Weekday,
    WeeklyOpening,
)
from .opening_hours import (
    DatedException,
    DayTimes,
    Status,
    WeekInterval,
    status,
    week_table,
)
from .public_holidays import HOLIDAY_LANGUAGES, holiday_name

AHEAD = timedelta(days=60)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Hours:
    """The hours of one place as values. Exceptions reach back a week, for the table."""

    week: tuple[WeekInterval, ...] = ()
    exceptions: tuple[DatedException, ...] = ()
    open_on_holidays: bool = False

    @property
    def are_known(self) -> bool:
        return bool(self.week or self.exceptions)

    def at(self, now: datetime) -> Status:
        """Return what holds at an aware instant."""
        return status(
            now, self.week, self.exceptions, open_on_holidays=self.open_on_holidays
        )


@dataclass(frozen=True)
class Opening:
    """The opening hours of this week in words. `state` is "open" or "closed".

    `on_holidays` tells about public holidays; '' when there is no ordinary week.
    `shown_hours` are what the words are made of: what is over by this week, and what
    begins later than sixty days ahead, is left out.
    """

    days: list[dict]
    state: str
    state_label: str
    ahead: list[str]
    on_holidays: str
    shown_hours: Hours


def with_hours(centres, today: date):
    """Return the places with what `hours_told` reads, without a query more."""
    week = WeeklyOpening.objects.filter(centre=OuterRef("pk")).values(
        row=JSONObject(
            weekday="weekday",
            opens="opens",
            closes="closes",
            valid_from="valid_from",
            valid_to="valid_to",
            by_appointment="by_appointment",
        )
    )
    exceptions = OpeningException.objects.filter(
        centre=OuterRef("pk"), ends_on__gte=today - WEEK
    ).values(
        row=JSONObject(
            starts_on="starts_on", ends_on="ends_on", opens="opens", closes="closes"
        )
    )
    return centres.annotate(
        week_rows=ArraySubquery(week), exception_rows=ArraySubquery(exceptions)
    )


def hours_told(centre: GuidanceCentre) -> Hours:
    """Return the hours of a place that `with_hours` loaded."""
    return Hours(
        week=tuple(
            WeekInterval(
                row["weekday"],
                time.fromisoformat(row["opens"]),
                time.fromisoformat(row["closes"]),
                _day(row["valid_from"]),
                _day(row["valid_to"]),
                row["by_appointment"],
            )
            for row in centre.week_rows
        ),
        exceptions=tuple(
            DatedException(
                date.fromisoformat(row["starts_on"]),
                date.fromisoformat(row["ends_on"]),
                row["opens"] is None,
                _clock(row["opens"]),
                _clock(row["closes"]),
            )
            for row in centre.exception_rows
        ),
        open_on_holidays=centre.open_on_public_holidays,
    )


def opening_of(centre: GuidanceCentre, now: datetime, today: date) -> Opening | None:
    """Return when the place is open, or None when no hours are known. Two queries."""
    week_rows = list(centre.weekly_openings.all())
    exception_rows = list(centre.opening_exceptions.filter(ends_on__gte=today - WEEK))
    hours = Hours(
        tuple(_interval(row) for row in week_rows),
        tuple(_exception(row) for row in exception_rows),
        centre.open_on_public_holidays,
    )
    if not hours.are_known:
        return None
    state, state_label = state_words(hours, now, today)
    table = week_table(
        hours.week, today, hours.exceptions, open_on_holidays=hours.open_on_holidays
    )
    return Opening(
        days=[
            {
                "label": Weekday(row.weekday).label,
                "hours": [_hours(times) for times in row.times],
                "today": row.day == today,
                "note": _day_note(row.day, row.is_changed, exception_rows),
            }
            for row in table
        ],
        state=state,
        state_label=state_label,
        ahead=[*_seasons_ahead(hours.week, today), *_ahead(exception_rows, today)],
        on_holidays=_on_holidays(hours),
        shown_hours=_shown(hours, today),
    )


def state_words(hours: Hours, now: datetime, today: date) -> tuple[str, str]:
    """Return "open" or "closed", and until or from when in words.

    `now` is aware, `today` its day in Europe/Oslo.
    """
    at = hours.at(now)
    return "open" if at.is_open else "closed", _state_label(at, today)


def _shown(hours: Hours, today: date) -> Hours:
    """Return what the table of this week and the lines about what comes ahead hold."""
    monday = today - (today.isoweekday() - 1) * DAY
    last = today + AHEAD
    return replace(
        hours,
        week=tuple(
            row
            for row in hours.week
            if (row.valid_to is None or monday <= row.valid_to)
            and (row.valid_from is None or row.valid_from <= last)
        ),
        exceptions=tuple(
            row
            for row in hours.exceptions
            if monday <= row.ends_on and row.starts_on <= last
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _interval(row: WeeklyOpening) -> WeekInterval:
    return WeekInterval(
        row.weekday,
        row.opens,
        row.closes,
        row.valid_from,
        row.valid_to,
        row.by_appointment,
    )


def _exception(row: OpeningException) -> DatedException:
    return DatedException(
        row.starts_on, row.ends_on, row.is_closed, row.opens, row.closes
    )


def _hours(times: DayTimes) -> str:
    hours = f"{bare_clock(times.opens)}–{bare_clock(times.closes)}"
    if times.by_appointment:
        return _("%(hours)s by appointment") % {"hours": hours}
    return hours


def _day_note(day: date, is_changed: bool, rows: list[OpeningException]) -> str:
    """Return why a day is not as usual: the exception's note, the holiday, or ''."""
    if not is_changed:
        return ""
    for row in rows:
        if row.starts_on <= day <= row.ends_on:
            return row.note or _("Not as usual")
    language = get_language()
    return holiday_name(day, language if language in HOLIDAY_LANGUAGES else "nb") or ""


def _state_label(at: Status, today: date) -> str:
    if at.is_open:
        if at.until is None:
            return _("Open now")
        clock = {"time": bare_clock(at.until)}
        if at.by_appointment:
            return _("Open by appointment until %(time)s") % clock
        return _("Open until %(time)s") % clock
    if at.opens_at is None:
        return _("Closed now")
    opens = {"time": bare_clock(at.opens_at)}
    days = (at.opens_at.date() - today).days
    if days == 0:
        return _("Closed now, opens today at %(time)s") % opens
    if days == 1:
        return _("Closed now, opens tomorrow at %(time)s") % opens
    if days < WEEK.days:
        opens["day"] = Weekday(at.opens_at.isoweekday()).label
        return _("Closed now, opens on %(day)s at %(time)s") % opens
    opens["day"] = long_date(at.opens_at.date())
    return _("Closed now, opens %(day)s at %(time)s") % opens


def _seasons_ahead(week: Iterable[WeekInterval], today: date) -> list[str]:
    """Return the hours that begin after this week, a line for each first day."""
    sunday = today + (7 - today.isoweekday()) * DAY
    starting: dict[date, list[WeekInterval]] = {}
    for row in week:
        if row.valid_from and sunday < row.valid_from <= today + AHEAD:
            starting.setdefault(row.valid_from, []).append(row)
    lines = []
    for first, rows in sorted(starting.items()):
        days = [
            f"{Weekday(row.weekday).label} "
            + _hours(DayTimes(row.opens, row.closes, row.by_appointment))
            for row in sorted(rows, key=lambda row: (row.weekday, row.opens))
        ]
        lines.append(
            _("From %(first)s: %(days)s")
            % {"first": long_date(first), "days": ", ".join(days)}
        )
    return lines


def _on_holidays(hours: Hours) -> str:
    if not hours.week:
        return ""
    if hours.open_on_holidays:
        return _("Open on public holidays too.")
    return _("Closed on public holidays.")


def _ahead(rows: Iterable[OpeningException], today: date) -> list[str]:
    """Return the exceptions that begin or last after today, sixty days on."""
    return [
        _exception_words(row)
        for row in rows
        if today < row.ends_on and row.starts_on <= today + AHEAD
    ]


def _exception_words(row: OpeningException) -> str:
    words = {"first": long_date(row.starts_on), "last": long_date(row.ends_on)}
    if not row.is_closed:
        words["hours"] = f"{bare_clock(row.opens)}–{bare_clock(row.closes)}"
        if row.starts_on == row.ends_on:
            return _("%(first)s: %(hours)s") % words
        return _("%(first)s to %(last)s: %(hours)s") % words
    if row.starts_on == row.ends_on:
        return _("%(first)s: closed") % words
    return _("%(first)s to %(last)s: closed") % words
