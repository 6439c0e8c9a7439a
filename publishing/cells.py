"""Read the cells of an imported line (design section 5); refuse them in words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from .days import day_of

TRUTH = {"yes": True, "no": False, "": None}
STATUS = {"published": "published", "draft": "draft", "historical": "ended"}


class LineRefused(Exception):
    """A line cannot be used; carries one sentence."""


def truth(values: dict[str, str], name: str) -> bool | None:
    """Return yes, no or '' as True, False or None; raise LineRefused otherwise."""
    try:
        return TRUTH[values[name]]
    except KeyError:
        raise LineRefused(
            _("%(field)s: write yes, no or nothing.") % {"field": name}
        ) from None


def status(values: dict[str, str], default: str = "published") -> str:
    """Return the status of a line; empty means `default`."""
    try:
        return STATUS[values["status"] or default]
    except KeyError:
        raise LineRefused(_("status: write published, draft or historical.")) from None


def whole_number(values: dict[str, str], name: str) -> int | None:
    """Return a number from 0 to 150, or None when empty."""
    text = values[name]
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > 150:
        raise LineRefused(
            _("%(field)s: “%(text)s” is not a whole number of years.")
            % {"field": name, "text": text}
        )
    return int(text)


def decimal_degrees(values: dict[str, str], name: str, limit: int) -> float | None:
    """Return degrees within ±`limit`, or None when empty."""
    text = values[name]
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = limit + 1.0
    if not -limit <= number <= limit:
        raise LineRefused(
            _("%(field)s: “%(text)s” is not a number of degrees.")
            % {"field": name, "text": text}
        )
    return number


def iso_date(values: dict[str, str], name: str) -> date | None:
    """Return a date written as 2026-11-23, or None when empty."""
    text = values[name]
    if not text:
        return None
    try:
        return day_of(text)
    except ValueError:
        raise LineRefused(
            _("%(field)s: write the date as 2026-11-23, not “%(text)s”.")
            % {"field": name, "text": text}
        ) from None


def one_of(
    known: dict[str, Any], values: dict[str, str], name: str, *, required: bool = False
) -> Any:
    """Return what `known` holds for the field, None when empty; else LineRefused."""
    text = values[name]
    if not text:
        if required:
            raise LineRefused(_("%(field)s is empty.") % {"field": name})
        return None
    if text not in known:
        raise LineRefused(
            _("%(field)s: “%(key)s” is not known.") % {"field": name, "key": text}
        )
    return known[text]


def all_of(known: dict[str, int], values: dict[str, str], name: str) -> frozenset[int]:
    """Return the primary keys of a space-separated list; refuse those not known."""
    words = values[name].split()
    strangers = [word for word in words if word not in known]
    if strangers:
        raise LineRefused(
            _("%(field)s: not known: %(keys)s.")
            % {"field": name, "keys": ", ".join(strangers)}
        )
    return frozenset(known[word] for word in words)
