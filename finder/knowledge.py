"""What the finder knows of words and places, kept in the process while it holds.

Names and synonyms change a few times a year and are asked for at every search, so
they are read once; a cheap query tells whether any row has changed since.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from counties.models import (
    County,
    CountyChange,
    Municipality,
    MunicipalityChange,
    PostalCode,
)
from publishing.versions import versions_of
from services.models import Channel, Need, TargetGroup
from services.taxonomy import Taxonomy, load_taxonomy

from .gazetteer import Gazetteer
from .lexicon import Lexicon, lexicon_of
from .place_register import load_gazetteer

_MAKING = Lock()
PLACES = (County, CountyChange, Municipality, MunicipalityChange, PostalCode)
WORDS = (TargetGroup, Need, Channel)


@dataclass(frozen=True)
class Knowledge:
    """The words of the taxonomy, the phrases that mean them, and the places."""

    taxonomy: Taxonomy
    lexicon: Lexicon
    gazetteer: Gazetteer


def load_knowledge() -> Knowledge:
    """Return what holds now. One query, and three more after something has changed."""
    places, words = versions_of(PLACES, WORDS)
    # One thread makes it, the others wait instead of making it too.
    with _MAKING:
        taxonomy, lexicon = _words(words)
        return Knowledge(taxonomy, lexicon, _places(places))


@lru_cache(maxsize=2)
def _places(_version: str) -> Gazetteer:
    return load_gazetteer()


@lru_cache(maxsize=2)
def _words(_version: str) -> tuple[Taxonomy, Lexicon]:
    taxonomy = load_taxonomy()
    return taxonomy, lexicon_of(
        (parameter, slug, _phrases(word))
        for parameter, words in [
            ("hvem", taxonomy.groups),
            ("behov", taxonomy.needs),
            ("kanal", taxonomy.channels),
        ]
        for slug, word in words.items()
    )


def _phrases(word):
    """Return a word's names and synonyms by language."""
    return {
        language: [name, *word.synonyms.get(language, ())]
        for language, name in word.texts.items()
        if name or word.synonyms.get(language)
    }
