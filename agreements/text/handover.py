"""Who does what for whom, where – before and after: what changes hands. Pure.

Responsibilities are spread out to task × target group × municipality, and compared
there: it makes no difference whether one row names two groups or two rows one each, or
whether all municipalities are named or the whole county. What is told of the change is
then put together again, so that one sentence covers what belongs together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from ..matching import (
    BY_STRENGTH,
    DELIVERS,
    FUNDS,
    LEADS,
)
from .canonical import ResponsibilityText

# What happens to a party's part in a task.
TAKES_OVER = "takes_over"
GETS = "gets"
ALSO = "also"
WIDENED = "widened"
NARROWED = "narrowed"
LEAVES = "leaves"
GIVES_UP = "gives_up"
KINDS = (TAKES_OVER, GIVES_UP, GETS, ALSO, LEAVES, WIDENED, NARROWED)

# The parts that one party can take over from another; of the others each has its own.
TRANSFERABLE = frozenset({LEADS, DELIVERS, FUNDS})

Places = frozenset[str]
# (party, involvement) → where
Parts = dict[tuple[str, str], Places]


@dataclass(frozen=True)
class Shift:
    """One thing that changes: who, from whom, in what, for whom, where.

    `others` are those it is taken over from (TAKES_OVER), or who have the same part
    in the same places (ALSO, LEAVES). `places` are the municipalities it is about;
    with WIDENED and NARROWED all where it holds after, and `before` where it held.
    With `at_home` each party does it in its own municipality.
    """

    kind: str
    involvement: str
    parties: tuple[str, ...]
    others: tuple[str, ...]
    tasks: tuple[str, ...]
    groups: tuple[str, ...]
    places: Places
    before: Places = frozenset()
    at_home: bool = False


@dataclass(frozen=True)
class Part:
    """A party's part; `party` is None for the municipality where it is, by itself."""

    involvement: str
    party: str | None


@dataclass(frozen=True)
class Hands:
    """Tasks for some groups in some places: the parts that went, and those that came.

    A part that is as it was stands in neither.
    """

    tasks: tuple[str, ...]
    groups: tuple[str, ...]
    places: Places
    before: tuple[Part, ...]
    after: tuple[Part, ...]


def spread(
    rows: Iterable[ResponsibilityText], county: Places
) -> dict[tuple[str, str], Parts]:
    """Return the parts in each (task, group). `county` is all of its municipalities."""
    found: dict[tuple[str, str], Parts] = {}
    for row in rows:
        places = county if row.whole_county else frozenset(row.municipalities)
        for group in row.target_groups:
            parts = found.setdefault((row.task, group), {})
            key = (row.party, row.involvement)
            parts[key] = parts.get(key, frozenset()) | places
    return found


def shifts(
    before: Iterable[ResponsibilityText],
    after: Iterable[ResponsibilityText],
    *,
    county: Places,
    home_of: Mapping[str, str],
) -> tuple[Shift, ...]:
    """Return what changes hands, the gravest first, then in a stable order.

    `county` are the codes of all its municipalities, `home_of` maps a party that is a
    municipality to its code.
    """
    old, new = spread(before, county), spread(after, county)
    found: list[Shift] = []
    for task, group in sorted({*old, *new}):
        parts = old.get((task, group), {}), new.get((task, group), {})
        if parts[0] != parts[1]:
            found += _shifts_of(task, group, *parts, county)
    found = [
        replace(shift, at_home=True, places=frozenset())
        if _is_home(shift, home_of)
        else shift
        for shift in found
    ]
    for name in ("parties", "tasks", "groups"):
        found = _together(found, name)
    return tuple(
        sorted(
            found,
            key=lambda shift: (
                BY_STRENGTH.index(shift.involvement),
                KINDS.index(shift.kind),
                shift.parties,
                shift.groups,
                shift.tasks,
                sorted(shift.places),
            ),
        )
    )


def hands(
    before: Iterable[ResponsibilityText],
    after: Iterable[ResponsibilityText],
    *,
    county: Places,
    home_of: Mapping[str, str],
) -> tuple[Hands, ...]:
    """Return the parts that change by task, group and place, those alike as one."""
    old, new = spread(before, county), spread(after, county)
    found = []
    for task, group in sorted({*old, *new}):
        parts = old.get((task, group), {}), new.get((task, group), {})
        if parts[0] == parts[1]:
            continue
        places: dict[tuple, set[str]] = {}
        for place in sorted(frozenset().union(*parts[0].values(), *parts[1].values())):
            was, now = (_parts_in(place, each, home_of) for each in parts)
            if was != now:
                turn = _by_strength(was - now), _by_strength(now - was)
                places.setdefault(turn, set()).add(place)
        found += [
            Hands((task,), (group,), frozenset(where), was, now)
            for (was, now), where in places.items()
        ]
    return tuple(_together(_together(found, "groups"), "tasks"))


