"""Organisation numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.organisation_numbers import (
    OrganisationNumberError,
    grouped,
    is_valid,
    normalise,
    validated,
)

# Innlandet fylkeskommune, Oslo kommune, Rogaland fylkeskommune.
REAL = ["920717152", "958935420", "971045698"]


@pytest.mark.parametrize(
    "typed",
    [
        "920717152",
        " 920 717 152 ",
        "920.717.152",
        "920\u00a0717\u202f152",
        "９２０７１７１５２",
        "920717152\u200b",
        "920717152\n",
    ],
)
def test_accepts_how_people_write_it(typed):
    assert validated(typed) == "920717152"
    assert is_valid(typed)
    assert grouped(typed) == "920 717 152"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "not_digits"),
        ("   ", "not_digits"),
        ("NO920717152", "not_digits"),
        ("92071715a", "not_digits"),
        ("-920717152", "not_digits"),
        ("٩٢٠٧١٧١٥٢", "not_digits"),
        ("92071715", "length"),
        ("9207171522", "length"),
        ("920717153", "checksum"),
        ("902717152", "checksum"),
        ("000000000", "checksum"),
    ],
)
def test_refuses_with_a_code(typed, code):
    with pytest.raises(OrganisationNumberError) as refusal:
        validated(typed)
    assert refusal.value.code == code
    assert not is_valid(typed)


def test_length_tells_both_lengths():
    with pytest.raises(OrganisationNumberError) as refusal:
        validated("1234")
    assert refusal.value.params == {"expected": 9, "found": 4}


@pytest.mark.parametrize("number", REAL)
def test_every_single_wrong_digit_is_noticed(number):
    assert is_valid(number)
    for place in range(9):
        for digit in "0123456789":
            wrong = number[:place] + digit + number[place + 1 :]
            assert is_valid(wrong) == (wrong == number)


@given(st.text(max_size=30))
def test_any_text_is_valid_or_refused(text):
    assert normalise(normalise(text)) == normalise(text)
    if is_valid(text):
        assert len(validated(text)) == 9
