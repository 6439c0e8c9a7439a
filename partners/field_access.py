"""Which fields a role may write, and which roles it may give. Pure but for the file.

Reads the sections `fields` and `grants` of access_matrix.toml. What they do not name is
refused.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from .access import Right, Standing, Thing, allows, matrix, read_right, tables

NEW = "new"


@dataclass(frozen=True)
class FieldGroup:
    """One line of a table of fields; a name that ends in * is the beginning of names.

    `like` is the action whose right it has, '' when it has one of its own.
    """

    names: tuple[str, ...]
    like: str
    right: Right

    def holds(self, name: str) -> bool:
        """Return whether a field belongs to the group."""
        return any(
            name.startswith(each[:-1]) if each.endswith("*") else name == each
            for each in self.names
        )


@cache
def field_groups() -> Mapping[str, Mapping[str, FieldGroup]]:
    """Return table → line → group of fields. Raise ValueError for a line not known."""
    return MappingProxyType(
        {
            table: MappingProxyType(
                {
                    name: _group(table, name, lines)
                    for name, line in lines.items()
                    if not isinstance(line, list)
                }
            )
            for table, lines in tables()["fields"].items()
        }
    )


def may_write(
    standings: Iterable[Standing],
    table: str,
    name: str,
    thing: Thing,
    *,
    is_new: bool = False,
) -> bool:
    """Return whether one of the standings allows a field of a row to be written.

    `table` is that of the row's fields, `thing` the row, or what it is a part of.
    """
    standings = tuple(standings)
    return any(
        _is_open(group, standings, thing, is_new)
        for group in field_groups().get(table, {}).values()
        if group.holds(name)
    )


def may_grant(standings: Iterable[Standing], role: str) -> bool:
    """Return whether one of the standings allows a role to be given to somebody.

    For which partner it may be given says the action `add` of memberships.
    """
    grants: Mapping[str, Collection[str]] = tables()["grants"]
    return any(role in grants.get(each.role, ()) for each in standings)


def _is_open(
    group: FieldGroup, standings: Collection[Standing], thing: Thing, is_new: bool
) -> bool:
    if not group.like:
        states = {thing.state, NEW} if is_new else {thing.state}
        return any(
            allows(group.right, standings, replace(thing, state=state))
            for state in states
        )
    actions = {group.like, "add"} if is_new else {group.like}
    rights = [matrix().get(thing.kind, {}).get(action) for action in actions]
    return any(right and allows(right, standings, thing) for right in rights)


def _group(table: str, name: str, lines: Mapping[str, Any]) -> FieldGroup:
    line = dict(lines[name])
    same = lines[line.pop("same_as", name)]
    names = tuple(same if isinstance(same, list) else same.get("fields", ()))
    line.pop("fields", None)
    like = str(line.pop("like", ""))
    if not names or bool(like) == bool(line):
        raise ValueError(f"fields.{table}.{name}: names fields, and who writes them")
    right = Right(frozenset(), MappingProxyType({}))
    return FieldGroup(names, like, right if like else read_right(table, name, line))
