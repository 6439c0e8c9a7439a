"""What the page of one place says: when it is open, how to ask, where to go instead."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guidance_centres.models import (
    GuidanceCentre,
    OpeningException,
    Weekday,
    WeeklyOpening,
)
from guidance_centres.opening_hours import (
    DatedException,
    DayTimes,
    Status,
    WeekInterval,
    status,
    week_table,
)
from guidance_centres.public_holidays import HOLIDAY_LANGUAGES, holiday_name
from partnership_portal.templatetags.portal import bare_clock, long_date
from publishing.models import Check
from publishing.models import Status as PublishingStatus

AHEAD = timedelta(days=60)
WEEK = timedelta(days=7)

# Places for their own pupils and students; "serves the whole county" would mislead.
FOR_OWN_STUDENTS = {
    GuidanceCentre.Kind.SCHOOL,
    GuidanceCentre.Kind.VOCATIONAL_COLLEGE,
    GuidanceCentre.Kind.UNIVERSITY,
    GuidanceCentre.Kind.STUDENT_CAREER_CENTRE,
}


@dataclass(frozen=True)
class Opening:
    """The opening hours of this week in words. `state` is "open" or "closed"."""

    days: list[dict]
    state: str
    state_label: str
    ahead: list[str]


def opening_of(centre: GuidanceCentre, now: datetime, today: date) -> Opening | None:
    """Return when the place is open, or None when no hours are known. Two queries."""
    week_rows = list(centre.weekly_openings.all())
    exception_rows = list(centre.opening_exceptions.filter(ends_on__gte=today - WEEK))
    if not week_rows and not exception_rows:
        return None
    week = [_interval(row) for row in week_rows]
    exceptions = [_exception(row) for row in exception_rows]
    holds = {"open_on_holidays": centre.open_on_public_holidays}
    at = status(now, week, exceptions, **holds)
    return Opening(
        days=[
            {
                "label": Weekday(row.weekday).label,
                "hours": [_hours(times) for times in row.times],
                "today": row.day == today,
                "note": _day_note(row.day, row.is_changed, exception_rows),
            }
            for row in week_table(week, today, exceptions, **holds)
        ],
        state="open" if at.is_open else "closed",
        state_label=_state_label(at, today),
        ahead=[
            _ahead(row)
            for row in exception_rows
            if today < row.ends_on and row.starts_on <= today + AHEAD
        ],
    )


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


def _ahead(row: OpeningException) -> str:
    words = {"first": long_date(row.starts_on), "last": long_date(row.ends_on)}
    if not row.is_closed:
        words["hours"] = f"{bare_clock(row.opens)}–{bare_clock(row.closes)}"
        if row.starts_on == row.ends_on:
            return _("%(first)s: %(hours)s") % words
        return _("%(first)s to %(last)s: %(hours)s") % words
    if row.starts_on == row.ends_on:
        return _("%(first)s: closed") % words
    return _("%(first)s to %(last)s: closed") % words


@dataclass(frozen=True)
class Contact:
    """How to reach the place. `through` names whoever answers when it is another."""

    phone: str
    email: str
    web: str
    through: str

    @property
    def is_known(self) -> bool:
        return bool(self.phone or self.email or self.web)


def contact_of(centre: GuidanceCentre) -> Contact:
    """Return the place's own contact, else its parent's, else that of who runs it.

    A parent that is still a draft tells nothing.
    """
    own = Contact(centre.phone, centre.email, centre.website, "")
    if own.is_known:
        return own
    parent = centre.parent
    if parent is not None and parent.status == PublishingStatus.DRAFT:
        parent = None
    for other in (parent, centre.partner):
        if other is not None:
            theirs = Contact(other.phone, other.email, other.website, other.name)
            if theirs.is_known:
                return theirs
    return own


def confirmed_on(centre: GuidanceCentre) -> date | None:
    """Return the last day a person confirmed the place's facts, or None. One query."""
    return (
        Check.objects.filter(
            content_type__app_label="guidance_centres",
            content_type__model="guidancecentre",
            object_id=str(centre.pk),
            kind=Check.Kind.CONFIRMED,
        )
        .values_list("checked_on", flat=True)
        .first()
    )


def serves_whole_county(centre: GuidanceCentre, named: list[str]) -> bool:
    """Return whether it is right to say that the place serves its whole county."""
    return (
        not named
        and centre.county_id is not None
        # A branch serves its part of the county, whichever that is.
        and centre.parent_id is None
        and centre.kind not in FOR_OWN_STUDENTS
    )
