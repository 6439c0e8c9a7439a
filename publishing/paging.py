"""Pages of a list, for whatever somebody wrote after ``side=``."""

from django.core.paginator import Page, Paginator

MAX_ROWS = 10_000


def page_of(rows, number: str | None, per_page: int) -> Page:
    """Return a page of `rows` (a queryset or list in a stable order).

    What is no page number is the first page, and what lies past the end is the last;
    deep pages are cut at MAX_ROWS rows so that no query walks through everything.
    """
    return Paginator(rows[:MAX_ROWS], per_page).get_page(_ascii_number(number))


def _ascii_number(text: str | None) -> str | int:
    """Return digits that are safe to compare; anything else is page 1."""
    if text and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return 1
