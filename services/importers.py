"""Load the taxonomy and the services from CSV files (design, section 5)."""

import re
from pathlib import Path

from django.utils.translation import gettext as _

from counties.importers import codes_to_pks
from counties.models import County, Municipality
from guidance_centres.models import GuidanceCentre
from partners.models import Partner
from publishing.cells import (
    LineRefused,
    all_of,
    iso_date,
    one_of,
    status,
    truth,
    whole_number,
)
from publishing.importer import Importer
from publishing.importing import Report, Row, convert, read_csv, synchronise
from publishing.local_text import FALLBACKS
from publishing.models import Check
from publishing.operations import record_check
from publishing.source_dates import first_day

from .models import Channel, GuidanceService, Need, TargetGroup
from .proposing import SENTENCES

DATA = Path(__file__).parent / "data"

COLUMNS = tuple(
    (
        "id provider name_nb name_nn name_en summary_nb summary_nn summary_en"
        " target_groups needs channels languages national county_codes"
        " municipality_codes centres age_from age_to price referral_required url phone"
        " email outcome_nb checked_on status source"
    ).split()
)
# What a service links to, and the column that names it.
LINKS = {
    "target_groups": "target_groups",
    "needs": "needs",
    "channels": "channels",
    "counties": "county_codes",
    "municipalities": "municipality_codes",
    "centres": "centres",
}
TEXT_COLUMNS = (
    "description_nb description_nn description_en outcome_nn outcome_en"
    " how_to_get_nb how_to_get_nn how_to_get_en"
).split()
TAXONOMY_COLUMNS = "kind slug nb nn en se".split()
TREE_COLUMNS = "slug broader age_from age_to".split()
SYNONYM_COLUMNS = "kind slug language phrase".split()
TERMS = {"target_group": TargetGroup, "need": Need, "channel": Channel}


class ServiceImporter(Importer):
    """Services; everything they name must be there already."""

    model = GuidanceService
    columns = COLUMNS
    required = ("id", "provider")
    sentences = SENTENCES
    related = ("provider__county", "provider__municipality__county")

    def prepare(self, lines):
        partners = Partner.objects.select_related("county", "municipality__county")
        self.providers = {row.slug: row for row in self.readable(partners)}
        centres = self.readable(GuidanceCentre.objects.all())
        self.known = {
            "target_groups": _slugs(TargetGroup),
            "needs": _slugs(Need),
            "channels": _slugs(Channel),
            "county_codes": codes_to_pks(County),
            "municipality_codes": codes_to_pks(Municipality),
            "centres": dict(centres.order_by().values_list("slug", "pk")),
        }

    def to_row(self, line, values):
        if not values["id"]:
            raise LineRefused(_("id must be filled."))
        free = values["price"] == "free"
        if day := iso_date(values, "checked_on"):
            self.stated[values["id"]] = day
        return Row(
            line,
            values["id"],
            {
                "provider": one_of(self.providers, values, "provider", required=True),
                **{
                    name: values[name]
                    for name in COLUMNS
                    if name.startswith(("name_", "summary_", "outcome_"))
                },
                "languages": _languages(values),
                "is_national": truth(values, "national") or False,
                "age_from": whole_number(values, "age_from"),
                "age_to": whole_number(values, "age_to"),
                "is_free": True if free else (False if values["price"] else None),
                "price": "" if free else values["price"],
                "referral_required": truth(values, "referral_required"),
                "url": values["url"],
                "phone": values["phone"],
                "email": values["email"],
                "status": status(values),
                "source": values["source"],
            },
            {
                field: all_of(self.known[column], values, column)
                for field, column in LINKS.items()
            },
        )


def import_services(path: Path, *, force: bool = False) -> list[Report]:
    """Load services from a file."""
    return ServiceImporter().load(path, force=force)


def load_service_texts(path: Path) -> Report:
    """Load the longer texts that the exchange format has no columns for."""
    report = Report(path.name)
    lines = read_csv(path, ["id", *TEXT_COLUMNS], ["id"])
    rows = [Row(line, values.pop("id"), dict(values)) for line, values in lines]
    synchronise(GuidanceService, rows, report)
    return report


