"""Load places to visit from a CSV file (design, section 5)."""

from pathlib import Path

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
from publishing.importer import Importer
from publishing.importing import Report, Row, read_csv, synchronise, write_changes
from publishing.source_dates import first_day

from .importing_hours import compare_hours, read_hours, write_hours
from .models import GuidanceCentre
from .proposing import SENTENCES

DATA = Path(__file__).parent / "data"

COLUMNS = tuple(
    (
        "id name kind partner parent serves_municipality_codes county_code"
        " municipality_code address postal_code phone email web lat lon opening_hours"
        " step_free status as_of source"
    ).split()
)
KINDS = {kind.value: kind.value for kind in GuidanceCentre.Kind}
OWNERS_COUNTY = ("partner__county", "partner__municipality__county")


class CentreImporter(Importer):
    """Places; `opening_hours` is OSM syntax, as guidance_centres/osm_hours.py reads it.

    Hours that say nothing of public holidays are taken as closed on them, for a visit
    in vain costs more than a call. An empty cell leaves the hours as they are.
    """

    model = GuidanceCentre
    columns = COLUMNS
    required = ("id", "name", "kind")
    sentences = SENTENCES
    related = ("municipality__county", *OWNERS_COUNTY)

    def prepare(self, lines):
        self.counties = {row.code: row for row in County.objects.order_by("valid_from")}
        places = Municipality.objects.select_related("county").order_by("valid_from")
        self.municipalities = {row.code: row for row in places}
        self.municipality_pks = {
            code: row.pk for code, row in self.municipalities.items()
        }
        partners = Partner.objects.select_related("county", "municipality__county")
        self.partners = {row.slug: row for row in self.readable(partners)}
        self.postal_codes = {
            row.code: row
            for row in PostalCode.objects.filter(
                code__in={values["postal_code"] for _line, values in lines}
            )
        }
        self.hours = {}
        self.wanted_hours = {}

    def to_row(self, line, values):
        if not values["id"] or not values["name"]:
            raise LineRefused(_("id and name must be filled."))
        municipality = one_of(self.municipalities, values, "municipality_code")
        county = one_of(self.counties, values, "county_code")
        if values["as_of"]:
            day = first_day(values["as_of"])
            if day is None:
                raise LineRefused(
                    _("as_of: write a date as 2026-11-23, 2026-11 or 2026.")
                )
            self.stated[values["id"]] = day
        return Row(
            line,
            values["id"],
            {
                "name": values["name"],
                "kind": one_of(KINDS, values, "kind", required=True),
                "partner": one_of(self.partners, values, "partner"),
                "county": county or (municipality.county if municipality else None),
                "municipality": municipality,
                "address": values["address"],
                "postal_code": one_of(self.postal_codes, values, "postal_code"),
                "phone": values["phone"],
                "email": values["email"],
                "website": _web(values["web"]),
                "latitude": decimal_degrees(values, "lat", 90),
                "longitude": decimal_degrees(values, "lon", 180),
                "step_free": truth(values, "step_free"),
                **self._holidays(values),
                "status": status(values),
                "as_of": values["as_of"],
                "source": values["source"],
            },
            {
                "serves": all_of(
                    self.municipality_pks, values, "serves_municipality_codes"
                )
            },
            {"parent": values["parent"]},
        )

    def _holidays(self, values):
        """Read the hours of a line; return what they say of public holidays."""
        text = values["opening_hours"]
        if not text:
            return {}
        self.hours[values["id"]] = read = read_hours(text)
        says_so = "PH" in text or "24/7" in text
        return {"open_on_public_holidays": bool(says_so and read[2])}

    def difference(self, lines, report, *, force=False):
        changes = super().difference(lines, report, force=force)
        self.wanted_hours = compare_hours(changes, self.hours)
        return changes

    def write(self, changes, report):
        touched = write_changes(self.model, changes, report, sentences=self.sentences)
        if not report.rejected:
            lines = {change.row.key: change.row.line for change in changes}
            write_hours(self.wanted_hours, lines, report)
        return touched


def import_centres(path: Path, *, force: bool = False) -> list[Report]:
    """Load places from a file."""
    return CentreImporter().load(path, force=force)


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
