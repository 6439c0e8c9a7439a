"""What the `norwegian` configuration of PostgreSQL lacks, added to a query: pure.

It stems «voksen» and «voksne» apart, knows no nynorsk beside bokmål, and leaves
compounds whole. `read_query` says for each word of a query by what else it may be
found. What it gives are bare words of letters and digits: nothing that somebody types
can be an operator.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import snowballstemmer

from .norwegian_words import COMMON, COMPOUND_PARTS, LINES, STOP_WORDS

MAX_WORDS = 8
MAX_SPELLINGS = 16
LONGEST_WORD = 40
SHORTEST_PART = 3
SHORTEST_GUESSED = 5
SHORTEST_LIKENED = 4
LONG_ENOUGH_FOR_TWO_ERRORS = 9
MOST_GUESSES = 3
WEIGHT_OF_COMMON = 0.5
LINKS = ("", "s", "e")
DIGRAPHS = [("ae", "æ"), ("oe", "ø"), ("aa", "å")]
FOREIGN = str.maketrans("äöéèêüóòáà", "æøeeeuooaa")
PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})

# A stemmer works on itself, so threads take turns.
_stemmer = snowballstemmer.stemmer("norwegian")
_turn = Lock()


@dataclass(frozen=True)
class Word:
    """One word of a query, and by what it may be found.

    `spellings` say the same, as typed first. `parts` are those of a compound, each
    with its own spellings: all of them together stand for the word. `guesses` are what
    a misspelt word may have meant. `weight` is what the word counts for, 0 to 1.
    `is_known` is true for a word of the vocabulary and for a compound of such words.
    """

    typed: str
    spellings: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...] = ()
    guesses: tuple[str, ...] = ()
    weight: float = 1.0
    is_known: bool = False

    @property
    def may_be_misspelt(self) -> bool:
        """Return whether it is worth the while to look for words spelt like this."""
        return (
            not self.is_known
            and len(self.typed) >= SHORTEST_LIKENED
            and self.typed.isalpha()
        )


@dataclass(frozen=True)
class Vocabulary:
    """Words that are known: what each may be swapped for, by its stem.

    `stems` maps a stem to words that say the same. `parts` are the words that compounds
    are split into. `words` are those that a misspelt word is compared with, by their
    plain spelling.
    """

    stems: Mapping[str, tuple[str, ...]]
    parts: frozenset[str]
    words: Mapping[str, str]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return the stem of a word in lower case, as PostgreSQL's `norwegian` has it."""
    with _turn:
        return str(_stemmer.stemWord(word))


def make_vocabulary(
    lines: Iterable[Sequence[str]], more: Iterable[str] = ()
) -> Vocabulary:
    """Return a vocabulary of lines of words that say the same, and of single words."""
    stems: dict[str, tuple[str, ...]] = {}
    words: dict[str, str] = {}
    for line in [*lines, *([word] for word in more)]:
        for word in line:
            words.setdefault(plain(word), word)
            known = stems.get(stem(word), ())
            stems[stem(word)] = tuple(dict.fromkeys((*known, *line)))
    parts = frozenset(word for word in words.values() if len(word) >= SHORTEST_PART)
    return Vocabulary(stems, parts, words)


