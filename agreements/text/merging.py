"""Two drafts that were opened from the same version, made one again. Pure.

What only one side changed is taken; what both changed alike is taken once; what both
changed and not alike is a clash, which carries both texts and that of the base. Clauses
are followed by key, parties by partner, responsibilities as text/difference.py follows
them. A responsibility whose clause or party the other side took out is a clash too, so
that nothing in the result refers to what is not there.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from publishing.chain import canonical_json

from .canonical import (
    ClauseText,
    PartyText,
    ResponsibilityText,
    VersionText,
)
from .difference import (
    by_key,
    clause_key,
    normal_rows,
    pair_rows,
    party_key,
    period_of,
)

Value = TypeVar("Value")
Item = TypeVar("Item", ClauseText, PartyText)
Rows = Sequence[ResponsibilityText]

OURS, THEIRS = "ours", "theirs"

# What a clash is about.
AGREEMENT = "agreement"
SIGNED_LANGUAGE = "signed_language"
PERIOD = "period"
CLAUSE = "clause"
CLAUSE_ORDER = "clause_order"
CLAUSE_NUMBERS = "clause_numbers"
CLAUSE_IN_USE = "clause_in_use"
PARTY = "party"
PARTY_ORDER = "party_order"
PARTY_IN_USE = "party_in_use"
RESPONSIBILITY = "responsibility"


@dataclass(frozen=True)
class Clash:
    """What both sides changed, and not alike.

    `key` names the clash in `choices`, and is the same each time the same three
    versions are merged. `base`, `ours` and `theirs` are what stands there in each;
    None is nothing. By kind they are a text, a Period, a ClauseText, a PartyText, a
    ResponsibilityText, a tuple of names in order, or a tuple of (name, number).

    CLAUSE_IN_USE and PARTY_IN_USE: one side took out what the other needs. Taking the
    side without it drops the `rows` that refer to it.
    """

    key: str
    kind: str
    base: Any
    ours: Any
    theirs: Any
    rows: tuple[ResponsibilityText, ...] = ()


@dataclass(frozen=True)
class Merged:
    """The merged version, and what is still to be decided about it.

    While there are `clashes`, `text` has our side in their places, so that it can be
    shown; it is not to be stored then. `decided` are the clashes that `choices` made.
    """

    text: VersionText
    clashes: tuple[Clash, ...]
    decided: tuple[Clash, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether nothing is left to decide."""
        return not self.clashes


def merge(
    base: VersionText,
    ours: VersionText,
    theirs: VersionText,
    *,
    choices: Mapping[str, str] | None = None,
) -> Merged:
    """Return what `ours` and `theirs`, both made from `base`, say together.

    `choices` maps keys of clashes to OURS or THEIRS; a key that fits no clash counts
    for nothing, for one decision can make another needless. Raise ValueError for any
    other choice, and when a version has a key, a partner or a number twice.
    """
    return _Merge(base, ours, theirs, choices or {}).result()


