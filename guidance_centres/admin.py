"""The places people visit, with their opening hours."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from partners.admin import WithOrganisationNumber
from publishing.admin import (
    SOURCE,
    PortalAdmin,
    PortalTabularInline,
    PublishableAdmin,
    WithAddress,
    WithApproval,
    both_forms,
    other_languages,
)

from .models import GuidanceCentre, OpeningException, WeeklyOpening
from .proposing import SENTENCES


class WeeklyOpeningInline(PortalTabularInline):
    model = WeeklyOpening
    verbose_name_plural = _("opening hours of an ordinary week")
    fields = (
        "weekday",
        "opens",
        "closes",
        "by_appointment",
        "valid_from",
        "valid_to",
        "note_nb",
        "note_nn",
    )


class OpeningExceptionInline(PortalTabularInline):
    model = OpeningException
    verbose_name_plural = _("days with other opening hours, or none")
    fields = ("starts_on", "ends_on", "opens", "closes", "note_nb", "note_nn")


@admin.register(GuidanceCentre)
class GuidanceCentreAdmin(
    WithApproval, WithAddress, WithOrganisationNumber, PublishableAdmin
):
    trigger_sentences = SENTENCES
    written_at = "workspace:place-edit"
    list_display = (
        "name_in_order",
        "kind",
        "status_word",
        "municipality",
        "county",
        "short_source",
        "is_example",
    )
    list_filter = (
        "status",
        "kind",
        "is_example",
        ("county", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("municipality", "county")
    search_fields = (
        "name",
        "address",
        "postal_code__place",
        "^postal_code__code",
        "municipality__name",
        "organisation_number",
    )
    autocomplete_fields = (
        "partner",
        "parent",
        "county",
        "municipality",
        "serves",
        "postal_code",
    )
    readonly_fields = ("status_and_way", "last_edited")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (WeeklyOpeningInline, OpeningExceptionInline)
    fieldsets = (
        (_("The place"), {"fields": ("name", ("kind", "status_and_way"), "slug")}),
        (
            _("Who runs it"),
            {"fields": (("partner", "parent"), "organisation_number")},
        ),
        (
            _("Where it is, and whom it serves"),
            {
                "fields": (
                    ("address", "postal_code"),
                    ("municipality", "county"),
                    "serves",
                    ("latitude", "longitude"),
                )
            },
        ),
        (_("Contact"), {"fields": (("phone", "email"), "website")}),
        (_("Access"), {"fields": ("step_free", *both_forms("access"))}),
        other_languages("access"),
        (
            _("Opening hours"),
            {
                "fields": ("open_on_public_holidays",),
                "description": _(
                    "The hours themselves stand at the bottom of the page."
                ),
            },
        ),
        SOURCE,
    )

    @admin.display(description=_("name"), ordering="sort_name")
    def name_in_order(self, obj):
        return obj.name


class OfOneCentreAdmin(PortalAdmin):
    list_select_related = ("centre",)
    search_fields = ("centre__name",)
    autocomplete_fields = ("centre",)


@admin.register(WeeklyOpening)
class WeeklyOpeningAdmin(OfOneCentreAdmin):
    list_display = (
        "centre",
        "weekday",
        "opens",
        "closes",
        "by_appointment",
        "valid_from",
        "valid_to",
    )
    list_filter = ("weekday", "by_appointment")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "centre",
                    ("weekday", "opens", "closes"),
                    "by_appointment",
                    ("valid_from", "valid_to"),
                    *both_forms("note"),
                )
            },
        ),
    )


@admin.register(OpeningException)
class OpeningExceptionAdmin(OfOneCentreAdmin):
    list_display = ("centre", "starts_on", "ends_on", "opens", "closes", "note_nb")
    date_hierarchy = "starts_on"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "centre",
                    ("starts_on", "ends_on"),
                    ("opens", "closes"),
                    *both_forms("note"),
                ),
                "description": _("Leave both times empty for a day that is closed."),
            },
        ),
    )
