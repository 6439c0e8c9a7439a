"""Groups of facts that a person confirms together, and the facts of a row in words.

Each app says in its fact_groups.py which groups its rows have, once, as data. What a
group holds is shown to whoever confirms it, and its digest tells whether it is still
the same when they do.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .writing import bare_clock, long_date


class UnknownFactGroup(LookupError):
    """Rows of this kind have no such group of facts."""


@dataclass(frozen=True)
class FactGroup:
    """Facts that are confirmed together.

    `name` stands alone («Opening hours»), `overdue` is a sentence with `%(day)s` («The
    opening hours have not been confirmed since …»); both are lazy. `fields` are those
    of the row, `rows` the related names of rows that belong to it.
    """

    key: str
    name: Any
    overdue: Any
    fields: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Confirmable:
    """The groups of a model, and the path from a row to the partner that owns it.

    `owner` is '' where the row is the partner itself.
    """

    groups: tuple[FactGroup, ...]
    owner: str


@dataclass(frozen=True)
class Fact:
    """One fact in words: what it is, and its values, each in one line or more."""

    label: str
    values: tuple[str, ...]


_CONFIRMABLE: dict[type[models.Model], Confirmable] = {}


def register(
    model: type[models.Model], groups: Sequence[FactGroup], *, owner: str
) -> None:
    """Let rows of a model be confirmed. Called while Django starts."""
    _CONFIRMABLE[model] = Confirmable(tuple(groups), owner)


def confirmable_models() -> Mapping[type[models.Model], Confirmable]:
    """Return everything that can be confirmed, in the order it was registered."""
    return _CONFIRMABLE


def groups_of(row: models.Model | type[models.Model]) -> tuple[FactGroup, ...]:
    """Return the groups of a row or model; none for what is never confirmed."""
    model = row if isinstance(row, type) else type(row)
    known = _CONFIRMABLE.get(model)
    return known.groups if known else ()


def group_of(row: models.Model, key: str) -> FactGroup:
    """Return one group of a row. Raise UnknownFactGroup when it has no such group."""
    for group in groups_of(row):
        if group.key == key:
            return group
    raise UnknownFactGroup(f"{row._meta.label}: {key}")


def owner_of(row: models.Model) -> Any:
    """Return the partner that answers for a row's facts, None when nobody does."""
    found: Any = row
    for part in filter(None, _CONFIRMABLE[type(row)].owner.split("__")):
        found = found and getattr(found, part)
    return found


def facts_of(row: models.Model, group: FactGroup) -> list[Fact]:
    """Return the facts of a group in words, in its order; empty ones without values.

    One query for each relation to many rows.
    """
    facts = []
    for name in group.fields:
        field = row._meta.get_field(name)
        values = tuple(filter(None, _shown(row, field)))
        facts.append(Fact(capfirst(str(field.verbose_name)), values))  # type: ignore[union-attr]
    for name in group.rows:
        related = list(getattr(row, name).all())
        model = getattr(row, name).model
        label = capfirst(str(model._meta.verbose_name_plural))
        facts.append(Fact(label, tuple(map(_line, related))))
    return facts


def digest_of(row: models.Model, group: FactGroup) -> str:
    """Return the SHA-256 of what a group holds: another as soon as that changes."""
    values: list[Any] = [[name, _stored(row, name)] for name in group.fields]
    for name in group.rows:
        rows = getattr(row, name).order_by("pk").values()
        values.append([name, list(rows)])
    text = json.dumps([row._meta.label, row.pk, group.key, values], default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _stored(row: models.Model, name: str) -> Any:
    field = row._meta.get_field(name)
    if field.many_to_many:
        return sorted(getattr(row, name).values_list("pk", flat=True))
    return getattr(row, field.attname)  # type: ignore[union-attr]


def _shown(row: models.Model, field: Any) -> Sequence[str]:
    if field.many_to_many:
        return [str(each) for each in getattr(row, field.name).all()]
    value = getattr(row, field.name)
    if value is None or value == "":
        return []
    if field.choices:
        return [str(getattr(row, f"get_{field.name}_display")())]
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    if isinstance(value, list):
        return [", ".join(map(str, value))] if value else []
    return [_in_words(value)]


def _in_words(value: Any) -> str:
    if hasattr(value, "hour") and not hasattr(value, "year"):
        return bare_clock(value)
    if hasattr(value, "year"):
        return long_date(value)
    return str(value)


def _line(row: Any) -> str:
    """Return a row that belongs to another, in the words it has for itself."""
    told = getattr(row, "in_words", None)
    return told() if told else str(row)
