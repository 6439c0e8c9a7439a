"""What two drafts do not agree on is told so that one can choose between them."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.text import merging
from agreements.text.canonical import (
    ClauseText,
    PartyText,
    ResponsibilityText,
    VersionText,
)
from agreements.text.clash_words import (
    row_in_words,
    told_clash,
)
from agreements.text.difference_words import Names
from agreements.text.merging import merge
from agreements.text.word_difference import ADDED
from tests.agreements.random_texts import (
    GROUPS,
    PARTNERS,
    PLACES,
    TASKS,
    drafts,
    versions,
)

NAMES = Names(
    parties={slug: slug.title() for slug in PARTNERS},
    tasks={slug: slug.title() for slug in TASKS},
    groups={slug: slug for slug in GROUPS},
    places={code: f"Sted {code}" for code in PLACES},
    county="Eksempelfylket",
    county_places=frozenset(PLACES),
    headings={"formal": "Formål", "ansvar": "Ansvar"},
)
ROW = ResponsibilityText(
    task="veilede",
    party="nav",
    involvement="leads",
    clause="ansvar",
    target_groups=("adults",),
    whole_county=False,
    municipalities=("3405",),
    note_nb="",
    note_nn="",
)
BASE = VersionText(
    agreement="eksempel",
    signed_language="nb",
    agreed_from=date(2024, 1, 1),
    agreed_to=None,
    clauses=(
        ClauseText("formal", "1", "goals", "Formål", "", "Vi møtes.", ""),
        ClauseText("ansvar", "2", "goals", "Ansvar", "", "Nav leder.", ""),
    ),
    parties=(PartyText("nav", "Nav", "", ""), PartyText("lom", "Lom", "", "")),
    responsibilities=(ROW,),
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def clashes(ours, theirs, base=BASE):
    """Return the clashes of two drafts in words, by their kinds."""
    merged = merge(base, ours, theirs)
    return {clash.kind: told_clash(clash, NAMES) for clash in merged.clashes}


def worded(text, **given):
    first, *rest = BASE.clauses
    return replace(BASE, clauses=(replace(first, text_nb=text, **given), *rest))


def test_both_texts_of_a_clause_are_told_with_what_is_new_in_each():
    told = clashes(worded("Vi møtes ofte."), worded("Vi møtes sjelden."))["clause"]
    assert told.heading == "Clause 1 Formål"
    for side, word in [(told.ours, "ofte"), (told.theirs, "sjelden")]:
        [wording] = side.wordings
        runs = [run for block in wording.blocks for line in block.lines for run in line]
        assert wording.lang == "nb"
        assert any(run.kind == ADDED and word in run.text for run in runs)


def test_a_heading_and_a_kind_are_told_where_they_are_not_the_same():
    told = clashes(
        worded("Vi møtes.", heading_nb="Hvorfor", kind="purpose"), worded("Ofte.")
    )["clause"]
    assert told.ours.sentences == (
        "The heading (bokmål): «Hvorfor».",
        "The kind of clause: purpose.",
    )


def test_a_clause_that_is_taken_out_is_said_to_be():
    told = clashes(replace(BASE, clauses=BASE.clauses[1:]), worded("Ofte."))["clause"]
    assert told.ours.sentences == ("The clause is taken out.",)


def test_periods_are_told_in_days():
    told = clashes(
        replace(BASE, agreed_to=date(2026, 12, 31)),
        replace(BASE, agreed_from=None),
    )["period"]
    assert told.ours.sentences == (
        "From 1\N{NO-BREAK SPACE}January 2024 to 31\N{NO-BREAK SPACE}December 2026.",
    )
    assert told.theirs.sentences == ("The period is not set yet.",)


def test_what_is_taken_out_and_needed_names_what_goes_with_it():
    without = replace(BASE, clauses=BASE.clauses[:1], responsibilities=())
    more = replace(ROW, task="kartlegge")
    told = clashes(without, replace(BASE, responsibilities=(ROW, more)))[
        merging.CLAUSE_IN_USE
    ]
    assert told.ours.sentences == ("It goes, and with it 1 responsibility:",)
    assert told.theirs.sentences == ("It stays, and with it 1 responsibility:",)
    assert told.ours.items == (row_in_words(more, NAMES),)


def test_a_responsibility_is_one_line():
    assert row_in_words(ROW, NAMES) == (
        "Nav – leads: «Veilede», for adults in Sted 3405."
    )
    assert "in the whole of Eksempelfylket" in row_in_words(
        replace(ROW, whole_county=True, municipalities=()), NAMES
    )


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_every_clash_is_told_and_its_sides_can_be_told_apart(data):
    base = data.draw(versions())
    ours, theirs = data.draw(drafts(base)), data.draw(drafts(base))
    for clash in merge(base, ours, theirs).clashes:
        told = told_clash(clash, NAMES)
        assert told.heading
        assert told.ours != told.theirs
