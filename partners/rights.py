"""May this person do that with this row? The access matrix, asked about rows.

`access.py` is the rule over plain values and `scopes.py` tells whose a row is; here
the two meet. One row is asked about by `may_do`, a list of them by `rows_for`: the
same answer, and a test keeps them so.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from .access import Right, Standing, matrix, may
from .scopes import Scope, scope_of
from .standing import standings_of

User = AbstractBaseUser | AnonymousUser
Row = TypeVar("Row", bound=Model)


def may_do(user: User, action: str, row: Model, *, on: date | None = None) -> bool:
    """Return whether a user may do something with a row, saved or not, on a day.

    `on` None is today in Norway. A superuser may do all; that is for those who run
    the portal, and no partner has it.
    """
    if _is_superuser(user):
        return True
    on = on or timezone.localdate()
    return _allows(standings_of(user, on), action, row, on)


def require(user: User, action: str, row: Model, *, on: date | None = None) -> None:
    """Raise PermissionDenied unless a user may do something with a row.

    For operations, inside their transaction: memberships are read anew, so that a role
    that was taken away while somebody was writing counts no longer.
    """
    if _is_superuser(user):
        return
    on = on or timezone.localdate()
    if not _allows(standings_of(user, on, afresh=True), action, row, on):
        raise PermissionDenied(action)


def may_at_all(
    user: User, action: str, model: type[Model], *, on: date | None = None
) -> bool:
    """Return whether there can be rows of a model with which a user may do this."""
    if _is_superuser(user):
        return True
    scope = scope_of(model)
    if scope is None:
        return False
    if scope.parent:
        return may_at_all(user, scope.of_parent(action), _parent(model, scope), on=on)
    right = matrix().get(scope.kind, {}).get(action)
    held = standings_of(user, on or timezone.localdate())
    return right is not None and any(each.role in right.reach for each in held)


def rows_for(
    user: User, action: str, rows: QuerySet[Row], *, on: date | None = None
) -> QuerySet[Row]:
    """Return those of the rows with which a user may do something on a day."""
    if _is_superuser(user):
        return rows
    on = on or timezone.localdate()
    return _narrowed(standings_of(user, on), action, rows, on)


def _allows(held: Collection[Standing], action: str, row: Model, on: date) -> bool:
    scope = scope_of(type(row))
    if scope is None:
        return False
    if scope.parent:
        parent = getattr(row, scope.parent, None)
        return parent is not None and _allows(held, scope.of_parent(action), parent, on)
    return may(held, action, scope.thing_of(row, on))


def _narrowed(
    held: Collection[Standing], action: str, rows: QuerySet[Row], on: date
) -> QuerySet[Row]:
    model = rows.model
    scope = scope_of(model)
    if scope is None:
        return rows.none()
    if scope.parent:
        parents = _parent(model, scope)._base_manager.all()
        reached = _narrowed(held, scope.of_parent(action), parents, on)
        return rows.filter(**{f"{scope.parent}__in": reached.order_by().values("pk")})
    right = matrix().get(scope.kind, {}).get(action)
    if right is None:
        return rows.none()
    reach = _reach(held, right, scope, on)
    if scope.state and "any" not in right.states:
        reach &= Q(**{f"{scope.state}__in": sorted(right.states)})
    # A lookup over many rows would give a row once for each; keys are given once.
    return rows.filter(pk__in=model._base_manager.filter(reach).order_by().values("pk"))


def _reach(held: Collection[Standing], right: Right, scope: Scope, on: date) -> Q:
    reaches = [(right.reach.get(each.role), each) for each in held]
    if any(reach == "everywhere" for reach, _each in reaches):
        return ~Q(pk__in=[])
    own = sorted({each.partner for reach, each in reaches if reach == "own"})
    counties = sorted(
        {each.county for reach, each in reaches if reach == "county" and each.county}
    )
    found = Q(pk__in=[])
    if own:
        found |= scope.own(own, on)
    if counties:
        found |= scope.within(counties)
    return found


def _parent(model: type[Model], scope: Scope) -> type[Model]:
    field: Any = model._meta.get_field(scope.parent)
    parent: type[Model] = field.related_model
    return parent


def _is_superuser(user: User) -> bool:
    return bool(getattr(user, "is_superuser", False)) and user.is_active
