"""Who may do what: reads access_matrix.toml and answers. Pure but for the file.

The matrix is the one place where rights stand; pages, admin and tests ask here. What
the matrix does not name is refused.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

MATRIX_FILE = Path(__file__).parent / "access_matrix.toml"
ROLES = ("editor", "signatory", "coordinator", "national_administrator")
FIELDS = "fields"
REACHES = ("own", "county", "everywhere")
# Tables of the file that are no kinds of things: field_access.py reads them.
SECTIONS = frozenset({FIELDS, "grants"})


@dataclass(frozen=True)
class Right:
    """One line of the matrix: how far each role reaches, and in which states."""

    states: frozenset[str]
    reach: Mapping[str, str]


@dataclass(frozen=True)
class Fields:
    """What it takes to change the fields of a kind of thing.

    `approved` wait until somebody else approves them, `direct` are public at once.
    """

    approved: tuple[str, ...]
    direct: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """What a membership gives: a role, for a partner, in the partner's county.

    `county` is a county's code, or None for a partner that belongs to no county.
    """

    role: str
    partner: str
    county: str | None = None


@dataclass(frozen=True)
class Thing:
    """What somebody wants to act on.

    `owners` are the slugs of the partners whose it is; `counties` the codes of the
    counties it lies in; `state` its status or state, '' when it has none.
    """

    kind: str
    owners: frozenset[str] = frozenset()
    counties: frozenset[str] = frozenset()
    state: str = ""


@cache
def tables() -> Mapping[str, Any]:
    """Return the file as it stands, table by table."""
    with MATRIX_FILE.open("rb") as file:
        return MappingProxyType(tomllib.load(file))


@cache
def matrix() -> Mapping[str, Mapping[str, Right]]:
    """Return kind → action → right. Raise ValueError for a role or reach not known."""
    return MappingProxyType(
        {
            kind: MappingProxyType(
                {
                    action: read_right(kind, action, line)
                    for action, line in table.items()
                }
            )
            for kind, table in tables().items()
            if kind not in SECTIONS
        }
    )


@cache
def fields_of(kind: str) -> Fields:
    """Return what it takes to change the fields of a kind; raise KeyError when unsaid.

    In the order of the file, which is that of forms and of differences.
    """
    told = tables()[FIELDS][kind]
    return Fields(tuple(told["approved"]), tuple(told["direct"]))


def may(standings: Iterable[Standing], action: str, thing: Thing) -> bool:
    """Return whether one of the standings allows the action on the thing.

    Standings are those that hold today; periods are looked at before.
    """
    right = matrix().get(thing.kind, {}).get(action)
    return right is not None and allows(right, standings, thing)


def allows(right: Right, standings: Iterable[Standing], thing: Thing) -> bool:
    """Return whether one of the standings has a right to a thing in its state."""
    if not ({"any", thing.state} & right.states):
        return False
    return any(
        _within(right.reach.get(standing.role), standing, thing)
        for standing in standings
    )


def _within(reach: str | None, standing: Standing, thing: Thing) -> bool:
    if reach == "everywhere":
        return True
    if reach == "county":
        return standing.county is not None and standing.county in thing.counties
    return reach == "own" and standing.partner in thing.owners


def read_right(kind: str, action: str, line: Mapping[str, object]) -> Right:
    """Return one line of the file. Raise ValueError for a role or reach not known."""
    reach = {role: str(value) for role, value in line.items() if role != "states"}
    unknown = [role for role in reach if role not in ROLES]
    unknown += [value for value in reach.values() if value not in REACHES]
    states = line.get("states")
    if unknown or not isinstance(states, list):
        raise ValueError(f"{kind}.{action}: not known: {unknown or 'states'}")
    return Right(states=frozenset(map(str, states)), reach=MappingProxyType(reach))
