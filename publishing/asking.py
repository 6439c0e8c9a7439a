"""Questions about rights that Django has no word for, put to whoever can answer.

Django asks an authentication backend of one permission and one row. Lists, choices
and single fields ask here, and a backend that has the method answers; where none has
it, the answer is no. So this room need not know who grants what.
"""

from typing import Any

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Field, Model, QuerySet

User = AbstractBaseUser | AnonymousUser


def sees_all(user: User) -> bool:
    """Return whether a user runs the portal, and so has every right there is."""
    return bool(user.is_active and getattr(user, "is_superuser", False))


def rows_for(user: User, action: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return those of the rows with which a user may do something."""
    return rows if sees_all(user) else _ask("rows_for", rows.none(), user, action, rows)


def choices_for(
    user: User, field: "Field[Any, Any]", rows: QuerySet[Any]
) -> QuerySet[Any]:
    """Return those of the rows that a user may choose in a field that points at rows.

    `rows` are of the model that the field points at.
    """
    return (
        rows if sees_all(user) else _ask("choices_for", rows.none(), user, field, rows)
    )


def readable_rows(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return those of the rows whose names a user may read: own ones and public ones.

    They may be named in other rows; to open one takes the right to view it.
    """
    return rows if sees_all(user) else _ask("readable_rows", rows.none(), user, rows)


def writable_fields(user: User, row: Model | type[Model]) -> frozenset[str] | None:
    """Return the names of the fields that a user may write; None when it is all.

    Of a row in the state it has, or, for a model, of rows that are being added.
    """
    if sees_all(user):
        return None
    found: frozenset[str] = _ask("writable_fields", frozenset(), user, row)
    return found


def only_state_forbids(user: User, action: str, row: Model) -> bool:
    """Return whether a user might do this with the row if it had another state."""
    answer: bool = _ask("only_state_forbids", False, user, action, row)
    return answer


def _ask(question: str, otherwise: Any, *given: Any) -> Any:
    for backend in get_backends():
        answer = getattr(backend, question, None)
        if answer is not None:
            return answer(*given)
    return otherwise
