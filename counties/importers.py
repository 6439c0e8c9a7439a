"""Load counties, municipalities, postal codes and boundaries from the source files."""

import json
from collections import Counter
from pathlib import Path

from django.db.models import F
from django.utils.translation import gettext as _

from publishing.cells import (
    LineRefused,
    decimal_degrees,
    iso_date,
    one_of,
    truth,
)
from publishing.importing import (
    FileRefused,
    Report,
    Row,
    convert,
    read_csv,
    synchronise,
)

from . import maps
from .models import (
    Boundary,
    County,
    CountyChange,
    Municipality,
    MunicipalityChange,
    PostalCode,
)
from .names import slug_for

DATA = Path(__file__).parent / "data" / "source"

COUNTY_COLUMNS = (
    "code name official_name name_sami sami_language name_kven valid_from valid_to"
).split()
COUNTY_CHANGE_COLUMNS = (
    "old_code old_name new_code new_name date kind municipalities_moved"
    " old_municipality_codes_if_partial"
).split()
COUNTY_LANGUAGE_COLUMNS = "county_code county_council_decision source".split()
MUNICIPALITY_COLUMNS = (
    "code name name_nb county_code valid_from valid_to successor_codes"
    " sami_language_area_2023"
).split()
MUNICIPALITY_CHANGE_COLUMNS = "old_code old_name new_code new_name date".split()
CENTROID_COLUMNS = "code name point_lat point_lon centroid_lat centroid_lon".split()
POSTAL_CODE_COLUMNS = (
    "postal_code place municipality_code municipality_name_register category lat lon"
    " coordinate_quality"
).split()

# The register places these on Svalbard and Jan Mayen, which are no municipalities.
OUTSIDE_MUNICIPALITIES = {"2100", "2211"}


def import_counties(folder: Path, *, force: bool = False) -> list[Report]:
    """Load the whole folder of source files and return a report for each.

    Call it in a transaction. Later files are left alone once one has rejections, for
    they would only complain of what is missing.
    """
    if not (folder / "counties.csv").exists() and (folder / "source").is_dir():
        folder = folder / "source"
    if not folder.is_dir():
        raise FileRefused(
            _("%(path)s is not a folder with counties.csv and its sisters.")
            % {"path": folder}
        )
    reports = []
    for load in (
        _load_counties,
        _load_county_languages,
        _load_municipalities,
        _load_county_changes,
        _load_municipality_changes,
        _load_postal_codes,
        _load_boundaries,
    ):
        report = load(folder, force)
        reports.append(report)
        if report.rejected:
            break
    return reports


def codes_to_pks(model) -> dict[str, int]:
    """Return code → primary key; of a code used twice, the period that came last."""
    by_time = model.objects.order_by(F("valid_from").asc(nulls_first=True))
    return dict(by_time.values_list("code", "pk"))


def _load_counties(folder, force):
    report = Report("counties.csv")
    lines = read_csv(
        folder / "counties.csv", COUNTY_COLUMNS, ["code", "name", "valid_to"]
    )
    slugs = _county_slugs(values for _line, values in lines)

    def to_row(line, values):
        return Row(
            line,
            values["code"],
            {
                "name": values["name"],
                "slug": slugs[values["code"]],
                "official_name": values["official_name"],
                "name_sami": values["name_sami"],
                "sami_language": values["sami_language"],
                "name_kven": values["name_kven"],
                "valid_from": iso_date(values, "valid_from"),
                "valid_to": iso_date(values, "valid_to"),
            },
        )

    synchronise(County, convert(lines, to_row, report), report, key="code")
    return report


def _county_slugs(counties):
    """Return code → slug: today's county has the bare name, an ended one of the same
    name its last year (troms-2019); an ended name that nobody bears now is bare too.
    """
    counties = list(counties)
    bearers = Counter(slug_for(values["name"]) for values in counties)
    slugs = {}
    for values in counties:
        slug = slug_for(values["name"])
        if values["valid_to"] and bearers[slug] > 1:
            slug = f"{slug}-{values['valid_to'][:4]}"
        slugs[values["code"]] = slug
    return slugs


def _load_county_languages(folder, force):
    report = Report("county_language.csv")
    lines = read_csv(
        folder / "county_language.csv",
        COUNTY_LANGUAGE_COLUMNS,
        ["county_code", "county_council_decision"],
    )

    def to_row(line, values):
        return Row(
            line,
            values["county_code"],
            {"language_decision": values["county_council_decision"]},
        )

    rows = convert(lines, to_row, report)
    known = set(County.objects.values_list("code", flat=True))
    for row in rows:
        if row.key not in known:
            report.reject(
                row.line, _("County %(code)s is not known.") % {"code": row.key}
            )
    if not report.rejected:
        synchronise(County, rows, report, key="code")
    return report


def _load_municipalities(folder, force):
    report = Report("municipalities.csv")
    lines = read_csv(
        folder / "municipalities.csv",
        MUNICIPALITY_COLUMNS,
        ["code", "name", "county_code", "valid_to"],
    )
    counties = {county.code: county for county in County.objects.all()}
    points = {
        values["code"]: values
        for _line, values in read_csv(
            folder / "municipality_centroids.csv", CENTROID_COLUMNS, ["code"]
        )
    }
    nowhere = {"point_lat": "", "point_lon": ""}
    slugs = _municipality_slugs([values for _line, values in lines], counties)

    def to_row(line, values):
        point = points.get(values["code"], nowhere)
        return Row(
            line,
            values["code"],
            {
                "name": values["name_nb"] or values["name"],
                "slug": slugs[values["code"]],
                "official_name": values["name"],
                "county": one_of(counties, values, "county_code", required=True),
                "in_sami_language_area": truth(values, "sami_language_area_2023"),
                "latitude": decimal_degrees(point, "point_lat", 90),
                "longitude": decimal_degrees(point, "point_lon", 180),
                "valid_from": iso_date(values, "valid_from"),
                "valid_to": iso_date(values, "valid_to"),
            },
        )

    synchronise(Municipality, convert(lines, to_row, report), report, key="code")
    return report


