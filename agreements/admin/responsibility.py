"""Responsibilities, and the tasks they are about."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.admin import WithAddress, both_forms

from ..models import AgreementVersion, Responsibility, Task
from .base import AgreementAppAdmin, VersionPartAdmin


def parts_of_version(formfield, version_id):
    """Let a field offer only parts of one version, none of which it can add.

    Without a version it offers the parts of every version that is not signed yet,
    and each says which version it is in.
    """
    parts = formfield.queryset.select_related("version__agreement")
    if version_id:
        formfield.queryset = parts.filter(version=version_id)
    else:
        formfield.queryset = parts.exclude(version__state="signed")
        formfield.label_from_instance = lambda part: f"{part.version}: {part}"
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
class ResponsibilityAdmin(ResponsibilityColumns, VersionPartAdmin):
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

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        version_id = obj.version_id if obj else wanted_version(request)
        for name in ("party", "clause"):
            if name in form.base_fields:
                parts_of_version(form.base_fields[name], version_id)
        return form

    def save_form(self, request, form, change):
        """Put a new row in the version of its clause."""
        row = super().save_form(request, form, change)
        if not change:
            row.version_id = row.clause.version_id
        return row


def wanted_version(request):
    """Return the number of the unsigned version in the address, else None."""
    wanted = request.GET.get("version", "")
    if not wanted.isdecimal() or len(wanted) > 18:
        return None
    unsigned = AgreementVersion.objects.exclude(state="signed")
    return unsigned.filter(pk=wanted).values_list("pk", flat=True).first()


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
