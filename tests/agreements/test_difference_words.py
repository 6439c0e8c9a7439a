"""Parties, period and clauses that changed, in sentences."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from agreements.text.canonical import PartyText
from agreements.text.difference import difference
from agreements.text.difference_words import told
from tests.agreements.test_difference import BEFORE, clause, with_clauses
from tests.agreements.test_handover import NAMES

HEADINGS = {"formal": "Purpose", "ansvar": "Duties", "tvist": "Disputes", "ny": "New"}
HEADINGS |= {f"n{number}": f"N{number}" for number in range(7)}
LOM = PartyText("lom", "Lom kommune", "", "")
NAV, COUNTY = BEFORE.parties


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def sentences(before, after):
    return told(difference(before, after), (), replace(NAMES, headings=HEADINGS))


def days(first, last):
    return replace(BEFORE, agreed_from=first, agreed_to=last)


@pytest.mark.parametrize(
    ("parties", "told"),
    [
        ((NAV, COUNTY, LOM), ("Lom kommune is a new party.",)),
        ((NAV,), ("Fylket is no longer a party.",)),
        ((replace(NAV, name="Nav"), COUNTY), ("NAV is now called Nav.",)),
        (
            (replace(NAV, role_nb="Leder."), COUNTY),
            ("The part in the cooperation is described anew for NAV.",),
        ),
        ((COUNTY, NAV), ("The parties stand in another order.",)),
    ],
)
def test_parties(parties, told):
    assert sentences(BEFORE, replace(BEFORE, parties=parties)).parties == told


FIRST, LAST = BEFORE.agreed_from, BEFORE.agreed_to


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (
            FIRST,
            date(2026, 12, 31),
            "It is extended to 31 December 2026. It was agreed until 31 December 2024.",
        ),
        (
            FIRST,
            date(2023, 12, 31),
            "It is shortened to 31 December 2023. It was agreed until 31 December"
            " 2024.",
        ),
        (
            FIRST,
            None,
            "It has no last day any more. It was agreed until 31 December 2024.",
        ),
        (
            date(2022, 1, 1),
            LAST,
            "It applies from 1 January 2022, not from 1 January 2021.",
        ),
        (None, LAST, "It says no longer from which day it applies."),
    ],
)
def test_period(first, last, told):
    (sentence,) = sentences(BEFORE, days(first, last)).period
    assert sentence.replace("\xa0", " ") == told


def test_a_period_that_was_open_gets_its_days():
    found = sentences(days(None, None), days(FIRST, LAST)).period
    assert [each.replace("\xa0", " ") for each in found] == [
        "It applies from 1 January 2021.",
        "It has got a last day: 31 December 2024.",
    ]


def test_clauses_that_are_new_and_gone():
    after = with_clauses(*BEFORE.clauses[:2], clause("ny", "4"))
    assert sentences(BEFORE, after).clauses == (
        "New clause: 4 New.",
        "Clause that is gone: 3 Disputes.",
    )


def test_clauses_with_new_wording_and_new_numbers():
    after = with_clauses(
        clause("formal", "1", "Nytt."), clause("ansvar", "4"), BEFORE.clauses[2]
    )
    assert sentences(BEFORE, after).clauses == (
        "New wording: 1 Purpose.",
        "New numbers: 4 Duties (before: 2).",
    )


def test_a_clause_that_stands_elsewhere():
    first, second, third = BEFORE.clauses
    assert sentences(BEFORE, with_clauses(third, first, second)).clauses == (
        "Stands in another place: «Disputes».",
    )


def test_many_clauses_are_counted():
    many = [clause(f"n{number}", str(number)) for number in range(7)]
    worded = [replace(each, text_nb="Nytt.") for each in many]
    moved = [replace(each, number=f"1{each.number}") for each in many]
    assert sentences(with_clauses(*many), with_clauses(*worded)).clauses == (
        "7 clauses have new wording.",
    )
    assert sentences(with_clauses(*many), with_clauses(*moved)).clauses == (
        "7 clauses have new numbers.",
    )


def test_nothing_is_said_of_versions_that_say_the_same():
    assert sentences(BEFORE, BEFORE).is_empty
