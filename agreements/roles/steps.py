"""How every step with a role is taken: locked, asked, refusal recorded.

The role is locked before its version, so that two never wait for each other; the
access matrix is asked inside the transaction; what was refused is recorded after the
rollback.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from partners.rights import require
from publishing.models import Status, StatusChange
from publishing.operations import record_change

from ..life import StepRefused
from ..models import Role, RoleDescription
from ..stepping import Actor, day_of, person


@contextmanager
def role_step(
    role: Role, action: str, actor: Actor, at: datetime | None
) -> Iterator[Role]:
    """Yield the role, locked; record what is refused inside."""
    try:
        with transaction.atomic():
            yield lock_role(role.pk)
    except (PermissionDenied, StepRefused) as refusal:
        record(role, f"refused_{action}", actor, at, reason=str(refusal))
        raise


@contextmanager
def step(
    description: RoleDescription, action: str, actor: Actor, at: datetime | None
) -> Iterator[RoleDescription]:
    """Yield the version, locked, when the actor may do this with it; else record it.

    Raise PermissionDenied, or StepRefused when the right is there in another state.
    """
    try:
        with transaction.atomic():
            role = lock_role(description.role_id)
            locked = RoleDescription.objects.select_for_update(no_key=True).get(
                pk=description.pk
            )
            locked.role = role
            _require(locked, action, actor, at)
            yield locked
    except (PermissionDenied, StepRefused) as refusal:
        record(description, f"refused_{action}", actor, at, reason=str(refusal))
        raise


def lock_role(pk: int) -> Role:
    found: Role = (
        Role.objects.select_for_update(of=("self",), no_key=True)
        .select_related("partner", "partnership__county")
        .get(pk=pk)
    )
    return found


def _require(
    locked: RoleDescription, action: str, actor: Actor, at: datetime | None
) -> None:
    try:
        require(actor, action, locked, on=day_of(at))
    except PermissionDenied:
        # The same person in another state: then the state is why, and may be told.
        stored = locked.status
        for state in set(Status.values) - {stored}:
            locked.status = state
            try:
                require(actor, action, locked, on=day_of(at))
            except PermissionDenied:
                continue
            finally:
                locked.status = stored
            raise StepRefused(
                _("This cannot be done while the version is: %(state)s.")
                % {"state": locked.get_status_display()}
            ) from None
        raise


def record(
    row: models.Model,
    action: str,
    actor: Actor,
    at: datetime | None,
    *,
    before: str = "",
    after: str = "",
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> StatusChange:
    """Add an entry about a role or a version of it to the audit trail."""
    return record_change(
        row,
        action=action,
        actor=person(actor),
        from_status=before,
        to_status=after,
        reason=reason,
        details=dict(details or {}),
        at=at,
    )
