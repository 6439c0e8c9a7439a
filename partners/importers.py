"""Load partner organisations from a CSV file (design, section 5)."""

from pathlib import Path

from django.utils.translation import gettext as _

from counties.models import County, Municipality
from publishing.cells import LineRefused, one_of
from publishing.import_rows import Report, Row
from publishing.importer import Importer

from .models import Partner
from .organisation_numbers import OrganisationNumberError, validated

DATA = Path(__file__).parent / "data"

COLUMNS = tuple(
    (
        "slug name kind organisation_number county_code municipality_code parent"
        " predecessor website phone email source"
    ).split()
)
KINDS = {kind.value: kind.value for kind in Partner.Kind}


class PartnerImporter(Importer):
    """Partners; `parent` and `predecessor` may stand later in the same file."""

    model = Partner
    columns = COLUMNS
    required = ("slug", "name", "kind")
    related = ("municipality__county",)

    def prepare(self, lines):
        self.counties = {row.code: row for row in County.objects.order_by("valid_from")}
        self.municipalities = {
            row.code: row
            for row in Municipality.objects.select_related("county").order_by(
                "valid_from"
            )
        }

    def to_row(self, line, values):
        county = one_of(self.counties, values, "county_code")
        kind = one_of(KINDS, values, "kind", required=True)
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
                "municipality": one_of(
                    self.municipalities, values, "municipality_code"
                ),
                "website": values["website"],
                "phone": values["phone"],
                "email": values["email"],
                "source": values["source"],
                **_end_of(kind, county),
            },
            own={"parent": values["parent"], "predecessor": values["predecessor"]},
        )


def import_partners(path: Path, *, force: bool = False) -> list[Report]:
    """Load partners from a file."""
    return PartnerImporter().load(path, force=force)


def _end_of(kind, county):
    """Return the last day of a county council: that of its county.

    The file has no column for it, so that of others is left as it is.
    """
    if county is None or kind != Partner.Kind.COUNTY_COUNCIL:
        return {}
    return {"ended_on": county.valid_to}


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
