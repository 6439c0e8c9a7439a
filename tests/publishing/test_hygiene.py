"""Letters that nobody sees go; what cannot be stored is noticed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.hygiene import is_broken, tidy


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x\udfff"])
def test_what_cannot_be_stored_is_noticed_and_shown(text):
    assert is_broken(text)
    assert not is_broken(tidy(text))
    assert "\N{REPLACEMENT CHARACTER}" in tidy(text)


@pytest.mark.parametrize(
    "mark", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\u200d", "\x07"]
)
def test_marks_without_shape_go(mark):
    assert tidy(f"Na{mark}v") == "Nav"


def test_text_is_composed():
    assert tidy("A\u030a\nO\tx") == "Å\nO\tx"


def test_joiners_stay_where_they_bear_meaning():
    family = "\U0001f468\u200d\U0001f469"
    persian = "می\u200cخواهم"
    assert (tidy(family), tidy(persian)) == (family, persian)


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    once = tidy(text)
    assert tidy(once) == once == unicodedata.normalize("NFC", once)
