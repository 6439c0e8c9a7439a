"""A text of one county made into a draft of another. Pure: plain values in and out.

Two ways need it: a published agreement used as a template, and an agreement that a
successor county carries on. Both say who stands in for whom and which place became
which; what then has nobody, or no place, is left out and told.
"""

import re
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from counties.history import latest

from ..text.canonical import (
    PartyText,
    ResponsibilityText,
    VersionText,
)

COUNCIL, NAV, MUNICIPALITY = "county_council", "nav", "municipality"

# Codes of municipalities that ended, and for each the codes of what it became.
Became = Mapping[Hashable, Sequence[Hashable]]


@dataclass(frozen=True)
class Somebody:
    """A partner as it counts here: slug, kind, name, and the codes of its places."""

    partner: str
    kind: str
    name: str
    county: str = ""
    municipality: str = ""


@dataclass(frozen=True)
class Proposed:
    """A partner proposed as a party, and the slugs of the old parties it stands for."""

    partner: Somebody
    stands_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Adapted:
    """The text for the other county, and what did not come with it.

    `municipalities` are the codes of places that have none in the county, `split`
    those that became several there, with the codes of these. `exempt` are the keys of
    the clauses that kept only their heading.
    """

    text: VersionText
    parties: tuple[PartyText, ...]
    responsibilities: tuple[ResponsibilityText, ...]
    municipalities: tuple[str, ...]
    split: tuple[tuple[str, tuple[str, ...]], ...]
    exempt: tuple[str, ...]


def counterparts(
    parties: Iterable[Somebody], members: Iterable[Somebody], county: str
) -> tuple[Proposed, ...]:
    """Return the members that stand in for parties of a template, in its order.

    The same partner stands for itself. Else the county council of the county with the
    code `county` stands for a county council, and its Nav for Nav; of other kinds only
    the one member of a kind for the one party of it. Nobody stands for two.
    """
    parties, members = list(parties), list(members)
    found = _themselves(parties, members)
    for party in parties:
        if party.partner in found:
            continue
        taken = {slug for slugs in found.values() for slug in slugs}
        if party.kind in {COUNCIL, NAV}:
            there = _of_county(members, party.kind, county)
        else:
            there = [member for member in members if member.kind == party.kind]
            alike = [each for each in parties if each.kind == party.kind]
            there = there if len(there) == len(alike) == 1 else []
        there = [member for member in there if member.partner not in taken]
        if there:
            found[party.partner] = (there[0].partner,)
    return _by_member(parties, members, found)


def proposed_parties(
    parties: Iterable[Somebody],
    members: Iterable[Somebody],
    *,
    predecessors: Mapping[str, str],
    municipalities: Became,
    county: str,
) -> tuple[Proposed, ...]:
    """Return the parties a successor county is proposed: successors, then the rest.

    A member stands for an old party that it is, or that it came after by however many
    `predecessors` (slug by slug). Else the council and Nav of the county with the code
    `county` stand for the old council and the old Nav, and for a municipality those
    that it became, by `municipalities` (old code to new ones). After a split several
    may stand for one, after a merger one for several. Members that stand for nobody
    come last, in their own order.
    """
    parties, members = list(parties), list(members)
    found = _themselves(parties, members)
    for party in parties:
        if party.partner in found:
            continue
        there = [
            member
            for member in members
            if party.partner in _line_of(member.partner, predecessors)
        ]
        if not there and party.kind in {COUNCIL, NAV}:
            there = _of_county(members, party.kind, county)[:1]
        if not there and party.kind == MUNICIPALITY and party.municipality:
            codes = _now(party.municipality, municipalities)
            there = [
                member
                for member in members
                if member.kind == MUNICIPALITY and member.municipality in codes
            ]
        if there:
            found[party.partner] = tuple(member.partner for member in there)
    standing = _by_member(parties, members, found)
    named = {proposed.partner.partner for proposed in standing}
    rest = (Proposed(member) for member in members if member.partner not in named)
    return (*standing, *rest)


