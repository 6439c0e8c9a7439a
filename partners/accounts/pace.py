"""How long one must wait after wrong guesses. Pure: numbers in, seconds out.

The waits double up to a longest one, and wrong guesses are forgotten after a while, so
that nobody is ever shut out for good, and no program gets far by guessing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Pace:
    """`free` guesses cost nothing; the next one `first`, each after that the double.

    `longest` is the longest wait; after `forgotten` without a guess all is as before.
    """

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta


# By the whole office or school that shares an address, which may be many people.
ADDRESS = Pace(
    free=20,
    first=timedelta(seconds=2),
    longest=timedelta(minutes=5),
    forgotten=timedelta(hours=1),
)
# At one account, from anywhere that the account does not know.
ACCOUNT = Pace(
    free=5,
    first=timedelta(seconds=5),
    longest=timedelta(minutes=5),
    forgotten=timedelta(hours=24),
)
# At one account from a browser that its owner has logged in with.
DEVICE = Pace(
    free=10,
    first=timedelta(seconds=5),
    longest=timedelta(minutes=5),
    forgotten=timedelta(hours=1),
)
# At the code of six digits, by who has the password already.
CODE = Pace(
    free=5,
    first=timedelta(seconds=30),
    longest=timedelta(minutes=15),
    forgotten=timedelta(hours=24),
)
# Letters with a link to one address, so that nobody can fill another's mailbox.
LETTER = Pace(
    free=3,
    first=timedelta(minutes=1),
    longest=timedelta(minutes=30),
    forgotten=timedelta(hours=24),
)


def wait(pace: Pace, guesses: int, last_at: datetime | None, at: datetime) -> timedelta:
    """Return how long to wait at `at` after that many guesses, the last at `last_at`.

    Zero when one may guess now. `last_at` None means that there was no guess.
    """
    if last_at is None or guesses < pace.free or at - last_at >= pace.forgotten:
        return timedelta(0)
    # Beyond this power, the longest wait is reached anyway.
    doublings = min(guesses - pace.free, 16)
    whole = min(pace.first * (1 << doublings), pace.longest)
    return max(last_at + whole - at, timedelta(0))


def counted(pace: Pace, guesses: int, last_at: datetime | None, at: datetime) -> int:
    """Return the number of guesses with the one that is made at `at`."""
    if last_at is None or at - last_at >= pace.forgotten:
        return 1
    return guesses + 1
