"""The places of the database, as finder/places.py reads them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.functional import cached_property

from counties.models import (
    County,
    CountyChange,
    Municipality,
    MunicipalityChange,
    PostalCode,
)

from . import places
from .places import Area, Found, NoSuchPlace, Outcome, OutsideCounties

SHARED = ("code", "name", "slug", "official_name", "valid_to")
COLUMNS = (*SHARED, "county", "latitude", "longitude")
COUNTY_COLUMNS = (*SHARED, "name_sami", "name_kven")


class PlaceRegister:
    """Finds places: one query for a postal code, and one, once, for all names."""

    def __init__(self) -> None:
        self._postal_codes: dict[str, PostalCode | None] = {}

    @cached_property
    def areas(self) -> list[Area]:
        """Return every county, municipality and postal place, of today and ended.

        All in one query: counties and postal places come along with municipalities.
        """
        counties: dict[int, Area] = {}
        municipalities: list[Area] = []
        postal_places: list[Area] = []
        for row in _municipalities():
            if row.county_id not in counties:
                counties[row.county_id] = _county(row.county, tuple(row.county_became))
            home = _municipality(row, tuple(row.became))
            municipalities.append(home)
            postal_places += [_postal_place(name, home) for name in row.postal_places]
        return [*counties.values(), *municipalities, *postal_places]

    @property
    def _with_code(self) -> list[Area]:
        """Return counties and municipalities, which are meant before a postal place."""
        return [area for area in self.areas if area.kind != places.POSTAL_PLACE]

    def find(self, text: str) -> Outcome | None:
        """Return what a line of text means as a place; None for an empty one."""
        if not text:
            return None
        if code := places.postal_code_in(text):
            return self._by_postal_code(code)
        return (
            places.match(text, self._with_code)
            or places.match(text, self.areas)
            or places.match(text, self.areas, key=places.loose)
            or self._outside_counties(text)
            or NoSuchPlace(text, places.suggest(text, self.areas))
        )

    def is_place(self, text: str) -> bool:
        """Return whether a text is a postal code in use or the name of a place."""
        if text.isdigit():
            return self._postal_code(text) is not None
        if places.match(text, self.areas) is not None:
            return True
        # Every part of a sentence comes by here: only single words are worth a query.
        return " " not in text and self._outside_counties(text) is not None

    def _by_postal_code(self, code: str) -> Outcome:
        row = self._postal_code(code)
        if row is None:
            return NoSuchPlace(code)
        label = f"{row.code} {_in_lower_case(row.place)}"
        if row.municipality is None:
            return OutsideCounties(label)
        home = _municipality(row.municipality)
        return Found(
            label=label,
            areas=(home,),
            point=_point(row) or home.point,
            postal_code=row.code,
            is_exact=_point(row) is not None,
        )

    @cached_property
    def _places_outside(self) -> dict[str, str]:
        """Return the places that lie in no municipality, by their folded names."""
        codes = PostalCode.objects.filter(municipality=None)
        names = {_in_lower_case(name) for name in codes.values_list("place", flat=True)}
        return {places.exact(name): name for name in (*names, "Svalbard", "Jan Mayen")}

    def _outside_counties(self, text: str) -> OutsideCounties | None:
        name = self._places_outside.get(places.exact(text))
        return OutsideCounties(name) if name else None

    def _postal_code(self, code: str) -> PostalCode | None:
        if code not in self._postal_codes:
            self._postal_codes[code] = (
                PostalCode.objects.select_related("municipality__county")
                .filter(code=code)
                .first()
            )
        return self._postal_codes[code]


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
    postal_places = PostalCode.objects.filter(municipality=OuterRef("pk"))
    return (
        Municipality.objects.select_related("county")
        .annotate(
            became=ArraySubquery(became),
            county_became=ArraySubquery(county_became),
            postal_places=ArraySubquery(
                postal_places.order_by("place").values("place").distinct()
            ),
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
