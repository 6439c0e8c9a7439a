"""What people type is understood, or refused; never guessed."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.typed import typed_day, typed_phone, typed_postal_code, typed_time


@pytest.mark.parametrize(
    "text",
    [
        "",
        "i morgen",
        "31.02.2026",
        "13/13-2026",
        "12.11",
        "12.11.0026",
        "12.11.9999",
        "2026-13-01",
        "12. foo 2026",
        "99999999",
    ],
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError):
        typed_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "12.11.2026",
        "12.11.26",
        "12. 11. 2026",
        "12/11-2026",
        "12/11/2026",
        "12-11-2026",
        "12 11 2026",
        " 2026-11-12 ",
        "2026.11.12",
        "12. november 2026",
        "12 nov. 2026",
        "12 November 2026",
        "12112026",
        "20261112",
        "１２.１１.２０２６",
        "12\u00a0.\u200b11.2026".replace("\u00a0.", "."),
        "12–11–2026",
    ],
)
def test_a_day_may_be_written_in_many_ways(text):
    assert typed_day(text) == date(2026, 11, 12)


@pytest.mark.parametrize("text", ["", "x", "25", "9.60", "24.01", "9.00.30", "-1"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError):
        typed_time(text)


@pytest.mark.parametrize(
    "text", ["9", "09", "9.00", "9:00", "0900", "900", "09 00", "kl. 9", "09:00:00"]
)
def test_a_time_may_be_written_in_many_ways(text):
    assert typed_time(text) == time(9, 0)


def test_the_end_of_the_day_is_midnight():
    assert typed_time("24.00") == typed_time("0") == time(0, 0)
    assert typed_time("kl. 15,30") == time(15, 30)


@pytest.mark.parametrize("text", ["", "281", "28155", "Gjøvik", "SE-28155"])
def test_what_is_no_postal_code_is_refused(text):
    with pytest.raises(ValueError):
        typed_postal_code(text)


@pytest.mark.parametrize("text", ["2815", " 2815 ", "N-2815", "NO 2815", "2815 Gjøvik"])
def test_a_postal_code_may_have_its_place_beside_it(text):
    assert typed_postal_code(text) == "2815"


def test_a_phone_number_keeps_its_grouping_and_loses_the_word_before_it():
    assert typed_phone("Tlf.: 22\u00a033 44\u202f55\u200b") == "22 33 44 55"
    assert typed_phone("+47 22334455") == "+47 22334455"
    assert typed_phone("６１") == "61"


@given(st.text(max_size=30))
def test_no_text_is_a_fault(text):
    for parse in (typed_day, typed_time, typed_phone, typed_postal_code):
        try:
            parse(text)
        except ValueError:
            continue
