"""What may be chosen, named and written in forms: more questions about rights.

`rights.py` answers whether something may be done with a row. A form also asks which
rows a field may offer, whose names may stand there, and which fields are open.
"""

import re
from datetime import date
from functools import cache

from django.contrib.auth import get_user_model
from django.db.models import Field, Model, Q, QuerySet
from django.utils import timezone

from .access import Standing, Thing, matrix, may
from .field_access import may_write
from .models import Membership
from .rights import User, rows_for
from .scopes import Scope, scope_of
from .standing import standings_of


def choices_for(user: User, field: Field, rows: QuerySet) -> QuerySet:
    """Return those of the rows that a user may choose in a field.

    In a field that says whose a row is, it is what the user looks after; in others
    also what the public sees. People are those who act for the same partners.
    """
    scope = scope_of(field.model)
    if scope is None:
        return rows.none()
    if rows.model is get_user_model():
        seen = rows_for(user, "view", Membership.objects.all())
        return rows.filter(pk__in=seen.order_by().values("user"))
    if scope.parent == field.name:
        return rows_for(user, scope.writes, rows)
    if field.name in _fields_of_owners(scope):
        return rows_for(user, "view", rows)
    return readable_rows(user, rows)


def readable_rows(user: User, rows: QuerySet) -> QuerySet:
    """Return those of the rows whose names a user may read: own and public ones.

    The names of people stand in rows that one may see, and only there.
    """
    if rows.model is get_user_model():
        return rows
    own = rows_for(user, "view", rows).order_by().values("pk")
    public = rows_for(user, "choose", rows).order_by().values("pk")
    return rows.filter(Q(pk__in=own) | Q(pk__in=public))


def writable_fields(user: User, row: Model | type[Model]) -> frozenset[str]:
    """Return the names of the fields that a user may write, as the matrix says.

    Of a row in its state; for a model, of any row of it that may be added. A row that
    is not saved yet is being added.
    """
    on = timezone.localdate()
    held = standings_of(user, on)
    if isinstance(row, Model):
        model, is_new = type(row), row.pk is None
        thing = thing_behind(row, on)
        asked = [(held, thing)] if thing else []
    else:
        model, is_new = row, True
        asked = [([each], thing) for each in held for thing in _own_things(model, each)]
    table = table_of(model)
    fields = (*model._meta.fields, *model._meta.many_to_many)
    return frozenset(
        field.name
        for field in fields
        if any(
            may_write(standings, table, field.name, thing, is_new=is_new)
            for standings, thing in asked
        )
    )


def only_state_forbids(user: User, action: str, row: Model) -> bool:
    """Return whether a user might do this with the row if it had another state."""
    on = timezone.localdate()
    thing = thing_behind(row, on)
    if thing is None:
        return False
    scope = scope_of(type(row))
    while scope and scope.parent:
        action = scope.of_parent(action)
        row = getattr(row, scope.parent)
        scope = scope_of(type(row))
    right = matrix().get(thing.kind, {}).get(action)
    held = standings_of(user, on)
    return right is not None and any(
        may(held, action, Thing(thing.kind, thing.owners, thing.counties, state))
        for state in right.states
    )


def thing_behind(row: Model, on: date) -> Thing | None:
    """Return a row, or the row it is a part of, as the matrix sees it; None if none."""
    scope = scope_of(type(row))
    while scope is not None and scope.parent:
        parent = getattr(row, scope.parent, None)
        if parent is None:
            return None
        row, scope = parent, scope_of(type(parent))
    return scope and scope.thing_of(row, on)


@cache
def table_of(model: type[Model]) -> str:
    """Return the name that a model has among the tables of fields."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()


def _fields_of_owners(scope: Scope) -> set[str]:
    """Return the fields by which a row is somebody's.

    Where the county of a row is not its owner's, whoever may be named in it.
    """
    if scope.counties:
        return set()
    return {path.partition("__")[0] for path in scope.owners}


def _own_things(model: type[Model], held: Standing) -> list[Thing]:
    """Return a thing of the holder's own for each state that such rows can have."""
    scope = scope_of(model)
    while scope is not None and scope.parent:
        parent = model._meta.get_field(scope.parent).related_model
        model, scope = parent, scope_of(parent)
    if scope is None:
        return []
    table = matrix().get(scope.kind, {})
    states = {state for right in table.values() for state in right.states}
    owners = frozenset({held.partner})
    counties = frozenset({held.county} if held.county else ())
    return [Thing(scope.kind, owners, counties, state) for state in sorted(states)]
