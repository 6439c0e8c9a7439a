from .agreement import (
    Agreement,
    AgreementVersion,
    Clause,
    EffectivePeriod,
    Party,
    Signature,
    VersionEvent,
)
from .partnership import Partnership, PartnershipMember
from .plan import AnnualEvent, Body, Measure, Seat
from .responsibility import (
    Responsibility,
    ResponsibilityMunicipality,
    ResponsibilityTargetGroup,
    Task,
    TaskNeed,
)
from .role import Role, RoleDescription

__all__ = [
    "Agreement",
    "AgreementVersion",
    "AnnualEvent",
    "Body",
    "Clause",
    "EffectivePeriod",
    "Measure",
    "Partnership",
    "PartnershipMember",
    "Party",
    "Responsibility",
    "ResponsibilityMunicipality",
    "ResponsibilityTargetGroup",
    "Role",
    "RoleDescription",
    "Seat",
    "Signature",
    "Task",
    "TaskNeed",
    "VersionEvent",
]
