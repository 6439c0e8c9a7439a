"""What changes for people when some responsibilities take the place of others. Pure.

Every municipality × target group × task has those who answer for it, who lead or
deliver; every municipality × target group × need has the services that are reached by
them. Both are worked out before and after by the rules of agreements/matching.py, and
what differs is told, with equal changes as one row.

A county has some 50 municipalities, 25 groups and 20 tasks. Municipalities are
therefore handled as sets all at once: bits of one number, in the order given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from .matching import LEADS, Area, Duty, Offer, World, same_line
from .matrix import DOING

# A part in a task, or the id of a service.
Thing = TypeVar("Thing")
# A set of municipalities: the bit of each says whether it is in.
Places = int
# (group, task) → the duties of those who lead or deliver, and where each stands.
Standing = Mapping[tuple[str, str], list[tuple[Duty, Places]]]


# Instead of a party: the municipality that it is about, itself.
AT_HOME = ""


class Part(NamedTuple):
    """What a party has in a task; `party` is the partner's slug, or AT_HOME."""

    party: str
    involvement: str


@dataclass(frozen=True)
class Row(Generic[Thing]):
    """One and the same change for each of `subjects` × `groups` × `municipalities`.

    Subjects are tasks, and `before` and `after` parts; or subjects are needs, and
    `before` and `after` ids of services. All are slugs and codes, in the order that
    was given. No two rows of a list share a subject, group and municipality.
    """

    subjects: tuple[str, ...]
    groups: tuple[str, ...]
    municipalities: tuple[str, ...]
    before: frozenset[Thing]
    after: frozenset[Thing]

    @property
    def gone(self) -> frozenset[Thing]:
        return self.before - self.after

    @property
    def new(self) -> frozenset[Thing]:
        return self.after - self.before

    @property
    def size(self) -> int:
        """Return how many subjects × groups × municipalities it tells of."""
        return len(self.subjects) * len(self.groups) * len(self.municipalities)


@dataclass(frozen=True)
class Changes:
    """Everything that differs.

    `handed` are tasks that somebody answers for before and after, but not the same or
    not in the same part; `opened` those that lose everybody, `closed` those that had
    nobody. `reached` are needs with other services than before. `unchanged` counts
    municipality × group × task where the same answer for it as before.
    """

    handed: tuple[Row[Part], ...] = ()
    opened: tuple[Row[Part], ...] = ()
    closed: tuple[Row[Part], ...] = ()
    reached: tuple[Row[int], ...] = ()
    unchanged: int = 0

    @property
    def responsibility(self) -> tuple[Row[Part], ...]:
        """Return all rows about who answers for a task, the gravest first."""
        return (*self.opened, *self.handed, *self.closed)

    @property
    def is_empty(self) -> bool:
        return not (self.responsibility or self.reached)


def changes(
    before: Collection[Duty],
    after: Collection[Duty],
    *,
    offers: Iterable[Offer],
    world: World,
    municipalities: Sequence[str],
    groups: Sequence[str],
    tasks: Sequence[str],
    needs: Sequence[str],
    home_of: Mapping[str, str] = MappingProxyType({}),
) -> Changes:
    """Return what differs in these municipalities, groups, tasks and needs.

    `before` and `after` are all duties that hold, not only those that differ: what is
    promised elsewhere decides whether a gap opens. Their ids do not count. `home_of`
    maps a party that is a municipality to its code: where it answers in that one it is
    told as AT_HOME, so that forty municipalities that each do the same are one row.
    Who leads a task is not told to deliver it too.
    """
    county = _County(municipalities, home_of)
    old, new = (_standing(duties, world, county, groups) for duties in (before, after))
    rows, unchanged = _of_tasks(old, new, county, groups, tasks)
    return Changes(
        handed=tuple(row for row in rows if row.before and row.after),
        opened=tuple(row for row in rows if not row.after),
        closed=tuple(row for row in rows if not row.before),
        reached=tuple(_of_needs(old, new, offers, world, county, groups, needs)),
        unchanged=unchanged,
    )


