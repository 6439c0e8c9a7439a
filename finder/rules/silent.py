"""What every rule can do, and says nothing of unless it overrides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

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
    """Return the names of words of the taxonomy as a list in words: «a, b og c»."""
    return in_words(str(words[slug].name) for slug in slugs if slug in words)


def in_words(names: Iterable[str]) -> str:
    """Return names as «a, b og c»."""
    return str(get_text_list(list(names), _("and")))
