"""How long one waits after wrong guesses."""

from datetime import UTC, datetime, timedelta

import pytest

from partners.accounts.pace import (
    ACCOUNT,
    ADDRESS,
    CODE,
    DEVICE,
    LETTER,
    Pace,
    counted,
    wait,
)

AT = datetime(2025, 3, 10, 9, tzinfo=UTC)
SLOW = Pace(
    free=3,
    first=timedelta(seconds=10),
    longest=timedelta(seconds=60),
    forgotten=timedelta(hours=1),
)


@pytest.mark.parametrize(
    "guesses, seconds_ago, seconds",
    [
        (0, 0, 0),
        (2, 0, 0),
        (3, 0, 10),
        (3, 9, 1),
        (3, 10, 0),
        (3, 11, 0),
        (4, 0, 20),
        (5, 0, 40),
        (6, 0, 60),
        (7, 0, 60),
        (1_000_000, 0, 60),
        (1_000_000, 3600, 0),
    ],
)
def test_the_wait_doubles_up_to_the_longest_one(guesses, seconds_ago, seconds):
    last_at = AT - timedelta(seconds=seconds_ago)
    assert wait(SLOW, guesses, last_at, AT) == timedelta(seconds=seconds)


def test_who_never_guessed_waits_for_nothing():
    assert wait(SLOW, 0, None, AT) == timedelta(0)
    assert counted(SLOW, 0, None, AT) == 1


def test_guesses_add_up_until_they_are_forgotten():
    assert counted(SLOW, 4, AT - timedelta(minutes=59), AT) == 5
    assert counted(SLOW, 4, AT - timedelta(hours=1), AT) == 1


@pytest.mark.parametrize("pace", [ACCOUNT, ADDRESS, CODE, DEVICE, LETTER])
def test_nobody_waits_for_more_than_half_an_hour(pace):
    assert wait(pace, 10_000, AT, AT) <= timedelta(minutes=30)
    assert pace.free >= 3
