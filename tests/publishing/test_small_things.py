"""Paging, dates of sources and former addresses."""

from datetime import date

import pytest

from publishing.addresses import moved_to
from publishing.models import FormerSlug
from publishing.paging import page_of
from publishing.source_dates import first_day


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, 1),
        ("", 1),
        ("2", 2),
        ("3", 3),
        ("4", 3),
        ("0", 3),
        ("-1", 1),
        ("abc", 1),
        ("٣", 1),
        ("1e9", 1),
        ("9" * 30, 1),
        (" 2", 1),
    ],
)
def test_what_is_no_page_is_the_first_and_past_the_end_is_the_last(asked, expected):
    assert page_of(list(range(25)), asked, 10).number == expected


def test_an_empty_list_has_one_empty_page():
    page = page_of([], "7", 10)
    assert (page.number, len(page)) == (1, 0)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-03-13", date(2026, 3, 13)),
        ("2018-03", date(2018, 3, 1)),
        ("2024", date(2024, 1, 1)),
        ("", None),
        ("about 2015", None),
        ("2026-02-30", None),
        ("2026-13", None),
    ],
)
def test_a_date_of_a_source_is_read_as_early_as_it_can_mean(as_of, expected):
    assert first_day(as_of) == expected


@pytest.fixture
def moved(db):
    for slug, current in [("a", "b"), ("b", "c"), ("x", "y"), ("y", "x")]:
        FormerSlug.objects.create(kind="tilbud", slug=slug, current_slug=current)


@pytest.mark.usefixtures("moved")
def test_an_address_that_moved_twice_is_followed():
    assert moved_to("tilbud", "a") == "c"
    assert moved_to("tilbud", "c") is None
    assert moved_to("partnere", "a") is None


@pytest.mark.usefixtures("moved")
def test_a_circle_of_addresses_ends():
    assert moved_to("tilbud", "x") is None
    assert moved_to("tilbud", "y") is None
