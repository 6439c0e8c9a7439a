"""All names of places, and which place a name means. Pure.

A gazetteer is made of `Area` values (finder/place_register.py reads them) and looks
names up however they are written: exactly, on a keyboard without æ, ø and å, or with
a letter wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from counties.names import fold, slug_for

from .places import (
    COUNTY,
    MUNICIPALITY,
    POSTAL_PLACE,
    Area,
    Choice,
    Found,
    NoSuchPlace,
    Outcome,
    OutsideCounties,
    SeveralPlaces,
    postal_code_in,
    query_for,
)

MAX_SUGGESTIONS = 3
# Shorter names have too many neighbours one letter away: Lom, Rom, Lam.
SHORTEST_MISSPELT = 5
_KIND_WORDS = {
    "kommune": MUNICIPALITY,
    "municipality": MUNICIPALITY,
    "fylke": COUNTY,
    "fylkeskommune": COUNTY,
    "county": COUNTY,
}
_QUALIFIED = re.compile(r"(?P<name>.+?)(?:\s*[,(]\s*|\s+i\s+)(?P<where>[^()]+?)\)?")


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


class Gazetteer:
    """The places of the country by name and by postal code.

    `postal_codes` maps a code to its place; `outside` are names of places that lie in
    no county (Longyearbyen).
    """

    def __init__(
        self,
        areas: Sequence[Area],
        postal_codes: Mapping[str, Found | OutsideCounties] | None = None,
        outside: Iterable[str] = (),
    ) -> None:
        self.areas = tuple(areas)
        self.postal_codes = dict(postal_codes or {})
        self._outside = {exact(name): name for name in outside}
        self._by_id = {
            (area.kind, area.id): area for area in areas if area.kind != POSTAL_PLACE
        }
        # Today's name of each code; a code of before is told by its last name.
        self.names = {
            area.code: area.name
            for area in sorted(
                self._by_id.values(), key=lambda area: area.valid_to or date.max
            )
        }
        self._by_name: dict[str, list[Area]] = {}
        self._by_loose_name: dict[str, list[Area]] = {}
        self._names_today: dict[str, str] = {}
        for area in self.areas:
            for name in dict.fromkeys((area.name, *area.other_names)):
                self._by_name.setdefault(exact(name), []).append(area)
                self._by_loose_name.setdefault(loose(name), []).append(area)
                if not area.valid_to and loose(name):
                    self._names_today.setdefault(_sounded(name), name)
        self._by_loose_name.pop("", None)

    def codes(self, kind: str, ids: Iterable[int]) -> list[str]:
        """Return the codes of counties or municipalities by their rows' ids."""
        areas = (self._by_id.get((kind, id_)) for id_ in ids)
        return [area.code for area in areas if area]

    def named(self, name: str) -> list[Area]:
        """Return the areas, of today and ended, that have this name."""
        return self._by_name.get(exact(name), [])

    def find(self, text: str) -> Outcome:
        """Return what a line of text means as a place, forgiving a wrong letter."""
        if code := postal_code_in(text):
            return self.postal_codes.get(code) or NoSuchPlace(code)
        return (
            self.match(text)
            or self.misspelt(text)
            or NoSuchPlace(text, self.near(text))
        )

    def match(self, text: str) -> Found | SeveralPlaces | OutsideCounties | None:
        """Return the place that has this name, several when more have it, or None.

        «Herøy (Nordland)», «Herøy, Nordland» and «Herøy i Nordland» say which one;
        «Oslo kommune» says of which kind. A county or municipality is meant before a
        postal place, and a name as it is written before one without its letters.
        """
        for names, key in [(self._by_name, exact), (self._by_loose_name, loose)]:
            for name, kind, where in _readings(text):
                candidates = [
                    area
                    for area in names.get(key(name), ())
                    if (not kind or area.kind == kind)
                    and (not where or key(where) in map(key, area.within.split(" - ")))
                ]
                if candidates:
                    coded = [area for area in candidates if area.kind != POSTAL_PLACE]
                    return self._decide(text, coded or candidates)
            if outside := self._outside.get(exact(text)):
                return OutsideCounties(outside)
        return None

    def misspelt(self, text: str) -> Found | None:
        """Return the one place whose name is a letter or two away, or None.

        One letter wrong, missing, doubled or swapped; two in names of nine and more.
        """
        typed = _sounded(text)
        if len(typed) < SHORTEST_MISSPELT:
            return None
        allowed = 2 if len(typed) >= 9 else 1
        close = process.extract(
            typed,
            self._names_today.keys(),
            scorer=OSA.distance,
            score_cutoff=allowed,
            limit=2,
        )
        if not close or (len(close) > 1 and close[0][1] == close[1][1]):
            return None
        found = self.match(self._names_today[close[0][0]])
        if not isinstance(found, Found):
            return None
        return Found(**(vars(found) | {"misspelt": text}))

    def near(self, text: str) -> tuple[str, ...]:
        """Return up to MAX_SUGGESTIONS names of today that look like the text."""
        typed = _sounded(text)
        if not typed:
            return ()
        close = process.extract(
            typed,
            self._names_today.keys(),
            scorer=OSA.normalized_similarity,
            score_cutoff=0.6,
            limit=MAX_SUGGESTIONS,
        )
        return tuple(self._names_today[key] for key, _score, _index in close)

    def _decide(self, text: str, candidates: Sequence[Area]) -> Found | SeveralPlaces:
        """Return the one place behind the candidates, or the several there are."""
        today = {area: self._today(area) for area in candidates}
        # A county that came back under its old name is meant, not what it was part
        # of; and a municipality says more than the postal place or county around it.
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

    def _today(self, area: Area, depth: int = 0) -> tuple[Area, ...]:
        """Return what an area is today, by code; a municipality for a postal place."""
        if area.kind == POSTAL_PLACE:
            home = self._by_id.get((MUNICIPALITY, area.id))
            return (home,) if home else ()
        if area.valid_to is None:
            return (area,)
        if depth > 10:
            return ()
        steps = (self._by_id.get((area.kind, id_)) for id_ in area.became)
        found = {end for step in steps if step for end in self._today(step, depth + 1)}
        return tuple(sorted(found, key=lambda end: end.code))


