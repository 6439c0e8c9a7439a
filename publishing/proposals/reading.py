"""What a proposal says, beside what its row says now."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import models

from ..models import Proposal
from .applying import trial
from .plain_values import Plain, plain_of
from .proposable import proposable
from .stepping import instant, is_draft, proposals_about


@dataclass(frozen=True)
class FieldChange:
    """One field of a proposal: what it was begun from, what stands now, what is meant.

    `is_clash` when somebody else has changed the field since the proposal was begun,
    to something that is not proposed.
    """

    name: str
    begun_from: Plain
    present: Plain
    proposed: Plain

    @property
    def is_clash(self) -> bool:
        return self.present not in (self.begun_from, self.proposed)


def open_proposal(row: models.Model) -> Proposal | None:
    """Return the proposal about a row that is being written or waits, or None."""
    return cast(Proposal | None, proposals_about(row).open().first())


def changes_of(proposal: Proposal, row: models.Model) -> list[FieldChange]:
    """Return what a proposal would change in a row, in the order of its fields.

    Nothing for a row that is a draft itself, and nothing where the row says already
    what is proposed.
    """
    names = [
        name for name in proposable(type(row)).approved if name in proposal.changes
    ]
    present = plain_of(row, names)
    return [
        FieldChange(
            name, proposal.begun_from.get(name), present[name], proposal.changes[name]
        )
        for name in names
        if present[name] != proposal.changes[name]
    ]


def seen(proposal: Proposal, row: models.Model) -> str:
    """Return a mark of everything that approving would make public.

    It changes with the proposal, with the fields it changes and, while the row is a
    draft, with any field of the row.
    """
    known = proposable(type(row))
    names = known.everything if is_draft(row) else tuple(proposal.changes)
    told = [proposal.state, proposal.changes, proposal.message, plain_of(row, names)]
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def problems_of(
    row: models.Model, proposal: Proposal | None, at: datetime | None = None
) -> Any:
    """Return the ValidationError that would stop it from being public, or None."""
    return trial(
        row,
        proposal.changes if proposal else {},
        sentences=proposable(type(row)).sentences,
        at=instant(at),
        publish=is_draft(row),
    )
