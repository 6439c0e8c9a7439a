"""Random versions of an agreement for property tests, and drafts made from one."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from agreements.text.canonical import (
    ClauseText,
    PartyText,
    ResponsibilityText,
    VersionText,
)

KEYS = ["formal", "parter", "ansvar", "okonomi", "varighet", "tvist"]
NUMBERS = ["1", "2", "2.1", "2.2", "3", "4", "5", "6", "7"]
PARTNERS = ["fylket", "nav", "senteret", "lom", "skjak"]
TASKS = ["veilede", "kartlegge"]
GROUPS = ["adults", "laid_off", "pupils"]
PLACES = ["3405", "3433", "3434"]
INVOLVEMENTS = ["leads", "delivers", "contributes"]
WORDS = st.sampled_from(["", "Nav leder.", "Alle møtes."])
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 4))


def lists_of(names):
    """Return a strategy for some of the names, each once, in any order."""
    return st.lists(st.sampled_from(names), unique=True)


@st.composite
def responsibilities(draw, clauses, partners):
    if not clauses or not partners:
        return ()
    row = st.builds(
        ResponsibilityText,
        task=st.sampled_from(TASKS),
        party=st.sampled_from(partners),
        involvement=st.sampled_from(INVOLVEMENTS),
        clause=st.sampled_from(clauses),
        target_groups=lists_of(GROUPS).map(tuple),
        whole_county=st.booleans(),
        municipalities=lists_of(PLACES).map(tuple),
        note_nb=st.sampled_from(["", "Om våren."]),
        note_nn=st.just(""),
    )
    return tuple(draw(st.lists(row, max_size=4)))


@st.composite
def versions(draw):
    """Return a version whose responsibilities refer to what it has."""
    keys, partners = draw(lists_of(KEYS)), draw(lists_of(PARTNERS))
    numbers = draw(st.permutations(NUMBERS))
    clauses = tuple(
        ClauseText(key, number, "goals", key, "", draw(WORDS), "")
        for key, number in zip(keys, numbers, strict=False)
    )
    parties = tuple(
        PartyText(partner, draw(st.sampled_from(["NAV", partner])), "", "")
        for partner in partners
    )
    return VersionText(
        agreement="eksempel",
        signed_language=draw(st.sampled_from(["nb", "nn"])),
        agreed_from=draw(DAYS),
        agreed_to=draw(DAYS),
        clauses=clauses,
        parties=parties,
        responsibilities=draw(responsibilities(keys, partners)),
    )


@st.composite
def drafts(draw, base):
    """Return a draft made from `base`: a little changed, or written anew."""
    other = draw(versions())
    clauses = _mixed(draw, base.clauses, other.clauses, lambda each: each.key)
    taken = set()
    for place, clause in enumerate(clauses):
        free = [clause.number, *NUMBERS, "8", "9"]
        number = next(each for each in free if each not in taken)
        taken.add(number)
        clauses[place] = replace(clause, number=number)
    parties = _mixed(draw, base.parties, other.parties, lambda each: each.partner)
    keys = {clause.key for clause in clauses}
    partners = {party.partner for party in parties}
    rows = [*base.responsibilities, *other.responsibilities]
    rows = draw(st.lists(st.sampled_from(rows), max_size=6)) if rows else []
    return replace(
        draw(st.sampled_from([base, other])),
        clauses=tuple(clauses),
        parties=tuple(parties),
        responsibilities=tuple(
            row for row in rows if row.clause in keys and row.party in partners
        ),
    )


def _mixed(draw, first, second, key):
    found = {key(item): item for item in first}
    for item in second:
        if draw(st.booleans()):
            found[key(item)] = item
        elif draw(st.booleans()):
            found.pop(key(item), None)
    items = list(found.values())
    return draw(st.permutations(items)) if draw(st.booleans()) else items
