"""Dates as sources give them: a day, a month or a year."""

import re
from datetime import date

_FORMS = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def first_day(as_of: str) -> date | None:
    """Return the first day that '2026-03-13', '2018-03' or '2024' can mean.

    None for '' and for anything else that is no such date. The first day is the
    careful reading: facts are called old rather too early than too late.
    """
    found = _FORMS.fullmatch(as_of)
    if not found:
        return None
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
