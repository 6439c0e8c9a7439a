"""The matrix of responsibilities: tasks down, parties across, for one group. Pure.

A responsibility counts for a group when it names the group or a wider one, by the
same tree as agreements/matching.py. A task that nobody leads or delivers is a gap; so
is a task in the municipalities that its leaders and deliverers do not name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .matching import BY_STRENGTH, DELIVERS, LEADS, Tree, is_for

DOING = frozenset({LEADS, DELIVERS})


@dataclass(frozen=True, slots=True)
class Part:
    """A party's part in a task by one responsibility.

    `id` finds the row again. `municipalities` are codes and count only when it does
    not hold in the whole county.
    """

    id: int
    task: str
    party: int
    involvement: str
    groups: frozenset[str]
    whole_county: bool
    municipalities: frozenset[str] = frozenset()

    def covers(self, municipalities: frozenset[str]) -> frozenset[str]:
        """Return those of the county's municipalities where it holds."""
        if self.whole_county:
            return municipalities
        return self.municipalities & municipalities

    def limit(self, municipalities: frozenset[str]) -> Limit:
        """Return where it holds, told the short way round."""
        here = self.covers(municipalities)
        elsewhere = municipalities - here
        if self.whole_county or not elsewhere:
            return Limit()
        if len(elsewhere) < len(here):
            return Limit(all_but=elsewhere)
        return Limit(only=here)


@dataclass(frozen=True, slots=True)
class Limit:
    """Where a part holds: in `only` these, in all but these, or, empty, everywhere."""

    only: frozenset[str] = frozenset()
    all_but: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One task: `cells` has one tuple of parts for each party, strongest part first.

    `is_gap` tells that nobody leads or delivers, wherever; `uncovered` are the
    municipalities where that is so. `leaders_overlap` tells that two parties lead in
    the same place.
    """

    task: str
    cells: tuple[tuple[Part, ...], ...]
    is_gap: bool
    uncovered: frozenset[str]
    leaders_overlap: bool

    @property
    def is_empty(self) -> bool:
        """Return whether no party has any part in it."""
        return not any(self.cells)


def matrix(
    parts: Iterable[Part],
    *,
    tasks: Sequence[str],
    parties: Sequence[int],
    group: str,
    groups: Tree,
    municipalities: frozenset[str],
) -> tuple[Row, ...]:
    """Return one row for each task, in the order given, for one target group.

    `municipalities` are the codes of the whole county on the day asked about.
    """
    meant = [part for part in parts if is_for(part.groups, group, groups)]
    return tuple(
        _row(
            task, [part for part in meant if part.task == task], parties, municipalities
        )
        for task in tasks
    )


def named_groups(parts: Iterable[Part]) -> frozenset[str]:
    """Return the groups that the responsibilities name themselves."""
    return frozenset(group for part in parts for group in part.groups)


def _row(
    task: str,
    parts: Sequence[Part],
    parties: Sequence[int],
    municipalities: frozenset[str],
) -> Row:
    ordered = sorted(
        parts, key=lambda part: (BY_STRENGTH.index(part.involvement), part.id)
    )
    doing = [part for part in ordered if part.involvement in DOING]
    covered = frozenset[str]().union(*(part.covers(municipalities) for part in doing))
    return Row(
        task=task,
        cells=tuple(
            tuple(part for part in ordered if part.party == party) for party in parties
        ),
        is_gap=not doing,
        uncovered=municipalities - covered,
        leaders_overlap=_overlap(
            [part for part in doing if part.involvement == LEADS], municipalities
        ),
    )


def _overlap(leading: Sequence[Part], municipalities: frozenset[str]) -> bool:
    """Return whether two different parties lead in the same place."""
    return any(
        one.party != other.party
        and (
            (one.whole_county and other.whole_county)
            or bool(one.covers(municipalities) & other.covers(municipalities))
        )
        for index, one in enumerate(leading)
        for other in leading[:index]
    )