def load_service_dates(path: Path) -> Report:
    """Load the date of each service's source, and record what it states that day."""
    report = Report(path.name)
    lines = read_csv(path, ["id", "as_of"], ["id", "as_of"])
    rows = [
        Row(line, values["id"], {"as_of": values["as_of"]}) for line, values in lines
    ]
    for service in synchronise(GuidanceService, rows, report):
        day = first_day(service.as_of)
        if day and service.source:
            record_check(
                service,
                kind=Check.Kind.STATED_BY_SOURCE,
                checked_on=day,
                source=service.source,
            )
    return report


def import_taxonomy(path: Path) -> list[Report]:
    """Load target groups, needs and channels, in the order of the file."""
    reports = []
    lines = read_csv(path, TAXONOMY_COLUMNS, ["kind", "slug", "nb", "nn", "en"])
    for kind, model in TERMS.items():
        report = Report(f"{path.name}: {kind}")
        rows = [
            Row(
                line,
                values["slug"],
                {
                    "name_nb": values["nb"],
                    "name_nn": values["nn"],
                    "name_en": values["en"],
                    "name_se": values["se"],
                    "position": line,
                },
            )
            for line, values in lines
            if values["kind"] == kind
        ]
        synchronise(model, rows, report)
        reports.append(report)
    unknown = Report(path.name)
    for line, values in lines:
        if values["kind"] not in TERMS:
            unknown.reject(
                line, _("kind: “%(kind)s” is not known.") % {"kind": values["kind"]}
            )
    return [*reports, unknown] if unknown.rejected else reports


def import_taxonomy_tree(path: Path) -> list[Report]:
    """Load which group is wider than which, and the ages of a group."""
    report = Report(path.name)
    known = _slugs(TargetGroup)

    def to_row(line, values):
        one_of(known, values, "slug", required=True)
        return Row(
            line,
            values["slug"],
            {
                "age_from": whole_number(values, "age_from"),
                "age_to": whole_number(values, "age_to"),
            },
            own={"broader": values["broader"]},
        )

    lines = read_csv(path, TREE_COLUMNS, ["slug", "broader"])
    synchronise(TargetGroup, convert(lines, to_row, report), report)
    return [report]


def import_synonyms(path: Path, *, force: bool = False) -> list[Report]:
    """Load what people say instead of a word of the taxonomy, one phrase a line.

    The phrases of a word that the file names are replaced; other words stay.
    """
    reports = []
    lines = read_csv(path, SYNONYM_COLUMNS, SYNONYM_COLUMNS)
    for kind, model in TERMS.items():
        report = Report(f"{path.name}: {kind}")
        known = _slugs(model)
        first_lines: dict[str, int] = {}
        phrases: dict[str, dict[str, list[str]]] = {}
        for line, values in lines:
            if values["kind"] != kind:
                continue
            try:
                one_of(known, values, "slug", required=True)
            except LineRefused as refused:
                report.reject(line, str(refused))
                continue
            if values["language"] not in FALLBACKS:
                report.reject(
                    line,
                    _("language: “%(language)s” is none of nb, nn, en or se.")
                    % {"language": values["language"]},
                )
                continue
            slug = values["slug"]
            first_lines.setdefault(slug, line)
            told = phrases.setdefault(slug, {}).setdefault(values["language"], [])
            if values["phrase"] not in told:
                told.append(values["phrase"])
        rows = [
            Row(
                line,
                slug,
                {
                    f"synonyms_{language}": phrases[slug].get(language, [])
                    for language in FALLBACKS
                },
            )
            for slug, line in first_lines.items()
        ]
        synchronise(model, rows, report, force=force)
        if rows or report.rejected:
            reports.append(report)
    unknown = Report(path.name)
    for line, values in lines:
        if values["kind"] not in TERMS:
            unknown.reject(
                line, _("kind: “%(kind)s” is not known.") % {"kind": values["kind"]}
            )
    return [*reports, unknown] if unknown.rejected else reports


def _slugs(model):
    return dict(model.objects.values_list("slug", "pk"))


def _languages(values):
    words = list(dict.fromkeys(values["languages"].lower().split()))
    if not all(re.fullmatch("[a-z]{2}", word) for word in words):
        raise LineRefused(
            _("languages: write two letters for each, with spaces between: nb nn en.")
        )
    return words
