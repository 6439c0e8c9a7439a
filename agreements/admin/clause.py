"""Clauses, parties and signatures: the parts of a version as it reads on paper."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from counties.names import slug_for
from publishing.admin import (
    KeepBothTextsForm,
    PortalStackedInline,
    ReadOnlyAdmin,
    ReadOnlyInline,
    WithChoices,
    WithChoicesInline,
    both_forms,
)

from ..models import AgreementVersion, Clause, Party, Responsibility, Signature
from .base import VersionPartAdmin, without
from .choices import MEMBER, WRITABLE
from .ordering import InOrder, InOrderFormSet, NumberedFormSet
from .responsibility import parts_of_version, read_once


class ClauseForm(KeepBothTextsForm):
    """A clause; the key follows from the heading unless somebody gives one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].required = False
            self.fields["key"].help_text = _(
                "The same in every version that carries the clause over."
                " Empty: made from the heading."
            )

    def clean(self):
        cleaned = super().clean()
        heading = cleaned.get("heading_nb") or cleaned.get("heading_nn")
        if heading and "key" in cleaned and not cleaned["key"]:
            try:
                cleaned["key"] = slug_for(heading)[:80].strip("-")
            except ValueError:
                self.add_error(
                    "key",
                    _(
                        "Write a key: the heading has no letter or digit to make"
                        " one from."
                    ),
                )
        return cleaned


class ClauseInline(PortalStackedInline):
    model = Clause
    form = ClauseForm
    formset = NumberedFormSet
    show_change_link = True
    fieldsets = (
        (None, {"fields": (("number", "kind"), *both_forms("heading", "text"))}),
        (
            _("Place in the order, and key"),
            {"classes": ["collapse"], "fields": (("position", "key"),)},
        ),
    )
    text_rows = 6


class ResponsibilityFormSet(InOrderFormSet):
    """Responsibilities of a clause belong to the version of the clause."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        if form.instance._state.adding:
            form.instance.version_id = self.instance.version_id
        return form


class ResponsibilityInline(InOrder, WithChoicesInline, PortalStackedInline):
    model = Responsibility
    formset = ResponsibilityFormSet
    autocomplete_fields = ("target_groups", "municipalities")
    verbose_name_plural = _("responsibilities that follow from this clause")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("party", "involvement", "task"),
                    "target_groups",
                    ("whole_county", "municipalities"),
                    *both_forms("note"),
                    "position",
                )
            },
        ),
    )
    text_rows = 2

    def choices_within(self, obj):
        return obj.version

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("party", "task")
        return rows.prefetch_related("target_groups", "municipalities")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        fields = formset.form.base_fields
        if obj is not None and "party" in fields:
            parts_of_version(fields["party"], obj.version_id)
            read_once(fields["task"])
        return formset


@admin.register(Clause)
class ClauseAdmin(VersionPartAdmin):
    form = ClauseForm
    list_display = ("shown_heading", "version", "kind", "number", "position")
    list_filter = ("version__state", "kind")
    list_select_related = ("version__agreement",)
    ordering = ("version", "position")
    search_fields = (
        "=number",
        "heading_nb",
        "heading_nn",
        "text_nb",
        "text_nn",
        "version__agreement__title_nb",
    )
    autocomplete_fields = ("version",)
    inlines = (ResponsibilityInline,)
    history_children = ((Responsibility, "clause"),)
    text_rows = 10
    fieldsets = (
        (
            _("The clause"),
            {"fields": ("version", ("number", "kind", "position"), "key")},
        ),
        (_("Heading and text"), {"fields": both_forms("heading", "text")}),
    )

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if obj else ()

    @admin.display(description=_("clause"), ordering="position")
    def shown_heading(self, obj):
        return str(obj)


class PartyInline(InOrder, WithChoicesInline, PortalStackedInline):
    model = Party
    autocomplete_fields = ("partner",)
    readonly_fields = ("signed",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("partner", "name", "position"),
                    *both_forms("role"),
                    "signed",
                )
            },
        ),
    )
    text_rows = 2
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("signature")

    def get_fieldsets(self, request, obj=None):
        """Return the party; who signed is told of a text that can be signed."""
        fieldsets = super().get_fieldsets(request, obj)
        writable = obj is None or obj.state in WRITABLE
        return without(fieldsets, {"signed"} if writable else set())

    @admin.display(description=_("signed"))
    def signed(self, obj):
        return getattr(obj, "signature", None) or "–"


class SignatureInline(ReadOnlyInline):
    model = Signature
    fields = (
        "name",
        "office_nb",
        "office_nn",
        "signed_on",
        "method",
        "case_number",
        "archive_reference",
    )


@admin.register(Party)
class PartyAdmin(WithChoices, VersionPartAdmin):
    choice_rules = {"partner": MEMBER}
    choices_model = AgreementVersion
    list_display = ("name", "partner", "version", "position")
    list_filter = ("version__state",)
    list_select_related = ("partner", "version__agreement")
    search_fields = ("name", "partner__name", "version__agreement__title_nb")
    autocomplete_fields = ("version", "partner")
    inlines = (SignatureInline,)
    fieldsets = (
        (
            _("The party"),
            {"fields": ("version", ("partner", "name"), "position")},
        ),
        (_("Its part in the cooperation"), {"fields": both_forms("role")}),
    )

    def choices_within(self, request, obj):
        return obj.version if obj else None

    def choices_sent_within(self, cleaned):
        return cleaned.get("version")


@admin.register(Signature)
class SignatureAdmin(ReadOnlyAdmin):
    why_locked = _(
        "A signature belongs to the exact text that was signed. It is recorded when"
        " the party signs, and never changed."
    )
    list_display = ("name", "party", "version", "signed_on", "method")
    list_filter = ("method",)
    list_select_related = ("party__version__agreement",)
    search_fields = ("name", "party__name", "case_number", "archive_reference")
    date_hierarchy = "signed_on"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("party", "version"),
                    ("name", "signed_on", "signed_at"),
                    *both_forms("office"),
                    ("method", "case_number", "archive_reference"),
                    ("content_digest", "recorded_at"),
                )
            },
        ),
    )

    @admin.display(description=_("version"))
    def version(self, obj):
        return obj.party.version
