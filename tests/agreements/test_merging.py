"""Two drafts from one version: nothing is lost, and what clashes is told."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.text import merging
from agreements.text.canonical import (
    PartyText,
    content_digest,
)
from agreements.text.difference import (
    normal,
    normal_rows,
    period_of,
)
from agreements.text.merging import (
    OURS,
    THEIRS,
    merge,
)
from tests.agreements.random_texts import drafts, versions
from tests.agreements.test_difference import BEFORE, clause, row, with_clauses

often = settings(max_examples=60, derandomize=True, deadline=None, database=None)


@st.composite
def two_drafts(draw):
    base = draw(versions())
    return base, draw(drafts(base)), draw(drafts(base))


def keys_of(merged):
    return {clash.key for clash in merged.clashes}


def refers_to_nothing_gone(text):
    keys = {each.key for each in text.clauses}
    partners = {each.partner for each in text.parties}
    return all(
        each.clause in keys and each.party in partners for each in text.responsibilities
    )


@given(two_drafts())
@often
def test_what_only_one_side_changed_is_taken_whole(three):
    base, ours, theirs = three
    for draft in (ours, theirs):
        for merged in (merge(base, draft, base), merge(base, base, draft)):
            assert merged.is_whole
            assert merged.text == normal(draft)


@given(two_drafts())
@often
def test_what_both_sides_made_alike_is_taken_once(three):
    base, ours, _theirs = three
    merged = merge(base, ours, ours)
    assert merged.is_whole
    assert merged.text == normal(ours)


@given(two_drafts())
@often
def test_it_makes_no_difference_which_side_is_ours(three):
    base, ours, theirs = three
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert one.is_whole == other.is_whole
    if one.is_whole:
        assert content_digest(one.text) == content_digest(other.text)


def decide_all(base, ours, theirs, side):
    """Return the text when every clash is decided for one side, as often as needed."""
    merged, choices = merge(base, ours, theirs), {}
    while not merged.is_whole:
        assert len(choices) < 100
        choices |= {clash.key: side for clash in merged.clashes}
        merged = merge(base, ours, theirs, choices=choices)
    return merged.text


@given(two_drafts(), st.sampled_from([OURS, THEIRS]))
@often
def test_decisions_lead_to_a_whole_text_whichever_side_is_ours(three, side):
    base, ours, theirs = three
    text = decide_all(base, ours, theirs, side)
    assert refers_to_nothing_gone(text)
    turned = decide_all(base, theirs, ours, THEIRS if side == OURS else OURS)
    assert content_digest(turned) == content_digest(text)


@given(two_drafts())
@often
def test_nothing_refers_to_what_is_gone_and_no_number_is_there_twice(three):
    text = merge(*three).text
    assert refers_to_nothing_gone(text)
    numbers = [each.number for each in text.clauses]
    assert len(set(numbers)) == len(numbers)


@given(two_drafts())
@often
def test_every_change_of_either_side_is_there_unless_it_clashes(three):
    base, ours, theirs = three
    merged = merge(base, ours, theirs)
    clashes = keys_of(merged)
    text = merged.text
    for side in (ours, theirs):
        for kind, items_of, key in [
            ("clause", lambda each: each.clauses, lambda each: each.key),
            ("party", lambda each: each.parties, lambda each: each.partner),
        ]:
            old = {key(each): bare(each) for each in items_of(base)}
            new = {key(each): bare(each) for each in items_of(side)}
            found = {key(each): bare(each) for each in items_of(text)}
            for name in {*old, *new}:
                free = not {f"{kind}:{name}", f"{kind}_in_use:{name}"} & clashes
                if old.get(name) != new.get(name) and free:
                    assert found.get(name) == new.get(name)
        if period_of(side) != period_of(base) and "period" not in clashes:
            assert period_of(text) == period_of(side)
        if not any(":" in key for key in clashes):
            gained = Counter(normal_rows(side.responsibilities)) - Counter(
                normal_rows(base.responsibilities)
            )
            there = Counter(text.responsibilities)
            assert all(there[each] for each in gained)


def bare(item):
    """Return a clause without its number, which is merged on its own."""
    return replace(item, number="") if hasattr(item, "number") else item


# One by one


def test_different_clauses_are_both_taken():
    ours = with_clauses(clause("formal", "1", "Nytt."), *BEFORE.clauses[1:])
    theirs = with_clauses(*BEFORE.clauses[:2], clause("tvist", "3", "Også nytt."))
    merged = merge(BEFORE, ours, theirs)
    assert merged.is_whole
    assert [each.text_nb for each in merged.text.clauses] == [
        "Nytt.",
        "Partene samarbeider.",
        "Også nytt.",
    ]


def test_a_clause_both_changed_shows_both_texts_and_that_of_the_base():
    ours = with_clauses(clause("formal", "1", "Vårt."), *BEFORE.clauses[1:])
    theirs = with_clauses(clause("formal", "1", "Deres."), *BEFORE.clauses[1:])
    (clash,) = merge(BEFORE, ours, theirs).clashes
    assert clash.key == "clause:formal"
    assert (clash.base, clash.ours, clash.theirs) == (
        BEFORE.clauses[0],
        ours.clauses[0],
        theirs.clauses[0],
    )
    for side, text in [(OURS, "Vårt."), (THEIRS, "Deres.")]:
        merged = merge(BEFORE, ours, theirs, choices={clash.key: side})
        assert merged.is_whole
        assert merged.decided == (clash,)
        assert merged.text.clauses[0].text_nb == text


def test_a_clause_one_changed_and_the_other_took_out_clashes():
    ours = replace(
        with_clauses(BEFORE.clauses[0], clause("ansvar", "2", "Nytt.")),
    )
    theirs = with_clauses(BEFORE.clauses[0])
    (clash,) = merge(BEFORE, ours, theirs).clashes
    assert (clash.key, clash.theirs) == ("clause:ansvar", None)
    gone = merge(BEFORE, ours, theirs, choices={clash.key: THEIRS})
    assert [each.key for each in gone.text.clauses] == ["formal"]


def test_new_wording_and_a_new_number_do_not_clash():
    ours = with_clauses(clause("formal", "1", "Nytt."), *BEFORE.clauses[1:])
    theirs = with_clauses(
        clause("ny", "1"),
        clause("formal", "2"),
        clause("ansvar", "3"),
        clause("tvist", "4"),
    )
    merged = merge(BEFORE, ours, theirs)
    assert merged.is_whole
    assert merged.text.clauses[1] == clause("formal", "2", "Nytt.")


def test_two_new_clauses_with_one_number_clash_and_get_one_each():
    ours = with_clauses(*BEFORE.clauses, clause("var", "4"))
    theirs = with_clauses(*BEFORE.clauses, clause("deres", "4"))
    merged = merge(BEFORE, ours, theirs)
    assert keys_of(merged) == {"clause_numbers"}
    chosen = merge(BEFORE, ours, theirs, choices={"clause_numbers": THEIRS})
    numbers = {each.key: each.number for each in chosen.text.clauses}
    assert (numbers["deres"], numbers["var"]) == ("4", "5")


def test_a_clash_of_numbers_below_a_clause_stays_below_it():
    base = with_clauses(clause("formal", "8"))
    ours = with_clauses(clause("formal", "8"), clause("var", "8.1"))
    theirs = with_clauses(clause("formal", "8"), clause("deres", "8.1"))
    chosen = merge(base, ours, theirs, choices={"clause_numbers": OURS})
    numbers = {each.key: each.number for each in chosen.text.clauses}
    assert numbers == {"formal": "8", "var": "8.1", "deres": "8.2"}


def test_orders_that_differ_clash():
    first, second, third = BEFORE.clauses
    merged = merge(
        BEFORE, with_clauses(third, first, second), with_clauses(second, first, third)
    )
    (clash,) = merged.clashes
    assert clash.key == merging.CLAUSE_ORDER
    assert clash.theirs == ("ansvar", "formal", "tvist")


def test_a_new_clause_stands_behind_its_neighbour_though_the_other_moved_it():
    first, second, third = BEFORE.clauses
    ours = with_clauses(first, clause("ny", "1.1"), second, third)
    theirs = with_clauses(second, third, first)
    merged = merge(BEFORE, ours, theirs)
    assert [each.key for each in merged.text.clauses] == [
        "ansvar",
        "tvist",
        "formal",
        "ny",
    ]


def test_the_same_responsibility_changed_twice_clashes():
    ours = replace(BEFORE, responsibilities=(row(note_nb="Vår."), row("kartlegge")))
    theirs = replace(BEFORE, responsibilities=(row(note_nb="Deres."), row("kartlegge")))
    (clash,) = merge(BEFORE, ours, theirs).clashes
    assert clash.kind == merging.RESPONSIBILITY
    assert clash.base == row()
    merged = merge(BEFORE, ours, theirs, choices={clash.key: THEIRS})
    assert row(note_nb="Deres.") in merged.text.responsibilities
    assert row(note_nb="Vår.") not in merged.text.responsibilities


def test_what_one_side_changed_into_the_others_addition_is_one_promise():
    told = row(note_nb="Om våren.")
    ours = replace(BEFORE, responsibilities=(told, row("kartlegge")))
    theirs = replace(BEFORE, responsibilities=(*BEFORE.responsibilities, told))
    merged = merge(BEFORE, ours, theirs)
    assert merged.text.responsibilities.count(told) == 1


def test_a_responsibility_whose_clause_the_other_took_out_clashes():
    ours = replace(BEFORE, responsibilities=(row(clause="tvist"),))
    theirs = with_clauses(*BEFORE.clauses[:2])
    merged = merge(BEFORE, ours, theirs)
    (clash,) = merged.clashes
    assert clash.key == "clause_in_use:tvist"
    assert clash.rows == (row(clause="tvist"),)
    assert clash.ours == BEFORE.clauses[2]
    kept = merge(BEFORE, ours, theirs, choices={clash.key: OURS})
    assert "tvist" in {each.key for each in kept.text.clauses}
    gone = merge(BEFORE, ours, theirs, choices={clash.key: THEIRS})
    assert row(clause="tvist") not in gone.text.responsibilities


def test_a_responsibility_whose_party_the_other_took_out_clashes():
    ours = replace(
        BEFORE, responsibilities=(*BEFORE.responsibilities, row(party="fylket"))
    )
    theirs = replace(BEFORE, parties=BEFORE.parties[:1])
    merged = merge(BEFORE, ours, theirs)
    assert keys_of(merged) == {"party_in_use:fylket"}
    gone = merge(BEFORE, ours, theirs, choices={"party_in_use:fylket": THEIRS})
    assert [each.partner for each in gone.text.parties] == ["nav"]
    assert {each.party for each in gone.text.responsibilities} == {"nav"}


def test_parties_added_by_each_side_are_both_there():
    ours = replace(BEFORE, parties=(*BEFORE.parties, PartyText("lom", "Lom", "", "")))
    theirs = replace(
        BEFORE, parties=(*BEFORE.parties, PartyText("skjak", "Skjåk", "", ""))
    )
    merged = merge(BEFORE, ours, theirs)
    assert merged.is_whole
    assert [each.partner for each in merged.text.parties] == [
        "nav",
        "fylket",
        "lom",
        "skjak",
    ]


def test_a_choice_that_fits_no_clash_counts_for_nothing():
    merged = merge(BEFORE, BEFORE, BEFORE, choices={"clause:formal": THEIRS})
    assert merged.is_whole
    assert not merged.decided


def test_a_choice_is_one_of_the_two_sides():
    with pytest.raises(ValueError, match="mine"):
        merge(BEFORE, BEFORE, BEFORE, choices={"clause:formal": "mine"})


def test_a_number_that_is_there_twice_is_refused():
    twice = with_clauses(clause("formal", "1"), clause("ansvar", "1"))
    with pytest.raises(ValueError, match="number"):
        merge(BEFORE, twice, BEFORE)


def test_what_both_sides_added_is_there_once():
    both = replace(
        BEFORE, responsibilities=(*BEFORE.responsibilities, row(party="fylket"))
    )
    merged = merge(BEFORE, both, replace(both, agreed_to=None))
    assert merged.text.responsibilities.count(row(party="fylket")) == 1
