"""What a row held, in a shape that the audit trail keeps.

Values are plain: text, whole numbers, true, false, None and lists. Choices stand as
they are stored and days as 2026-11-12, so that each reader gets them in the own
language (publishing/trail_words.py). What a row points at stands by its name.
"""

import hashlib
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

# A longer text is told by its beginning, its length and its digest; the whole of it is
# in the tracked events of the row. Below that it stands in the trail itself.
LONGEST_TEXT = 2_000
BEGINNING = 200
SECRET_NAMES = {"password", "digest", "token", "secret", "salt", "key_digest"}
# What stands for the name or address of a person: that cannot be erased from a chain.
PERSONAL = {"personal": True}


def snapshot(row: models.Model) -> dict[str, Any]:
    """Return {field: value} of what a person can change in a stored row."""
    return {
        field.name: _kept(row, field)
        for field in told_fields(type(row))
        if not field.many_to_many or row.pk is not None
    }


def told_fields(model: type[models.Model]) -> list[Any]:
    """Return the fields of a model that the trail tells of."""
    return [
        field
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if not field.primary_key
        and not field.generated
        and (field.editable or field.name in {"status", "state"})
        and field.name not in SECRET_NAMES
    ]


def differences(
    before: dict[str, Any] | None, after: dict[str, Any] | None
) -> dict[str, Any]:
    """Return {field: [old, new]} of what differs; None stands for no row at all.

    Beside a row that is new or gone, only fields that hold something are told.
    """
    names = {**(before or {}), **(after or {})}
    changes = {}
    for name in names:
        old = (before or {}).get(name)
        new = (after or {}).get(name)
        if before is None or after is None:
            if _is_empty(old) and _is_empty(new):
                continue
        elif old == new:
            continue
        changes[name] = [_shortened(old), _shortened(new)]
    return changes


def shortened(changes: dict[str, Any]) -> dict[str, Any]:
    """Return {field: [old, new]} as entries keep it, long texts by their beginning."""
    return {
        name: [_shortened(old), _shortened(new)] for name, (old, new) in changes.items()
    }


def plain(value: Any) -> Any:
    """Return a stored value, other than a relation, as snapshots have it."""
    return _plain(value)


def label_of(row: models.Model) -> str:
    """Return what the trail calls a row: never the name of a person.

    A model says it by `trail_label`; an account is called by its number, and the name
    is looked up when the trail is read.
    """
    if hasattr(row, "trail_label"):
        return str(row.trail_label())[:300]
    if isinstance(row, get_user_model()):
        return f"#{row.pk}"
    return str(row)[:300]


def within_key(row: models.Model) -> str:
    """Return what stands in the entries of rows that belong to this one."""
    return f"{row._meta.label_lower}:{row.pk}"


def is_personal(field: Any) -> bool:
    """Return whether a field holds the name or address of a person.

    All that is written of an account is; other models name theirs in `trail_personal`.
    """
    if issubclass(field.model, get_user_model()):
        return isinstance(field, models.CharField)
    return field.name in getattr(field.model, "trail_personal", ())


def _kept(row: models.Model, field: Any) -> Any:
    if field.many_to_many:
        related = getattr(row, field.name).all()
        return sorted(label_of(each) for each in related)
    if field.is_relation:
        if getattr(row, field.attname) is None:
            return None
        try:
            return label_of(getattr(row, field.name))
        except ObjectDoesNotExist:
            return f"#{getattr(row, field.attname)}"
    value = getattr(row, field.attname)
    if is_personal(field) and not _is_empty(value):
        # Compared by its digest in memory; only that it changed is ever written.
        return {**PERSONAL, "digest": hashlib.sha256(str(value).encode()).hexdigest()}
    return _plain(value)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return {"digest": hashlib.sha256(value).hexdigest(), "length": len(value)}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return str(value)


def _shortened(value: Any) -> Any:
    if isinstance(value, dict) and value.get("personal"):
        return dict(PERSONAL)
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return {
            "begins": value[:BEGINNING],
            "length": len(value),
            "digest": hashlib.sha256(value.encode()).hexdigest(),
        }
    return value


def _is_empty(value: Any) -> bool:
    return value in (None, "", [], {})
