"""What a place is to the finder: «2815», «Herøy», «Kárášjohka» or «Oppland». Pure.

One of four outcomes comes out of a text (finder/gazetteer.py). What is gone leads on
to what it is today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .distance import Point

COUNTY, MUNICIPALITY, POSTAL_PLACE = "county", "municipality", "postal_place"


@dataclass(frozen=True)
class Area:
    """A county or municipality while its code was valid, or a postal place of today.

    `id` is the row's; a postal place has that of its municipality. `within` is the
    name of the county, or of the municipality of a postal place. `became` are the ids
    of what took over, one step on. `valid_to` is the last day, None today.
    """

    kind: str
    id: int
    name: str
    code: str = ""
    slug: str = ""
    other_names: tuple[str, ...] = ()
    within: str = ""
    county_id: int | None = None
    valid_to: date | None = None
    became: tuple[int, ...] = ()
    point: Point | None = None


@dataclass(frozen=True)
class Found:
    """One place. `areas` are today's counties or municipalities that it stands for.

    More than one when the place was split. `former` is the ended area that was asked
    for, else None. `point` is where distances are measured from, if that is known;
    `is_exact` says that it is the postal code's own, not that of a municipality.
    `misspelt` is what was written when it had to be read with another letter, else ''.
    """

    label: str
    areas: tuple[Area, ...]
    former: Area | None = None
    point: Point | None = None
    postal_code: str = ""
    is_exact: bool = False
    misspelt: str = ""

    @property
    def place_name(self) -> str:
        """Return the name of the place, without the postal code before it."""
        return self.label.removeprefix(self.postal_code).strip()

    @property
    def municipality(self) -> Area | None:
        """Return the municipality when the place lies in exactly one."""
        if len(self.areas) == 1 and self.areas[0].kind == MUNICIPALITY:
            return self.areas[0]
        return None

    @property
    def county(self) -> Area | None:
        """Return the county when the place is exactly one."""
        if len(self.areas) == 1 and self.areas[0].kind == COUNTY:
            return self.areas[0]
        return None


@dataclass(frozen=True)
class Choice:
    """A place that may be meant. `query` is a text that means it and nothing else.

    `areas` are today's counties or municipalities that it stands for.
    """

    label: str
    within: str
    query: str
    former_name: str = ""
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True)
class SeveralPlaces:
    """More than one place has that name."""

    text: str
    choices: tuple[Choice, ...]

    @property
    def label(self) -> str:
        return self.text


@dataclass(frozen=True)
class NoSuchPlace:
    """Nothing has that name; `suggestions` are names that look like it."""

    text: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutsideCounties:
    """A postal code without a municipality: Svalbard and Jan Mayen."""

    text: str

    @property
    def place_name(self) -> str:
        """Return the name of the place, without the postal code before it."""
        return self.text.lstrip("0123456789 ")


Outcome = Found | SeveralPlaces | NoSuchPlace | OutsideCounties


def areas_of(place: Outcome | None) -> tuple[Area, ...]:
    """Return all of today's areas that a place is, or may be."""
    match place:
        case Found():
            return place.areas
        case SeveralPlaces():
            return tuple({area: None for each in place.choices for area in each.areas})
    return ()


def postal_code_in(text: str) -> str:
    """Return the four digits a text is, or begins with («2815 Gjøvik»), else ''."""
    found = re.match(r"(?:N-?\s*)?([0-9]{4})(?![0-9])", text.strip(), re.IGNORECASE)
    return found.group(1) if found else ""


def query_for(area: Area) -> str:
    """Return a text that means this area and nothing else: «Våler (Østfold)»."""
    return f"{area.name} ({area.within})" if area.within else area.name