def _sounded(name: str) -> str:
    """Return the form in which misspelt names are compared: «Trondhjæm» has an e."""
    return loose(name).replace("ae", "e")


def _readings(text: str) -> list[tuple[str, str, str]]:
    """Return how a text can be read: name, kind ('' any) and where ('' anywhere)."""
    readings = [(text, "", "")]
    words = text.split()
    if len(words) > 1 and (kind := _KIND_WORDS.get(words[-1].lower())):
        readings.append((" ".join(words[:-1]), kind, ""))
    if qualified := _QUALIFIED.fullmatch(text):
        readings.append((qualified["name"], "", qualified["where"]))
    return readings


def _by_weight(area: Area) -> tuple[bool, int]:
    kinds = (MUNICIPALITY, COUNTY, POSTAL_PLACE)
    return area.valid_to is not None, kinds.index(area.kind)


def _says_enough(
    other: Area, area: Area, today: Mapping[Area, tuple[Area, ...]]
) -> bool:
    """Return whether `other`, already kept, makes asking about `area` needless."""
    if other.kind == area.kind:
        return area.valid_to is not None and other in today[area]
    if area.kind == COUNTY:
        return other.county_id in {target.id for target in today[area]}
    return area.kind == POSTAL_PLACE


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


def _choice(area: Area, targets: tuple[Area, ...]) -> Choice:
    if area.valid_to is not None and len(targets) == 1:
        now = targets[0]
        return Choice(
            now.name, now.within, query_for(now), former_name=area.name, areas=targets
        )
    return Choice(area.name, area.within, query_for(area), areas=targets)
