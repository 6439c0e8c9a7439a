"""Counties, municipalities and postal codes: shown and searched, never typed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.admin import ReadOnlyAdmin, ReadOnlyInline, ValidTodayFilter

from .models import (
    Boundary,
    County,
    CountyChange,
    Municipality,
    MunicipalityChange,
    PostalCode,
)


class ReferenceDataAdmin(ReadOnlyAdmin):
    why_locked = _(
        "This comes from the official registers and is loaded from their files."
        " Agreements, partners and places point at it, so it is not changed here."
    )


class CountyChangeFromInline(ReadOnlyInline):
    model = CountyChange
    fk_name = "old"
    verbose_name_plural = _("what became of it")
    fields = ("date", "kind", "new", "municipalities_moved")


class CountyChangeToInline(ReadOnlyInline):
    model = CountyChange
    fk_name = "new"
    verbose_name_plural = _("what it came from")
    fields = ("date", "kind", "old", "municipalities_moved")


@admin.register(County)
class CountyAdmin(ReferenceDataAdmin):
    list_display = ("name_in_order", "code", "valid_from", "valid_to", "official_name")
    list_filter = (ValidTodayFilter, "language_decision")
    search_fields = ("name", "official_name", "name_sami", "^code")
    inlines = (CountyChangeFromInline, CountyChangeToInline)
    fieldsets = (
        (None, {"fields": (("name", "official_name"), ("code", "slug"))}),
        (_("Period"), {"fields": (("valid_from", "valid_to"),)}),
        (
            _("Languages"),
            {
                "fields": (
                    ("name_sami", "sami_language"),
                    "name_kven",
                    "language_decision",
                )
            },
        ),
    )

    @admin.display(description=_("name"), ordering="sort_name")
    def name_in_order(self, obj):
        return obj.name


class MunicipalityChangeFromInline(ReadOnlyInline):
    model = MunicipalityChange
    fk_name = "old"
    verbose_name_plural = _("what became of it")
    fields = ("date", "new")


class MunicipalityChangeToInline(ReadOnlyInline):
    model = MunicipalityChange
    fk_name = "new"
    verbose_name_plural = _("what it came from")
    fields = ("date", "old")


@admin.register(Municipality)
class MunicipalityAdmin(ReferenceDataAdmin):
    list_display = ("name_in_order", "code", "county", "valid_from", "valid_to")
    list_filter = (
        ValidTodayFilter,
        "in_sami_language_area",
        ("county", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("county",)
    search_fields = ("name", "official_name", "^code", "county__name")
    inlines = (MunicipalityChangeFromInline, MunicipalityChangeToInline)
    fieldsets = (
        (None, {"fields": (("name", "official_name"), ("code", "county"), "slug")}),
        (_("Period"), {"fields": (("valid_from", "valid_to"),)}),
        (
            _("Place and language"),
            {"fields": (("latitude", "longitude"), "in_sami_language_area")},
        ),
    )

    @admin.display(description=_("name"), ordering="sort_name")
    def name_in_order(self, obj):
        return obj.name

    def get_queryset(self, request):
        # Autocomplete tells the county beside each name.
        return super().get_queryset(request).select_related("county")


@admin.register(PostalCode)
class PostalCodeAdmin(ReferenceDataAdmin):
    list_display = ("code", "place", "municipality", "category")
    list_filter = ("category",)
    list_select_related = ("municipality",)
    search_fields = ("^code", "place", "municipality__name")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("code", "place"),
                    ("category", "municipality"),
                    ("latitude", "longitude"),
                )
            },
        ),
    )


@admin.register(CountyChange)
class CountyChangeAdmin(ReferenceDataAdmin):
    list_display = ("date", "old", "kind", "new", "municipalities_moved")
    list_filter = ("kind", "date")
    list_select_related = ("old", "new")
    search_fields = ("old__name", "new__name")
    fieldsets = (
        (None, {"fields": ("date", ("old", "kind", "new"), "municipalities_moved")}),
    )


@admin.register(MunicipalityChange)
class MunicipalityChangeAdmin(ReferenceDataAdmin):
    list_display = ("date", "old", "new")
    list_filter = ("date",)
    list_select_related = ("old", "new")
    search_fields = ("old__name", "new__name")
    fieldsets = ((None, {"fields": ("date", ("old", "new"))}),)


@admin.register(Boundary)
class BoundaryAdmin(ReferenceDataAdmin):
    list_display = ("__str__", "county", "municipality")
    list_select_related = ("county", "municipality")
    search_fields = ("county__name", "municipality__name")
    fieldsets = (
        (None, {"fields": (("county", "municipality"), ("box", "label_point"))}),
    )

    def get_queryset(self, request):
        """Leave out the outline itself: long, and of no use to a reader."""
        return super().get_queryset(request).defer("path")
