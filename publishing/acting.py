"""For whom somebody acts when they change a row.

This room knows no partners. The one that does says so with `acting_by`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db import models

Answer = Callable[[Any, models.Model], str]
Names = Callable[[Collection[str]], dict[str, str]]

_ANSWERS: list[tuple[Answer, Names]] = []


def acting_by(answer: Answer, names: Names) -> None:
    """Let `answer(actor, row)` say the slug of the partner, or none by an empty text.

    `names(slugs)` returns what such partners are called.
    """
    _ANSWERS.append((answer, names))


def acted_for(actor: Any, row: models.Model) -> str:
    """Return the slug of the partner an actor acts for with a row, or an empty text."""
    if actor is None:
        return ""
    return next(filter(None, (answer(actor, row) for answer, _ in _ANSWERS)), "")


def partner_names(slugs: Collection[str]) -> dict[str, str]:
    """Return the names of partners by slug; those that are gone are left out."""
    found: dict[str, str] = {}
    for _answer, names in _ANSWERS:
        found |= names(slugs) if slugs else {}
    return found