class _Merge:
    def __init__(
        self,
        base: VersionText,
        ours: VersionText,
        theirs: VersionText,
        choices: Mapping[str, str],
    ) -> None:
        if wrong := set(choices.values()) - {OURS, THEIRS}:
            raise ValueError(f"{sorted(wrong)} is neither ours nor theirs")
        self.base, self.ours, self.theirs = base, ours, theirs
        self.choices = choices
        self.clashes: list[Clash] = []
        self.decided: list[Clash] = []

    def result(self) -> Merged:
        agreement = self._scalar(AGREEMENT, lambda version: version.agreement)
        language = self._scalar(
            SIGNED_LANGUAGE, lambda version: version.signed_language
        )
        period = self._scalar(PERIOD, period_of)
        clauses = self._items(CLAUSE, self._clauses, clause_key)
        parties = self._items(PARTY, lambda version: version.parties, party_key)
        rows = self._rows()
        rows = self._in_use(
            CLAUSE_IN_USE, clauses, self._clauses, clause_key, rows, _clause_of
        )
        rows = self._in_use(
            PARTY_IN_USE,
            parties,
            lambda version: version.parties,
            party_key,
            rows,
            _party_of,
        )
        clause_order = self._order(CLAUSE_ORDER, clauses, self._clauses, clause_key)
        party_order = self._order(
            PARTY_ORDER, parties, lambda version: version.parties, party_key
        )
        numbers = self._numbers(clause_order)
        text = VersionText(
            agreement=agreement,
            signed_language=language,
            agreed_from=period.first,
            agreed_to=period.last,
            clauses=tuple(
                replace(clauses[key], number=numbers[key]) for key in clause_order
            ),
            parties=tuple(parties[partner] for partner in party_order),
            responsibilities=normal_rows(rows),
        )
        return Merged(text, tuple(self.clashes), tuple(self.decided))

    def _choose(
        self, kind: str, name: str, base: Any, ours: Any, theirs: Any, rows: Rows = ()
    ) -> str:
        """Return the side that holds, and keep the clash; ours until it is decided."""
        key = f"{kind}:{name}" if name else kind
        if kind in {CLAUSE, CLAUSE_IN_USE}:
            base, ours, theirs = (
                by_key(version.clauses, clause_key).get(name)
                for version in (self.base, self.ours, self.theirs)
            )
        clash = Clash(key, kind, base, ours, theirs, tuple(rows))
        choice = self.choices.get(key)
        (self.clashes if choice is None else self.decided).append(clash)
        return choice or OURS

    def _three_way(
        self, kind: str, name: str, base: Value, ours: Value, theirs: Value
    ) -> Value:
        """Return the value that holds of one thing, None for nothing."""
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        side = self._choose(kind, name, base, ours, theirs)
        return ours if side == OURS else theirs

    def _scalar(self, kind: str, value_of: Callable[[VersionText], Value]) -> Value:
        return self._three_way(
            kind, "", value_of(self.base), value_of(self.ours), value_of(self.theirs)
        )

    @staticmethod
    def _clauses(version: VersionText) -> tuple[ClauseText, ...]:
        """Return the clauses without their numbers, which are merged on their own.

        A clause that only moved down because another came in before it has not been
        worded anew.
        """
        return tuple(replace(clause, number="") for clause in version.clauses)

    def _items(
        self,
        kind: str,
        items_of: Callable[[VersionText], tuple[Item, ...]],
        key: Callable[[Item], str],
    ) -> dict[str, Item]:
        base, ours, theirs = (
            by_key(items_of(version), key)
            for version in (self.base, self.ours, self.theirs)
        )
        merged: dict[str, Item] = {}
        for name in {**base, **ours, **theirs}:
            item = self._three_way(
                kind, name, base.get(name), ours.get(name), theirs.get(name)
            )
            if item is not None:
                merged[name] = item
        return merged

    def _rows(self) -> Rows:
        base = self.base.responsibilities
        our_pairs, our_new = pair_rows(base, self.ours.responsibilities)
        their_pairs, their_new = pair_rows(base, self.theirs.responsibilities)
        seen: Counter[ResponsibilityText] = Counter()
        found: list[ResponsibilityText] = []
        for (row, ours), (_row, theirs) in zip(our_pairs, their_pairs, strict=True):
            seen[row] += 1
            name = _name_of_row(row, seen[row])
            merged = self._three_way(RESPONSIBILITY, name, row, ours, theirs)
            if merged is not None:
                found.append(merged)
        # Both added it, or one changed a row into what the other added: one promise.
        most = Counter(normal_rows(base))
        for side in (self.ours, self.theirs):
            most |= Counter(normal_rows(side.responsibilities))
        return list((Counter([*found, *our_new, *their_new]) & most).elements())

    def _in_use(
        self,
        kind: str,
        items: dict[str, Item],
        items_of: Callable[[VersionText], tuple[Item, ...]],
        key: Callable[[Item], str],
        rows: Rows,
        name_of: Callable[[ResponsibilityText], str],
    ) -> Rows:
        """Return the rows that refer to something; put back in `items` what they need.

        A row comes from one of the sides, and there what it refers to is there.
        """
        for name in dict.fromkeys(map(name_of, normal_rows(rows))):
            if name in items:
                continue
            base, ours, theirs = (
                by_key(items_of(version), key).get(name)
                for version in (self.base, self.ours, self.theirs)
            )
            needing = [row for row in normal_rows(rows) if name_of(row) == name]
            side = self._choose(kind, name, base, ours, theirs, needing)
            kept = ours if side == OURS else theirs
            if kept is None:
                rows = [row for row in rows if name_of(row) != name]
            else:
                items[name] = kept
        return rows

    def _order(
        self,
        kind: str,
        items: Mapping[str, Item],
        items_of: Callable[[VersionText], tuple[Item, ...]],
        key: Callable[[Item], str],
    ) -> list[str]:
        """Return the names of what is there, in merged order.

        What both sides have is ordered first. What only one has then comes where it
        stands there: behind its nearest neighbour that both have.
        """
        base, ours, theirs = (
            [key(item) for item in items_of(version) if key(item) in items]
            for version in (self.base, self.ours, self.theirs)
        )
        both = set(ours) & set(theirs)
        our_order = [name for name in ours if name in both]
        their_order = [name for name in theirs if name in both]
        order = self._order_of_shared(kind, base, our_order, their_order)
        merged: list[str] = []
        behind = [_behind(ours, both), _behind(theirs, both)]
        anchors: list[str | None] = [None]
        anchors += order
        for anchor in anchors:
            if anchor is not None:
                merged.append(anchor)
            # Neither side comes first by being ours: both orders of asking agree.
            for block in sorted(each.get(anchor, []) for each in behind):
                merged += block
        return merged

    def _order_of_shared(
        self, kind: str, base: list[str], ours: list[str], theirs: list[str]
    ) -> list[str]:
        if ours == theirs:
            return ours
        old = [name for name in base if name in set(ours)]
        if theirs == old:
            return ours
        if ours == old:
            return theirs
        side = self._choose(kind, "", tuple(old), tuple(ours), tuple(theirs))
        return ours if side == OURS else theirs

    def _numbers(self, order: Sequence[str]) -> dict[str, str]:
        """Return the number of each clause, no number twice.

        Numbers that cannot be had together are one clash: the side that is chosen
        keeps its own, and a clause only the other has gets the next free one.
        """
        base, ours, theirs = (
            _numbers_of(version) for version in (self.base, self.ours, self.theirs)
        )
        numbers: dict[str, str] = {}
        unclear = False
        for key in order:
            mine = ours[key] if key in ours else theirs[key]
            other = theirs.get(key, mine)
            if mine == other or base.get(key) == other:
                numbers[key] = mine
            elif base.get(key) == mine:
                numbers[key] = other
            else:
                unclear = True
        if not unclear and len(set(numbers.values())) == len(order):
            return numbers
        old, mine_all, theirs_all = (
            tuple(each.items()) for each in (base, ours, theirs)
        )
        side = self._choose(CLAUSE_NUMBERS, "", old, mine_all, theirs_all)
        first, second = (ours, theirs) if side == OURS else (theirs, ours)
        numbers = {key: first[key] for key in order if key in first}
        for key in order:
            if key not in numbers:
                numbers[key] = _free_number(second[key], numbers.values())
        return numbers


