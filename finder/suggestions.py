"""What somebody may be about to write: places, and words for groups and needs. Pure.

A suggestion is a text for the field, and one that the finder understands: «Herøy
(Nordland)» where two places are called Herøy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from counties.names import sort_key

from .gazetteer import Gazetteer, exact, loose
from .places import (
    COUNTY,
    MUNICIPALITY,
    POSTAL_PLACE,
    Area,
    Found,
    query_for,
)

POSTAL_CODE, GROUP, NEED = "postal_code", "group", "need"
MOST = 8
SHORTEST = 2
LONGEST = 80
# Among other words the beginning of a place must be longer, unless «i» leads it in.
SHORTEST_AMONG_WORDS = 3
_LEADS_IN = {"i", "på", "in"}
_KINDS = (MUNICIPALITY, COUNTY, POSTAL_PLACE)
_EQUAL, _BEGINS, _LATER_WORD, _NO_MATCH = range(4)
_FORMER = _NO_MATCH
_Order = tuple[int, int, int, str]


@dataclass(frozen=True)
class Suggestion:
    """A text for the field, and what it means: a kind of place, a group or a need."""

    text: str
    kind: str


@dataclass(frozen=True)
class Term:
    """A group or need. `phrases` are its name, then what else people call it."""

    kind: str
    slug: str
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class _Ranked:
    order: _Order
    suggestion: Suggestion


def suggest_places(text: str, gazetteer: Gazetteer) -> tuple[Suggestion, ...]:
    """Return up to MOST places whose name begins like the text, today's first.

    Names typed without æ, ø and å count when nothing else begins like that.
    """
    return tuple(each.suggestion for each in _places(text, gazetteer)[:MOST])


def suggest(
    text: str, gazetteer: Gazetteer, terms: Iterable[Term]
) -> tuple[Suggestion, ...]:
    """Return up to MOST suggestions for a whole question, what fits best first.

    When nothing begins like all of the text, its last words may be the beginning of a
    place: «mistet jobben, gjø» becomes «mistet jobben, Gjøvik».
    """
    words, places = _terms(text, terms), _places(text, gazetteer)
    if not words and not places:
        head, places = _place_at_the_end(text, gazetteer)
        return tuple(
            Suggestion(f"{head} {each.suggestion.text}", each.suggestion.kind)
            for each in places[:MOST]
        )
    first, second = words, places
    if not words or (places and places[0].order[0] < words[0].order[0]):
        first, second = places, words
    first = first[: max(MOST // 2, MOST - len(second))]
    return tuple(each.suggestion for each in (first + second)[:MOST])


def digits_at_the_end(text: str) -> tuple[str, str]:
    """Return the text before a beginning postal code, and its two to four digits.

    Both are '' when the text ends in no such thing.
    """
    found = re.fullmatch(r"((?:.*[\s,])?)([0-9]{2,4})", text)
    return (found[1].strip(), found[2]) if found else ("", "")


def suggest_codes(
    head: str, codes: Iterable[tuple[str, str]]
) -> tuple[Suggestion, ...]:
    """Return postal codes with their places, after the words that stand before them."""
    before = f"{head} " if head else ""
    return tuple(
        Suggestion(f"{before}{code} {place}", POSTAL_CODE) for code, place in codes
    )[:MOST]


def _terms(text: str, terms: Iterable[Term]) -> list[_Ranked]:
    """Return one suggestion for each term that has a phrase like the text."""
    wanted = exact(text)
    found: dict[str, _Ranked] = {}
    for number, term in enumerate(terms):
        matches = []
        for place, phrase in enumerate(term.phrases):
            fit = _fit(wanted, phrase, exact)
            if fit != _NO_MATCH:
                order = (fit, min(place, 1), number, sort_key(phrase))
                matches.append(_Ranked(order, Suggestion(phrase, term.kind)))
        if matches:
            best = min(matches, key=lambda each: each.order)
            # Two terms may share a phrase; the field needs it once.
            found.setdefault(exact(best.suggestion.text), best)
    return sorted(found.values(), key=lambda each: each.order)


def _places(text: str, gazetteer: Gazetteer) -> list[_Ranked]:
    for form in (exact, loose):
        if form(text) and (found := _places_by(form, text, gazetteer)):
            return found
    return []


def _places_by(
    form: Callable[[str], str], text: str, gazetteer: Gazetteer
) -> list[_Ranked]:
    wanted = form(text)
    begun: dict[str, _Order] = {}
    for area in gazetteer.areas:
        orders = {
            name: _order(area, name, fit)
            for name in (area.name, *area.other_names)
            if (fit := _fit(wanted, name, form)) != _NO_MATCH
        }
        if orders:
            # One name of a place is enough: Oslo and not Oslove beside it.
            name, order = min(orders.items(), key=lambda item: item[1])
            begun[name] = min(order, begun.get(name, order))
    if not begun:
        return []
    found: dict[str, _Ranked] = {}
    for name, order in sorted(begun.items(), key=lambda item: item[1]):
        if len(found) >= MOST:
            break
        for place_text, kind, is_former in _meanings(name, gazetteer):
            fit = order[0] % _FORMER + (_FORMER if is_former else 0)
            key = (fit, order[1], _KINDS.index(kind), sort_key(place_text))
            ranked = _Ranked(key, Suggestion(place_text, kind))
            found.setdefault(exact(place_text), ranked)
    return sorted(found.values(), key=lambda each: each.order)


def _meanings(name: str, gazetteer: Gazetteer) -> list[tuple[str, str, bool]]:
    """Return what may be meant by a name: text for the field, kind, is it gone.

    Each text leads to one place, and no two of them to the same.
    """
    same = gazetteer.named(name)
    outcome = gazetteer.match(name)
    if isinstance(outcome, Found):
        return [(name, _kind(outcome, same), outcome.former is not None)]
    texts: dict[tuple[Area, ...], tuple[str, str, bool]] = {}
    for area in sorted(same, key=lambda each: _order(each, name, 0)):
        outcome = gazetteer.match(query_for(area))
        if isinstance(outcome, Found):
            meaning = (query_for(area), area.kind, area.valid_to is not None)
            texts.setdefault(outcome.areas, meaning)
    return list(texts.values())


def _kind(found: Found, same: Iterable[Area]) -> str:
    """Return the kind of the place that a name was found to be."""
    if found.former:
        return found.former.kind
    if found.county:
        return COUNTY
    kinds = {area.kind for area in same if area.valid_to is None}
    return MUNICIPALITY if MUNICIPALITY in kinds else POSTAL_PLACE


def _order(area: Area, name: str, fit: int) -> _Order:
    """Return the key of a name: how it fits, its own before others, by kind, by name.

    What is gone comes after all of today's.
    """
    gone = _FORMER if area.valid_to is not None else 0
    kind = _KINDS.index(area.kind)
    return fit + gone, int(name != area.name), kind, sort_key(name)


def _fit(wanted: str, name: str, form: Callable[[str], str]) -> int:
    """Return how a name begins like what is wanted, both in one form."""
    whole = form(name)
    if not whole.startswith(wanted):
        later = re.search(rf"[ -]{re.escape(wanted)}", whole)
        return _LATER_WORD if later else _NO_MATCH
    return _EQUAL if whole == wanted else _BEGINS


def _place_at_the_end(text: str, gazetteer: Gazetteer) -> tuple[str, list[_Ranked]]:
    """Return the words before the beginning of a place, and the places it may be."""
    words = text.split()
    for count in range(min(3, len(words) - 1), 0, -1):
        before, tail = words[:-count], " ".join(words[-count:])
        is_led_in = before[-1].lower() in _LEADS_IN or before[-1].endswith(",")
        if len(tail) < (SHORTEST if is_led_in else SHORTEST_AMONG_WORDS):
            continue
        places = [each for each in _places(tail, gazetteer) if each.order[0] <= _BEGINS]
        if places:
            return " ".join(before), places
    return "", []
