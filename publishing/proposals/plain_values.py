"""Values of a row as plain ones that JSON can hold, and back again.

A date is its ISO text, a related row its slug (or its code, where there is no slug),
several related rows the sorted list of these. Everything else stands for itself.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

Plain = Any

GONE = _("Something that was chosen here is gone by now. Choose again.")


def plain_of(row: Model, names: Iterable[str]) -> dict[str, Plain]:
    """Return what fields of a row say. One query for each field with several rows."""
    return {name: _plain_field(row, name) for name in names}


def plain_value(field: Any, value: Any) -> Plain:
    """Return one value, as a form or a row holds it, in its plain shape."""
    if isinstance(value, QuerySet | list | tuple) and field.many_to_many:
        return sorted(_key(each) for each in value)
    if isinstance(value, Model):
        return _key(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def stored_values(model: type[Model], plain: Mapping[str, Plain]) -> dict[str, Any]:
    """Return plain values as the fields of a model take them; rows come as a queryset.

    Raise ValidationError, with the fields' names, for what is gone by now or was never
    a value of the field.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, Any] = {}
    for name, value in plain.items():
        try:
            values[name] = _stored(model._meta.get_field(name), value)
        except ValidationError as error:
            wrong[name] = error
    if wrong:
        raise ValidationError(wrong)
    return values


def put_on(row: Model, plain: Mapping[str, Plain]) -> Model:
    """Let a row that is not to be saved say what plain values say; return it.

    Its lists of related rows, too, read as they are given here. What is gone by now is
    left out: showing a text must not fail where approving it would.
    """
    # A dict of its own: a copy of a row shares that of the row it was copied from.
    prefetched = dict(getattr(row, "_prefetched_objects_cache", {}))
    row._prefetched_objects_cache = prefetched  # type: ignore[attr-defined]
    for name, value in plain.items():
        field: Any = row._meta.get_field(name)
        if field.many_to_many:
            prefetched[name] = _rows_of(field, value)
            continue
        with suppress(ValidationError):
            setattr(row, name, _stored(field, value))
    return row


def key_field(model: type[Model]) -> str:
    """Return the name of the field that names a row to people and files."""
    for name in ("slug", "code"):
        if any(
            field.name == name and field.unique for field in model._meta.concrete_fields
        ):
            return name
    raise ValueError(f"{model.__name__} has neither a slug nor a code of its own")


def _plain_field(row: Model, name: str) -> Plain:
    field: Any = row._meta.get_field(name)
    if field.many_to_many:
        return sorted(_key(each) for each in getattr(row, name).all())
    return plain_value(field, getattr(row, name))


def _key(row: Model) -> str:
    return str(getattr(row, key_field(type(row))))


def _stored(field: Any, value: Plain) -> Any:
    if field.is_relation:
        return _related(field, value)
    return field.to_python(value)


def _related(field: Any, value: Plain) -> Any:
    if field.many_to_many:
        found = _rows_of(field, value)
        if found.count() != len(set(value or [])):
            raise ValidationError(GONE, code="gone")
        return found
    if value is None:
        return None
    model = field.related_model
    found_one = model._base_manager.filter(**{key_field(model): value}).first()
    if found_one is None:
        raise ValidationError(GONE, code="gone")
    return found_one


def _rows_of(field: Any, keys: Iterable[str]) -> QuerySet[Any]:
    model = field.related_model
    rows = model._default_manager.filter(**{f"{key_field(model)}__in": set(keys or [])})
    ordered: QuerySet[Any] = rows.order_by(*model._meta.ordering)
    return ordered
