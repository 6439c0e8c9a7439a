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
from .responsibility import Responsibility, Task
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
    "Role",
    "RoleDescription",
    "Seat",
    "Signature",
    "Task",
    "VersionEvent",
]
