"""How dates, numbers and addresses are written, in the language of the page.

Formats live here and nowhere else: rules and rows hand over plain values. Templates
have them as filters (partnership_portal/templatetags/portal.py).
"""

import datetime
import re
from decimal import Decimal
from itertools import pairwise

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import get_language

from .source_dates import first_day

THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

YEAR_AND_MONTH = re.compile(r"\d{4}-\d{2}")

# A source older than this is shown with «not confirmed since» (design, section 7).
SOURCE_GROWS_OLD_AFTER_YEARS = 2


def _as_date(value: object) -> datetime.date | None:
    """Return `value` as a local date, or None when it is no full date."""
    if isinstance(value, datetime.datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str):
        try:
            return parse_date(value)
        except ValueError:
            return None
    return None


def long_date(value: object) -> str:
    """Return «23. november 2026» (English: «23 November 2026»).

    Takes a date, a datetime (its day in Europe/Oslo) or an ISO text; «2018-03» is told
    as «mars 2018», any other text as it is, and an empty value as an empty text.
    """
    if not value:
        return ""
    day = _as_date(value)
    if day is None:
        month = YEAR_AND_MONTH.fullmatch(str(value)) and first_day(value)
        return date_format(month, "F Y") if month else value
    pattern = "j F Y" if get_language() == "en" else "j. F Y"
    return date_format(day, pattern).replace(" ", NO_BREAK_SPACE, 1)


def short_date(value: object) -> str:
    """Return «23.11.2026» (English: «23 Nov 2026»); otherwise as `long_date`."""
    if not value:
        return ""
    day = _as_date(value)
    if day is None:
        return value
    return date_format(day, "j M Y" if get_language() == "en" else "d.m.Y")


def iso_date(value):
    """Return «2026-11-23» for `datetime` attributes, or an empty text."""
    day = _as_date(value) if value else None
    return day.isoformat() if day else ""


def clock(value):
    """Return «kl. 09.00» (English: «09:00») of a time or a datetime."""
    return _clock(value, "kl." + NO_BREAK_SPACE)


def bare_clock(value):
    """Return «09.00» (English: «09:00»), for tables and ranges."""
    return _clock(value, "")


def _clock(value, norwegian_prefix):
    if value in (None, ""):
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if get_language() == "en":
        return value.strftime("%H:%M")
    return norwegian_prefix + value.strftime("%H.%M")


def phone(value: object) -> str:
    """Return a Norwegian number in pairs, «22 33 44 55»; others as they are.

    Eight digits beginning with 8 are written «800 12 345», five-digit numbers as one.
    """
    text = str(value or "").strip()
    digits = "".join(character for character in text if character.isdigit())
    prefix = ""
    if text.startswith(("+47", "0047")):
        digits = digits.removeprefix("0047") if text[0] == "0" else digits[2:]
        prefix = "+47" + NO_BREAK_SPACE
    if len(digits) != 8:
        return text
    cuts = (0, 3, 5, 8) if digits[0] == "8" else (0, 2, 4, 6, 8)
    return prefix + _grouped(digits, cuts)


def phone_href(value):
    """Return the number for a `tel:` address: digits and a leading plus only."""
    text = str(value or "").strip()
    digits = "".join(character for character in text if character.isdigit())
    if text.startswith("+"):
        return f"+{digits}"
    return f"+47{digits}" if len(digits) == 8 else digits


def organisation_number(value):
    """Return «920 717 152»; a text that has not nine digits comes back as it is."""
    text = str(value or "").replace(" ", "")
    if len(text) != 9 or not text.isdigit():
        return str(value or "")
    return _grouped(text, (0, 3, 6, 9))


def _grouped(digits, cuts):
    parts = [digits[start:end] for start, end in pairwise(cuts)]
    return NO_BREAK_SPACE.join(parts)


def number(value: float | Decimal | None, decimals: int = 0) -> str:
    """Return the number with thin spaces between thousands: «5 122», «20 958», «1,2».

    `decimals` is how many digits follow the decimal mark, a comma in Norwegian and a
    point in English. Anything that is no number comes back as it is.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return value
    whole, _point, fraction = f"{value:,.{int(decimals)}f}".partition(".")
    whole = whole.replace(",", THIN_SPACE).replace("-", "\N{MINUS SIGN}")
    mark = "." if get_language() == "en" else ","
    return f"{whole}{mark}{fraction}" if fraction else whole


def kilometres(value: float | None) -> str:
    """Return «1,2 km» below ten kilometres, «34 km» from there on, «» for None."""
    if value is None:
        return ""
    return f"{number(value, 1 if value < 10 else 0)}{NO_BREAK_SPACE}km"


def web_name(address: object) -> str:
    """Return «karriereinnlandet.no» of «https://www.karriereinnlandet.no/»."""
    text = re.sub(r"^https?://(www\.)?", "", str(address or ""))
    return text.rstrip("/")


def is_old(told: object, today: datetime.date) -> bool:
    day = _as_date(told) or first_day(str(told or ""))
    if day is None:
        return False
    limit = today.year - SOURCE_GROWS_OLD_AFTER_YEARS
    return (day.year, day.month, day.day) < (limit, today.month, today.day)
