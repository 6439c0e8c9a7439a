"""The action plan, the year of the partnership, and its bodies."""

from django import forms
from django.contrib import admin
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from publishing.admin import (
    PortalTabularInline,
    ValidTodayFilter,
    WithAddress,
    both_forms,
    state_tag,
)

from ..models import AnnualEvent, Body, Measure, Seat
from .base import AgreementAppAdmin
from .ordering import InOrder


class PlanAdmin(AgreementAppAdmin):
    def is_public(self, obj):
        return False


@admin.register(Measure)
class MeasureAdmin(PlanAdmin):
    list_display = (
        "shown_title",
        "state_word",
        "deadline",
        "owner",
        "national_goal",
        "partnership",
    )
    list_filter = ("state", "national_goal", "partnership")
    list_select_related = ("owner", "partnership")
    search_fields = ("title_nb", "title_nn", "owner__name")
    date_hierarchy = "deadline"
    autocomplete_fields = ("partnership", "owner")
    fieldsets = (
        (_("The measure"), {"fields": both_forms("title", "description")}),
        (
            _("Who, and when"),
            {
                "fields": (
                    ("partnership", "owner"),
                    ("deadline", "state"),
                    "national_goal",
                )
            },
        ),
        (_("English"), {"classes": ["collapse"], "fields": ("title_en",)}),
    )

    @admin.display(description=_("title"), ordering="title_nb")
    def shown_title(self, obj):
        return str(obj.title)

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, obj):
        return state_tag(obj.state, obj.get_state_display())


@admin.register(AnnualEvent)
class AnnualEventAdmin(PlanAdmin):
    list_display = ("shown_title", "month_name", "owner", "partnership")
    list_filter = ("month", "partnership")
    list_select_related = ("owner", "partnership")
    search_fields = ("title_nb", "title_nn", "owner__name")
    autocomplete_fields = ("partnership", "owner")
    fieldsets = (
        (
            _("The event"),
            {"fields": ("month", *both_forms("title", "description"))},
        ),
        (_("Who"), {"fields": (("partnership", "owner"),)}),
        (_("English"), {"classes": ["collapse"], "fields": ("title_en",)}),
    )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Let the month be chosen by its name."""
        if db_field.name == "month":
            return forms.TypedChoiceField(
                label=capfirst(db_field.verbose_name), coerce=int, choices=month_choices
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("title"), ordering="title_nb")
    def shown_title(self, obj):
        return str(obj.title)

    @admin.display(description=_("month"), ordering="month")
    def month_name(self, obj):
        return MONTHS[obj.month]


def month_choices():
    return [("", "---------"), *((n, capfirst(name)) for n, name in MONTHS.items())]


class SeatInline(InOrder, PortalTabularInline):
    model = Seat
    autocomplete_fields = ("partner",)
    fields = (
        "position",
        "partner",
        "title_nb",
        "title_nn",
        "holder",
        "valid_from",
        "valid_to",
    )


@admin.register(Body)
class BodyAdmin(WithAddress, PlanAdmin):
    list_display = ("shown_name", "kind", "partnership")
    list_filter = ("kind", "partnership")
    list_select_related = ("partnership",)
    search_fields = ("name_nb", "name_nn", "partnership__name_nb", "slug")
    autocomplete_fields = ("partnership",)
    prepopulated_fields = {"slug": ("name_nb",)}
    inlines = (SeatInline,)
    history_children = ((Seat, "body"),)
    fieldsets = (
        (
            _("The body"),
            {
                "fields": (
                    *both_forms("name"),
                    ("kind", "partnership"),
                    *both_forms("description"),
                    "slug",
                )
            },
        ),
        (_("English"), {"classes": ["collapse"], "fields": ("name_en",)}),
    )

    @admin.display(description=_("name"), ordering="name_nb")
    def shown_name(self, obj):
        return str(obj.name)


@admin.register(Seat)
class SeatAdmin(PlanAdmin):
    list_display = (
        "shown_title",
        "holder",
        "partner",
        "body",
        "valid_from",
        "valid_to",
    )
    list_filter = (ValidTodayFilter, "body__kind")
    list_select_related = ("partner", "body")
    search_fields = ("title_nb", "title_nn", "holder", "partner__name", "body__name_nb")
    autocomplete_fields = ("body", "partner")
    fieldsets = (
        (
            _("The seat"),
            {
                "fields": (
                    ("body", "partner"),
                    *both_forms("title"),
                    "holder",
                    "position",
                )
            },
        ),
        (_("Period"), {"fields": (("valid_from", "valid_to"),)}),
    )

    @admin.display(description=_("title"), ordering="title_nb")
    def shown_title(self, obj):
        return str(obj.title)
