"""Whose a row is: how each model leads to the partners and counties of the matrix.

Every app registers its models in a module `scopes` of its own. A model that nobody
registered belongs to nobody, and nobody without all rights sees it (rights.py).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Manager, Model, Q

from .access import Thing

# Writing a row that belongs to another one is one and the same action on that.
WRITING = frozenset({"add", "change", "delete"})
# Stands for the row itself, where the row is a partner.
ITSELF = ""


@dataclass(frozen=True)
class Scope:
    """How rows of one model are seen by the access matrix.

    `kind` is a table of access_matrix.toml. `owners` are lookups from the row to the
    partners whose it is, `counties` those to counties; without these the counties are
    the owners' own. `state` names the field that holds the state, '' when there is
    none. With `parent`, the name of a foreign key, a row has the rights of the row it
    belongs to and nothing else is given: who may view that may view this, and whoever
    may do what `writes` names with that may write this.
    """

    kind: str = ""
    owners: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    state: str = ""
    parent: str = ""
    writes: str = "change"

    def of_parent(self, action: str) -> str:
        """Return the action on the parent that an action on its child row is."""
        return self.writes if action in WRITING else action

    def own(self, slugs: Collection[str], on: date) -> Q:
        """Return the condition for rows that belong to one of these partners."""
        found = Q(pk__in=[])
        for path in self.owners:
            found |= Q(**{f"{_join(path, 'slug')}__in": slugs})
        return found

    def within(self, codes: Collection[str]) -> Q:
        """Return the condition for rows that lie in one of these counties."""
        found = Q(pk__in=[])
        for path in self.paths_to_counties():
            found |= Q(**{f"{path}__code__in": codes})
        return found

    def owners_of(self, row: Model, on: date) -> frozenset[str]:
        """Return the slugs of the partners whose a row is, saved or not yet."""
        return frozenset(
            partner.slug for path in self.owners for partner in _at(row, path)
        )

    def counties_of(self, row: Model) -> frozenset[str]:
        """Return the codes of the counties a row lies in, saved or not yet."""
        return frozenset(
            county.code
            for path in self.paths_to_counties()
            for county in _at(row, path)
        )

    def thing_of(self, row: Model, on: date) -> Thing:
        """Return a row as the access matrix sees it on a day."""
        return Thing(
            self.kind,
            self.owners_of(row, on),
            self.counties_of(row),
            str(getattr(row, self.state)) if self.state else "",
        )

    def paths_to_counties(self) -> tuple[str, ...]:
        """Return the lookups from a row to its counties."""
        if self.counties:
            return self.counties
        return tuple(
            _join(path, end)
            for path in self.owners
            for end in ("county", "municipality__county")
        )


_SCOPES: dict[type[Model], Scope] = {}


def register(model: type[Model], scope: Scope) -> None:
    """Say whose the rows of a model are. Raise ValueError when that was said before."""
    if model in _SCOPES:
        raise ValueError(f"{model.__name__} has a scope already")
    _SCOPES[model] = scope


def scope_of(model: type[Model]) -> Scope | None:
    """Return the scope of a model; None when it has none, and so belongs to nobody."""
    return _SCOPES.get(model._meta.concrete_model or model)


def registered() -> dict[type[Model], Scope]:
    """Return every model that has a scope."""
    return dict(_SCOPES)


def _join(path: str, end: str) -> str:
    return f"{path}__{end}" if path else end


def _at(row: Model, path: str) -> Iterator[Any]:
    """Yield the rows at the end of a lookup; a row not yet saved has no lists."""
    name, _, rest = path.partition("__")
    if not name:
        yield row
        return
    try:
        value = getattr(row, name)
    except (ObjectDoesNotExist, ValueError):
        return
    if isinstance(value, Manager):
        reached = list(value.all()) if row.pk is not None else []
    else:
        reached = [] if value is None else [value]
    for each in reached:
        yield from _at(each, rest)
