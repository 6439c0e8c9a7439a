"""Count guesses in the database, so that all processes slow the same guesser.

A guess is counted before it is looked at: twenty at once are twenty guesses, not one.
Who was right gets the count of the account back, and the address the one guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, ngettext

from . import pace
from .models import GuessCount
from .pace import Pace


@dataclass(frozen=True)
class Guessing:
    """At what, or from where, somebody guesses, and how fast one may."""

    pace: Pace
    about: str
    # Whether being right once makes all earlier wrong guesses forgotten.
    is_cleared: bool = True

    @property
    def key(self) -> str:
        return salted_hmac(__name__, self.about, algorithm="sha256").hexdigest()


class TooSoon(Exception):
    """The next guess is not due yet; `wait` is how long that takes."""

    def __init__(self, wait: timedelta):
        super().__init__(wait)
        self.wait = wait


def count_guess(guessings: Sequence[Guessing], *, at: datetime | None = None) -> None:
    """Count a guess, before it is looked at. Raise TooSoon when it may not be made.

    A guess that comes too soon is not counted, or impatience would prolong the wait.
    """
    at = at or datetime.now(UTC)
    by_key = {each.key: each for each in guessings}
    with transaction.atomic():
        GuessCount.objects.bulk_create(
            [GuessCount(key=key, last_at=at) for key in by_key], ignore_conflicts=True
        )
        # In one order, or two guesses could wait for each other.
        rows = list(
            GuessCount.objects.select_for_update()
            .filter(key__in=by_key)
            .order_by("key")
        )
        longest = max(
            pace.wait(by_key[row.key].pace, row.guesses, row.last_at, at)
            for row in rows
        )
        if longest:
            raise TooSoon(longest)
        for row in rows:
            row.guesses = pace.counted(
                by_key[row.key].pace, row.guesses, row.last_at, at
            )
            row.last_at = at
            row.save(update_fields=["guesses", "last_at"])


def was_right(guessings: Sequence[Guessing]) -> None:
    """Forget the guess that was counted, and where it is so the ones before it."""
    with transaction.atomic():
        for each in sorted(guessings, key=lambda guessing: guessing.key):
            row = GuessCount.objects.select_for_update().filter(key=each.key).first()
            if row is None:
                continue
            row.guesses = 0 if each.is_cleared else max(row.guesses - 1, 0)
            row.save(update_fields=["guesses"])


def forget(before: datetime) -> int:
    """Delete counts that nothing was added to since an instant; return how many."""
    deleted, _rows = GuessCount.objects.filter(last_at__lt=before).delete()
    return deleted


def sentence(wait: timedelta) -> str:
    """Say how long to wait after wrong tries, in the reader's language."""
    return gettext(
        "There have been many wrong tries. Wait %(how_long)s and try again."
    ) % {"how_long": _in_words(wait)}


def too_many_letters(wait: timedelta) -> str:
    """Say how long to wait before another e-mail can be asked for."""
    return gettext(
        "An e-mail was asked for several times already. Look among your unwanted mail,"
        " or wait %(how_long)s and ask again."
    ) % {"how_long": _in_words(wait)}


def _in_words(wait: timedelta) -> str:
    seconds = max(1, int(-(-wait.total_seconds() // 1)))
    if seconds < 120:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
