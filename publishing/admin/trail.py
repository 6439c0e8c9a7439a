"""The audit trail, the checks and the former addresses."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import AuditHead, AuditPerson, Check, FormerSlug, StatusChange
from .base import PortalAdmin, ReadOnlyAdmin


class TrailAdmin(ReadOnlyAdmin):
    why_locked = _(
        "The audit trail is written by the portal itself whenever something is"
        " published, ended or signed. The database refuses to change or remove an"
        " entry, so that everybody can trust it."
    )


@admin.register(StatusChange)
class StatusChangeAdmin(TrailAdmin):
    list_display = (
        "at",
        "object_label",
        "content_type",
        "action",
        "from_status",
        "to_status",
        "actor",
    )
    list_display_links = ("at", "object_label")
    list_filter = ("action", "to_status")
    list_select_related = ("content_type", "actor")
    search_fields = ("object_label", "reason", "actor__name")
    date_hierarchy = "at"
    ordering = ("-position",)
    fieldsets = (
        (
            _("What happened"),
            {
                "fields": (
                    ("at", "actor"),
                    ("object_label", "content_type", "object_id"),
                    ("action", "from_status", "to_status"),
                    "reason",
                    "details",
                )
            },
        ),
        (
            _("Place in the chain"),
            {"fields": ("position", "previous_digest", "digest")},
        ),
    )


@admin.register(AuditPerson)
class AuditPersonAdmin(TrailAdmin):
    list_display = ("name", "user")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    fieldsets = ((None, {"fields": ("name", "user", "digest")}),)


@admin.register(AuditHead)
class AuditHeadAdmin(TrailAdmin):
    list_display = ("count", "digest")
    fieldsets = ((None, {"fields": ("count", "digest")}),)


@admin.register(Check)
class CheckAdmin(ReadOnlyAdmin):
    why_locked = _(
        "A check says what a person, or a source, stated on a day. It is recorded once"
        " and never changed; a newer one takes its place."
    )
    list_display = (
        "checked_on",
        "content_type",
        "object_id",
        "fact_group",
        "kind",
        "actor",
    )
    list_filter = ("kind", "fact_group")
    list_select_related = ("content_type", "actor")
    search_fields = ("source", "actor__name", "=object_id")
    date_hierarchy = "checked_on"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("content_type", "object_id"),
                    ("fact_group", "kind"),
                    ("checked_on", "actor"),
                    "source",
                    "recorded_at",
                )
            },
        ),
    )


@admin.register(FormerSlug)
class FormerSlugAdmin(PortalAdmin):
    list_display = ("slug", "kind", "current_slug")
    list_filter = ("kind",)
    search_fields = ("slug", "current_slug")
    fieldsets = (
        (
            None,
            {
                "fields": ("kind", ("slug", "current_slug")),
                "description": _(
                    "Whoever follows the old address is led to the present one."
                ),
            },
        ),
    )
