"""Where the things that wait come from: one function for each package.

A package that has something to wait for adds its function here. It takes the Reader and
returns items; it asks a fixed number of queries, however many rows there are.
"""

from collections.abc import Callable, Iterable
from itertools import chain

from ..approvals.waiting import returned, to_approve
from ..checks.waiting import to_confirm
from ..roles.waiting import roles_that_wait
from .from_agreements import deadlines, gaps, to_read_or_sign
from .items import Item
from .reader import Reader

SOURCES: tuple[Callable[[Reader], Iterable[Item]], ...] = (
    to_read_or_sign,
    roles_that_wait,
    to_approve,
    returned,
    to_confirm,
    deadlines,
    gaps,
)


def waiting_for(reader: Reader) -> list[Item]:
    """Return everything that waits for a person, the most urgent first."""
    found = chain.from_iterable(source(reader) for source in SOURCES)
    return sorted(found, key=lambda each: each.order)
