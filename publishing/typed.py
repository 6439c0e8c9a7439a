"""What people meant by what they typed: days, times, phone numbers, postal codes.

Pure: text in, value out. Whoever types may use dots, slashes, spaces or nothing; what
cannot be understood is a ValueError, never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time

from .days import EARLIEST, LATEST

MONTHS = {
    name[:3]: number
    for number, names in enumerate(
        (
            "januar january",
            "februar february",
            "mars march",
            "april",
            "mai may",
            "juni june",
            "juli july",
            "august",
            "september",
            "oktober october",
            "november",
            "desember december",
        ),
        start=1,
    )
    for name in names.split()
}

_DAY_FIRST = re.compile(r"(\d{1,2})[.,/\- ]{1,2}(\d{1,2})[.,/\- ]{1,2}(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[.,/\- ](\d{1,2})[.,/\- ](\d{1,2})")
_WITH_MONTH = re.compile(r"(\d{1,2})\.? ?([a-zæøå]{3,9})\.? ?(\d{4})")
_EIGHT_DIGITS = re.compile(r"\d{8}")
_CLOCK = re.compile(r"(\d{1,2})(?:[.:, h]?(\d{2}))?(?:[.:]00)?")
_POSTAL_CODE = re.compile(r"(?:no?[- ]?)?(\d{4})(?:[ ,]+[^\d]*)?", re.IGNORECASE)
_PHONE_WORD = re.compile(r"^(?:telefon|tlf|mobil|mob|phone|tel)\b[.: ]*", re.IGNORECASE)
# Letters without shape that come along when text is copied.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def ordinary(text: str) -> str:
    """Return the text in ordinary digits and single spaces, nothing invisible in it."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    seen = seen.translate(dict.fromkeys(map(ord, "‐‑‒–—−"), "-"))
    return " ".join(seen.split())


def typed_day(text: str) -> date:
    """Return the day of 12.11.2026, 12/11-2026, 12. november 2026, 2026-11-12 …

    Two digits of a year are of this century. Raise ValueError for what is no day, and
    for days that nobody means here (publishing/days.py).
    """
    plain = ordinary(text).lower()
    for year, month, day in _readings(plain):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if EARLIEST <= found <= LATEST:
            return found
    raise ValueError(text)


def _readings(plain: str) -> list[tuple[int, int, int]]:
    if match := _DAY_FIRST.fullmatch(plain):
        day, month, year = match.groups()
        return [(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))]
    if match := _YEAR_FIRST.fullmatch(plain):
        year, month, day = match.groups()
        return [(int(year), int(month), int(day))]
    if match := _WITH_MONTH.fullmatch(plain):
        day, name, year = match.groups()
        return [(int(year), MONTHS.get(name[:3], 0), int(day))]
    if _EIGHT_DIGITS.fullmatch(plain):
        return [
            (int(plain[4:]), int(plain[2:4]), int(plain[:2])),
            (int(plain[:4]), int(plain[4:6]), int(plain[6:])),
        ]
    return []


def typed_time(text: str) -> time:
    """Return the time of 9, 9.00, 0900, 09:00, kl. 9; 24.00 is midnight.

    Raise ValueError for what is no time. Seconds other than none are none either.
    """
    plain = re.sub(r"^kl\.? ?", "", ordinary(text).lower())
    match = _CLOCK.fullmatch(plain)
    if not match:
        raise ValueError(text)
    hour, minute = int(match[1]), int(match[2] or 0)
    if (hour, minute) == (24, 0):
        hour = 0
    return time(hour, minute)


def typed_phone(text: str) -> str:
    """Return a phone number without words before it and with ordinary digits.

    How it is grouped stays as it was typed; pages group it themselves.
    """
    return _PHONE_WORD.sub("", ordinary(text))


def typed_postal_code(text: str) -> str:
    """Return the four digits of 2815, N-2815 or 2815 Gjøvik; raise ValueError."""
    match = _POSTAL_CODE.fullmatch(ordinary(text))
    if not match:
        raise ValueError(text)
    return match[1]