@lru_cache(maxsize=1)
def field_vocabulary() -> Vocabulary:
    """Return the words of career guidance."""
    return make_vocabulary((line.split() for line in LINES.split("\n")), COMPOUND_PARTS)


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case: letters and digits, none over long."""
    text = unicodedata.normalize("NFC", text).lower().translate(FOREIGN)
    return [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", text)]


def read_query(text: str, vocabulary: Vocabulary | None = None) -> tuple[Word, ...]:
    """Return the words of a query that say something, at most MAX_WORDS, each once.

    Stop words and single letters are left out; a text of nothing else gives nothing.
    """
    vocabulary = vocabulary or field_vocabulary()
    found: dict[str, Word] = {}
    for typed in words_of(text):
        if len(typed) > 1 and typed not in STOP_WORDS:
            found.setdefault(stem(typed), _read(typed, vocabulary))
    return tuple(found.values())[:MAX_WORDS]


def plain(word: str) -> str:
    """Return a word in lower case without æ, ø and å, however they were written."""
    for digraph, letter in DIGRAPHS:
        word = word.replace(digraph, letter)
    return word.translate(PLAIN)


def split_compound(word: str, parts: frozenset[str]) -> tuple[str, ...]:
    """Return the two or three known parts of a compound, or nothing.

    A part may be linked to the next one by s or e, and the last may have an ending.
    The longest first part wins, so that a word is always split in the same way.
    """
    return _split(word, parts, 3)


def edits(left: str, right: str, most: int) -> int:
    """Return how many letters are wrong, missing, doubled or swapped; at most most + 1.

    Optimal string alignment: two neighbours that changed places count as one error.
    """
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one != other))
            if i > 1 and j > 1 and one == right[j - 2] and left[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _read(typed: str, vocabulary: Vocabulary) -> Word:
    forms = _letter_forms(typed)
    spellings = list(forms)
    for form in forms:
        spellings += vocabulary.stems.get(stem(form), ())
    if len(spellings) == len(forms) and (known := vocabulary.words.get(plain(typed))):
        spellings += vocabulary.stems[stem(known)]
    is_known = len(spellings) > len(forms)
    parts: tuple[tuple[str, ...], ...] = ()
    for form in forms:
        if split := split_compound(form, vocabulary.parts):
            parts = tuple(_spellings(part, vocabulary) for part in split)
            spellings += _rejoined(form, split, parts)
            break
    is_known = is_known or bool(parts)
    return Word(
        typed,
        _one_of_each_stem(spellings),
        parts,
        guesses=() if is_known else _guess(typed, vocabulary),
        weight=WEIGHT_OF_COMMON if typed in COMMON else 1.0,
        is_known=is_known,
    )


def _letter_forms(typed: str) -> list[str]:
    """Return the word as typed, and with ae, oe and aa as one letter or as two."""
    forms = [typed]
    for digraph, letter in DIGRAPHS:
        forms += [form.replace(digraph, letter) for form in forms if digraph in form]
        forms += [form.replace(letter, digraph) for form in forms if letter in form]
    return list(dict.fromkeys(forms))


def _spellings(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    return _one_of_each_stem([word, *vocabulary.stems.get(stem(word), ())])


def _one_of_each_stem(words: Iterable[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(stem(word), word)
    return tuple(first.values())[:MAX_SPELLINGS]


def _rejoined(
    word: str, split: tuple[str, ...], parts: tuple[tuple[str, ...], ...]
) -> list[str]:
    """Return the compound with its last part in each of that part's spellings."""
    last = split[-1]
    begin = word[: word.rindex(last)]
    return [begin + spelling for spelling in parts[-1] if spelling != last]


def _split(word: str, parts: frozenset[str], most: int) -> tuple[str, ...]:
    if most < 2:
        return ()
    for size in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        if word[:size] not in parts:
            continue
        for link in LINKS:
            rest = word[size + len(link) :]
            if len(rest) < SHORTEST_PART or not word[size:].startswith(link):
                continue
            if rest in parts or stem(rest) in _stems_of(parts):
                return (word[:size], rest)
            if further := _split(rest, parts, most - 1):
                return (word[:size], *further)
    return ()


@lru_cache(maxsize=4)
def _stems_of(parts: frozenset[str]) -> frozenset[str]:
    return frozenset(stem(part) for part in parts)


def _guess(typed: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return known words that are a slip or two away from an unknown one."""
    asked = plain(typed)
    if len(asked) < SHORTEST_GUESSED or not asked.isalpha():
        return ()
    most = 2 if len(asked) >= LONG_ENOUGH_FOR_TWO_ERRORS else 1
    near = sorted(
        (edits(asked, known, most), known)
        for known in vocabulary.words
        if abs(len(known) - len(asked)) <= most and len(known) >= SHORTEST_GUESSED
    )
    if not near or near[0][0] > most:
        return ()
    best = [vocabulary.words[known] for count, known in near if count == near[0][0]]
    return _one_of_each_stem(
        word for one in best[:MOST_GUESSES] for word in _spellings(one, vocabulary)
    )
