"""How long a confirmation holds, to the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.freshness import (
    DUE_SOON,
    DUE_SOON_DAYS,
    FRESH,
    NEVER,
    OVERDUE,
    Confirmed,
    freshness,
    last_fresh_day,
    latest,
    overdue_since,
)

ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize("months", [-1, 0, 13, 100])
def test_an_interval_that_nobody_can_choose_is_refused(months):
    with pytest.raises(ValueError, match="between 1 and 12"):
        last_fresh_day(date(2026, 3, 3), months)


@pytest.mark.parametrize(
    ("confirmed_on", "months", "expected"),
    [
        (date(2026, 3, 12), 6, date(2026, 9, 12)),
        (date(2026, 3, 3), 1, date(2026, 4, 3)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 8, 12), 6, date(2027, 2, 12)),
        # The month has no such day: its last day it is.
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        # A short month is not made up for: the 28th stays the 28th.
        (date(2027, 2, 28), 1, date(2027, 3, 28)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_it_holds_to_the_same_day_of_a_later_month(confirmed_on, months, expected):
    assert last_fresh_day(confirmed_on, months) == expected


def slowly_counted(confirmed_on, months):
    """Walk day by day: a month is over on the day with its number, or on its end."""
    day, passed = confirmed_on, 0
    while True:
        tomorrow = day + ONE_DAY
        day = tomorrow
        is_month_end = (day + ONE_DAY).month != day.month
        if day.day == confirmed_on.day or (is_month_end and day.day < confirmed_on.day):
            passed += 1
        if passed == months:
            return day


@given(
    st.dates(date(1999, 12, 1), date(2101, 1, 31)), st.integers(1, 12), st.integers(0)
)
def test_it_is_what_one_counts_on_a_calendar(confirmed_on, months, shift):
    last = last_fresh_day(confirmed_on, months)
    assert last == slowly_counted(confirmed_on, months)
    today = last + timedelta(days=shift % 40 - 20)
    state = freshness(Confirmed(confirmed_on), months, today).state
    if today > last:
        assert state == OVERDUE
    elif (last - today).days <= DUE_SOON_DAYS:
        assert state == DUE_SOON
    else:
        assert state == FRESH


def test_the_edges_of_being_due_are_inclusive():
    last = Confirmed(date(2026, 3, 12), "Nav Eksempel")
    due_on = date(2026, 9, 12)

    def state(day):
        return freshness(last, 6, day).state

    assert state(due_on - timedelta(days=DUE_SOON_DAYS + 1)) == FRESH
    assert state(due_on - timedelta(days=DUE_SOON_DAYS)) == DUE_SOON
    assert state(due_on) == DUE_SOON
    assert state(due_on + ONE_DAY) == OVERDUE
    told = freshness(last, 6, due_on)
    assert (told.due_on, told.last) == (due_on, last)


def test_confirming_early_never_costs_a_day():
    early, late = date(2026, 8, 30), date(2026, 9, 12)
    assert last_fresh_day(early, 6) < last_fresh_day(late, 6)


def test_what_nobody_confirmed_has_no_day_to_be_late_with():
    told = freshness(None, 1, date(2026, 3, 12))
    assert (told.state, told.due_on) == (NEVER, None)
    assert told.is_to_confirm
    assert not told.is_overdue


def test_the_latest_of_several_confirmations_counts():
    one, other = Confirmed(date(2026, 3, 1), "A"), Confirmed(date(2026, 3, 2), "B")
    assert latest(one, None, other) == other
    assert latest(None) is None


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], None),
        ([date(2026, 3, 12)], None),
        ([date(2026, 3, 11)], date(2026, 3, 11)),
        ([date(2026, 3, 1), date(2026, 2, 1), date(2026, 9, 1)], date(2026, 2, 1)),
    ],
)
def test_the_group_that_is_longest_overdue_is_told(days, expected):
    assert overdue_since(days, 6, date(2026, 9, 12)) == expected
