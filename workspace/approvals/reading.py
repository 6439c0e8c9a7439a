"""What a proposal would change, in words: before and after, field by field."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst

from agreements.text.word_difference import Block, blocks_of, word_runs
from publishing import proposals
from publishing.forms import shown_value
from publishing.models import Proposal
from publishing.proposals import FieldChange

LANGUAGES = {"nb", "nn", "en", "se"}


@dataclass(frozen=True)
class Told:
    """One field. A text has `blocks`; other facts have what they were and will be.

    With `is_clash` somebody else has changed the field since the proposal was begun.
    Then `present` and `proposed` are the two texts to choose between.
    """

    name: str
    label: str
    lang: str
    blocks: tuple[Block, ...]
    before: str
    after: str
    is_clash: bool
    begun_from: str


def told(proposal: Proposal, row: models.Model) -> list[Told]:
    """Return what approving would change in a row, in the order of its form."""
    changes = proposals.changes_of(proposal, row)
    after = proposals.put_on(copy(row), {each.name: each.proposed for each in changes})
    begun = proposals.put_on(
        copy(row), {each.name: each.begun_from for each in changes if each.is_clash}
    )
    return [_told(each, row, after, begun) for each in changes]


def stands(row: models.Model) -> list[Told]:
    """Return all that a draft says, for nothing was public before."""
    known = proposals.proposable(type(row))
    lines = []
    for name in known.everything:
        text = shown_value(row, name)
        if text:
            field = row._meta.get_field(name)
            lines.append(
                Told(name, _label(field), _language(name), (), "", text, False, "")
            )
    return lines


def _told(change: FieldChange, row: Any, after: Any, begun: Any) -> Told:
    field = row._meta.get_field(change.name)
    before_text = shown_value(row, change.name)
    after_text = shown_value(after, change.name)
    blocks: tuple[Block, ...] = ()
    if isinstance(field, models.TextField | models.CharField) and not field.choices:
        blocks = blocks_of(word_runs(before_text, after_text))
    return Told(
        change.name,
        _label(field),
        _language(change.name),
        blocks,
        before_text,
        after_text,
        change.is_clash,
        shown_value(begun, change.name) if change.is_clash else "",
    )


def _label(field: Any) -> str:
    return str(capfirst(field.verbose_name))


def _language(name: str) -> str:
    suffix = name.rpartition("_")[2]
    return suffix if suffix in LANGUAGES else ""
