"""The partnership and its members."""

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from publishing.admin import (
    SOURCE,
    PortalTabularInline,
    PublishableAdmin,
    ValidTodayFilter,
    WithAddress,
    both_forms,
    other_languages,
)

from ..models import Partnership, PartnershipMember
from ..models.partnership import OrganisationModel
from .base import TRIGGER_SENTENCES, AgreementAppAdmin
from .ordering import InOrder


class PartnershipMemberInline(InOrder, PortalTabularInline):
    model = PartnershipMember
    autocomplete_fields = ("partner",)
    fields = ("position", "partner", "valid_from", "valid_to")


@admin.register(Partnership)
class PartnershipAdmin(WithAddress, PublishableAdmin):
    trigger_sentences = TRIGGER_SENTENCES
    list_display = (
        "shown_name",
        "status_word",
        "county",
        "steward",
        "is_formalised",
        "short_source",
        "is_example",
    )
    list_filter = ("status", "is_formalised", "is_example")
    list_select_related = ("county", "steward")
    search_fields = ("name_nb", "name_nn", "county__name", "steward__name", "slug")
    autocomplete_fields = ("county", "steward")
    readonly_fields = ("status_and_way", "last_edited")
    prepopulated_fields = {"slug": ("name_nb",)}
    inlines = (PartnershipMemberInline,)
    history_children = ((PartnershipMember, "partnership"),)
    fieldsets = (
        (
            _("The partnership"),
            {"fields": (*both_forms("name"), ("county", "slug"), "status_and_way")},
        ),
        (
            _("Who looks after it"),
            {
                "fields": (
                    ("steward", "is_formalised"),
                    *both_forms("coordinator"),
                ),
                "description": _("The members stand at the bottom of the page."),
            },
        ),
        (
            _("How it is organised"),
            {"fields": ("organisation_models", *both_forms("description"))},
        ),
        other_languages("name", "description"),
        SOURCE,
    )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Let the ways of organising be ticked, not typed as codes."""
        if db_field.name == "organisation_models":
            return forms.MultipleChoiceField(
                label=capfirst(db_field.verbose_name),
                choices=OrganisationModel.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("name"), ordering="name_nb")
    def shown_name(self, obj):
        return str(obj.name)


@admin.register(PartnershipMember)
class PartnershipMemberAdmin(AgreementAppAdmin):
    list_display = ("partner", "partnership", "valid_from", "valid_to", "position")
    list_filter = (ValidTodayFilter, "partnership")
    list_select_related = ("partner", "partnership")
    search_fields = ("partner__name", "partnership__name_nb", "partnership__name_nn")
    autocomplete_fields = ("partner", "partnership")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("partnership", "partner"),
                    ("valid_from", "valid_to"),
                    "position",
                )
            },
        ),
    )