def _shifts_of(task, group, old: Parts, new: Parts, county: Places) -> list[Shift]:
    found = []

    def tell(kind, involvement, party, others, places, before=frozenset()):
        found.append(
            Shift(
                kind, involvement, (party,), others, (task,), (group,), places, before
            )
        )

    for involvement in BY_STRENGTH:
        was = {who: where for (who, how), where in old.items() if how == involvement}
        now = {who: where for (who, how), where in new.items() if how == involvement}
        came = {who: now[who] - was.get(who, frozenset()) for who in now}
        went = {who: was[who] - now.get(who, frozenset()) for who in was}
        if involvement in TRANSFERABLE:
            for giver, taker in ((a, b) for a in sorted(went) for b in sorted(came)):
                if both := went[giver] & came[taker]:
                    tell(TAKES_OVER, involvement, taker, (giver,), both)
            taken = frozenset().union(*went.values())
            given = frozenset().union(*came.values())
        else:
            taken = given = frozenset()
        for who in sorted(came):
            rest = came[who] - taken
            if rest and county == now[who] and was.get(who) and rest == came[who]:
                tell(WIDENED, involvement, who, (), now[who], was[who])
                continue
            for others, places in _beside(who, involvement, rest, was, now):
                tell(ALSO if others else GETS, involvement, who, others, places)
        for who in sorted(went):
            rest = went[who] - given - _stronger(who, involvement, old, new)
            if rest and county == was[who] and now.get(who) and rest == went[who]:
                tell(NARROWED, involvement, who, (), now[who], was[who])
                continue
            for others, places in _beside(who, involvement, rest, was, now):
                tell(LEAVES if others else GIVES_UP, involvement, who, others, places)
    return found


def _beside(who, involvement, places, was, now):
    """Yield (others, where) of those who lead there both before and after.

    Only of leading it is told who else does it; of other parts all is one.
    """
    if involvement != LEADS:
        if places:
            yield (), places
        return
    by_others: dict[tuple[str, ...], set[str]] = {}
    for place in places:
        others = tuple(
            other
            for other in sorted(now)
            if other != who
            and place in now[other]
            and place in was.get(other, frozenset())
        )
        by_others.setdefault(others, set()).add(place)
    for others in sorted(by_others):
        yield others, frozenset(by_others[others])


def _stronger(who, involvement, old: Parts, new: Parts) -> Places:
    """Return where the party gets a stronger part instead: it gives up nothing."""
    stronger = BY_STRENGTH[: BY_STRENGTH.index(involvement)]
    if involvement == FUNDS:
        return frozenset()
    return frozenset().union(
        *(
            new.get((who, how), frozenset()) - old.get((who, how), frozenset())
            for how in stronger
            if how != FUNDS
        )
    )


def _is_home(shift: Shift, home_of: Mapping[str, str]) -> bool:
    return (
        shift.kind in {GETS, GIVES_UP}
        and home_of.get(shift.parties[0]) is not None
        and shift.places == {home_of[shift.parties[0]]}
    )


def _parts_in(place: str, parts: Parts, home_of) -> frozenset[Part]:
    return frozenset(
        Part(involvement, None if home_of.get(party) == place else party)
        for (party, involvement), where in parts.items()
        if place in where
    )


def _by_strength(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(
        sorted(
            parts,
            key=lambda part: (BY_STRENGTH.index(part.involvement), part.party or ""),
        )
    )


def _together(found: list[Any], name: str) -> list[Any]:
    """Return the items with those that differ in nothing but `name` made one."""

    def rest(item: Any) -> str:
        values = {key: value for key, value in vars(item).items() if key != name}
        return repr(
            [
                sorted(value) if isinstance(value, frozenset) else value
                for value in values.values()
            ]
        )

    return [
        replace(first, **{name: tuple(dict.fromkeys(_values([first, *others], name)))})
        for _rest, (first, *others) in (
            (key, list(group)) for key, group in groupby(sorted(found, key=rest), rest)
        )
    ]


def _values(items, name):
    return (value for item in items for value in getattr(item, name))
