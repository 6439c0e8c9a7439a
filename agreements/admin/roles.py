"""Roles in the partnership, and the versions of their descriptions."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from publishing.admin import (
    PortalStackedInline,
    PublishableAdmin,
    ReadOnlyAdmin,
    ReadOnlyInline,
    ValidTodayFilter,
    WithAddress,
    both_forms,
    other_languages,
)
from publishing.models import Status

from ..life import StepRefused
from ..models import Role, RoleAnswer, RoleDescription
from ..roles.publishing import publish_description
from .base import ROLE_STANDS, TRIGGER_SENTENCES, AgreementAppAdmin

PERIOD_AND_HOLDER = (
    ("valid_from", "valid_to"),
    ("holder", "deputy"),
)


class RoleDescriptionInline(PortalStackedInline):
    model = RoleDescription
    show_change_link = True
    readonly_fields = ("status",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("number", "status"),
                    *PERIOD_AND_HOLDER,
                    *both_forms("for_citizens", "for_professionals"),
                )
            },
        ),
    )

    def has_delete_permission(self, request, obj=None):
        """Versions are deleted one by one, where only drafts may go."""
        return False


@admin.register(Role)
class RoleAdmin(WithAddress, AgreementAppAdmin):
    list_display = ("shown_name", "partner", "partnership", "position", "is_example")
    list_filter = ("is_example", "partnership")
    list_select_related = ("partner", "partnership")
    search_fields = ("name_nb", "name_nn", "partner__name", "slug")
    autocomplete_fields = ("partnership", "partner")
    prepopulated_fields = {"slug": ("name_nb",)}
    inlines = (RoleDescriptionInline,)
    history_children = ((RoleDescription, "role"),)
    fieldsets = (
        (
            _("The role"),
            {
                "fields": (
                    *both_forms("name"),
                    ("partnership", "partner"),
                    ("slug", "position"),
                    "is_example",
                )
            },
        ),
        other_languages("name"),
    )

    def is_public(self, obj):
        return Role.objects.public().filter(pk=obj.pk).exists()

    @admin.display(description=_("name"), ordering="name_nb")
    def shown_name(self, obj):
        return str(obj.name)


class RoleAnswerInline(ReadOnlyInline):
    model = RoleAnswer
    fields = ("answer", "reason", "partner", "given_at")


@admin.register(RoleDescription)
class RoleDescriptionAdmin(PublishableAdmin):
    trigger_sentences = TRIGGER_SENTENCES
    # What has been public never goes back to draft: a correction is a new version.
    actions = ("publish", "end")
    inlines = (RoleAnswerInline,)
    list_display = (
        "__str__",
        "status_word",
        "holder",
        "deputy",
        "valid_from",
        "valid_to",
    )
    list_filter = ("status", ValidTodayFilter)
    list_select_related = ("role",)
    search_fields = ("role__name_nb", "role__name_nn", "holder", "deputy")
    date_hierarchy = "valid_from"
    autocomplete_fields = ("role",)
    readonly_fields = ("status_and_way",)
    text_rows = 8
    fieldsets = (
        (
            _("The version"),
            {"fields": (("role", "number"), "status_and_way")},
        ),
        (_("Who has the role, and when"), {"fields": PERIOD_AND_HOLDER}),
        (_("For citizens"), {"fields": both_forms("for_citizens")}),
        (_("For professionals"), {"fields": both_forms("for_professionals")}),
        other_languages("for_citizens"),
    )

    def locked_because(self, obj):
        return "" if obj.status == Status.DRAFT else ROLE_STANDS

    def move(self, request, queryset, to_status):
        """Publish as everywhere: what holds gives way to the new version."""
        if to_status != Status.PUBLISHED:
            super().move(request, queryset, to_status)
            return
        for row in queryset:
            try:
                publish_description(row, actor=request.user)
            except PermissionDenied:
                sentence, level = _("You may not publish «%(row)s»."), messages.ERROR
            except StepRefused as refusal:
                sentence, level = f"«%(row)s»: {refusal}", messages.WARNING
            else:
                sentence, level = _("«%(row)s» is published."), messages.SUCCESS
            self.message_user(request, sentence % {"row": row}, level)


@admin.register(RoleAnswer)
class RoleAnswerAdmin(ReadOnlyAdmin):
    why_locked = _(
        "The partner answers on its own page of the role. What was answered stays; the"
        " newest answer counts."
    )
    list_display = ("description", "partner", "answer", "given_at")
    list_filter = ("answer",)
    list_select_related = ("description__role", "partner")
    search_fields = ("partner__name", "reason")
    date_hierarchy = "given_at"
    fieldsets = (
        (None, {"fields": (("description", "partner"), "answer", "reason")}),
        (_("Who and when"), {"fields": (("given_by", "given_at"), "language")}),
    )
