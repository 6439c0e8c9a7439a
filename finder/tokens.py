"""The words of a line, in the form in which words are compared. Pure.

A word is compared by its stem, without the difference between æ and e, ø and o, å
and a, and between one letter and two: «lærling», «laerling» and «lerling» are the same
to us, and so are «jobben» and «jobb». Nobody says in which language they write, so a
word has a Norwegian and an English stem; a phrase has that of its own language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock

import snowballstemmer

from counties.names import fold

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ENDS_A_CLAUSE = re.compile(r"[,;:?!()]|\.(?:\s|$)|\s[–-]\s")
# A stemmer works on itself, and threads share it.
_STEMMING = Lock()
_STEMMERS = {
    "nb": snowballstemmer.stemmer("norwegian"),
    "en": snowballstemmer.stemmer("english"),
}

# Words without weight in any sentence: bokmål, nynorsk and spoken Norwegian; English.
_EMPTY_NORWEGIAN = frozenset(
    """
    jeg eg æ e je ei æg jei meg mæ min mitt mine mi du deg dæ din ditt dine han ham
    henne hun ho hu den det de dem dei dere dykk dokker seg sin sitt sine man en ein
    et eit ett selv sjøl sjølv hver kvar noen nokon nokre bare berre kun litt lite
    mye mykje mange er ær var har ha hadde hatt haft skal ska vil vill ville skulle
    må mått måtte bør burde kommer kjem kom være vere vær og å som om eller så da då
    når nå der hit dit te frå fra av hos med på ved enn ennå enda også òg jo vel ja
    nei nettopp akkurat veldig ganske helt heilt fint hei hallo takk sånn slik
    liksom bor bur bodde budde flyttet flytta heter heiter nær rundt omkring år års
    dag dagen idag i til for men her me
    """.split()
)
_EMPTY_ENGLISH = frozenset(
    """
    a an the and or but if of to on at by from with about i'm im my mine myself you
    your he him his she it its they them their this that these those there which
    where when why how is am are was were be been being have has had do does did
    could will would shall should may might must yes so too very just now then than
    also only any some please live lives living near soon year years yo i for her me
    """.split()
)
EMPTY_WORDS = _EMPTY_NORWEGIAN | _EMPTY_ENGLISH
# Words that only say something together with others, each with its other forms.
_FAINT_FORMS = """
    få får fikk fekk fått faar get gets got getting
    bli blir ble blei blitt vorte vert become becoming
    ta tar tok tatt take takes taking
    gå går gikk gjekk gått go goes going went
    gjøre gjør gjer gjere gjera gjorde gjort make
    finne finner finn fant fann funnet find finding
    trenger treng trengje behøver need needs needed
    ønsker ønskjer ynskjer want wants wanted gjerne
    like likes
    gammel gamal gammalt gamle old
    kan kunne can able
    lurer lura wonder
    vet veit vet know
    tenker tenkjer think
    gi gir gav give
    hjelp hjelpe hjelper hjelpt help helps
    hva kva ka hæ hvilken hvilke what
    hvem kven kem who
    hvor kor
    hvordan korleis koss korsn
    mer meir meire more
    noe noko nåkka nåke something anything
    vi oss vår vårt våre we us our
    helst
    alle all everyone anybody anyone
    ut ute out
    inn into in
    tilbake attende back
    opp up
    ned down
    igjen again
    god bra good
    dagens
"""
# They turn the meaning of their phrase round, so a phrase never loses them.
_TURNING_FORMS = """
    uten utan uta utn without
    ikke ikkje ikkj itj itte inkje ikkei not
    aldri never
    ingen inga ingen ikkeno none no nothing
    lenger lengre lenger longer anymore
    mot against
    før before
    etter ette ætter after
"""


def _forms(lines: str) -> dict[str, str]:
    """Return each form with the first one of its line."""
    return {
        form: forms[0]
        for line in lines.strip().splitlines()
        for forms in [line.split()]
        for form in reversed(forms)
    }


_FAINT = _forms(_FAINT_FORMS)
_TURNING = _forms(_TURNING_FORMS)


@dataclass(frozen=True)
class Token:
    """A word of a line: as written, where it stands, and how it is compared.

    `clause` is its part of the line between commas and full stops, from 0.
    """

    text: str
    start: int
    end: int
    clause: int = 0

    @cached_property
    def keys(self) -> frozenset[str]:
        """Return its stems, Norwegian and English; a faint word is its first form."""
        return frozenset({stem(self.text, "nb"), stem(self.text, "en")})

    @property
    def stems(self) -> dict[str, str]:
        """Return its stem by language, nb and en."""
        return {language: stem(self.text, language) for language in _STEMMERS}

    @cached_property
    def plain(self) -> str:
        """Return it whole, in plain letters."""
        return plain(self.text)

    @property
    def is_empty(self) -> bool:
        """Return whether it has no weight in any sentence."""
        return self.text.casefold() in EMPTY_WORDS

    @property
    def is_faint(self) -> bool:
        """Return whether it only says something together with other words."""
        return _in_written_form(self.text) in _FAINT

    @property
    def is_turning(self) -> bool:
        """Return whether it turns the meaning round: «uten», «ikke»."""
        return self.text.casefold() in _TURNING


def tokens_of(text: str) -> list[Token]:
    """Return the words of a line, in order."""
    found: list[Token] = []
    clause = 0
    for hit in _WORD.finditer(text):
        if found and _ends_a_clause(found[-1].text, text[found[-1].end : hit.start()]):
            clause += 1
        found.append(Token(hit.group(), hit.start(), hit.end(), clause))
    return found


def _ends_a_clause(word: str, between: str) -> bool:
    """Return whether a clause ends here; «10. klasse» is one."""
    if word.isdigit() and between.startswith("."):
        between = between[1:]
    return bool(_ENDS_A_CLAUSE.search(between))


def languages_of(tokens: Iterable[Token]) -> frozenset[str]:
    """Return in which languages a line may be written, nb or en, by its small words.

    Both when nothing tells: «fire» is four in Norwegian and no dismissal.
    """
    words = {token.text.casefold() for token in tokens}
    norwegian = len(words & (_EMPTY_NORWEGIAN - _EMPTY_ENGLISH))
    english = len(words & (_EMPTY_ENGLISH - _EMPTY_NORWEGIAN))
    if norwegian == english:
        return frozenset({"nb", "en"})
    return frozenset({"nb"} if norwegian > english else {"en"})


@lru_cache(maxsize=16_384)
def plain(word: str) -> str:
    """Return a word in the letters that everybody finds on a keyboard."""
    letters = fold(word).replace("aa", "a").replace("oe", "o").replace("ae", "e")
    return re.sub(r"(.)\1", r"\1", letters.replace("-", ""))


def _in_written_form(word: str) -> str:
    """Return a spoken infinitive («finna», «hjelpa») as it is written, with an e."""
    small = word.casefold()
    written = f"{small[:-1]}e"
    return written if small.endswith("a") and written in _FAINT else small


def _first_form(word: str) -> str:
    return _FAINT.get(_in_written_form(word)) or _TURNING.get(word, "")


@lru_cache(maxsize=16_384)
def stem(word: str, language: str) -> str:
    """Return the plain stem of a word; every language but English is Norwegian here.

    A faint or turning word is the first of its forms: «fått» is «få».
    """
    small = word.casefold()
    if form := _first_form(small):
        return plain(form)
    stemmer = _STEMMERS["en" if language == "en" else "nb"]
    with _STEMMING:
        return plain(stemmer.stemWord(small))
