"""Which days can be meant at all, and how files write them."""

import re
from datetime import date

from django.utils.translation import gettext as _

# Nothing here is older or plans further ahead. The last day of year 9999 would be worse
# than odd: PostgreSQL's day after it is one that Python cannot read.
EARLIEST = date(1800, 1, 1)
LATEST = date(2200, 12, 31)

_ISO = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_of(text: str) -> date:
    """Return the day written as 2026-11-23.

    Raise ValueError for every other way to write it, and for days before EARLIEST or
    after LATEST.
    """
    if not _ISO.fullmatch(text):
        raise ValueError(_("“%(text)s” is no day as 2026-11-23.") % {"text": text})
    day = date.fromisoformat(text)
    if not EARLIEST <= day <= LATEST:
        raise ValueError(
            _("%(text)s is not between %(first)s and %(last)s.")
            % {"text": text, "first": EARLIEST, "last": LATEST}
        )
    return day
