"""Load places to visit from a CSV file (design, section 5)."""

from collections import defaultdict
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from counties.models import County, Municipality, PostalCode
from partners.models import Partner
from publishing.cells import (
    LineRefused,
    all_of,
    decimal_degrees,
    one_of,
    status,
    truth,
)
from publishing.importing import Report, Row, convert, read_csv, synchronise
from publishing.models import Check
from publishing.operations import record_check
from publishing.source_dates import first_day

from .models import GuidanceCentre, OpeningException, WeeklyOpening
from .opening_hours import OpeningHoursError
from .osm_hours import parse_osm

DATA = Path(__file__).parent / "data"

COLUMNS = (
    "id name kind partner parent serves_municipality_codes county_code"
    " municipality_code address postal_code phone email web lat lon opening_hours"
    " step_free status as_of source"
).split()


def import_centres(path: Path, *, force: bool = False) -> list[Report]:
    """Load places; `opening_hours` is OSM syntax, as guidance_centres/osm_hours.py
    reads it. Hours that say nothing of public holidays are taken as closed on them,
    for a visit in vain costs more than a call.
    """
    report = Report(path.name)
    counties = {row.code: row for row in County.objects.order_by("valid_from")}
    municipalities = {
        row.code: row for row in Municipality.objects.order_by("valid_from")
    }
    municipality_pks = {code: row.pk for code, row in municipalities.items()}
    partners = {row.slug: row for row in Partner.objects.all()}
    lines = read_csv(path, COLUMNS, ["id", "name", "kind"])
    postal_codes = {
        row.code: row
        for row in PostalCode.objects.filter(
            code__in={values["postal_code"] for _line, values in lines}
        )
    }
    kinds = {kind.value: kind.value for kind in GuidanceCentre.Kind}
    hours = {}

    def to_row(line, values):
        if not values["id"] or not values["name"]:
            raise LineRefused(_("id and name must be filled."))
        municipality = one_of(municipalities, values, "municipality_code")
        county = one_of(counties, values, "county_code")
        if values["opening_hours"]:
            hours[values["id"]] = _hours(values["opening_hours"])
        if values["as_of"] and first_day(values["as_of"]) is None:
            raise LineRefused(_("as_of: write a date as 2026-11-23, 2026-11 or 2026."))
        return Row(
            line,
            values["id"],
            {
                "name": values["name"],
                "kind": one_of(kinds, values, "kind", required=True),
                "partner": one_of(partners, values, "partner"),
                "county": county or (municipality.county if municipality else None),
                "municipality": municipality,
                "address": values["address"],
                "postal_code": one_of(postal_codes, values, "postal_code"),
                "phone": values["phone"],
                "email": values["email"],
                "website": _web(values["web"]),
                "latitude": decimal_degrees(values, "lat", 90),
                "longitude": decimal_degrees(values, "lon", 180),
                "step_free": truth(values, "step_free"),
                "open_on_public_holidays": bool(
                    (
                        "PH" in values["opening_hours"]
                        or "24/7" in values["opening_hours"]
                    )
                    and hours[values["id"]][2]
                ),
                "status": status(values),
                "as_of": values["as_of"],
                "source": values["source"],
            },
            {"serves": all_of(municipality_pks, values, "serves_municipality_codes")},
            {"parent": values["parent"]},
        )

    rows = convert(lines, to_row, report)
    touched = synchronise(GuidanceCentre, rows, report, force=force)
    if not report.rejected:
        _write_hours(hours, {row.key: row.line for row in rows}, report, force)
        _record_statements(touched)
    return [report]


def load_organisation_numbers(path: Path) -> Report:
    """Tie places to their number in the register of units (id,organisation_number)."""
    report = Report(path.name)
    lines = read_csv(path, ["id", "organisation_number"], ["id", "organisation_number"])
    rows = [
        Row(line, values["id"], {"organisation_number": values["organisation_number"]})
        for line, values in lines
    ]
    synchronise(GuidanceCentre, rows, report)
    return report


def _web(text):
    """Return an address with its scheme; sources often leave it out."""
    if not text or "://" in text:
        return text
    return f"https://{text}"


def _hours(text):
    try:
        return parse_osm(text)
    except OpeningHoursError as error:
        raise LineRefused(
            _("opening_hours: “%(text)s” cannot be read: %(reason)s")
            % {"text": text, "reason": error}
        ) from error


def _write_hours(hours, lines, report, force):
    """Bring opening hours in line with the file; an empty cell leaves them alone."""
    centres = {row.slug: row for row in GuidanceCentre.objects.filter(slug__in=hours)}
    have = defaultdict(list)
    for model in (WeeklyOpening, OpeningException):
        for row in model.objects.filter(centre__in=centres.values()):
            have[row.centre_id].append(row)
    for slug, (week, exceptions, _holidays) in hours.items():
        centre = centres[slug]
        if centre.edited_by_person_at and not force:
            continue
        wanted = [
            WeeklyOpening(
                centre=centre,
                weekday=interval.weekday,
                opens=interval.opens,
                closes=interval.closes,
                by_appointment=interval.by_appointment,
                valid_from=interval.valid_from,
                valid_to=interval.valid_to,
            )
            for interval in week
        ] + [
            OpeningException(
                centre=centre,
                starts_on=dated.starts_on,
                ends_on=dated.ends_on,
                opens=dated.opens,
                closes=dated.closes,
            )
            for dated in exceptions
        ]
        if _facts(wanted) == _facts(have[centre.pk]):
            continue
        try:
            with transaction.atomic():
                centre.weekly_openings.all().delete()
                centre.opening_exceptions.all().delete()
                for row in wanted:
                    row.save()
        except IntegrityError:
            report.reject(
                lines[slug],
                _("opening_hours: some of the hours overlap each other."),
            )


def _facts(rows):
    return sorted(
        repr(
            (
                type(row).__name__,
                *(
                    str(getattr(row, field.attname))
                    for field in row._meta.concrete_fields
                    if field.name not in {"id", "note_nb", "note_nn"}
                ),
            )
        )
        for row in rows
    )


def _record_statements(centres):
    for centre in centres:
        day = first_day(centre.as_of)
        if day and centre.source:
            record_check(
                centre,
                kind=Check.Kind.STATED_BY_SOURCE,
                checked_on=day,
                source=centre.source,
            )