def _municipality_slugs(municipalities, counties):
    """Return code → slug.

    Today's municipality has the bare name, or the name and its county where two bear
    it; an ended code adds its last year, and its code where even that is not enough.
    """
    current = Counter(
        slug_for(values["name_nb"] or values["name"])
        for values in municipalities
        if not values["valid_to"]
    )
    slugs, taken = {}, set()
    for values in sorted(
        municipalities, key=lambda v: (bool(v["valid_to"]), v["code"])
    ):
        slug = slug_for(values["name_nb"] or values["name"])
        county = counties.get(values["county_code"])
        if values["valid_to"]:
            slug = f"{slug}-{values['valid_to'][:4]}"
        elif current[slug] > 1 and county:
            slug = f"{slug}-{slug_for(county.name)}"
        if slug in taken:
            slug = f"{slug}-{values['code']}"
        taken.add(slug)
        slugs[values["code"]] = slug
    return slugs


def _load_changes(folder, name, columns, model, places, extra):
    report = Report(name)
    known = codes_to_pks(places)
    lines = read_csv(folder / name, columns, ["old_code", "new_code", "date"])
    have = {
        (change.old_id, change.new_id, change.date): change
        for change in model.objects.all()
    }
    new = []
    for line, values in lines:
        try:
            wanted = model(
                old_id=one_of(known, values, "old_code", required=True),
                new_id=one_of(known, values, "new_code", required=True),
                date=iso_date(values, "date"),
                **extra(values),
            )
        except LineRefused as refusal:
            report.reject(line, str(refusal))
            continue
        found = have.get((wanted.old_id, wanted.new_id, wanted.date))
        if found is None:
            new.append(wanted)
        elif all(getattr(found, key) == value for key, value in extra(values).items()):
            report.unchanged += 1
        else:
            wanted.pk = found.pk
            wanted.save()
            report.changed += 1
    model.objects.bulk_create(new)
    report.added = len(new)
    return report


def _load_county_changes(folder, force):
    return _load_changes(
        folder,
        "county_changes.csv",
        COUNTY_CHANGE_COLUMNS,
        CountyChange,
        County,
        lambda values: {
            "kind": values["kind"],
            "municipalities_moved": int(values["municipalities_moved"] or 0),
        },
    )


def _load_municipality_changes(folder, force):
    return _load_changes(
        folder,
        "municipality_changes.csv",
        MUNICIPALITY_CHANGE_COLUMNS,
        MunicipalityChange,
        Municipality,
        lambda values: {},
    )


def _load_postal_codes(folder, force):
    report = Report("postal_codes.csv")
    lines = read_csv(
        folder / "postal_codes.csv", POSTAL_CODE_COLUMNS, ["postal_code", "place"]
    )
    municipalities = {row.code: row for row in Municipality.objects.all()}

    def to_row(line, values):
        if values["municipality_code"] in OUTSIDE_MUNICIPALITIES:
            values["municipality_code"] = ""
        return Row(
            line,
            values["postal_code"],
            {
                "place": values["place"],
                "category": values["category"],
                "municipality": one_of(municipalities, values, "municipality_code"),
                "latitude": decimal_degrees(values, "lat", 90),
                "longitude": decimal_degrees(values, "lon", 180),
            },
        )

    synchronise(PostalCode, convert(lines, to_row, report), report, key="code")
    return report


def _load_boundaries(folder, force):
    """Trace the outlines once, so that a page draws a map without geometry work."""
    report = Report("counties.geojson, municipalities.geojson")
    wanted = {
        **_traced(
            folder / "counties.geojson",
            "county_id",
            codes_to_pks(County),
            maps.NATIONAL_TOLERANCE,
            maps.NATIONAL_MIN_AREA,
        ),
        **_traced(
            folder / "municipalities.geojson",
            "municipality_id",
            codes_to_pks(Municipality),
            maps.COUNTY_TOLERANCE,
            maps.COUNTY_MIN_AREA,
        ),
    }
    have = {_area(boundary): boundary for boundary in Boundary.objects.all()}
    new = []
    for (field, pk), drawn in wanted.items():
        values = {
            "path": drawn.path,
            "box": list(drawn.box),
            "label_point": list(drawn.label_at),
        }
        found = have.get((field, pk))
        if found is None:
            new.append(Boundary(**{field: pk}, **values))
        elif all(getattr(found, name) == value for name, value in values.items()):
            report.unchanged += 1
        else:
            Boundary.objects.filter(pk=found.pk).update(**values)
            report.changed += 1
    Boundary.objects.bulk_create(new)
    report.added = len(new)
    return report


def _area(boundary):
    if boundary.county_id:
        return ("county_id", boundary.county_id)
    return ("municipality_id", boundary.municipality_id)


def _traced(path, field, pks, tolerance, min_area):
    """Return {(field, primary key): outline} of a GeoJSON file."""
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        geometries = {
            feature["properties"]["code"]: feature["geometry"] for feature in features
        }
        return {
            (field, pks[code]): drawn
            for code, drawn in maps.trace_all(
                geometries, tolerance, min_area=min_area
            ).items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileRefused(
            _("The map file %(path)s cannot be used: %(error)s.")
            % {"path": path.name, "error": error}
        ) from error
