"""Every change made in admin stands in the audit trail, in the transaction of itself.

If the entry cannot be written, the change does not stand either.
"""

from django.contrib.admin.utils import NestedObjects
from django.db import router, transaction

from ..operations import record_edit
from ..snapshots import snapshot


def stored(row):
    """Return the snapshot of a row as the database has it, None when it is gone."""
    found = type(row)._base_manager.filter(pk=row.pk).first()
    return found and snapshot(found)


class WithTrail:
    """For an admin, before `ModelAdmin`: rows added, changed and deleted are recorded.

    So are those in its inlines, each as a row of its own.
    """

    def save_model(self, request, obj, form, change):
        if change:
            request.trail_before = {(type(obj), obj.pk): stored(obj)}
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        trail = FormsetTrail(formset)
        super().save_formset(request, form, formset, change)
        trail.record(request.user, form.instance)

    def log_addition(self, request, obj, message):
        record_edit(obj, actor=request.user, before=None, after=stored(obj))
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        known = getattr(request, "trail_before", {})
        if (type(obj), obj.pk) in known:
            before = known[type(obj), obj.pk]
            record_edit(obj, actor=request.user, before=before, after=stored(obj))
        return super().log_change(request, obj, message)

    def delete_model(self, request, obj):
        with transaction.atomic():
            record_deletion(obj, request.user)
            super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            for row in queryset:
                record_deletion(row, request.user)
            super().delete_queryset(request, queryset)


class FormsetTrail:
    """What the rows of a formset held before it is saved, and what becomes of them."""

    def __init__(self, formset):
        self.formset = formset
        deleted = formset.deleted_forms if formset.can_delete else []
        touched = [
            form.instance.pk
            for form in formset.initial_forms
            if form.has_changed() or form in deleted
        ]
        rows = formset.model._base_manager.filter(pk__in=touched)
        self.before = {row.pk: (row, snapshot(row)) for row in rows}

    def record(self, actor, within):
        """Record each row that the saved formset added, changed or deleted."""
        for row in self.formset.new_objects:
            record_edit(row, actor=actor, before=None, after=stored(row), within=within)
        for row, before in self.before.values():
            record_edit(
                row, actor=actor, before=before, after=stored(row), within=within
            )


def record_deletion(row, actor):
    """Record a row that is about to be deleted, and how many of what go with it."""
    collector = NestedObjects(router.db_for_write(type(row)))
    collector.collect([row])
    gone = {
        model._meta.label_lower: len(rows)
        for model, rows in collector.model_objs.items()
        if not model._meta.auto_created
    }
    own = type(row)._meta.label_lower
    gone[own] = gone.get(own, 1) - 1
    counts = {label: count for label, count in sorted(gone.items()) if count}
    record_edit(
        row,
        actor=actor,
        before=snapshot(row),
        after=None,
        details={"with_it": counts} if counts else None,
    )
