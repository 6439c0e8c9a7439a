"""The name of the request that is being answered, for the trail, the log and people.

We make it ourselves; what a client sends as one is never taken, or anybody could write
their line under somebody else's.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CURRENT: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the name of the request being answered; '' outside of one."""
    return _CURRENT.get()


@contextmanager
def named_request() -> Iterator[str]:
    """Name what happens within, and yield the name: 16 letters that tell nothing."""
    name = secrets.token_hex(8)
    before = _CURRENT.set(name)
    try:
        yield name
    finally:
        _CURRENT.reset(before)
