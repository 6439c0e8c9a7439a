"""Send, take back, give up, approve, return: the steps to what the public reads."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext as _

from ..models import Proposal
from ..operations import audit_person, record_change
from ..snapshots import differences, snapshot
from .applying import write
from .proposable import proposable
from .reading import changes_of, problems_of, seen
from .stepping import (
    ChangedMeanwhile,
    ProposalRefused,
    begun,
    instant,
    is_draft,
    locked_open,
    locked_proposal,
    row_of,
    status_of,
    step,
    told,
)

State = Proposal.State
# Which text holds where the row was changed since a proposal was begun.
PROPOSED, PRESENT = "proposed", "present"


def submit(
    row: models.Model,
    *,
    actor: AbstractBaseUser,
    message: str = "",
    at: datetime | None = None,
    tell: Callable[[Proposal], None] | None = None,
) -> Proposal:
    """Send what was written to whoever approves, with a word to them.

    Raise ValidationError when it could not be published as it is. `tell` is called in
    the same transaction, to write to whoever is to approve.
    """
    with step(row, "submit", actor, at) as locked:
        proposal = locked_open(locked)
        if proposal is None and is_draft(locked):
            proposal = begun(locked, actor, at)
        if proposal is None or not (is_draft(locked) or changes_of(proposal, locked)):
            raise ProposalRefused(_("Nothing is changed, so there is nothing to send."))
        if proposal.state != State.DRAFT:
            raise ProposalRefused(_("This has been sent already."))
        problems = problems_of(locked, proposal, at)
        if problems is not None:
            raise problems
        proposal.submitted_at = instant(at)
        proposal.message = message
        _move(proposal, State.SUBMITTED, locked, actor, at, reason=message)
        if tell:
            tell(proposal)
        return proposal


def take_back(
    proposal: Proposal, *, actor: AbstractBaseUser, at: datetime | None = None
) -> Proposal:
    """Take back what was sent, to write more before it is decided."""
    with step(row_of(proposal), "submit", actor, at) as locked:
        mine = locked_proposal(proposal)
        if mine.state != State.SUBMITTED:
            raise ProposalRefused(_("This does not wait for approval any more."))
        _move(mine, State.DRAFT, locked, actor, at)
        return mine


def withdraw(
    proposal: Proposal, *, actor: AbstractBaseUser, at: datetime | None = None
) -> Proposal:
    """Give up what was written beside a row; the row stays as it is."""
    with step(row_of(proposal), "propose", actor, at) as locked:
        mine = locked_proposal(proposal)
        if not mine.is_open:
            raise ProposalRefused(_("This is decided or withdrawn already."))
        given_up = differences(snapshot(locked), told(locked, mine.changes))
        _move(mine, State.WITHDRAWN, locked, actor, at, details={"given_up": given_up})
        return mine


def approve(
    proposal: Proposal,
    *,
    actor: AbstractBaseUser,
    seen_mark: str,
    choices: Mapping[str, str] | None = None,
    at: datetime | None = None,
    tell: Callable[[Proposal], None] | None = None,
) -> Proposal:
    """Make public what is proposed, and nothing else.

    `seen_mark` is what `seen` returned for the page on which somebody approved. Where
    the row was changed since the proposal was begun, `choices` tell for each such
    field whether the proposed or the present text holds. Raise ChangedMeanwhile when
    a choice is missing, or when the page showed something else than what stands now.
    """
    with step(row_of(proposal), "approve", actor, at) as locked:
        mine = _waiting(proposal)
        if seen(mine, locked) != seen_mark:
            raise ChangedMeanwhile(
                _(
                    "Something was changed since you opened the page, so nothing is"
                    " approved yet. Read it again and decide."
                )
            )
        found = changes_of(mine, locked)
        chosen = choices or {}
        undecided = [
            each
            for each in found
            if each.is_clash and chosen.get(each.name) not in (PROPOSED, PRESENT)
        ]
        if undecided:
            raise ChangedMeanwhile(
                _("Choose which text holds, for each field that shows two.")
            )
        wanted = {
            each.name: each.proposed
            for each in found
            if not (each.is_clash and chosen[each.name] == PRESENT)
        }
        before = snapshot(locked)
        status = status_of(locked)
        write(
            locked,
            wanted,
            sentences=proposable(type(locked)).sentences,
            at=instant(at),
            publish=is_draft(locked),
        )
        _decide(mine, actor, at)
        mine.state = State.APPROVED
        mine.save()
        record_change(
            locked,
            action="approve_proposal",
            actor=actor,
            from_status=status,
            to_status=status_of(locked),
            details={
                "changes": differences(before, snapshot(locked)),
                "present_kept": sorted(
                    each.name for each in found if each.name not in wanted
                ),
                "proposal": str(mine.public_id),
                "by_the_writer": mine.made_by.user_id == actor.pk,
            },
            on_behalf_of=mine.partner,
            at=at,
        )
        if tell:
            tell(mine)
        return mine


def send_back(
    proposal: Proposal,
    *,
    actor: AbstractBaseUser,
    reason: str,
    at: datetime | None = None,
    tell: Callable[[Proposal], None] | None = None,
) -> Proposal:
    """Return a proposal to whoever wrote it, with what must change."""
    with step(row_of(proposal), "approve", actor, at) as locked:
        mine = _waiting(proposal)
        if not reason.strip():
            raise ProposalRefused(
                _("Say what must change, so that the writer can do it.")
            )
        _decide(mine, actor, at)
        mine.reason = reason.strip()
        _move(mine, State.RETURNED, locked, actor, at, reason=mine.reason)
        if tell:
            tell(mine)
        return mine


def _waiting(proposal: Proposal) -> Proposal:
    locked = locked_proposal(proposal)
    if locked.state == State.DRAFT:
        raise ProposalRefused(_("The writer has taken this back to write more."))
    if locked.state != State.SUBMITTED:
        raise ProposalRefused(_("This is decided or withdrawn already."))
    return locked


def _decide(proposal: Proposal, actor: AbstractBaseUser, at: datetime | None) -> None:
    proposal.decided_by = audit_person(actor)
    proposal.decided_at = instant(at)


def _move(
    proposal: Proposal,
    state: str,
    row: models.Model,
    actor: AbstractBaseUser,
    at: datetime | None,
    *,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    before = proposal.state
    proposal.state = state
    proposal.save()
    record_change(
        row,
        action=f"proposal_{state}",
        actor=actor,
        from_status=before,
        to_status=state,
        reason=reason,
        details={"proposal": str(proposal.public_id), **(details or {})},
        on_behalf_of=proposal.partner,
        at=at,
    )
