"""The admin of the agreement, a module for each part of the paper."""

from . import (
    agreement,
    clause,
    deadlines,
    partnership,
    plan,
    responsibility,
    roles,
    signing,
)

__all__ = [
    "agreement",
    "clause",
    "deadlines",
    "partnership",
    "plan",
    "responsibility",
    "roles",
    "signing",
]
