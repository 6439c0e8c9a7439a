"""Responsibilities, and the tasks they are about."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.admin import WithAddress, WithChoices, both_forms
from publishing.asking import rows_for

from ..models import AgreementVersion, Responsibility, Task
from .base import AgreementAppAdmin, VersionPartAdmin
from .choices import PLACE, WRITABLE


def parts_of_version(formfield, version_id):
    """Let a field offer only parts of one version, none of which it can add.

    Without a version it offers the parts of every version that can be written to,
    and each says which version it is in.
    """
    parts = formfield.queryset.select_related("version__agreement")
    if version_id:
        formfield.queryset = parts.filter(version=version_id)
    else:
        formfield.queryset = parts.filter(version__state__in=WRITABLE)
        formfield.label_from_instance = lambda part: f"{part.version}: {part}"
    formfield.error_messages["invalid_choice"] = _(
        "This belongs to another version. Choose among those in the list."
    )
    formfield.widget.can_add_related = formfield.widget.can_view_related = False
    read_once(formfield)


def read_once(formfield):
    """Read the choices of a field now, and not again for every row of an inline."""
    formfield.choices = list(formfield.choices)


class ResponsibilityColumns:
    """Groups and places of a responsibility in words, read once for all rows."""

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(
            "version__agreement", "clause", "party", "task"
        ).prefetch_related("target_groups", "municipalities")

    @admin.display(description=_("target groups"))
    def groups(self, obj):
        return ", ".join(str(group) for group in obj.target_groups.all())

    @admin.display(description=_("where"))
    def places(self, obj):
        if obj.whole_county:
            return _("the whole county")
        return ", ".join(str(place) for place in obj.municipalities.all())


@admin.register(Responsibility)
class ResponsibilityAdmin(ResponsibilityColumns, WithChoices, VersionPartAdmin):
    choice_rules = {"municipalities": PLACE}
    choices_model = AgreementVersion
    list_display = (
        "task",
        "involvement",
        "party",
        "groups",
        "places",
        "clause",
        "version",
    )
    list_filter = ("version__state", "involvement", "task__partnership_task")
    search_fields = (
        "task__name_nb",
        "task__name_nn",
        "party__name",
        "version__agreement__title_nb",
        "=clause__number",
    )
    autocomplete_fields = ("task", "target_groups", "municipalities")
    readonly_fields = ("version",)
    fieldsets = (
        (
            _("Who does what"),
            {"fields": ("version", "clause", ("party", "involvement"), "task")},
        ),
        (
            _("For whom, and where"),
            {"fields": ("target_groups", ("whole_county", "municipalities"))},
        ),
        (_("Notes and order"), {"fields": (*both_forms("note"), "position")}),
    )

    def choices_within(self, request, obj):
        return obj.version if obj else wanted_version(request)

    def choices_sent_within(self, cleaned):
        return cleaned["clause"].version if cleaned.get("clause") else None

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        version = self.choices_within(request, obj)
        for name in ("party", "clause"):
            if name in form.base_fields:
                parts_of_version(form.base_fields[name], version and version.pk)
        return form

    def save_form(self, request, form, change):
        """Put a new row in the version of its clause."""
        row = super().save_form(request, form, change)
        if not change:
            row.version_id = row.clause.version_id
        return row


def wanted_version(request):
    """Return the version in the address that the reader may write to, else None."""
    wanted = request.GET.get("version", "")
    if not wanted.isdecimal() or len(wanted) > 18:
        return None
    mine = rows_for(request.user, "change", AgreementVersion.objects.all())
    writable = mine.filter(state__in=WRITABLE)
    return writable.select_related("agreement").filter(pk=wanted).first()


@admin.register(Task)
class TaskAdmin(WithAddress, AgreementAppAdmin):
    list_display = ("name_nb", "name_nn", "partnership_task", "position")
    list_filter = ("partnership_task",)
    search_fields = ("name_nb", "name_nn", "name_en", "slug")
    autocomplete_fields = ("needs",)
    prepopulated_fields = {"slug": ("name_nb",)}
    fieldsets = (
        (
            _("The task"),
            {
                "fields": (
                    *both_forms("name"),
                    "name_en",
                    "partnership_task",
                    ("slug", "position"),
                )
            },
        ),
        (
            _("Needs that it answers"),
            {
                "fields": ("needs",),
                "description": _(
                    "Through its needs a task leads citizens to the services of those"
                    " who are responsible for it."
                ),
            },
        ),
    )
