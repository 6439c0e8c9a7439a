"""The admin of publishing, and what the admins of the other apps are built from."""

from . import outbox, proposals, trail
from .approval import WithApproval
from .base import (
    SOURCE,
    PortalAdmin,
    PortalStackedInline,
    PortalTabularInline,
    ReadOnlyAdmin,
    ReadOnlyInline,
    ValidTodayFilter,
    WithAddress,
    both_forms,
    other_languages,
)
from .choices import ChoiceRule, WithChoices, WithChoicesInline
from .editing import KeepBothTextsForm
from .states import PublishableAdmin, state_tag

__all__ = [
    "SOURCE",
    "ChoiceRule",
    "KeepBothTextsForm",
    "PortalAdmin",
    "PortalStackedInline",
    "PortalTabularInline",
    "PublishableAdmin",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "ValidTodayFilter",
    "WithAddress",
    "WithApproval",
    "WithChoices",
    "WithChoicesInline",
    "both_forms",
    "other_languages",
    "outbox",
    "proposals",
    "state_tag",
    "trail",
]
