"""What words say who somebody is and what they need: the taxonomy, as phrases. Pure.

The names and synonyms of target groups, needs and channels are phrases; editors keep
them in admin. A phrase stands in a line when its words stand close together there, in
any order; one or two letters of a long word may be wrong. A word of a phrase that ends
in «*» stands for every word that begins so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .tokens import Token, plain, stem, tokens_of

# So many other words may stand among those of a phrase: «mistet den gamle jobben».
MOST_BETWEEN = 2
LANGUAGES = ("nb", "en")
SHORTEST_MISSPELT = 5
LONG_WORD = 8
MOST_ANSWERS_OF_A_WORD = 1
NEGATIONS = frozenset({"ike", "aldri", "uten", "ingen"})


@dataclass(frozen=True)
class Phrase:
    """Words that mean an answer: `parameter` is hvem, behov or kanal, `value` its slug.

    `stems` are compared with stems, `prefixes` with how a word begins. `turning` are
    words such as «uten», which stand before what they turn round. `between` is how
    many other words may stand among its own.
    """

    parameter: str
    value: str
    stems: tuple[str, ...]
    prefixes: tuple[str, ...] = ()
    turning: tuple[str, ...] = ()
    between: int = MOST_BETWEEN

    @property
    def length(self) -> int:
        return len(self.stems) + len(self.prefixes) + len(self.turning)


@dataclass(frozen=True)
class Meaning:
    """A phrase that was found. `at` are the places of its words in the line."""

    parameter: str
    value: str
    at: frozenset[int]


@dataclass
class Lexicon:
    """All phrases, looked up by one of their words."""

    phrases: Sequence[Phrase]
    _by_stem: dict[str, list[Phrase]] = field(default_factory=dict)
    _by_prefix: dict[str, list[Phrase]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.phrases = tuple(dict.fromkeys(self.phrases))
        for phrase in self.phrases:
            for key in phrase.stems[:1]:
                self._by_stem.setdefault(key, []).append(phrase)
            if not phrase.stems:
                self._by_prefix.setdefault(phrase.prefixes[0], []).append(phrase)
        self._stems = {
            key for phrase in self.phrases for key in (*phrase.stems, *phrase.turning)
        }
        self._prefixes = {key for phrase in self.phrases for key in phrase.prefixes}
        # Sorted, so that of two words equally near the same one is always taken.
        self._vocabulary = sorted(self._stems)
        self._long_prefixes = sorted(p for p in self._prefixes if len(p) >= LONG_WORD)

    def knows(self, token: Token) -> bool:
        """Return whether a word is part of some phrase, as it is written."""
        return not self._stems.isdisjoint(token.keys) or any(
            token.plain.startswith(prefix) for prefix in self._prefixes
        )

    def meanings(
        self, tokens: Sequence[Token], languages: frozenset[str] = frozenset(LANGUAGES)
    ) -> list[Meaning]:
        """Return what the words of a line mean, in the order of the line.

        `tokens` are those that are not empty, `languages` those of the line, nb or
        en. A phrase stands in one clause. Of phrases for the same question the longer
        one is meant, not what stands within it.
        """
        keys = [self._keys(token, languages) for token in tokens]
        turns = {index for index, token in enumerate(tokens) if token.is_turning}
        faint = {index for index, token in enumerate(tokens) if token.is_faint}
        clauses = [token.clause for token in tokens]
        found: list[Meaning] = []
        for position, (stems, prefixes) in enumerate(keys):
            for key in sorted(stems):
                for phrase in self._by_stem.get(key, ()):
                    found += _standing(phrase, position, keys, turns, faint)
            for prefix in sorted(prefixes):
                for phrase in self._by_prefix.get(prefix, ()):
                    found += _standing(phrase, position, keys, turns, faint)
        found = [
            each
            for each in found
            if len({clauses[at] for at in each.at}) == 1
            and not self._is_negated(each, tokens)
        ]
        return sorted(
            {
                meaning
                for meaning in found
                if not any(
                    meaning.parameter == other.parameter and meaning.at < other.at
                    for other in found
                )
            },
            key=lambda meaning: (
                min(meaning.at),
                meaning.parameter,
                meaning.value,
                sorted(meaning.at),
            ),
        )

    def _is_negated(self, meaning: Meaning, tokens: Sequence[Token]) -> bool:
        """Return whether «ikke» or its like stands right before it and undoes it.

        «Ikke ringe» is no wish to ring, «ikke student» is none; but who is «uten
        fagbrev» may well want one.
        """
        before = min(meaning.at) - 1
        if before < 0 or tokens[before].keys.isdisjoint(NEGATIONS):
            return False
        return meaning.parameter in ("kanal", "hvem")

    def _keys(
        self, token: Token, languages: frozenset[str]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Return the stems and prefixes of phrases that a word is, or nearly is."""
        own = {key for language, key in token.stems.items() if language in languages}
        stems = own & self._stems
        prefixes = {
            prefix for prefix in self._prefixes if token.plain.startswith(prefix)
        }
        if not stems and not prefixes and len(token.plain) >= SHORTEST_MISSPELT:
            return self._nearly(token, own)
        return frozenset(stems), frozenset(prefixes)

    def _nearly(
        self, token: Token, own: set[str]
    ) -> tuple[frozenset[str], frozenset[str]]:
        nearest: tuple[float, str] | None = None
        for key in sorted(own):
            allowed = 2 if len(key) >= LONG_WORD else 1
            near = process.extractOne(
                key,
                [word for word in self._vocabulary if word[0] == key[0]],
                scorer=OSA.distance,
                score_cutoff=allowed,
            )
            if near and len(near[0]) >= SHORTEST_MISSPELT - 1:
                nearest = min(nearest or (near[1], near[0]), (near[1], near[0]))
        if nearest:
            return frozenset({nearest[1]}), frozenset()
        prefixes = {
            prefix
            for prefix in self._long_prefixes
            if any(
                OSA.distance(prefix, token.plain[: len(prefix) + more], score_cutoff=1)
                <= 1
                for more in (-1, 0, 1)
            )
        }
        return frozenset(), frozenset(prefixes)


