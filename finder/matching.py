"""Which services fit a question, in which order, and why. Pure.

Each rule of finder/rules/ looks at one side of an offer – where it holds, for whom,
for what, by whose promise – and says three things of it: whether it fits and how well
(`points`), why it is shown (`reason`), and, when it does not fit, why it is not
(`refusal`). An offer is shown when every rule lets it; the sum of points puts offers
in order, and equal ones by their address. Nothing is learnt, weighed in secret or left
to chance: the same question over the same offers always has the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from agreements.matching import Area
from agreements.matching import Offer as AgreedOffer
from agreements.reach import Promise
from publishing.freshness import DEFAULT_MONTHS
from services.taxonomy import Taxonomy, wider_groups

from .nearby import Nearby
from .places import Found, Outcome, SeveralPlaces

# So far ahead must the first one be before we say that it is the one.
CLEAR_LEAD = 4
EVERYONE = "everyone"


@dataclass(frozen=True)
class Offer:
    """A service as the rules see it. Slugs and codes; ages in years, both inclusive.

    `agreed` is the same service as agreements/matching.py sees it: provider, groups,
    needs and area. None and empty mean that nobody has told. `confirmed_on` is the
    last day a person checked it, `stated_on` the last day a source did, `stated_as`
    how the source dates itself («2022»). `confirmations` are the last days of the
    groups of facts that a person confirmed, and `confirm_every_months` is how often the
    provider has chosen to do so. `relevance` is how well it fits the words that were
    searched for, 0 to 1, `holds_all` whether
    it has every one of them. `promises` are those of who leads or delivers here.
    """

    id: int
    slug: str
    agreed: AgreedOffer
    channels: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    referral_required: bool | None = None
    confirmed_on: date | None = None
    stated_on: date | None = None
    stated_as: str = ""
    confirmations: tuple[date, ...] = ()
    confirm_every_months: int = DEFAULT_MONTHS
    relevance: float = 0.0
    holds_all: bool = False
    promises: tuple[Promise, ...] = ()
    nearby: Nearby | None = None

    @property
    def groups(self) -> frozenset[str]:
        return self.agreed.groups

    @property
    def needs(self) -> frozenset[str]:
        return self.agreed.needs

    @property
    def area(self) -> Area:
        return self.agreed.area

    @property
    def is_national(self) -> bool:
        return self.area.everywhere


@dataclass(frozen=True)
class Asked:
    """What is asked, cleaned, on which day, and the words to speak of it.

    `place` is None when none was asked for. `text` are the words that were searched
    for. `wishes` names rules whose answers were only read out of a sentence, which may
    have been misread: who writes «kurs» may be glad of a conversation too. They are
    gentler then. `is_spoken` says that there was a sentence at all. `names` are those
    of counties (two digits) and municipalities (four).
    """

    today: date
    taxonomy: Taxonomy
    place: Outcome | None = None
    groups: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    language: str = ""
    age: int | None = None
    text: str = ""
    wishes: frozenset[str] = frozenset()
    is_spoken: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        steps: dict[str, int] = {}
        tree = self.taxonomy.broader
        for group in self.groups:
            for step, wide in enumerate(wider_groups(group, tree)):
                steps[wide] = min(step, steps.get(wide, step))
        object.__setattr__(self, "lines", steps)

    @property
    def place_name(self) -> str:
        """Return what the place is called, '' when none was found."""
        if isinstance(self.place, (Found, SeveralPlaces)):
            return self.place.label
        return ""

    @property
    def municipality(self) -> str | None:
        """Return the code of the municipality when exactly one is meant."""
        home = self.place.municipality if isinstance(self.place, Found) else None
        return home.code if home else None

    @property
    def says_something(self) -> bool:
        """Return whether somebody has said who they are, or what they need or want."""
        return bool(self.groups or self.needs or self.text)

    @property
    def says_more_than_text(self) -> bool:
        """Return whether anything was understood besides the words to search for."""
        return bool(
            self.groups
            or self.needs
            or self.place
            or self.channels
            or self.language
            or self.age is not None
        )

    @property
    def wide_groups(self) -> frozenset[str]:
        """Return everyone, and groups that others are part of: adults, jobseekers."""
        return frozenset({*self.taxonomy.broader.values(), EVERYONE} - {""})

    def steps_to(self, groups: frozenset[str]) -> int | None:
        """Return how far the nearest of the groups is from one asked for; 0 is it.

        None when none of them is that group or a wider one.
        """
        return min(
            (self.lines[each] for each in groups & self.lines.keys()), default=None
        )

    def name_of(self, code: str) -> str:
        """Return the name of a county or municipality; its code when it has none."""
        return self.names.get(code, code)


@dataclass(frozen=True)
class Reason:
    """One reason in words. `url` leads to the clause it follows from, `link` is its
    words. Codes are those of finder/rules/.
    """

    code: str
    text: str
    url: str = ""
    link: str = ""


class Rule(Protocol):
    """One side of an offer. `code` is its name in the finder's data."""

    code: str

    def points(self, offer: Offer, asked: Asked) -> int | None:
        """Return how much it speaks for the offer; None when the offer does not fit."""

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        """Return why an offer that fits is shown, in words that are true of it."""

    def refusal(self, offer: Offer, asked: Asked) -> str:
        """Return why an offer that does not fit is left out, in words."""

    def caution(self, offer: Offer, asked: Asked) -> str:
        """Return what makes an offer that fits come later, in words, or ''."""


