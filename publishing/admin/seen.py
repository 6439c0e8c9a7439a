"""Names of related rows, for those who may read them."""

from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _

from ..asking import readable_rows

NOT_SHOWN = _("something that others look after")


class SeenRelation:
    """A field that is only shown, and that names the rows which the reader may read.

    Has the shape that the admin asks of a callable among the fields of a page.
    """

    def __init__(self, field, user):
        self.field, self.user = field, user
        self.__name__ = field.name
        self.short_description = field.verbose_name

    def __call__(self, row):
        rows = self.field.related_model._base_manager.all()
        if self.field.many_to_many:
            held = list(getattr(row, self.field.name).all()) if row.pk else []
        else:
            key = getattr(row, self.field.attname)
            held = [] if key is None else list(rows.filter(pk=key))
        if not held:
            return ""
        keys = [each.pk for each in held]
        readable = readable_rows(self.user, rows.filter(pk__in=keys))
        known = set(readable.values_list("pk", flat=True))
        return ", ".join(
            str(each) if each.pk in known else str(NOT_SHOWN) for each in held
        )


def seen_relations(model, fieldsets, readonly, user):
    """Return fieldsets and read-only fields with relations that name only what is seen.

    What the form still holds stays as it is: its own rows are narrowed.
    """
    shown = {
        name: SeenRelation(field, user)
        for name in flatten_fieldsets(fieldsets)
        if name in readonly and (field := relation_called(model, name)) is not None
    }

    def exchanged(line):
        if isinstance(line, list | tuple):
            return tuple(shown.get(name, name) for name in line)
        return shown.get(line, line)

    return (
        [
            (heading, {**options, "fields": [exchanged(x) for x in options["fields"]]})
            for heading, options in fieldsets
        ],
        [shown.get(name, name) for name in readonly],
    )


def relation_called(model, name):
    """Return the field of a model that has the name and points at rows, else None."""
    if not isinstance(name, str):
        return None
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if field.is_relation and field.concrete else None