def lexicon_of(
    words: Iterable[tuple[str, str, Mapping[str, Iterable[str]]]],
) -> Lexicon:
    """Return the lexicon of (parameter, slug, phrases by language).

    Faint words of a phrase («trenger», «få») are only asked for where one other word
    is left, which would mean too much by itself: «jobb» of «trenger jobb». A phrase
    that is nothing but such a word, as «vil jobbe», is left out when phrases of many
    answers have it: it then means none of them.
    """
    drafts = [
        draft
        for parameter, slug, by_language in words
        for language, texts in by_language.items()
        for text in texts
        if (draft := _draft(parameter, slug, language, text))
    ]
    answers: dict[str, set[str]] = {}
    for phrase, _is_rest in drafts:
        for key in phrase.stems:
            answers.setdefault(key, set()).add(phrase.value)
    return Lexicon(
        [
            phrase
            for phrase, is_rest in drafts
            if not is_rest or len(answers[phrase.stems[0]]) <= MOST_ANSWERS_OF_A_WORD
        ]
    )


def _draft(
    parameter: str, value: str, language: str, text: str
) -> tuple[Phrase, bool] | None:
    """Return an editor's phrase, and whether it is one word left of several.

    None when nothing is left of it.
    """
    solid, turning, faint, prefixes = [], [], [], []
    tokens = tokens_of(text)
    for token in tokens:
        key = stem(token.text, language)
        if text[token.end : token.end + 1] == "*":
            prefixes.append(plain(token.text))
        elif token.is_turning:
            turning.append(key)
        elif token.is_faint:
            faint.append(key)
        elif not token.is_empty:
            solid.append(key)
    weight = len(solid) + len(prefixes)
    if weight < 2:
        solid += faint
    if (not solid and not prefixes) or (not weight and len(solid) < 2):
        return None
    # One word of weight must stand close to the faint ones that make it mean this.
    between = MOST_BETWEEN if weight > 1 else 1
    phrase = Phrase(
        parameter, value, tuple(solid), tuple(prefixes), tuple(turning), between
    )
    is_rest = phrase.length == 1 and len(tokens) > 1 and bool(solid)
    return phrase, is_rest


def _standing(
    phrase: Phrase,
    position: int,
    keys: Sequence[tuple[frozenset[str], frozenset[str]]],
    turns: set[int],
    faint: set[int],
) -> list[Meaning]:
    """Return the phrase as a meaning when it stands around its word at `position`.

    A turning word among its words that is not its own, at one of `turns`, makes it
    mean something else: «gikk aldri ferdig på grunnskolen».
    """
    reach = phrase.length - 1 + phrase.between
    first = max(0, position - reach)
    wanted = [
        *((0, key) for key in phrase.stems),
        *((1, key) for key in phrase.prefixes),
    ]
    taken = [position]
    for kind, key in wanted[1:]:
        near = [
            index
            for index in range(first, min(len(keys), position + reach + 1))
            if key in keys[index][kind] and index not in taken
        ]
        if not near:
            return []
        taken.append(min(near, key=lambda index: (abs(index - position), index)))
    for key in phrase.turning:
        own = [
            turn
            for turn in turns.difference(taken)
            if key in keys[turn][0] and _next_solid(turn, faint) in taken
        ]
        if not own:
            return []
        taken.append(own[0])
    if max(taken) - min(taken) > reach:
        return []
    if any(min(taken) < turn < max(taken) for turn in turns.difference(taken)):
        return []
    return [Meaning(phrase.parameter, phrase.value, frozenset(taken))]


def _next_solid(turn: int, faint: set[int]) -> int:
    """Return the place of the word that a turning word turns round."""
    following = turn + 1
    while following in faint:
        following += 1
    return following