@dataclass(frozen=True)
class Match:
    """An offer that every rule lets through, with what speaks for it."""

    offer: Offer
    points: int
    is_recommended: bool = False


@dataclass(frozen=True)
class NearMiss:
    """An offer that just one rule leaves out."""

    offer: Offer
    rule: Rule

    def as_match(self) -> Match:
        """Return it as something to show, with nothing that speaks for it."""
        return Match(self.offer, 0)


def match(offers: Iterable[Offer], asked: Asked, rules: Sequence[Rule]) -> list[Match]:
    """Return the offers that fit, best first, equal ones by slug."""
    found = []
    for offer in offers:
        points = [rule.points(offer, asked) for rule in rules]
        told = [value for value in points if value is not None]
        if len(told) == len(points):
            found.append(Match(offer, sum(told)))
    return sorted(found, key=lambda each: (-each.points, each.offer.slug))


def single_out(matches: Sequence[Match], asked: Asked) -> list[Match]:
    """Return the same, with the first one recommended when the rules single it out.

    That is so when somebody has said who they are, what they need or what they look
    for, and either the agreement names only the provider of that one as the strongest,
    or it is ahead of the next by CLEAR_LEAD.
    """
    if not matches or not asked.says_something or not _may_be_for(matches[0], asked):
        return list(matches)
    first, *others = matches
    if _is_named_alone(first, others, asked) or _is_clearly_ahead(first, others):
        return [Match(first.offer, first.points, is_recommended=True), *others]
    return list(matches)


def for_whoever_asks(matches: Sequence[Match], asked: Asked) -> list[Match]:
    """Return the matches without what is only for a few who were not spoken of.

    Who writes that they want to change jobs has not said to be a veteran. What is for
    a few stays when it alone meets a need, when it alone has the words, or when it is
    for somebody of the age that was told. Who chooses from lists sees everything.
    """
    if not asked.is_spoken or asked.groups:
        return list(matches)
    many = [each for each in matches if _is_for_many(each.offer, asked)]
    if not many:
        return list(matches)
    met = {need for each in many for need in each.offer.needs}
    relevance = max(each.offer.relevance for each in many)
    return [
        each
        for each in matches
        if _is_for_many(each.offer, asked)
        or not met.issuperset(each.offer.needs.intersection(asked.needs))
        or (each.offer.holds_all and each.offer.relevance > relevance)
        or (asked.age is not None and _has_ages(each.offer, asked))
    ]


def _is_for_many(offer: Offer, asked: Asked) -> bool:
    return not asked.wide_groups.isdisjoint(offer.groups)


def _has_ages(offer: Offer, asked: Asked) -> bool:
    """Return whether it is for certain ages, by itself or by one of its groups."""
    words = [asked.taxonomy.groups.get(group) for group in offer.groups]
    limits = [limit for word in words if word for limit in (word.age_from, word.age_to)]
    return any(limit is not None for limit in (offer.age_from, offer.age_to, *limits))


def near_misses(
    offers: Iterable[Offer], asked: Asked, rules: Sequence[Rule]
) -> list[NearMiss]:
    """Return the offers that one rule alone leaves out, by points of the others."""
    found = []
    for offer in offers:
        points = [(rule, rule.points(offer, asked)) for rule in rules]
        against = [rule for rule, value in points if value is None]
        if len(against) == 1:
            rest = sum(value for _rule, value in points if value is not None)
            found.append((-rest, offer.slug, NearMiss(offer, against[0])))
    return [miss for *_key, miss in sorted(found, key=lambda each: each[:2])]


def _may_be_for(first: Match, asked: Asked) -> bool:
    """Return whether it may be for whoever asks, as far as we know them.

    What is for a few is not recommended to somebody who has not said to be one of
    them, nor what holds in one place to somebody who may live in another, nor what
    misses one of the answers.
    """
    is_for_many = _is_for_many(first.offer, asked)
    place = asked.place
    knows_where = first.offer.is_national or (
        isinstance(place, Found) and len(place.areas) == 1
    )
    offer = first.offer
    meets = all(
        not wanted or not told.isdisjoint(wanted)
        for wanted, told in [
            (asked.needs, offer.needs),
            (asked.channels, offer.channels),
            ({asked.language} - {""}, frozenset(offer.languages)),
        ]
    )
    return knows_where and meets and bool(asked.groups or is_for_many)


def _is_named_alone(first: Match, others: Sequence[Match], asked: Asked) -> bool:
    """Return whether no other is promised as strongly, for a group as near."""

    def strength(found: Match) -> tuple[str, int | None] | None:
        if not found.offer.promises:
            return None
        promise = found.offer.promises[0]
        return promise.involvement, asked.steps_to(promise.groups)

    strongest = strength(first)
    return strongest is not None and strongest not in map(strength, others)


def _is_clearly_ahead(first: Match, others: Sequence[Match]) -> bool:
    return not others or first.points - others[0].points >= CLEAR_LEAD
