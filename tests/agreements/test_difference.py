"""What a difference says of two versions, and that it leaves nothing out."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from agreements.text.canonical import (
    ClauseText,
    PartyText,
    ResponsibilityText,
    VersionText,
    content_digest,
)
from agreements.text.difference import (
    Period,
    Turned,
    apply,
    difference,
    normal,
)
from tests.agreements.random_texts import versions

often = settings(max_examples=100, derandomize=True, deadline=None, database=None)


def clause(key, number, text="Partene samarbeider.", kind="goals"):
    return ClauseText(key, number, kind, key.title(), "", text, "")


def row(task="veilede", party="nav", involvement="leads", **given):
    values = {
        "clause": "formal",
        "target_groups": ("laid_off",),
        "whole_county": True,
        "municipalities": (),
        "note_nb": "",
        "note_nn": "",
    }
    return ResponsibilityText(task, party, involvement, **values | given)


BEFORE = VersionText(
    agreement="eksempel",
    signed_language="nb",
    agreed_from=date(2021, 1, 1),
    agreed_to=date(2024, 12, 31),
    clauses=(clause("formal", "1"), clause("ansvar", "2"), clause("tvist", "3")),
    parties=(PartyText("nav", "NAV", "", ""), PartyText("fylket", "Fylket", "", "")),
    responsibilities=(row(), row("kartlegge")),
)


def with_clauses(*clauses):
    return replace(BEFORE, clauses=clauses)


@given(versions(), versions())
@often
def test_difference_applied_to_one_version_gives_the_other(a, b):
    made = apply(difference(a, b), a)
    assert made == normal(b)
    assert content_digest(made) == content_digest(b)


@given(versions())
@often
def test_a_version_does_not_differ_from_itself(a):
    assert difference(a, a).is_empty


@given(versions(), versions())
@often
def test_versions_with_different_digests_differ(a, b):
    same = content_digest(a) == content_digest(b)
    assert difference(a, b).is_empty == same


def test_order_of_responsibilities_makes_no_difference():
    turned = replace(BEFORE, responsibilities=BEFORE.responsibilities[::-1])
    assert difference(BEFORE, turned).is_empty


def test_a_difference_fits_only_the_version_it_was_made_from():
    later = with_clauses(*BEFORE.clauses, clause("ny", "4"))
    change = difference(BEFORE, later)
    other = with_clauses(*BEFORE.clauses[:2])
    for wrong in (later, other):
        with pytest.raises(ValueError):
            apply(change, wrong)


def test_a_difference_fits_only_the_responsibilities_it_was_made_from():
    change = difference(BEFORE, replace(BEFORE, responsibilities=(row(),)))
    with pytest.raises(ValueError, match="responsibility"):
        apply(change, replace(BEFORE, responsibilities=(row(),)))


def test_a_key_that_is_there_twice_is_refused():
    with pytest.raises(ValueError, match="formal"):
        difference(BEFORE, with_clauses(clause("formal", "1"), clause("formal", "2")))


def test_clauses_are_added_removed_and_changed_by_their_key():
    after = with_clauses(
        clause("formal", "1", "Partene samarbeider mer."),
        clause("tvist", "3"),
        clause("ny", "4"),
    )
    found = difference(BEFORE, after).clauses
    assert [each.key for each in found.added] == ["ny"]
    assert [each.key for each in found.removed] == ["ansvar"]
    assert [turn.after.key for turn in found.changed] == ["formal"]
    assert found.moved == ()


def test_a_clause_with_another_number_is_renumbered_and_not_reworded():
    after = with_clauses(
        clause("formal", "1"),
        clause("ny", "2"),
        clause("ansvar", "3"),
        clause("tvist", "4"),
    )
    found = difference(BEFORE, after)
    assert [turn.after.key for turn in found.renumbered] == ["ansvar", "tvist"]
    assert found.reworded == ()
    assert found.clauses.moved == ()


def test_only_the_clause_that_was_put_elsewhere_has_moved():
    first, second, third = BEFORE.clauses
    assert difference(BEFORE, with_clauses(third, first, second)).clauses.moved == (
        "tvist",
    )


def test_a_kind_alone_is_no_new_wording():
    after = with_clauses(clause("formal", "1", kind="purpose"), *BEFORE.clauses[1:])
    found = difference(BEFORE, after)
    assert len(found.clauses.changed) == 1
    assert found.reworded == ()


def test_parties_come_go_and_are_renamed():
    after = replace(
        BEFORE,
        parties=(PartyText("nav", "Nav", "", ""), PartyText("lom", "Lom", "", "")),
    )
    found = difference(BEFORE, after)
    assert [each.partner for each in found.parties.added] == ["lom"]
    assert [each.partner for each in found.parties.removed] == ["fylket"]
    assert [turn.after.name for turn in found.renamed_parties] == ["Nav"]


def test_a_role_alone_is_no_new_name():
    first, second = BEFORE.parties
    after = replace(BEFORE, parties=(replace(first, role_nb="Leder."), second))
    found = difference(BEFORE, after)
    assert len(found.parties.changed) == 1
    assert found.renamed_parties == ()


def test_period_tells_both_days():
    after = replace(BEFORE, agreed_to=None)
    assert difference(BEFORE, after).period == Turned(
        Period(date(2021, 1, 1), date(2024, 12, 31)), Period(date(2021, 1, 1), None)
    )


def test_a_responsibility_of_the_same_party_in_the_same_task_has_changed():
    smaller = row(whole_county=False, municipalities=("3434",))
    after = replace(BEFORE, responsibilities=(smaller, row("kartlegge")))
    found = difference(BEFORE, after).responsibilities
    assert found.changed == (Turned(row(), smaller),)
    assert not found.gained and not found.lost


def test_a_responsibility_of_another_party_is_another_one():
    after = replace(BEFORE, responsibilities=(row(party="fylket"), row("kartlegge")))
    found = difference(BEFORE, after).responsibilities
    assert found.gained == (row(party="fylket"),)
    assert found.lost == (row(),)
    assert not found.changed


def test_the_rows_most_alike_are_taken_for_one_that_changed():
    before = replace(
        BEFORE,
        responsibilities=(row(), row(target_groups=("adults",), involvement="funds")),
    )
    noted = row(note_nb="Om våren.")
    after = replace(BEFORE, responsibilities=(noted,))
    found = difference(before, after).responsibilities
    assert found.changed == (Turned(row(), noted),)
    assert [each.target_groups for each in found.lost] == [("adults",)]


def test_a_responsibility_that_is_there_twice_can_go_once():
    twice = replace(BEFORE, responsibilities=(row(), row()))
    once = replace(BEFORE, responsibilities=(row(),))
    assert difference(twice, once).responsibilities.lost == (row(),)
    assert difference(once, twice).responsibilities.gained == (row(),)


def test_for_whom_a_row_is_counts_more_than_how_and_where():
    same_group = row()
    wider = row(
        target_groups=("adults", "laid_off"),
        involvement="contributes",
        whole_county=False,
        municipalities=("3434",),
    )
    after = replace(wider, target_groups=("laid_off",))
    found = difference(
        replace(BEFORE, responsibilities=(wider, same_group)),
        replace(BEFORE, responsibilities=(after,)),
    ).responsibilities
    assert found.changed == (Turned(same_group, after),)
    assert found.lost == (wider,)
