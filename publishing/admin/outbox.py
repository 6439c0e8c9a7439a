"""The outbox: what was written to whom, and what became of it."""

from django.contrib import admin, messages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import OutgoingMail
from ..operations import record_change
from ..outbox import NothingToTryAgain, try_again
from ..secret_addresses import without_secrets
from .base import PortalAdmin, ReadOnlyAdmin

ENDS = {
    "waiting": {"sent_at": None, "given_up_at": None},
    "sent": {"sent_at__isnull": False},
    "given_up": {"given_up_at__isnull": False},
}


class EndFilter(admin.SimpleListFilter):
    title = _("how it went")
    parameter_name = "end"

    def lookups(self, request, model_admin):
        return [
            ("waiting", _("Is waiting")),
            ("sent", _("Sent")),
            ("given_up", _("Given up")),
        ]

    def queryset(self, request, queryset):
        return queryset.filter(**ENDS.get(self.value(), {}))


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin, PortalAdmin):
    why_locked = _(
        "E-mails are written by the portal itself and sent once. Three months later"
        " address and text are emptied here; the line stays, so that nothing is sent"
        " again."
    )
    list_display = (
        "about",
        "created_at",
        "due_at",
        "sent_at",
        "given_up_at",
        "attempts",
    )
    list_filter = (EndFilter,)
    readonly_fields = ("text_without_secrets",)
    search_fields = ("subject", "to_address", "key")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    actions = ["try_again"]
    fieldsets = (
        (None, {"fields": ("to_address", "subject", "text_without_secrets")}),
        (
            _("How it went"),
            {
                "fields": (
                    ("created_at", "due_at"),
                    ("sent_at", "given_up_at"),
                    ("attempts", "last_error"),
                    ("key", "message_id"),
                )
            },
        ),
    )

    @admin.display(description=_("text"))
    def text_without_secrets(self, obj):
        """Show what was written, but no link that would let its reader in."""
        return without_secrets(obj.text)

    @admin.display(description=_("subject"), ordering="subject")
    def about(self, obj):
        return obj.subject or _("Emptied")

    def has_try_again_permission(self, request):
        """Return whether they may: nobody changes a mail, but some may send it on."""
        return request.user.has_perm("publishing.change_outgoingmail")

    @admin.action(
        description=_("Try again to send the chosen ones"), permissions=["try_again"]
    )
    def try_again(self, request, queryset):
        at = timezone.now()
        done = 0
        for mail in queryset:
            try:
                with transaction.atomic():
                    try_again(mail, at)
                    record_change(mail, action="try_again", actor=request.user)
            except NothingToTryAgain:
                sentence = _(
                    "«%(mail)s» was left as it is: only what was given up, and not"
                    " emptied since, can be tried again."
                )
                told = sentence % {"mail": self.about(mail)}
                self.message_user(request, told, messages.WARNING)
            else:
                done += 1
        if done:
            told = ngettext(
                "%(count)d e-mail is tried again with the next round.",
                "%(count)d e-mails are tried again with the next round.",
                done,
            )
            self.message_user(request, told % {"count": done}, messages.SUCCESS)
