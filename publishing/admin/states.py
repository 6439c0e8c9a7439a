"""Rows with a status: shown, never typed, moved by actions that call operations."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..models import Status
from ..operations import change_status, record_refusal
from ..refusals import explain
from ..workflow import TransitionNotAllowed
from .base import REFUSED, PortalAdmin


class PublishableAdmin(PortalAdmin):
    """Rows with a status: it is shown, and moves by the actions of the list alone."""

    actions = ["publish", "end", "back_to_draft"]

    def is_public(self, obj):
        return obj.status != Status.DRAFT

    def has_delete_permission(self, request, obj=None):
        """Return whether it may go: what was public is ended, never deleted."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.status == Status.DRAFT)

    @admin.display(description=_("status"), ordering="status")
    def status_word(self, obj):
        return state_tag(obj.status, obj.get_status_display())

    @admin.display(description=_("status"))
    def status_and_way(self, obj):
        """Show the status, and the list of this one row where it can be moved."""
        if obj.pk is None:
            return state_tag(Status.DRAFT, Status.DRAFT.label)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return format_html(
            '{} <a href="{}?id={}">{}</a>',
            self.status_word(obj),
            reverse(name),
            obj.pk,
            _("Publish, end or take back (in the list)"),
        )

    def has_publish_permission(self, request):
        return request.user.has_perm(self.permission("publish"))

    def has_end_permission(self, request):
        return request.user.has_perm(self.permission("end"))

    def has_take_back_permission(self, request):
        return request.user.has_perm(self.permission("take_back"))

    @admin.action(description=_("Publish the chosen ones"), permissions=["publish"])
    def publish(self, request, queryset):
        self.move(request, queryset, Status.PUBLISHED)

    @admin.action(description=_("End the chosen ones"), permissions=["end"])
    def end(self, request, queryset):
        self.move(request, queryset, Status.ENDED)

    @admin.action(
        description=_("Take the chosen ones back to draft"), permissions=["take_back"]
    )
    def back_to_draft(self, request, queryset):
        self.move(request, queryset, Status.DRAFT)

    def move(self, request, queryset, to_status):
        """Move each row by itself and tell what became of it."""
        for row in queryset:
            told = {"row": row, "from": row.get_status_display(), "to": to_status.label}
            try:
                with transaction.atomic():
                    change_status(row, to_status, actor=request.user)
                    connection.check_constraints()
            except TransitionNotAllowed:
                sentence = _("«%(row)s» is «%(from)s» and cannot become «%(to)s».")
                self.message_user(request, sentence % told, messages.WARNING)
            except PermissionDenied as refusal:
                record_refusal(actor=request.user, reason=str(refusal), about=row)
                sentence = _("You may not change the status of «%(row)s».")
                self.message_user(request, sentence % told, messages.ERROR)
            except REFUSED as error:
                told["why"] = explain(error, self.trigger_sentences)
                if told["why"] is None:
                    raise
                sentence = _("«%(row)s» was left as it is. %(why)s")
                self.message_user(request, sentence % told, messages.ERROR)
            else:
                sentence = _("«%(row)s» is now «%(to)s».")
                self.message_user(request, sentence % told, messages.SUCCESS)


def state_tag(state, label):
    """Return a state in the dress of the public pages: a tag with its word."""
    return format_html(
        '<span class="ds-tag status" data-state="{}">{}</span>', state, label
    )
