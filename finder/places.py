"""Which place somebody means who writes «2815», «Herøy», «Kárášjohka» or «Oppland».

Pure: names come in as `Area` values (finder/place_register.py reads them), and one of
four outcomes comes out. What is gone leads on to what it is today.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from counties.names import fold, slug_for

from .distance import Point

COUNTY, MUNICIPALITY, POSTAL_PLACE = "county", "municipality", "postal_place"
MAX_SUGGESTIONS = 3
# «i» before a place is the same in both written forms; «på» stands before islands.
_BEFORE_A_PLACE = {"i", "på", "in"}
_ALSO_A_WORD = {"time"}
_KIND_WORDS = {
    "kommune": MUNICIPALITY,
    "municipality": MUNICIPALITY,
    "fylke": COUNTY,
    "fylkeskommune": COUNTY,
    "county": COUNTY,
}
_QUALIFIED = re.compile(r"(?P<name>.+?)(?:\s*[,(]\s*|\s+i\s+)(?P<where>[^()]+?)\)?")


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
    """

    label: str
    areas: tuple[Area, ...]
    former: Area | None = None
    point: Point | None = None
    postal_code: str = ""
    is_exact: bool = False

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
    """A place that may be meant. `query` is a text that means it and nothing else."""

    label: str
    within: str
    query: str
    former_name: str = ""


@dataclass(frozen=True)
class SeveralPlaces:
    """More than one place has that name."""

    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class NoSuchPlace:
    """Nothing has that name; `suggestions` are names that look like it."""

    text: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutsideCounties:
    """A postal code without a municipality: Svalbard and Jan Mayen."""

    text: str


Outcome = Found | SeveralPlaces | NoSuchPlace | OutsideCounties


@lru_cache(maxsize=16_384)
def exact(name: str) -> str:
    """Return the form in which a name equals itself, however it is written."""
    return fold(name)


@lru_cache(maxsize=16_384)
def loose(name: str) -> str:
    """Return the form of a name typed on a keyboard without æ, ø and å."""
    try:
        return slug_for(name)
    except ValueError:
        return ""


def postal_code_in(text: str) -> str:
    """Return the four digits a text is, or begins with («2815 Gjøvik»), else ''."""
    found = re.match(r"(?:N-?\s*)?([0-9]{4})(?![0-9])", text.strip(), re.IGNORECASE)
    return found.group(1) if found else ""


def match(
    text: str, areas: Sequence[Area], key: Callable[[str], str] = exact
) -> Found | SeveralPlaces | None:
    """Return the place that a text names, several when more have the name, or None.

    «Herøy (Nordland)», «Herøy, Nordland» and «Herøy i Nordland» say which one;
    «Oslo kommune» says of which kind. Names are compared by `key`.
    """
    for name, kind, where in _readings(text):
        candidates = [
            area
            for area in areas
            if (not kind or area.kind == kind)
            and key(name) in map(key, (area.name, *area.other_names))
            and (not where or key(where) in map(key, area.within.split(" - ")))
        ]
        if candidates and key(name):
            return _decide(text, candidates, areas)
    return None


def suggest(text: str, areas: Iterable[Area]) -> tuple[str, ...]:
    """Return up to MAX_SUGGESTIONS names of today that look like the text."""
    names = {loose(area.name): area.name for area in areas if not area.valid_to}
    close = get_close_matches(loose(text), names, n=MAX_SUGGESTIONS, cutoff=0.75)
    return tuple(names[key] for key in close)


def split_place(text: str, is_place: Callable[[str], bool]) -> tuple[str, str]:
    """Return what somebody wants and where: («mistet jobben», «Gjøvik»).

    The place is a postal code anywhere, the first or last part between commas, the
    last words, best when «i» stands before them, or else the first ones. The place is
    '' when there is none.
    """
    code = re.search(r"(?<![0-9])[0-9]{4}(?![0-9])", text)
    if code and is_place(code.group()):
        rest = f"{text[: code.start()]} {text[code.end() :]}"
        return _tidy(rest), code.group()
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 1:
        for index in (-1, 0):
            if parts[index] and is_place(parts[index]):
                place = parts.pop(index)
                return _tidy(", ".join(parts)), place
    words = text.split()
    for count in range(min(4, len(words)), 0, -1):
        place = " ".join(words[-count:]).strip(",.?!")
        before = words[:-count]
        introduced = bool(before) and before[-1].lower() in _BEFORE_A_PLACE
        if (introduced or not before or _is_no_other_word(place)) and is_place(place):
            return _tidy(" ".join(before[:-1] if introduced else before)), place
    for count in range(min(4, len(words) - 1), 0, -1):
        place = " ".join(words[:count]).strip(",.?!")
        if _is_no_other_word(place) and is_place(place):
            return _tidy(" ".join(words[count:])), place
    return text, ""


