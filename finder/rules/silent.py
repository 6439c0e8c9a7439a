"""What every rule can do, and says nothing of unless it overrides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.taxonomy import Word

from ..matching import Asked, Offer, Reason


class Silent:
    """A rule that has nothing to say; the others override what they need."""

    code = ""

    def points(self, offer: Offer, asked: Asked) -> int | None:
        return 0

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        return []

    def refusal(self, offer: Offer, asked: Asked) -> str:
        return ""

    def caution(self, offer: Offer, asked: Asked) -> str:
        return ""


def names_of(slugs: Iterable[str], words: Mapping[str, Word]) -> str:
    """Return the names of words of the taxonomy, with commas between."""
    return ", ".join(str(words[slug].name) for slug in slugs if slug in words)
