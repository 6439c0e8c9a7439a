"""Small pieces of language that pages share."""

from django.utils.dates import MONTHS


def month_name(month: int) -> str:
    """Return the name of a month, 1 is January."""
    return str(MONTHS[month])