def _is_no_other_word(place: str) -> bool:
    """Return whether a place needs no «i» before it to be one, among other words.

    Two letters do («få», «bo») unless they are a name («Bø»); «time» is a municipality
    and what people book.
    """
    return place.istitle() or (len(place) > 2 and place not in _ALSO_A_WORD)


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,;.")


def _readings(text: str) -> list[tuple[str, str, str]]:
    """Return how a text can be read: name, kind ('' any) and where ('' anywhere)."""
    readings = [(text, "", "")]
    words = text.split()
    if len(words) > 1 and (kind := _KIND_WORDS.get(words[-1].lower())):
        readings.append((" ".join(words[:-1]), kind, ""))
    if qualified := _QUALIFIED.fullmatch(text):
        readings.append((qualified["name"], "", qualified["where"]))
    return readings


def _decide(
    text: str, candidates: Sequence[Area], areas: Sequence[Area]
) -> Found | SeveralPlaces:
    """Return the one place behind the candidates, or the several there are."""
    by_id = {(area.kind, area.id): area for area in areas if area.kind != POSTAL_PLACE}
    today = {area: _today(area, by_id) for area in candidates}
    # A county that came back under its old name is meant, not what it was part of;
    # and a municipality says more than the postal place or the county around it.
    kept: dict[tuple[Area, ...], Area] = {}
    for area in sorted(candidates, key=_by_weight):
        if today[area] and not any(
            _says_enough(other, area, today) for other in kept.values()
        ):
            kept.setdefault(today[area], area)
    if len(kept) == 1:
        ((targets, area),) = kept.items()
        return _found(area, targets)
    choices = tuple(_choice(area, targets) for targets, area in kept.items())
    return SeveralPlaces(text, choices) if choices else _found(candidates[0], ())


def _by_weight(area: Area) -> tuple[bool, int]:
    return area.valid_to is not None, (MUNICIPALITY, COUNTY, POSTAL_PLACE).index(
        area.kind
    )


def _says_enough(
    other: Area, area: Area, today: Mapping[Area, tuple[Area, ...]]
) -> bool:
    """Return whether `other`, already kept, makes asking about `area` needless."""
    if other.kind == area.kind:
        return area.valid_to is not None and other in today[area]
    if area.kind == COUNTY:
        return other.county_id in {target.id for target in today[area]}
    return area.kind == POSTAL_PLACE


def _today(
    area: Area, by_id: Mapping[tuple[str, int], Area], depth: int = 0
) -> tuple[Area, ...]:
    """Return what an area is today, in order of code; a municipality for a place."""
    if area.kind == POSTAL_PLACE:
        home = by_id.get((MUNICIPALITY, area.id))
        return (home,) if home else ()
    if area.valid_to is None:
        return (area,)
    if depth > 10:
        return ()
    steps = (by_id.get((area.kind, id_)) for id_ in area.became)
    found = {end for step in steps if step for end in _today(step, by_id, depth + 1)}
    return tuple(sorted(found, key=lambda end: end.code))


def _found(area: Area, targets: tuple[Area, ...]) -> Found:
    ended = area.valid_to is not None
    alone = targets[0] if len(targets) == 1 else None
    return Found(
        label=alone.name if ended and alone else area.name,
        areas=targets,
        former=area if ended else None,
        # A municipality's point would not tell where a postal place in it lies.
        point=alone.point if alone and area.kind != POSTAL_PLACE else None,
    )


def query_for(area: Area) -> str:
    """Return a text that means this area and nothing else: «Våler (Østfold)»."""
    return f"{area.name} ({area.within})" if area.within else area.name


def _choice(area: Area, targets: tuple[Area, ...]) -> Choice:
    if area.valid_to is not None and len(targets) == 1:
        now = targets[0]
        return Choice(now.name, now.within, query_for(now), former_name=area.name)
    return Choice(area.name, area.within, query_for(area))
