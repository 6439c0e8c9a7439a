"""Norway's public holidays, computed by the `holidays` library."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

# "nb" would silently give English.
HOLIDAY_LANGUAGES = {"nb": "no", "nn": "no", "en": "en_US"}
# Where the library's words are not what Norwegian or British readers use.
HOLIDAY_WORDS = {
    "nb": {},
    "nn": {"Arbeidernes dag": "Arbeidardagen", "Grunnlovsdag": "Grunnlovsdagen"},
    "en": {
        "Labor Day": "Labour Day",
        "Pentecost": "Whit Sunday",
        "Pentecost Monday": "Whit Monday",
        "Second Day of Christmas": "Boxing Day",
    },
}


def holiday_name(day: date, language: str = "nb") -> str | None:
    """Return the name of the public holiday in "nb", "nn" or "en"; None: ordinary.

    Two on one day are joined by a comma. Computed by the `holidays` library; Sundays
    are no holidays here. Raise KeyError for other languages.
    """
    names = _holidays_of(day.year, HOLIDAY_LANGUAGES[language]).get(day)
    if names is None:
        return None
    words = HOLIDAY_WORDS[language]
    return ", ".join(words.get(name, name) for name in names.split("; "))


def is_norwegian_holiday(day: date) -> bool:
    """Return whether `day` is a public holiday by Norwegian law, Sundays aside."""
    return day in _holidays_of(day.year, "no")


@lru_cache(maxsize=128)
def _holidays_of(year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("NO", years=year, language=language))
