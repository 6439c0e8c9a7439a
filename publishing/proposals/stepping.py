"""How every step is taken: row locked, right asked, refusal recorded."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from .. import workflow
from ..models import Proposal
from ..operations import audit_person, record_refusal
from ..proposal_models import ProposalQuerySet
from ..snapshots import snapshot
from .plain_values import Plain, put_on
from .proposable import proposable


class ProposalRefused(Exception):
    """A step that the person may take, but not now; the message says what to do."""


class ChangedMeanwhile(ProposalRefused):
    """The row or the proposal is not what the person saw. Show it again."""


@contextmanager
def step(
    row: models.Model, action: str, actor: AbstractBaseUser, at: datetime | None
) -> Iterator[Any]:
    """Yield the row, locked, when the actor may do that with it; else record it."""
    try:
        with transaction.atomic():
            rows = type(row)._base_manager.select_for_update(no_key=True)
            locked = rows.filter(pk=row.pk).first()
            if locked is None:
                raise ProposalRefused(_("This was deleted while you were writing."))
            require(actor, action, locked)
            yield locked
    except (PermissionDenied, ProposalRefused) as refusal:
        record_refusal(
            actor=actor,
            about=row,
            reason=str(refusal),
            details={"action": action},
            at=at,
        )
        raise


def require(actor: AbstractBaseUser, action: str, row: models.Model) -> None:
    """Raise PermissionDenied unless the access matrix lets the actor do this."""
    permission = f"{row._meta.app_label}.{action}_{row._meta.model_name}"
    if not actor.has_perm(permission, row):  # type: ignore[attr-defined]
        raise PermissionDenied(permission)


def row_of(proposal: Proposal) -> models.Model:
    """Return the row a proposal is about; raise its DoesNotExist when it is gone."""
    model = proposal.content_type.model_class()
    if model is None:
        raise LookupError(proposal.content_type)
    row: models.Model = model._base_manager.get(pk=proposal.object_id)
    return row


def proposals_about(row: models.Model) -> ProposalQuerySet:
    """Return the proposals about one row, the newest first."""
    kind = ContentType.objects.get_for_model(row)
    rows = ProposalQuerySet(Proposal).filter(content_type=kind, object_id=str(row.pk))
    return rows.order_by("-pk")


def locked_proposal(proposal: Proposal) -> Proposal:
    """Return a proposal as it stands now, locked."""
    rows = ProposalQuerySet(Proposal).select_for_update(of=("self",))
    return cast(Proposal, rows.get(pk=proposal.pk))


def locked_open(row: models.Model) -> Proposal | None:
    """Return the proposal about a row that is open now, locked; None without one."""
    rows = proposals_about(row).open().select_for_update(of=("self",))
    return cast(Proposal | None, rows.first())


def begun(row: models.Model, actor: AbstractBaseUser, at: datetime | None) -> Proposal:
    """Return a new proposal about a row, locked before; it says nothing yet."""
    proposal = Proposal(
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        partner=proposable(type(row)).owner(row),
        made_by=audit_person(actor),
        made_at=instant(at),
        saved_at=instant(at),
    )
    proposal.save(force_insert=True)
    return proposal


def told(row: models.Model, plain: Mapping[str, Plain]) -> dict[str, Any]:
    """Return what a row would say with these values, as the audit trail keeps it."""
    return snapshot(put_on(copy(row), plain))


def is_draft(row: models.Model) -> bool:
    return status_of(row) == workflow.DRAFT


def status_of(row: models.Model) -> str:
    return str(row.status)  # type: ignore[attr-defined]


def instant(at: datetime | None) -> datetime:
    return at or datetime.now(UTC)
