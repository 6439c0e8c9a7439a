"""What differs between two versions of a role's description, word for word. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..text.word_difference import Block, blocks_of, word_runs

# Texts, each with the language it is in.
TEXTS: Final = (
    ("for_citizens_nb", "nb"),
    ("for_citizens_nn", "nn"),
    ("for_citizens_en", "en"),
    ("for_citizens_se", "se"),
    ("for_professionals_nb", "nb"),
    ("for_professionals_nn", "nn"),
    ("for_professionals_en", "en"),
    ("holder", ""),
    ("deputy", ""),
)


@dataclass(frozen=True)
class Change:
    """One field that differs: its name, language, and its text with all words."""

    name: str
    lang: str
    blocks: tuple[Block, ...]


def changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    """Return the texts that differ, in the order of the form."""
    return [
        Change(name, lang, tuple(blocks_of(word_runs(before[name], after[name]))))
        for name, lang in TEXTS
        if before[name] != after[name]
    ]