def _numbers_of(version: VersionText) -> dict[str, str]:
    numbers = {clause.key: clause.number for clause in version.clauses}
    if len(set(numbers.values())) != len(version.clauses):
        raise ValueError("two clauses have the same number")
    return numbers


def _free_number(wanted: str, taken: Iterable[str]) -> str:
    """Return the number wanted, or when it is taken the next free one beside it."""
    if wanted not in set(taken):
        return wanted
    stem, dot, _last = wanted.rpartition(".")
    beside = re.compile(re.escape(stem + dot) + r"([0-9]+)")
    used = [int(found[1]) for each in taken if (found := beside.fullmatch(each))]
    return f"{stem}{dot}{max(used, default=0) + 1}"


def _behind(names: Sequence[str], both: set[str]) -> dict[str | None, list[str]]:
    """Return the names that only one side has, by the shared one they come after."""
    behind: dict[str | None, list[str]] = {}
    anchor = None
    for name in names:
        if name in both:
            anchor = name
        else:
            behind.setdefault(anchor, []).append(name)
    return behind


def _name_of_row(row: ResponsibilityText, occurrence: int) -> str:
    """Return a short name for a row of the base that needs no place in a list."""
    content = canonical_json({"row": asdict(row), "occurrence": occurrence})
    return hashlib.sha256(content).hexdigest()[:12]


def _clause_of(row: ResponsibilityText) -> str:
    return row.clause


def _party_of(row: ResponsibilityText) -> str:
    return row.party
