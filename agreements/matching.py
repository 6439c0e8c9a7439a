"""How a clause meets a service: the rule the whole portal stands on. Pure.

A responsibility reaches a service when four things hold together, for the person,
the need and the place that are asked about, or for any that both of them know:

* **group** – both are for the group, or for one that is wider than it: a promise to
  adults holds for the laid-off, and so does a service for jobseekers;
* **need** – the task answers a need that the service helps with;
* **place** – both hold there;
* **provider** – the party, or an organisation above or below it in the line of
  parents (Nav – Nav Innlandet; Fylkeskommunene – Innlandet fylkeskommune – Karriere
  Innlandet), and not of another county.

The special goes before the general: when a group and a place are asked about, a
promise to a wider group is silent where another party leads the same task for a
nearer one. Karriere Innlandet works for adults everywhere, but for the laid-off in Lom
the agreement names Nav.

The finder, the service page, the matrix of gaps and the effect of a draft all ask
here, so that none of them can say another thing than the others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LEADS, DELIVERS, CONTRIBUTES, INFORMED, FUNDS = (
    "leads",
    "delivers",
    "contributes",
    "informed",
    "funds",
)
BY_STRENGTH = (LEADS, DELIVERS, CONTRIBUTES, FUNDS, INFORMED)


@dataclass(frozen=True)
class Tree:
    """Who stands under whom: `above` maps each to the next one up, None at the top.

    Serves for target groups (wider groups) and for partners (parent organisations).
    """

    above: Mapping[str, str | None]
    # A few dozen lines are asked for thousands of times.
    known: dict[str, tuple[str, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def line_up(self, name: str) -> tuple[str, ...]:
        """Return `name` and everything above it, nearest first; circles end."""
        if name not in self.known:
            line: list[str] = []
            step: str | None = name
            while step is not None and step not in line:
                line.append(step)
                step = self.above.get(step)
            self.known[name] = tuple(line)
        return self.known[name]

    def in_line(self, one: str, other: str) -> bool:
        """Return whether they are the same or one stands somewhere above the other."""
        return one in self.line_up(other) or other in self.line_up(one)


@dataclass(frozen=True)
class Area:
    """Where something holds. Codes are text: '34' a county, '3407' a municipality.

    A municipality lies in the county that its first two digits name (SSB Klass 131).
    """

    everywhere: bool = False
    counties: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()

    def covers(self, municipality: str) -> bool:
        """Return whether it holds in the whole of a municipality."""
        return (
            self.everywhere
            or municipality[:2] in self.counties
            or municipality in self.municipalities
        )

    def meets(self, other: "Area") -> bool:
        """Return whether some place belongs to both."""
        if self.everywhere:
            return other.everywhere or bool(other.counties or other.municipalities)
        if other.everywhere:
            return bool(self.counties or self.municipalities)
        return bool(
            self.counties & other.counties
            or any(other.covers(code) for code in self.municipalities)
            or any(self.covers(code) for code in other.municipalities)
        )


@dataclass(frozen=True)
class Duty:
    """A responsibility as a rule reads it; `party` is the partner's slug."""

    id: int
    task: str
    party: str
    involvement: str
    groups: frozenset[str]
    needs: frozenset[str]
    area: Area


@dataclass(frozen=True)
class Offer:
    """A service as a rule reads it; `provider` is the partner's slug."""

    id: int
    provider: str
    groups: frozenset[str]
    needs: frozenset[str]
    area: Area


@dataclass(frozen=True)
class Question:
    """What is asked about; what is None or empty is left open."""

    group: str | None = None
    needs: frozenset[str] = frozenset()
    municipality: str | None = None


@dataclass(frozen=True)
class World:
    """The two trees, and the county of each partner that belongs to one.

    What names a county in `county_of` need only be the same for the same county.
    """

    groups: Tree
    partners: Tree
    county_of: Mapping[str, str] = field(default_factory=dict)


def reaches(
    duty: Duty, offer: Offer, world: World, question: Question = Question()
) -> bool:
    """Return whether the responsibility reaches the service, as asked."""
    # What is cheap to tell and rules most out comes first.
    return (
        shares_need(duty.needs, offer.needs, question.needs)
        and shares_place(duty.area, offer.area, question.municipality)
        and same_line(duty.party, offer.provider, world)
        and shares_group(duty.groups, offer.groups, world.groups, question.group)
    )


def holds_for(duty: Duty, world: World, question: Question) -> bool:
    """Return whether the responsibility holds for what is asked, whoever offers it."""
    return (
        (question.group is None or is_for(duty.groups, question.group, world.groups))
        and (not question.needs or bool(duty.needs & question.needs))
        and (question.municipality is None or duty.area.covers(question.municipality))
    )


def overruled(
    duty: Duty, duties: Iterable[Duty], world: World, question: Question
) -> bool:
    """Return whether another party leads the task for a nearer group in the place.

    Only when both a group and a municipality are asked about; else nothing is.
    """
    if question.group is None or question.municipality is None:
        return False
    line = world.groups.line_up(question.group)
    own = _steps_away(duty.groups, line)
    return any(
        other.task == duty.task
        and other.party != duty.party
        and other.involvement == LEADS
        and other.area.covers(question.municipality)
        and _steps_away(other.groups, line) < own
        for other in duties
    )


def _steps_away(groups: frozenset[str], line: tuple[str, ...]) -> int:
    """Return how far up the line the nearest of the groups stands; past it if none."""
    return next((step for step, name in enumerate(line) if name in groups), len(line))


def is_for(groups: frozenset[str], asked: str, tree: Tree) -> bool:
    """Return whether something for `groups` is for the asked group or a wider one."""
    return not groups.isdisjoint(tree.line_up(asked))


def shares_group(
    one: frozenset[str], other: frozenset[str], tree: Tree, asked: str | None = None
) -> bool:
    """Return whether both are for the asked group, or for some group at all."""
    if asked is not None:
        return is_for(one, asked, tree) and is_for(other, asked, tree)
    return any(tree.in_line(a, b) for a in one for b in other)


def shares_need(
    one: frozenset[str], other: frozenset[str], asked: frozenset[str] = frozenset()
) -> bool:
    """Return whether both answer one of the asked needs, or some need at all."""
    both = one & other
    return bool(both & asked) if asked else bool(both)


def shares_place(one: Area, other: Area, asked: str | None = None) -> bool:
    """Return whether both hold in the asked municipality, or in some place at all."""
    if asked is not None:
        return one.covers(asked) and other.covers(asked)
    return one.meets(other)


def same_line(party: str, provider: str, world: World) -> bool:
    """Return whether the provider is the party, or above or below it in its county."""
    if not world.partners.in_line(party, provider):
        return False
    theirs = {world.county_of.get(party), world.county_of.get(provider)} - {None}
    return len(theirs) < 2


def by_strength(duties: Iterable[Duty]) -> list[Duty]:
    """Return the duties with the one who leads first, then in a stable order."""
    return sorted(
        duties, key=lambda duty: (BY_STRENGTH.index(duty.involvement), duty.id)
    )