@dataclass(frozen=True)
class _County:
    """Municipalities in their order, as bits."""

    codes: Sequence[str]
    home_of: Mapping[str, str]
    known: dict[Area, Places] = field(default_factory=dict, init=False)

    def covered(self, area: Area) -> Places:
        """Return where an area holds; each is asked for thousands of times."""
        if area not in self.known:
            self.known[area] = sum(
                1 << bit for bit, code in enumerate(self.codes) if area.covers(code)
            )
        return self.known[area]

    def home(self, party: str) -> Places:
        """Return the municipality that a party is, if it is one of these."""
        code = self.home_of.get(party)
        return 1 << self.codes.index(code) if code in self.codes else 0

    def named(self, places: Places) -> tuple[str, ...]:
        return tuple(code for bit, code in enumerate(self.codes) if places >> bit & 1)


def _standing(
    duties: Iterable[Duty], world: World, county: _County, groups: Iterable[str]
) -> Standing:
    """Return where the duties of those who lead or deliver stand, by group and task.

    A duty stands where it holds and nobody leads the task for a nearer group:
    `matching.overruled` for all municipalities at once. Unlike there, nobody is asked
    whether the other one is the same party; it then stands there as the one who leads.
    """
    by_task: dict[str, list[Duty]] = {}
    for duty in duties:
        if duty.involvement in DOING:
            by_task.setdefault(duty.task, []).append(duty)
    found: dict[tuple[str, str], list[tuple[Duty, Places]]] = {}
    for group in groups:
        line = world.groups.line_up(group)
        for task, of_task in by_task.items():
            steps = [(_steps(duty, line), duty) for duty in of_task]
            near = [(step, duty) for step, duty in steps if step is not None]
            for step, duty in near:
                places = county.covered(duty.area)
                for nearer, other in near:
                    if nearer < step and other.involvement == LEADS:
                        places &= ~county.covered(other.area)
                if places:
                    found.setdefault((group, task), []).append((duty, places))
    return found


def _steps(duty: Duty, line: Sequence[str]) -> int | None:
    """Return how many steps up the line the duty's nearest group is; None if none."""
    return next((step for step, name in enumerate(line) if name in duty.groups), None)


def _of_tasks(
    old: Standing,
    new: Standing,
    county: _County,
    groups: Sequence[str],
    tasks: Sequence[str],
) -> tuple[list[Row[Part]], int]:
    """Return the rows about tasks, and how many of them stay as they are."""
    found: _Cells[Part] = _Cells(county, tasks, groups)
    unchanged = 0
    for task in tasks:
        for group in groups:
            before, after = (
                _parts(each.get((group, task), ()), county) for each in (old, new)
            )
            differing = found.compare(task, group, before, after)
            unchanged += (_anywhere(before) & ~differing).bit_count()
    return found.rows(), unchanged


def _of_needs(
    old: Standing,
    new: Standing,
    offers: Iterable[Offer],
    world: World,
    county: _County,
    groups: Sequence[str],
    needs: Sequence[str],
) -> list[Row[int]]:
    """Return the rows about which services are reached."""
    found: _Cells[int] = _Cells(county, needs, groups)
    before, after = _answering(old), _answering(new)
    parties = {
        party for side in (before, after) for each in side.values() for party in each
    }
    helping: dict[str, list[Offer]] = {}
    kin: dict[str, list[str]] = {}
    for offer in offers:
        if offer.provider not in kin:
            kin[offer.provider] = [
                party for party in parties if same_line(party, offer.provider, world)
            ]
        if kin[offer.provider]:
            for need in offer.needs:
                helping.setdefault(need, []).append(offer)
    for group in groups:
        line = world.groups.line_up(group)
        for need in needs:
            sides = before.get((group, need), {}), after.get((group, need), {})
            if sides[0] == sides[1]:
                continue
            meant = [
                offer
                for offer in helping.get(need, ())
                if not offer.groups.isdisjoint(line)
            ]
            found.compare(
                need, group, *(_services(s, meant, kin, county) for s in sides)
            )
    return found.rows()


