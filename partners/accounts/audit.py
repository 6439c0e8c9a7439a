"""What the audit trail tells of log-in: on the row of the account, and without names.

A name stands in the trail only as the actor, where it can be erased (AuditPerson).
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from publishing.models import StatusChange
from publishing.operations import record_change


def note(
    action: str,
    user: AbstractBaseUser,
    *,
    actor: AbstractBaseUser | None = None,
    details: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> StatusChange:
    """Record what happened to an account. `actor` None is nobody who is known."""
    return record_change(user, action=action, actor=actor, details=details, at=at)


def note_stranger(action: str, row: models.Model) -> StatusChange:
    """Record a try at an account that does not exist.

    `row` is the count of guesses from the same place. What was typed is not kept: it
    may be a password that went into the wrong field.
    """
    return record_change(row, action=action, actor=None)
