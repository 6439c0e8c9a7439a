"""Draft, send, approve or return: how a text becomes public, each step recorded.

A published row stays as it was approved until somebody approves the next text; that is
kept beside it (`Proposal`). A row that is a draft itself is nobody's to read yet, so it
is written on directly, and approving publishes it. Who may take which step, the access
matrix decides: `user.has_perm("services.approve_guidanceservice", row)`.

Steps lock the row before the proposal. A refusal is recorded after the rollback.
"""

from .deciding import PRESENT, PROPOSED, approve, send_back, submit, take_back, withdraw
from .plain_values import plain_of, plain_value, put_on
from .proposable import Proposable, proposable, register, registered
from .reading import FieldChange, changes_of, open_proposal, problems_of, seen
from .saving import change_directly, create, save
from .stepping import ChangedMeanwhile, ProposalRefused

__all__ = [
    "PRESENT",
    "PROPOSED",
    "ChangedMeanwhile",
    "FieldChange",
    "Proposable",
    "ProposalRefused",
    "approve",
    "change_directly",
    "changes_of",
    "create",
    "open_proposal",
    "plain_of",
    "plain_value",
    "problems_of",
    "proposable",
    "put_on",
    "register",
    "registered",
    "save",
    "seen",
    "send_back",
    "submit",
    "take_back",
    "withdraw",
]
