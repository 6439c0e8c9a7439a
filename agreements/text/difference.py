"""What one version says that another does not. Pure: plain values in and out.

Clauses are followed by their stable key and parties by their partner, so a clause that
only got another number is the same clause. Responsibilities have no name of their own;
rows that say the same are the same, and of the rest those that share most are taken for
one that changed. `apply` turns the earlier version into the later one, so a difference
leaves nothing out.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from .canonical import (
    ClauseText,
    PartyText,
    ResponsibilityText,
    VersionText,
)

Value = TypeVar("Value")
Item = TypeVar("Item")


@dataclass(frozen=True)
class Period:
    """The agreed days, both inclusive; None is open or unknown."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Turned(Generic[Value]):
    """What was there before, and what stands in its place."""

    before: Value
    after: Value


@dataclass(frozen=True)
class Listed(Generic[Item]):
    """How an ordered list of named items changed.

    `added`, `removed` and `changed` keep the order of the list they are in. `moved`
    are the names of the fewest items that, put elsewhere, explain the new order.
    `order` has the names of all items after.
    """

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    changed: tuple[Turned[Item], ...]
    moved: tuple[str, ...]
    order: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether the list is as it was."""
        return not (self.added or self.removed or self.changed or self.moved)


@dataclass(frozen=True)
class Responsibilities:
    """Responsibilities that came, went, or changed; in a stable order."""

    gained: tuple[ResponsibilityText, ...]
    lost: tuple[ResponsibilityText, ...]
    changed: tuple[Turned[ResponsibilityText], ...]

    @property
    def is_empty(self) -> bool:
        return not (self.gained or self.lost or self.changed)


@dataclass(frozen=True)
class Difference:
    """Everything that has to be done to `a` for it to say what `b` says.

    What is None is the same in both.
    """

    agreement: Turned[str] | None
    signed_language: Turned[str] | None
    period: Turned[Period] | None
    parties: Listed[PartyText]
    clauses: Listed[ClauseText]
    responsibilities: Responsibilities

    @property
    def is_empty(self) -> bool:
        """Return whether both versions say the same, to the letter."""
        return (
            not (self.agreement or self.signed_language or self.period)
            and self.parties.is_empty
            and self.clauses.is_empty
            and self.responsibilities.is_empty
        )

    @property
    def renamed_parties(self) -> tuple[Turned[PartyText], ...]:
        """Return the parties that have another name in the later version."""
        return tuple(
            turn for turn in self.parties.changed if turn.before.name != turn.after.name
        )

    @property
    def renumbered(self) -> tuple[Turned[ClauseText], ...]:
        """Return the clauses that have another number, whatever else changed."""
        return tuple(
            turn
            for turn in self.clauses.changed
            if turn.before.number != turn.after.number
        )

    @property
    def reworded(self) -> tuple[Turned[ClauseText], ...]:
        """Return the clauses whose heading or text changed, in either written form."""
        return tuple(turn for turn in self.clauses.changed if is_reworded(turn))


def difference(a: VersionText, b: VersionText) -> Difference:
    """Return what changes from `a` to `b`.

    Raise ValueError when a version has a clause's key or a party's partner twice.
    """
    return Difference(
        agreement=_turned(a.agreement, b.agreement),
        signed_language=_turned(a.signed_language, b.signed_language),
        period=_turned(period_of(a), period_of(b)),
        parties=_listed(a.parties, b.parties, party_key),
        clauses=_listed(a.clauses, b.clauses, clause_key),
        responsibilities=_responsibilities(a.responsibilities, b.responsibilities),
    )


def apply(change: Difference, a: VersionText) -> VersionText:
    """Return what `a` becomes: the version `b` of `difference(a, b)`, to the digest.

    Responsibilities come in the order of `normal`, for they have none of their own.
    Raise ValueError when the difference is not one from `a`.
    """
    period = _after(change.period, period_of(a))
    return VersionText(
        agreement=_after(change.agreement, a.agreement),
        signed_language=_after(change.signed_language, a.signed_language),
        agreed_from=period.first,
        agreed_to=period.last,
        parties=_apply_to_list(change.parties, a.parties, party_key),
        clauses=_apply_to_list(change.clauses, a.clauses, clause_key),
        responsibilities=_apply_to_rows(change.responsibilities, a.responsibilities),
    )


def normal(version: VersionText) -> VersionText:
    """Return the version with everything in order that has no order of its own."""
    return replace(version, responsibilities=normal_rows(version.responsibilities))


def normal_rows(
    rows: Iterable[ResponsibilityText],
) -> tuple[ResponsibilityText, ...]:
    """Return responsibilities in a stable order, and the lists in them too."""
    return tuple(
        sorted(
            (
                replace(
                    row,
                    target_groups=tuple(sorted(row.target_groups)),
                    municipalities=tuple(sorted(row.municipalities)),
                )
                for row in rows
            ),
            key=_values,
        )
    )


def period_of(version: VersionText) -> Period:
    """Return the agreed period of a version."""
    return Period(version.agreed_from, version.agreed_to)


def clause_key(clause: ClauseText) -> str:
    """Return the name that a clause keeps through the versions."""
    return clause.key


def party_key(party: PartyText) -> str:
    """Return the name that a party keeps through the versions."""
    return party.partner


def is_reworded(turn: Turned[ClauseText]) -> bool:
    """Return whether a clause says something else, its number and kind aside."""
    return _wording(turn.before) != _wording(turn.after)


def pair_rows(
    before: Iterable[ResponsibilityText], after: Iterable[ResponsibilityText]
) -> tuple[
    list[tuple[ResponsibilityText, ResponsibilityText | None]],
    list[ResponsibilityText],
]:
    """Return each earlier row with what became of it, and the rows that are new.

    A row that went has None beside it; an unchanged one itself. Both lists are in the
    order of `normal_rows`, and every row occurs as often as it is there.
    """
    earlier, later = normal_rows(before), normal_rows(after)
    left = Counter(later)
    pairs: list[tuple[ResponsibilityText, ResponsibilityText | None]] = []
    open_places = []
    for row in earlier:
        if left[row]:
            left[row] -= 1
            pairs.append((row, row))
        else:
            open_places.append(len(pairs))
            pairs.append((row, None))
    new = list(left.elements())
    became = _alike([pairs[place][0] for place in open_places], new)
    for at, other in became.items():
        pairs[open_places[at]] = (pairs[open_places[at]][0], new[other])
    taken = set(became.values())
    return pairs, [row for at, row in enumerate(new) if at not in taken]


def _alike(
    earlier: Sequence[ResponsibilityText], later: Sequence[ResponsibilityText]
) -> dict[int, int]:
    """Return which later row each earlier one became, by their places in the lists.

    Only rows of the same party in the same task can be one that changed: another
    party is another promise.
    """
    at: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(later):
        at.setdefault((row.task, row.party), []).append(place)
    candidates = sorted(
        (-_shared(row, later[other]), place, other)
        for place, row in enumerate(earlier)
        for other in at.get((row.task, row.party), ())
    )
    became: dict[int, int] = {}
    taken: set[int] = set()
    for _shares, place, other in candidates:
        if place not in became and other not in taken:
            became[place] = other
            taken.add(other)
    return became


def _shared(one: ResponsibilityText, other: ResponsibilityText) -> int:
    """Return how much two rows have in common; what matters most counts most."""
    return (
        8 * (one.target_groups == other.target_groups)
        + 4 * (not set(one.target_groups).isdisjoint(other.target_groups))
        + 4 * (one.involvement == other.involvement)
        + 2 * (_place(one) == _place(other))
        + (one.clause == other.clause)
    )


def _place(row: ResponsibilityText) -> tuple[bool, tuple[str, ...]]:
    return row.whole_county, row.municipalities


def _responsibilities(
    before: Sequence[ResponsibilityText], after: Sequence[ResponsibilityText]
) -> Responsibilities:
    pairs, gained = pair_rows(before, after)
    return Responsibilities(
        gained=tuple(gained),
        lost=tuple(row for row, became in pairs if became is None),
        changed=tuple(
            Turned(row, became)
            for row, became in pairs
            if became is not None and became != row
        ),
    )


def _listed(
    before: Sequence[Item], after: Sequence[Item], key: Callable[[Item], str]
) -> Listed[Item]:
    old, new = by_key(before, key), by_key(after, key)
    return Listed(
        added=tuple(item for name, item in new.items() if name not in old),
        removed=tuple(item for name, item in old.items() if name not in new),
        changed=tuple(
            Turned(old[name], item)
            for name, item in new.items()
            if name in old and old[name] != item
        ),
        moved=_moved(
            [name for name in old if name in new], [name for name in new if name in old]
        ),
        order=tuple(new),
    )


def by_key(items: Iterable[Item], key: Callable[[Item], str]) -> dict[str, Item]:
    """Return the items by name, in their order; raise ValueError for a name twice."""
    found: dict[str, Item] = {}
    for item in items:
        if key(item) in found:
            raise ValueError(f"{key(item)} is there twice")
        found[key(item)] = item
    return found


def _moved(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """Return the names outside the longest run that kept its order, in the new order.

    Both have the same names. Patience: the lengths of the best runs so far, and the
    links back from each name.
    """
    place = {name: index for index, name in enumerate(before)}
    ends: list[int] = []
    holders: list[str] = []
    back: dict[str, str | None] = {}
    for name in after:
        at = bisect_left(ends, place[name])
        back[name] = holders[at - 1] if at else None
        if at == len(ends):
            ends.append(place[name])
            holders.append(name)
        else:
            ends[at], holders[at] = place[name], name
    stayed = set()
    step = holders[-1] if holders else None
    while step is not None:
        stayed.add(step)
        step = back[step]
    return tuple(name for name in after if name not in stayed)


def _apply_to_list(
    change: Listed[Item], items: Sequence[Item], key: Callable[[Item], str]
) -> tuple[Item, ...]:
    found = by_key(items, key)
    for item in change.removed:
        if found.pop(key(item), None) != item:
            raise ValueError(f"{key(item)} is not what the difference removes")
    for turn in change.changed:
        if found.get(key(turn.before)) != turn.before:
            raise ValueError(f"{key(turn.before)} is not what the difference changes")
        found[key(turn.before)] = turn.after
    for item in change.added:
        if key(item) in found:
            raise ValueError(f"{key(item)} is there already")
        found[key(item)] = item
    if set(found) != set(change.order):
        raise ValueError("the difference is not one from this version")
    return tuple(found[name] for name in change.order)


def _apply_to_rows(
    change: Responsibilities, rows: Iterable[ResponsibilityText]
) -> tuple[ResponsibilityText, ...]:
    counted = Counter(normal_rows(rows))
    gone = Counter([*change.lost, *(turn.before for turn in change.changed)])
    if gone - counted:
        raise ValueError("a responsibility is not there to be changed")
    counted -= gone
    counted.update([*change.gained, *(turn.after for turn in change.changed)])
    return normal_rows(counted.elements())


def _turned(before: Value, after: Value) -> Turned[Value] | None:
    return None if before == after else Turned(before, after)


def _after(turn: Turned[Value] | None, value: Value) -> Value:
    if turn is None:
        return value
    if turn.before != value:
        raise ValueError("the difference is not one from this version")
    return turn.after


def _wording(clause: ClauseText) -> tuple[str, ...]:
    return clause.heading_nb, clause.heading_nn, clause.text_nb, clause.text_nn


def _values(row: ResponsibilityText) -> tuple[object, ...]:
    return tuple(vars(row).values())
