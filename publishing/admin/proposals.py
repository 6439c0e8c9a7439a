"""What was proposed, sent and decided; written on «Min side», only read here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import Proposal
from .base import PortalAdmin, ReadOnlyAdmin


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin, PortalAdmin):
    why_locked = _(
        "What somebody proposes is written, sent and decided on «My page». Here you see"
        " what became of it."
    )
    list_display = ("public_id", "content_type", "partner", "state", "saved_at")
    list_filter = ("state",)
    list_select_related = ("content_type",)
    search_fields = ("partner", "object_id")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("content_type", "object_id", "partner"),
                    ("state", "made_by", "made_at", "saved_at"),
                    ("submitted_at", "message"),
                    ("decided_by", "decided_at", "reason"),
                    "changes",
                    "begun_from",
                )
            },
        ),
    )

    def is_public(self, obj):
        return False
