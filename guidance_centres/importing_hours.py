"""Opening hours of an imported file: read, compared with what there is, and written."""

from collections import defaultdict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from publishing.cells import LineRefused

from .models import GuidanceCentre, OpeningException, WeeklyOpening
from .opening_hours import DatedException, OpeningHoursError, WeekInterval
from .osm_hours import parse_osm
from .osm_writing import to_osm


def read_hours(text):
    """Return the week, the exceptions, and whether it is open on public holidays."""
    try:
        return parse_osm(text)
    except OpeningHoursError as error:
        raise LineRefused(
            _("opening_hours: “%(text)s” cannot be read: %(reason)s")
            % {"text": text, "reason": error}
        ) from error


def compare_hours(changes, hours):
    """Tell each change of its hours; return those to be written, by the place's slug.

    `hours` are those of the file by slug. Hours that stand already are left alone, and
    so are those of a place whose line is not among the changes.
    """
    have = _stored_hours(
        change.before.pk
        for change in changes
        if change.before is not None and change.row.key in hours
    )
    wanted = {}
    for change in changes:
        read = hours.get(change.row.key)
        if read is None:
            continue
        week, exceptions, _holidays = read
        rows = have.get(change.after.pk, []) if change.before else []
        if _facts(rows) == _facts([*week, *exceptions]):
            continue
        wanted[change.row.key] = (week, exceptions)
        before = (
            stored_words(rows, change.before.open_on_public_holidays)
            if change.before
            else ""
        )
        after = change.after.open_on_public_holidays
        change.parts["opening_hours"] = (before, to_osm(week, exceptions, after))
    return wanted


def write_hours(wanted, lines, report):
    """Replace the hours of places; the lines of those that overlap are rejected."""
    places = {
        row.slug: row
        for row in GuidanceCentre.objects.filter(slug__in=wanted).only("slug")
    }
    try:
        with transaction.atomic():
            _replace(places, wanted)
    except IntegrityError:
        for slug, hours in wanted.items():
            try:
                with transaction.atomic():
                    _replace({slug: places[slug]}, {slug: hours})
            except IntegrityError:
                report.reject(
                    lines[slug],
                    _("opening_hours: some of the hours overlap each other."),
                )


def _replace(places, wanted):
    for model in (WeeklyOpening, OpeningException):
        model.objects.filter(centre__in=places.values()).delete()
    WeeklyOpening.objects.bulk_create(
        [
            WeeklyOpening(
                centre=places[slug],
                weekday=interval.weekday,
                opens=interval.opens,
                closes=interval.closes,
                by_appointment=interval.by_appointment,
                valid_from=interval.valid_from,
                valid_to=interval.valid_to,
            )
            for slug, (week, _exceptions) in wanted.items()
            for interval in week
        ],
        batch_size=1000,
    )
    OpeningException.objects.bulk_create(
        [
            OpeningException(
                centre=places[slug],
                starts_on=dated.starts_on,
                ends_on=dated.ends_on,
                opens=dated.opens,
                closes=dated.closes,
            )
            for slug, (_week, exceptions) in wanted.items()
            for dated in exceptions
        ],
        batch_size=1000,
    )


def _stored_hours(keys):
    keys = list(keys)
    have = defaultdict(list)
    for model in (WeeklyOpening, OpeningException):
        for row in model.objects.filter(centre__in=keys):
            have[row.centre_id].append(row)
    return have


WEEK = "weekday opens closes by_appointment valid_from valid_to".split()
DATED = "starts_on ends_on opens closes".split()


def _facts(rows):
    """Return hours in a shape that can be compared; notes are left out."""
    return sorted(
        repr([str(getattr(row, name)) for name in _names(row)]) for row in rows
    )


def _names(row):
    return WEEK if isinstance(row, WeeklyOpening | WeekInterval) else DATED


def stored_words(rows, open_on_holidays):
    """Return stored hours as a file would write them."""
    week = [row for row in rows if isinstance(row, WeeklyOpening)]
    dated = [row for row in rows if isinstance(row, OpeningException)]
    return to_osm(
        [WeekInterval(**{name: getattr(row, name) for name in WEEK}) for row in week],
        [
            DatedException(
                closed=row.is_closed, **{name: getattr(row, name) for name in DATED}
            )
            for row in dated
        ],
        open_on_holidays,
    )
