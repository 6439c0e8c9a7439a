"""Load partner organisations from a CSV file (design, section 5)."""

from pathlib import Path

from django.utils.translation import gettext as _

from counties.models import County, Municipality
from publishing.cells import LineRefused, one_of
from publishing.importing import Report, Row, convert, read_csv, synchronise

from .models import Partner
from .organisation_numbers import OrganisationNumberError, validated

DATA = Path(__file__).parent / "data"

COLUMNS = (
    "slug name kind organisation_number county_code municipality_code parent"
    " predecessor website phone email source"
).split()


def import_partners(path: Path, *, force: bool = False) -> list[Report]:
    """Load partners; `parent` and `predecessor` may stand later in the same file."""
    report = Report(path.name)
    counties = {row.code: row for row in County.objects.order_by("valid_from")}
    municipalities = {
        row.code: row for row in Municipality.objects.order_by("valid_from")
    }
    kinds = {kind.value: kind.value for kind in Partner.Kind}

    def to_row(line, values):
        county = one_of(counties, values, "county_code")
        kind = one_of(kinds, values, "kind", required=True)
        if not values["slug"] or not values["name"]:
            raise LineRefused(_("slug and name must be filled."))
        return Row(
            line,
            values["slug"],
            {
                "name": values["name"],
                "kind": kind,
                "organisation_number": _number(values["organisation_number"]),
                "county": county,
                "municipality": one_of(municipalities, values, "municipality_code"),
                "website": values["website"],
                "phone": values["phone"],
                "email": values["email"],
                "source": values["source"],
                # A county council ends with its county.
                "ended_on": county.valid_to
                if county and kind == Partner.Kind.COUNTY_COUNCIL
                else None,
            },
            own={"parent": values["parent"], "predecessor": values["predecessor"]},
        )

    lines = read_csv(path, COLUMNS, ["slug", "name", "kind"])
    synchronise(Partner, convert(lines, to_row, report), report, force=force)
    return [report]


def _number(text):
    if not text:
        return None
    try:
        return validated(text)
    except OrganisationNumberError as error:
        raise LineRefused(
            _("organisation_number: “%(text)s” is not an organisation number.")
            % {"text": text}
        ) from error
