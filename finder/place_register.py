"""The places of the database, as finder/gazetteer.py reads them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from counties.models import (
    County,
    CountyChange,
    Municipality,
    MunicipalityChange,
    PostalCode,
)

from . import places
from .gazetteer import Gazetteer
from .places import Area, Found, OutsideCounties

SHARED = ("code", "name", "slug", "official_name", "valid_to")
COLUMNS = (*SHARED, "county", "latitude", "longitude")
POSTAL_COLUMNS = ("code", "place", "municipality", "latitude", "longitude")
COUNTY_COLUMNS = (*SHARED, "name_sami", "name_kven")


def load_gazetteer() -> Gazetteer:
    """Return every county, municipality and postal place, of today and ended.

    Two queries: counties come along with their municipalities.
    """
    counties: dict[int, Area] = {}
    municipalities: dict[int, Area] = {}
    for row in _municipalities():
        if row.county_id not in counties:
            counties[row.county_id] = _county(row.county, tuple(row.county_became))
        municipalities[row.pk] = _municipality(row, tuple(row.became))
    postal_codes: dict[str, Found | OutsideCounties] = {}
    postal_places: dict[tuple[str, int], Area] = {}
    outside = {"Svalbard", "Jan Mayen"}
    for row in PostalCode.objects.order_by("code").only(*POSTAL_COLUMNS):
        place = _in_lower_case(row.place)
        home = municipalities.get(row.municipality_id)
        if home is None:
            outside.add(place)
            postal_codes[row.code] = OutsideCounties(f"{row.code} {place}")
            continue
        postal_places.setdefault((place, home.id), _postal_place(place, home))
        postal_codes[row.code] = Found(
            label=f"{row.code} {place}",
            areas=(home,),
            point=_point(row) or home.point,
            postal_code=row.code,
            is_exact=_point(row) is not None,
        )
    return Gazetteer(
        [*counties.values(), *municipalities.values(), *postal_places.values()],
        postal_codes,
        outside=sorted(outside),
    )


def as_row(area: Area) -> County | Municipality:
    """Return the area as a model instance that holds what querysets ask of it."""
    if area.kind == places.COUNTY:
        return County(pk=area.id, code=area.code, name=area.name)
    return Municipality(
        pk=area.id, code=area.code, name=area.name, county_id=area.county_id
    )


def _municipalities():
    became = MunicipalityChange.objects.filter(old=OuterRef("pk")).values("new")
    # What went elsewhere in part is told on the county's own page.
    county_became = (
        CountyChange.objects.filter(old=OuterRef("county"))
        .exclude(kind=CountyChange.Kind.PARTIAL_TRANSFER)
        .values("new")
    )
    return (
        Municipality.objects.select_related("county")
        .annotate(
            became=ArraySubquery(became),
            county_became=ArraySubquery(county_became),
        )
        .only(*COLUMNS, *(f"county__{name}" for name in COUNTY_COLUMNS))
        .order_by("code", "pk")
    )


def _municipality(row: Municipality, became: tuple[int, ...] = ()) -> Area:
    return Area(
        kind=places.MUNICIPALITY,
        id=row.pk,
        name=row.name,
        code=row.code,
        slug=row.slug,
        other_names=_parallel(row.official_name),
        within=row.county.name,
        county_id=row.county_id,
        valid_to=row.valid_to,
        became=became,
        point=_point(row),
    )


def _county(row: County, became: tuple[int, ...]) -> Area:
    names = {*_parallel(row.official_name), row.name_sami, row.name_kven} - {""}
    return Area(
        kind=places.COUNTY,
        id=row.pk,
        name=row.name,
        code=row.code,
        slug=row.slug,
        other_names=tuple(sorted(names)),
        valid_to=row.valid_to,
        became=became,
    )


def _postal_place(name: str, home: Area) -> Area:
    return Area(
        kind=places.POSTAL_PLACE,
        id=home.id,
        name=_in_lower_case(name),
        code=home.code,
        within=home.name,
        county_id=home.county_id,
    )


def _parallel(official_name: str) -> tuple[str, ...]:
    """Return the names in «Gáivuotna - Kåfjord - Kaivuono»."""
    return tuple(name for name in official_name.split(" - ") if name)


def _in_lower_case(place: str) -> str:
    """Return «Bø i Telemark» of the register's «BØ I TELEMARK»."""
    small = {"I", "På", "Og"}
    first, *rest = place.title().split(" ")
    return " ".join([first, *(w.lower() if w in small else w for w in rest)])


def _point(row: Municipality | PostalCode) -> places.Point | None:
    if row.latitude is None or row.longitude is None:
        return None
    return row.latitude, row.longitude