def adapt(
    text: VersionText,
    parties: Sequence[Proposed],
    *,
    municipalities: Became,
    there: Collection[str],
    exempt: Collection[str] = (),
) -> Adapted:
    """Return a text with other parties and places, and without a period.

    `municipalities` maps codes to those they became; `there` are the codes that lie in
    the county of the draft. A responsibility of nobody, or in no place that is there,
    is left out. Clauses whose keys are `exempt` keep only their heading. Who stands
    for itself keeps its name in the agreement; others get their own.
    """
    old_parties = {party.partner: party for party in text.parties}
    stand_ins: dict[str, list[Somebody]] = {}
    for proposed in parties:
        for slug in proposed.stands_for:
            stand_ins.setdefault(slug, []).append(proposed.partner)
    codes = {code for row in text.responsibilities for code in row.municipalities}
    places = {
        code: tuple(new for new in _now(code, municipalities) if new in there)
        for code in sorted(codes)
    }
    kept: dict[ResponsibilityText, None] = {}
    left_out = []
    for row in text.responsibilities:
        rows = _rows_for(row, stand_ins.get(row.party, []), places)
        kept.update(dict.fromkeys(rows))
        if not rows:
            left_out.append(row)
    return Adapted(
        text=replace(
            text,
            agreed_from=None,
            agreed_to=None,
            clauses=tuple(
                replace(clause, text_nb="", text_nn="")
                if clause.key in exempt
                else clause
                for clause in text.clauses
            ),
            parties=tuple(_party(proposed, old_parties) for proposed in parties),
            responsibilities=tuple(kept),
        ),
        parties=tuple(
            party for party in text.parties if party.partner not in stand_ins
        ),
        responsibilities=tuple(left_out),
        municipalities=tuple(code for code, new in places.items() if not new),
        split=tuple((code, new) for code, new in places.items() if len(new) > 1),
        exempt=tuple(clause.key for clause in text.clauses if clause.key in exempt),
    )


def mentions(
    text: str, names: Collection[str], own: Collection[str] = ()
) -> tuple[str, ...]:
    """Return which of the names a text mentions, each once, in the text's order.

    Whole words count, with capitals as given, and the genitive «s». Of names that
    begin alike the longest is meant; one that is among `own` too is not told.
    """
    known = sorted({*names, *own} - {""}, key=lambda name: (-len(name), name))
    if not known:
        return ()
    pattern = "|".join(map(re.escape, known))
    found = re.findall(rf"(?<!\w)({pattern})(?:[’']?s)?(?!\w)", text)
    return tuple(dict.fromkeys(name for name in found if name not in own))


def _themselves(
    parties: Iterable[Somebody], members: Iterable[Somebody]
) -> dict[str, tuple[str, ...]]:
    slugs = {member.partner for member in members}
    return {
        party.partner: (party.partner,) for party in parties if party.partner in slugs
    }


def _of_county(members: Iterable[Somebody], kind: str, county: str) -> list[Somebody]:
    """Return the county's own members of a kind, or the only one there is."""
    alike = [member for member in members if member.kind == kind]
    own = [member for member in alike if member.county == county]
    return own or (alike if len(alike) == 1 else [])


def _now(code: str, municipalities: Became) -> tuple[str, ...]:
    """Return the codes that a code has become in the end; itself when it is there."""
    return tuple(str(each) for each in latest([code], municipalities))


def _line_of(partner: str, predecessors: Mapping[str, str]) -> set[str]:
    """Return all that came before a partner; circles end."""
    line: set[str] = set()
    while partner in predecessors and predecessors[partner] not in line:
        partner = predecessors[partner]
        line.add(partner)
    return line


def _by_member(
    parties: Iterable[Somebody],
    members: Iterable[Somebody],
    found: Mapping[str, Iterable[str]],
) -> tuple[Proposed, ...]:
    by_slug = {member.partner: member for member in members}
    stands_for: dict[str, list[str]] = {}
    for party in parties:
        for slug in found.get(party.partner, ()):
            stands_for.setdefault(slug, []).append(party.partner)
    return tuple(
        Proposed(by_slug[slug], tuple(old)) for slug, old in stands_for.items()
    )


def _rows_for(
    row: ResponsibilityText,
    stand_ins: Sequence[Somebody],
    places: Mapping[str, tuple[str, ...]],
) -> list[ResponsibilityText]:
    codes = tuple(
        dict.fromkeys(new for code in row.municipalities for new in places[code])
    )
    if not codes and not row.whole_county:
        return []
    return [
        replace(
            row,
            party=somebody.partner,
            # A municipality that was split does its part in what each became.
            municipalities=(somebody.municipality,)
            if len(stand_ins) > 1 and somebody.municipality in codes
            else codes,
        )
        for somebody in stand_ins
    ]


def _party(proposed: Proposed, old: Mapping[str, PartyText]) -> PartyText:
    before = [old[slug] for slug in proposed.stands_for]
    itself = old.get(proposed.partner.partner)
    return PartyText(
        partner=proposed.partner.partner,
        name=itself.name if itself else proposed.partner.name,
        role_nb=_joined(party.role_nb for party in before),
        role_nn=_joined(party.role_nn for party in before),
    )


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(dict.fromkeys(text for text in texts if text))
