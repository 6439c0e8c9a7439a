"""Where in a line somebody says where they live: «mista jobben på Gjøvik». Pure.

Names of places are also ordinary words (Time, Nes, Sel), so a name counts for more the
more there is around it that says so: a word before it, a capital letter, a comma, an
end of the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .gazetteer import Gazetteer, loose
from .places import Found
from .tokens import Token

MOST_WORDS = 4
ENOUGH = 3
# In so short a line even the first word is rather a name: «Nes realkompetanse».
SHORT_LINE = 4
LONG_NAME = 6
# So long a word is hardly anything else than the place it nearly spells.
LONG_MISSPELT = 8

_BEFORE_A_HOME = {"bor", "bur", "live", "living", "lives", "bosatt", "busett"}
_BEFORE_A_PLACE = {"i", "på", "in", "ved", "at", "near", "nær", "frå", "fra", "from"}
_BEFORE_A_PLACE |= {"til", "te", "to", "rundt", "utenfor", "utanfor", "of", "around"}
_STRONG = 4
# Everyday words that are also names: they need a capital letter or more before them.
_ALSO_WORDS = frozenset(
    """
    time sel nes os sande sand ski sola hole hol vang lund lunde moss alle mo å ås ål
    bø bo rett vik berg bru eid eide fall fet gran gol hell hus land lier lund mære
    moe rød sem sol sted stad ytre indre øyer hvaler spind sira tur vær vågå våler
    norge noreg norway norsk nav kurs skole skule senter sentrum by bygd
    """.split()
)
_YEARS = range(1950, 2036)
_NO_PLACES = {
    "norge",
    "noreg",
    "norway",
    "nav",
    "utlandet",
    "europa",
    "hjemme",
    "heime",
}


@dataclass(frozen=True)
class PlaceInText:
    """The part of a line that names a place, with the word before it that led there.

    `first` and `last` are indexes of tokens, both inclusive; `text` is the name as
    written.
    """

    text: str
    first: int
    last: int


def place_in(
    text: str,
    tokens: Sequence[Token],
    gazetteer: Gazetteer,
    is_word: Callable[[Token], bool],
) -> PlaceInText | None:
    """Return where a line says where somebody lives, or None.

    `is_word` tells the words that mean something else. A postal code is certain,
    unless it may be a year: then it must begin the line and be the only place. Else
    the best introduced name is taken, the longest and last one of equals.
    """
    for index, token in enumerate(tokens):
        if token.text in gazetteer.postal_codes:
            span = _with_its_place(tokens, index, gazetteer)
            if not _is_year(token) or span != (index, index):
                return PlaceInText(token.text, *span)
    best: tuple[int, int, int] | None = None
    chosen = None
    for first in range(len(tokens)):
        for last in range(first, min(first + MOST_WORDS, len(tokens))):
            name = text[tokens[first].start : tokens[last].end]
            weight = _weight(text, tokens, first, last, gazetteer, is_word)
            key = (weight, last - first, first)
            if weight >= ENOUGH and (best is None or key > best):
                best, chosen = key, PlaceInText(name, first, last)
    if chosen is None and tokens and tokens[0].text in gazetteer.postal_codes:
        return PlaceInText(tokens[0].text, 0, 0)
    return chosen or _unknown_home(text, tokens, is_word)


def _is_year(token: Token) -> bool:
    """Return whether four digits may be a year: «permittert siden 2020»."""
    return token.text.isdecimal() and int(token.text) in _YEARS


def _with_its_place(
    tokens: Sequence[Token], index: int, gazetteer: Gazetteer
) -> tuple[int, int]:
    """Return the first and last token of «2815 Gjøvik» or «Gjøvik 2815»."""
    name = gazetteer.postal_codes[tokens[index].text].place_name
    words = {loose(word) for word in name.split()}
    first = last = index
    while last + 1 < len(tokens) and loose(tokens[last + 1].text) in words:
        last += 1
    while first > 0 and loose(tokens[first - 1].text) in words:
        first -= 1
    return first, last


def _weight(
    text: str,
    tokens: Sequence[Token],
    first: int,
    last: int,
    gazetteer: Gazetteer,
    is_word: Callable[[Token], bool],
) -> int:
    """Return how much speaks for a part of the line being a place; 0 for none."""
    name = text[tokens[first].start : tokens[last].end]
    introduced = _introduction(tokens, first)
    is_capital = tokens[first].text[0].isupper()
    alone = _stands_alone(text, tokens, first, last)
    outcome = gazetteer.match(name)
    if isinstance(outcome, Found) and len(loosely := name.casefold()) < 4:
        # «bo» is no Bø unless it is written so.
        spelled = {area.name.casefold() for area in outcome.areas}
        if loosely not in spelled and not is_capital:
            return 0
    if outcome is None:
        return _weight_of_misspelt(
            name, tokens, first, last, gazetteer, is_word, introduced, is_capital, alone
        )
    weight = introduced + alone + (2 if is_capital and first else int(is_capital))
    weight += int(len(name) >= LONG_NAME) + last - first
    is_small_place = (
        isinstance(outcome, Found)
        and outcome.former is None
        and not any(area.name == outcome.label for area in outcome.areas)
    )
    weight += 0 if is_small_place else 2
    also_a_word = name.casefold() in _ALSO_WORDS or (
        first == last and is_word(tokens[first])
    )
    if also_a_word and is_capital and len(tokens) <= SHORT_LINE:
        weight -= 1 if first == 0 else 0
    elif also_a_word and not (is_capital and first):
        weight -= 3
    elif alone and len(name) >= LONG_NAME:
        weight += 1
    return weight


def _weight_of_misspelt(
    name: str,
    tokens: Sequence[Token],
    first: int,
    last: int,
    gazetteer: Gazetteer,
    is_word: Callable[[Token], bool],
    introduced: int,
    is_capital: bool,
    alone: int,
) -> int:
    token = tokens[first]
    if first != last or is_word(token) or token.is_empty or token.is_faint:
        return 0
    is_long = len(name) >= LONG_MISSPELT
    if token.text.casefold() in _NO_PLACES:
        return 0
    if not (introduced or is_capital or alone or is_long):
        return 0
    found = gazetteer.misspelt(name)
    if found is None:
        return 0
    is_small_place = not any(area.name == found.label for area in found.areas)
    weight = introduced + alone + int(is_capital) + (0 if is_small_place else 1)
    return weight + int(len(name) >= LONG_NAME) + int(is_long)


def _introduction(tokens: Sequence[Token], first: int) -> int:
    before = [token.text.casefold() for token in tokens[max(0, first - 2) : first]]
    if not before:
        return 0
    if before[-1] in _BEFORE_A_PLACE:
        return _STRONG if before[0] in _BEFORE_A_HOME else 3
    return 2 if before[-1] in _BEFORE_A_HOME else 0


def _stands_alone(text: str, tokens: Sequence[Token], first: int, last: int) -> int:
    """Return 2 for a part between commas, 1 for an end of the line, else 0."""
    before = text[tokens[first - 1].end : tokens[first].start] if first else ""
    after = (
        text[tokens[last].end : tokens[last + 1].start]
        if last + 1 < len(tokens)
        else ""
    )
    opens, closes = first == 0, last + 1 == len(tokens)
    if (opens or "," in before) and (closes or "," in after):
        return 2 if not (opens and closes) else 3
    return int(opens or closes)


def _unknown_home(
    text: str, tokens: Sequence[Token], is_word: Callable[[Token], bool]
) -> PlaceInText | None:
    """Return a name that nobody knows, so that we can say so.

    It stands after «bor i», or after «i» at the end of the line.
    """
    for index in range(1, len(tokens)):
        token = tokens[index]
        before = tokens[index - 1].text.casefold()
        if (
            not token.text[0].isupper()
            or token.text.casefold() in _NO_PLACES
            or is_word(token)
            or before not in _BEFORE_A_PLACE
        ):
            continue
        is_home = index > 1 and tokens[index - 2].text.casefold() in _BEFORE_A_HOME
        is_last = index + 1 == len(tokens) and before in {"i", "in"}
        if is_home or is_last:
            return PlaceInText(token.text, index, index)
    return None
