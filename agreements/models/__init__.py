from .agreement import (
    Agreement,
    AgreementVersion,
    Clause,
    EffectivePeriod,
    Party,
    VersionEvent,
)
from .deadline import Deadline
from .drafting import ClauseExemption, Comment
from .partnership import Partnership, PartnershipMember
from .plan import AnnualEvent, Body, Measure, Seat
from .responsibility import (
    Responsibility,
    ResponsibilityMunicipality,
    ResponsibilityTargetGroup,
    Task,
    TaskNeed,
)
from .role import Answer, Role, RoleAnswer, RoleDescription
from .signing import Signature, SignedDocument, VoidedSignature

__all__ = [
    "Agreement",
    "AgreementVersion",
    "AnnualEvent",
    "Answer",
    "Body",
    "Clause",
    "ClauseExemption",
    "Comment",
    "Deadline",
    "EffectivePeriod",
    "Measure",
    "Partnership",
    "PartnershipMember",
    "Party",
    "Responsibility",
    "ResponsibilityMunicipality",
    "ResponsibilityTargetGroup",
    "Role",
    "RoleAnswer",
    "RoleDescription",
    "Seat",
    "Signature",
    "SignedDocument",
    "Task",
    "TaskNeed",
    "VersionEvent",
    "VoidedSignature",
]
