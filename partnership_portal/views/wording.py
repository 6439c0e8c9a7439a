"""Small pieces of language that pages share."""

from collections.abc import Iterable

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from counties.names import normalise_query

SHOWN_LENGTH = 40


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


def month_name(month: int) -> str:
    """Return the name of a month, 1 is January."""
    return str(MONTHS[month])
