"""One line of everyday words, read as answers. Pure.

«mistet jobben, Gjøvik» is a place and a target group. Words that are an answer become
that answer, which the page shows and lets one change; what was not understood is
searched for as text. The same line always means the same, and `heard` tells which
words led to what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.taxonomy import wider_groups

from .gazetteer import Gazetteer
from .lexicon import Lexicon
from .place_in_text import place_in
from .question import Question
from .spoken_languages import language_in
from .tokens import Token, languages_of, tokens_of

HIGHEST_AGE = 99
LOWEST_AGE = 12
NORWEGIAN = frozenset({"nb"})
YOUTH, JOBSEEKERS = "youth_outside_education_and_work", "jobseekers"
ADULTS = "adults"
_AGE = re.compile(
    r"(?<![0-9])(?P<age>[0-9]{2})\s*(?:-?\s*(?:år(?:s|ing|a|ig)?|aring|ar|years?|yrs?|yo"
    r"|y/o))\b"
    r"|\b(?:(?:er|æ|e|am|is|i'm|blitt|fylt|fyller|alder|age|aged)(?:\s+(?:jeg|eg|æ|e|i))?"
    r"|(?:gutt|gut|jente|mann|kvinne|dame|sønn|datter|dotter|barn|unge|ung|ong)(?:en|an|a)?"
    r"(?:\s+(?:min|mi|mitt))?(?:\s+på)?)\s+"
    r"(?P<bare>[0-9]{2})(?![0-9.]|\s*(?:prosent|%|km|timer|barn|ansatte|dager|kroner))"
    r"|(?:^|,)\s*(?P<alone>[0-9]{2})\s*(?:,|$)",
    re.IGNORECASE,
)
# «jobbet i 25 år», «etter 10 år», «20 års erfaring» tell no age.
_BEFORE_A_SPAN = re.compile(
    r"\b(?:i|etter|på|siste|for|over|neste|om|in|after|last|past|nesten|snart|jobb\w*"
    r"|arbei\w*|vært|vore|har|hadde|gått|bodd|budd|work\w*|been|have|had)\s*$",
    re.IGNORECASE,
)
_AFTER_A_SPAN = re.compile(
    r"^\s*(?:erfaring|røynsle|siden|sidan|ago|experience|of experience|med|som|i |in )",
    re.IGNORECASE,
)
_PARAMETERS = {"hvem": "groups", "behov": "needs", "kanal": "channels"}


@dataclass(frozen=True)
class Heard:
    """Words of the line and the answer they became: `value` of a parameter."""

    words: str
    parameter: str
    value: str


@dataclass(frozen=True)
class Understood:
    """A question whose text is what was not understood, and how the rest was.

    `wishes` names the rules whose answers were only read out of the sentence: group,
    need, channel, language.
    """

    question: Question
    heard: tuple[Heard, ...] = ()
    wishes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Span:
    """A stretch of the line, from letter `start` up to `end`."""

    start: int
    end: int

    def holds(self, token: Token) -> bool:
        return self.start <= token.start and token.end <= self.end


def understand(
    question: Question,
    *,
    lexicon: Lexicon,
    gazetteer: Gazetteer,
    tree: Mapping[str, str],
    ages: Mapping[str, tuple[int | None, int | None]] | None = None,
) -> Understood:
    """Return the question with the words of its text that are answers made answers.

    Answers that were given stay, and a question that has one is not answered by the
    text. `tree` maps a group to the next wider one. `youth` is the
    group of young people without school and work, and its ages: who is that young and
    looks for work belongs there too.
    """
    text = question.text
    if not text:
        return Understood(question)
    heard: list[Heard] = []
    spent: list[Span] = []
    changes: dict[str, object] = {}
    ages = ages or {}
    all_tokens = tokens_of(text)

    if question.age is None and (said := _age_in(text)):
        age, span = said
        changes["age"] = age
        heard.append(Heard(_words(text, span), "alder", str(age)))
        spent.append(span)
    # Before the place, or «help in English» would be help in a place of that name.
    tokens = _left(all_tokens, spent)
    if not question.language and (spoken := language_in(tokens)):
        code, first, last = spoken
        span = Span(tokens[first].start, tokens[last].end)
        changes["language"] = code
        heard.append(Heard(_words(text, span), "sprak", code))
        spent.append(span)
    tokens = _left(tokens, spent)
    if not question.place and (
        place := place_in(text, tokens, gazetteer, lexicon.knows)
    ):
        span = Span(tokens[place.first].start, tokens[place.last].end)
        changes["place"] = place.text
        heard.append(Heard(place.text, "sted", place.text))
        spent.append(span)
    languages = languages_of(all_tokens)
    tokens = [
        token
        for token in _left(tokens, spent)
        if not token.is_empty and not (languages == NORWEGIAN and _is_now(token))
    ]

    given = {
        "hvem": question.groups,
        "behov": question.needs,
        "kanal": question.channels,
    }
    # What somebody chose is not to be watered down by what a sentence may mean.
    meanings = [
        meaning
        for meaning in lexicon.meanings(tokens, languages)
        if not given[meaning.parameter]
    ]
    told: dict[str, list[str]] = {name: [] for name in _PARAMETERS}
    for meaning in meanings:
        told[meaning.parameter].append(meaning.value)
        words = " ".join(tokens[index].text for index in sorted(meaning.at))
        heard.append(Heard(words, meaning.parameter, meaning.value))
    told_age = changes.get("age", question.age)
    groups = _narrowest(
        (slug for slug in told["hvem"] if _may_be(slug, told_age, ages)), tree
    )
    if (
        isinstance(told_age, int)
        and YOUTH in ages
        and _may_be(YOUTH, told_age, ages)
        and not _may_be(ADULTS, told_age, ages)
        and YOUTH not in groups
        and any(JOBSEEKERS in wider_groups(each, tree) for each in groups)
    ):
        groups = [*groups, YOUTH]
        heard.append(Heard(str(told_age), "hvem", YOUTH))
    changes["groups"] = _union(question.groups, groups)
    changes["needs"] = _union(question.needs, told["behov"])
    changes["channels"] = _union(question.channels, told["kanal"])

    used = {index for meaning in meanings for index in meaning.at}
    rest = " ".join(
        token.text
        for index, token in enumerate(tokens)
        if index not in used and not token.is_faint and not token.is_turning
    )
    if not heard:
        return Understood(question)
    kept = [each for each in heard if each.parameter != "hvem" or each.value in groups]
    wishes = {
        rule
        for rule, parameter, given in [
            ("group", "hvem", question.groups),
            ("need", "behov", question.needs),
            ("channel", "kanal", question.channels),
            ("language", "sprak", question.language),
        ]
        if not given and any(each.parameter == parameter for each in heard)
    }
    return Understood(
        replace(question, text=rest, **changes),  # type: ignore[arg-type]
        tuple(kept),
        frozenset(wishes),
    )


def _age_in(text: str) -> tuple[int, Span] | None:
    """Return the first age somebody tells, in years, and where it stands."""
    for hit in _AGE.finditer(text):
        name = next(name for name in ("age", "bare", "alone") if hit[name])
        age = int(hit[name])
        is_span = hit["age"] and (
            _BEFORE_A_SPAN.search(text[: hit.start()])
            or _AFTER_A_SPAN.search(text[hit.end() :])
        )
        if LOWEST_AGE <= age <= HIGHEST_AGE and not is_span:
            end = hit.end(name) if name == "alone" else hit.end()
            return age, Span(hit.start(name), end)
    return None


def _may_be(
    group: str, age: object, ages: Mapping[str, tuple[int | None, int | None]]
) -> bool:
    """Return whether somebody of that age can be in the group; yes for none told."""
    first, last = ages.get(group, (None, None))
    if not isinstance(age, int):
        return True
    return (first is None or age >= first) and (last is None or age <= last)


def _is_now(token: Token) -> bool:
    """Return whether it is the «no» of nynorsk, and the end of finn.no."""
    return token.text.casefold() == "no"


def _narrowest(groups: Iterable[str], tree: Mapping[str, str]) -> list[str]:
    """Return the groups without those that are wider than another of them."""
    groups = list(groups)
    wider = {wide for slug in groups for wide in wider_groups(slug, tree)[1:]}
    return [slug for slug in groups if slug not in wider]


def _union(given: Sequence[str], told: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*given, *told]))


def _left(tokens: Sequence[Token], spent: Sequence[Span]) -> list[Token]:
    return [token for token in tokens if not any(span.holds(token) for span in spent)]


def _words(text: str, span: Span) -> str:
    return text[span.start : span.end]
