"""Small pieces of language, and the days that readers write."""

import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from counties.names import normalise_query

SHOWN_LENGTH = 40
_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_WRITTEN_DATE = re.compile(
    r"(?P<day>[0-9]{1,2})[./](?P<month>[0-9]{1,2})[./](?P<year>[0-9]{4})"
)


def listed(words: Iterable[object]) -> str:
    """Return «Lom», «Lom og Skjåk» or «Gjøvik, Lom og Skjåk»; '' for nothing."""
    texts = [str(word) for word in words]
    if len(texts) < 2:
        return "".join(texts)
    return _("%(first)s and %(last)s") % {
        "first": ", ".join(texts[:-1]),
        "last": texts[-1],
    }


def shortened(text: str) -> str:
    """Return what somebody typed as one line, short enough to be quoted back."""
    line = normalise_query(text)
    return line if len(line) <= SHOWN_LENGTH else f"{line[:SHOWN_LENGTH]}…"


def written_day(text: str) -> date | None:
    """Return a day written as 2025-01-31 or, as people do, 31.1.2025 or 31/1/2025.

    None for anything else, and for days that are not in the calendar.
    """
    found = _ISO_DATE.fullmatch(text) or _WRITTEN_DATE.fullmatch(text)
    if not found:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