def _answering(standing: Standing) -> dict[tuple[str, str], dict[str, Places]]:
    """Return where each party answers for something, by group and need."""
    found: dict[tuple[str, str], dict[str, Places]] = {}
    for (group, _task), duties in standing.items():
        for duty, places in duties:
            for need in duty.needs:
                parties = found.setdefault((group, need), {})
                parties[duty.party] = parties.get(duty.party, 0) | places
    return found


def _services(
    answering: Mapping[str, Places],
    offers: Iterable[Offer],
    kin: Mapping[str, Sequence[str]],
    county: _County,
) -> dict[int, Places]:
    """Return where each service is reached by those who answer."""
    found = {}
    for offer in offers:
        places = 0
        for party in kin[offer.provider]:
            places |= answering.get(party, 0)
        if places := places & county.covered(offer.area):
            found[offer.id] = places
    return found


def _parts(
    duties: Iterable[tuple[Duty, Places]], county: _County
) -> dict[Part, Places]:
    found: dict[Part, Places] = {}
    for duty, places in duties:
        home = county.home(duty.party)
        for party, where in (AT_HOME, places & home), (duty.party, places & ~home):
            if where:
                part = Part(party, duty.involvement)
                found[part] = found.get(part, 0) | where
    for part in list(found):
        if part.involvement != LEADS:
            found[part] &= ~found.get(Part(part.party, LEADS), 0)
    return found


def _anywhere(things: Mapping[Thing, Places]) -> Places:
    places = 0
    for each in things.values():
        places |= each
    return places


class _Cells(Generic[Thing]):
    """Collects what differs by subject and group, and makes rows of it."""

    def __init__(
        self, county: _County, subjects: Sequence[str], groups: Sequence[str]
    ) -> None:
        self.county = county
        self.subjects = {name: place for place, name in enumerate(subjects)}
        self.groups = {name: place for place, name in enumerate(groups)}
        # what was and what is → places → subject → groups
        self.found: dict[
            tuple[frozenset[Thing], frozenset[Thing]],
            dict[str, dict[Places, list[str]]],
        ] = {}

    def compare(
        self,
        subject: str,
        group: str,
        before: Mapping[Thing, Places],
        after: Mapping[Thing, Places],
    ) -> Places:
        """Note where the two differ, and return it."""
        differing = 0
        for thing in {*before, *after}:
            differing |= before.get(thing, 0) ^ after.get(thing, 0)
        for places, was in _split(differing, before):
            for part, now in _split(places, after):
                turn = self.found.setdefault((was, now), {})
                turn.setdefault(subject, {}).setdefault(part, []).append(group)
        return differing

    def rows(self) -> list[Row[Thing]]:
        """Return the rows, by the first subject, group and municipality of each.

        First groups with the same change in the same places become one row, and then
        subjects with the same change for the same groups in the same places.
        """
        alike: dict[
            tuple[frozenset[Thing], frozenset[Thing], tuple[str, ...], Places],
            list[str],
        ] = {}
        for (was, now), by_subject in self.found.items():
            for subject, by_places in by_subject.items():
                for places, names in by_places.items():
                    inside = tuple(sorted(names, key=self.groups.__getitem__))
                    alike.setdefault((was, now, inside, places), []).append(subject)
        made = [
            Row(
                subjects=tuple(sorted(names, key=self.subjects.__getitem__)),
                groups=inside,
                municipalities=self.county.named(places),
                before=was,
                after=now,
            )
            for (was, now, inside, places), names in alike.items()
        ]
        return sorted(made, key=self._place)

    def _place(self, row: Row[Thing]) -> tuple[int, int, int]:
        return (
            self.subjects[row.subjects[0]],
            self.groups[row.groups[0]],
            self.county.codes.index(row.municipalities[0]),
        )


def _split(
    places: Places, things: Mapping[Thing, Places]
) -> Iterator[tuple[Places, frozenset[Thing]]]:
    """Return the places in parts that have just the same things."""
    parts: list[tuple[Places, tuple[Thing, ...]]] = [(places, ())] if places else []
    for thing, held in things.items():
        parts = [
            (rest, having)
            for where, had in parts
            for rest, having in (
                (where & held, (*had, thing)),
                (where & ~held, had),
            )
            if rest
        ]
    return ((where, frozenset(having)) for where, having in parts)
