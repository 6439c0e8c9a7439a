"""The admin of publishing, and what the admins of the other apps are built from."""

from . import trail
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
from .editing import KeepBothTextsForm
from .states import PublishableAdmin, state_tag

__all__ = [
    "SOURCE",
    "KeepBothTextsForm",
    "PortalAdmin",
    "PortalStackedInline",
    "PortalTabularInline",
    "PublishableAdmin",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "ValidTodayFilter",
    "WithAddress",
    "both_forms",
    "other_languages",
    "state_tag",
    "trail",
]
