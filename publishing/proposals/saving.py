"""Keep what somebody writes: in a draft, beside a published row, or as plain facts."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils.translation import gettext as _

from .. import workflow
from ..models import Proposal
from ..operations import record_change, record_edit
from ..snapshots import differences, snapshot
from .applying import write
from .plain_values import Plain, plain_of
from .proposable import proposable
from .stepping import (
    ProposalRefused,
    begun,
    instant,
    is_draft,
    locked_open,
    require,
    step,
    told,
)

State = Proposal.State


def create(
    row: models.Model,
    *,
    changes: Mapping[str, Plain],
    actor: AbstractBaseUser,
    at: datetime | None = None,
) -> Proposal:
    """Save a new row as a draft with these values, and begin its way to the public.

    `row` is not saved yet; its owner, its address and what it is called are set.
    """
    check_names(changes, proposable(type(row)).everything)
    row.status = workflow.DRAFT  # type: ignore[attr-defined]
    with transaction.atomic():
        require(actor, "add", row)
        row.save(force_insert=True)
        write(row, changes, sentences=proposable(type(row)).sentences, at=instant(at))
        record_edit(
            row,
            actor=actor,
            before=None,
            after=snapshot(row),
            on_behalf_of=proposable(type(row)).owner(row),
            at=at,
        )
        return begun(row, actor, at)


def save(
    row: models.Model,
    *,
    changes: Mapping[str, Plain],
    actor: AbstractBaseUser,
    at: datetime | None = None,
) -> Proposal | None:
    """Keep what somebody wrote, beside the row or, while it is a draft, in it.

    `changes` hold the value of every field that was on the page, changed or not.
    Return the proposal; None when there was none and nothing was changed.
    """
    known = proposable(type(row))
    with step(row, "propose", actor, at) as locked:
        if is_draft(locked):
            check_names(changes, known.everything)
        else:
            check_names(changes, known.approved)
        proposal = locked_open(locked)
        if proposal is not None and proposal.state != State.DRAFT:
            raise ProposalRefused(
                _("This waits for approval. Take it back before you write more.")
            )
        if is_draft(locked):
            return _save_in_row(locked, proposal, changes, actor, at)
        return _save_beside(locked, proposal, changes, actor, at)


def change_directly(
    row: models.Model,
    *,
    changes: Mapping[str, Plain],
    actor: AbstractBaseUser,
    at: datetime | None = None,
) -> bool:
    """Change facts that need nobody's approval; return whether anything changed.

    They are public at once, and count as checked by nobody.
    """
    known = proposable(type(row))
    check_names(changes, known.direct)
    with step(row, "change", actor, at) as locked:
        return _write_and_record(locked, changes, actor, at)


def _save_in_row(
    row: models.Model,
    proposal: Proposal | None,
    changes: Mapping[str, Plain],
    actor: AbstractBaseUser,
    at: datetime | None,
) -> Proposal:
    """Write on a row that is a draft, with what was kept beside it until now."""
    if proposal is None:
        proposal = begun(row, actor, at)
    _write_and_record(row, {**proposal.changes, **changes}, actor, at)
    proposal.changes, proposal.begun_from = {}, {}
    proposal.saved_at = instant(at)
    proposal.save()
    return proposal


def _save_beside(
    row: models.Model,
    proposal: Proposal | None,
    changes: Mapping[str, Plain],
    actor: AbstractBaseUser,
    at: datetime | None,
) -> Proposal | None:
    """Keep beside a published row what differs from it.

    What a field was begun from stays as it was first noted, so that somebody else's
    change in between is seen when it comes to approving.
    """
    present = plain_of(row, changes)
    kept = dict(proposal.changes) if proposal else {}
    before = {name: kept.get(name, present[name]) for name in changes}
    for name, value in changes.items():
        if value == present[name]:
            kept.pop(name, None)
        else:
            kept[name] = value
    written = {name for name in changes if changes[name] != before[name]}
    if not written:
        return proposal
    if proposal is None:
        proposal = begun(row, actor, at)
    old = dict(proposal.changes)
    proposal.changes = kept
    proposal.begun_from = {
        name: proposal.begun_from.get(name, present.get(name)) for name in kept
    }
    proposal.saved_at = instant(at)
    proposal.save()
    record_change(
        row,
        action="save_proposal",
        actor=actor,
        details={
            "changes": differences(told(row, old), told(row, kept)),
            "proposal": str(proposal.public_id),
        },
        on_behalf_of=proposal.partner,
        at=at,
    )
    return proposal


def _write_and_record(
    row: models.Model,
    changes: Mapping[str, Plain],
    actor: AbstractBaseUser,
    at: datetime | None,
) -> bool:
    present = plain_of(row, changes)
    wanted = {name: value for name, value in changes.items() if value != present[name]}
    if not wanted:
        return False
    known = proposable(type(row))
    before = snapshot(row)
    write(row, wanted, sentences=known.sentences, at=instant(at))
    record_edit(
        row,
        actor=actor,
        before=before,
        after=snapshot(row),
        on_behalf_of=known.owner(row),
        at=at,
    )
    return True


def check_names(changes: Mapping[str, Plain], allowed: tuple[str, ...]) -> None:
    """Raise ValueError for a field that is not changed this way, whoever asks."""
    others = sorted(set(changes) - set(allowed))
    if others:
        raise ValueError(f"not changed this way: {', '.join(others)}")
