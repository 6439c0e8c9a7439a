"""The admin of the agreement, a module for each part of the paper."""

from . import agreement, clause, partnership, plan, responsibility, roles, signing

__all__ = [
    "agreement",
    "clause",
    "partnership",
    "plan",
    "responsibility",
    "roles",
    "signing",
]
