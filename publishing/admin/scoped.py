"""What somebody sees, chooses and may change in admin: every door asks for each row.

`user.has_perm(permission, row)` answers for one row, `publishing.asking` for lists,
choices and fields. Where nobody answers for a model, nobody but a superuser sees it.
"""

from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.utils import NestedObjects, get_deleted_objects
from django.contrib.auth import get_permission_codename
from django.core.exceptions import FieldDoesNotExist
from django.db import router
from django.forms.models import _get_foreign_key
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..asking import (
    choices_for,
    only_state_forbids,
    rows_for,
    sees_all,
    writable_fields,
)
from .seen import NOT_SHOWN, seen_relations

NOT_YOURS = _(
    "With this choice the row would no longer be one that you look after. Choose"
    " among what is yours."
)


STANDS = _(
    "«%(row)s» has come so far that it cannot be changed here any more. Copy what you"
    " have written, and ask the coordinator."
)


class Asking:
    """What admins and inlines share: choices that are narrowed, fields that are kept.

    A field's own rows are the guard, not its widget: what is sent and not among them
    is refused, however the page looked.
    """

    raw_id_fields = ()

    def permission(self, action):
        return f"{self.opts.app_label}.{get_permission_codename(action, self.opts)}"

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        # A search for choices narrows by itself: what may be named is more than what
        # may be opened.
        if getattr(request, "is_choosing", False):
            return rows
        return rows_for(request.user, "view", rows)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return narrowed(field, db_field, request.user)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        return narrowed(field, db_field, request.user)

    def get_view_on_site_url(self, obj=None):
        """Return the row's own address; Django's detour tells it of any row."""
        if obj is None or not self.view_on_site or not hasattr(obj, "get_absolute_url"):
            return None
        return obj.get_absolute_url()


def narrowed(field, db_field, user):
    """Return a form field that offers, and takes, only what a user may choose."""
    if field is not None and not sees_all(user):
        field.queryset = choices_for(user, db_field, field.queryset)
        field.is_narrowed = True
    return field


class Scoped(Asking):
    """An admin that shows and changes only what the reader has a right to."""

    save_as = False
    list_editable = ()
    # Counting every filter's rows costs a query each and tells nobody anything.
    show_facets = admin.ShowFacets.NEVER

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(self.permission("view"), obj) or (
            request.user.has_perm(self.permission("change"), obj)
        )

    def has_add_permission(self, request):
        return request.user.has_perm(self.permission("add"))

    def has_change_permission(self, request, obj=None):
        if request.user.has_perm(self.permission("change"), obj):
            return True
        # Who was writing while the row moved on reads why, with all that was typed.
        return bool(
            obj is not None
            and getattr(request, "refusal", "")
            and only_state_forbids(request.user, "change", obj)
        )

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm(self.permission("delete"), obj)

    def moved_on(self, request, row):
        """Return why the reader cannot change a row in its present state, else ''."""
        if request.user.has_perm(self.permission("change"), row) or (
            not only_state_forbids(request.user, "change", row)
        ):
            return ""
        return STANDS % {"row": row}

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return (*fields, *self.kept_fields(request, obj))

    def kept_fields(self, request, obj):
        """Return the model's fields that the reader may see here and not write."""
        writable = writable_fields(request.user, self.model if obj is None else obj)
        if writable is None or getattr(request, "refusal", ""):
            return []
        return [name for name in field_names(self.model) if name not in writable]

    def get_prepopulated_fields(self, request, obj=None):
        kept = {*self.kept_fields(request, obj)}
        return {
            name: sources
            for name, sources in super().get_prepopulated_fields(request, obj).items()
            if not kept & {name, *sources}
        }

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        # An admin that lists its locked fields by itself must not unlock the others.
        for name in self.kept_fields(request, obj):
            if name in form.base_fields:
                form.base_fields[name].disabled = True
        if sees_all(request.user):
            return form

        def may_become(row):
            action = "add" if row._state.adding else "change"
            return request.user.has_perm(self.permission(action), row)

        return type(
            form.__name__,
            (form,),
            {"may_become": staticmethod(may_become), "not_yours": NOT_YOURS},
        )

    def get_list_filter(self, request):
        """Return the filters; those by a relation name only what is in the list."""
        return [
            (each, admin.RelatedOnlyFieldListFilter)
            if isinstance(each, str) and is_relation(self.model, each)
            else each
            for each in super().get_list_filter(request)
        ]

    def lookup_allowed(self, lookup, value, request=None):
        """Return whether the address may ask for this: for filters, and for keys.

        Any other field could be guessed letter by letter by whoever may not read it.
        """
        if request is None or sees_all(request.user):
            return super().lookup_allowed(lookup, value, request)
        asked = {self.date_hierarchy, "id", "pk", self.opts.pk.name}
        for each in self.get_list_filter(request):
            if isinstance(each, list | tuple):
                asked.add(each[0])
            elif isinstance(each, str):
                asked.add(each)
            else:
                asked.add(getattr(each, "parameter_name", None))
        return any(
            lookup == name or lookup.startswith(f"{name}__") for name in asked if name
        ) and super().lookup_allowed(lookup, value, request)

    def get_deleted_objects(self, objs, request):
        """Return what would go; rows that the reader may not see are never named."""
        collector = NestedObjects(
            using=router.db_for_write(self.model), origin=list(objs)
        )
        collector.collect(list(objs))
        going = [row for rows in collector.model_objs.values() for row in rows]
        if (
            all(self.may_lose(request, row) for row in [*going, *collector.protected])
            or not going
        ):
            return get_deleted_objects(objs, request, self.admin_site)
        named = [f"{capfirst(self.opts.verbose_name)}: {row}" for row in objs]
        count = {self.opts.verbose_name_plural: len(named)}
        return named, count, {NOT_SHOWN}, []

    def may_lose(self, request, row):
        """Return whether the reader may see, or has a part in, a row that would go."""
        model = type(row)
        if model._meta.auto_created:
            # A link between two rows is a part of the one that holds the field.
            source = model._meta.auto_created
            holder = next(
                getattr(row, field.name)
                for field in model._meta.fields
                if field.is_relation and field.related_model is source
            )
            return self.may_lose(request, holder) and request.user.has_perm(
                f"{source._meta.app_label}.change_{source._meta.model_name}", holder
            )
        try:
            owner = self.admin_site.get_model_admin(model)
        except NotRegistered:
            return True
        return owner.has_view_permission(request, row)

    def render_change_form(
        self, request, context, add=False, change=False, form_url="", obj=None
    ):
        """Let fields that are only shown name no row that the reader may not see."""
        if not sees_all(request.user):
            form = context["adminform"]
            form.fieldsets, form.readonly_fields = seen_relations(
                self.model, form.fieldsets, form.readonly_fields, request.user
            )
        return super().render_change_form(request, context, add, change, form_url, obj)


class ScopedInline(Asking):
    """Rows beside their parent: each has rights of its own, asked beside the parent."""

    def allows(self, request, action, parent):
        if parent is None or parent.pk is None:
            return request.user.has_perm(self.permission(action))
        return request.user.has_perm(self.permission(action), self.beside(parent))

    def beside(self, parent):
        """Return a row, not saved, that belongs to a parent."""
        return self.model(**{self.key.name: parent})

    def get_view_on_site_url(self, obj=None):
        """Return the public address of a row, as the admin of its model knows it."""
        if obj is None or not self.admin_site.is_registered(self.model):
            return None
        return self.admin_site.get_model_admin(self.model).get_view_on_site_url(obj)

    @cached_property
    def key(self):
        return _get_foreign_key(self.parent_model, self.model, fk_name=self.fk_name)

    def has_view_permission(self, request, obj=None):
        return self.allows(request, "view", obj) or self.allows(request, "change", obj)

    def has_add_permission(self, request, obj=None):
        return self.allows(request, "add", obj)

    def has_change_permission(self, request, obj=None):
        return self.allows(request, "change", obj)

    def has_delete_permission(self, request, obj=None):
        return self.allows(request, "delete", obj)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if not sees_all(request.user):
            formset.form.writes = staticmethod(self.writes(request.user, obj))
        return formset

    def writes(self, user, parent):
        """Return a function that tells which fields of a row may be written.

        It differs between rows by their state alone, so each state is asked for once.
        """
        known = {}

        def fields_of(row):
            state = (row._state.adding, getattr(row, "status", ""))
            if state not in known:
                if parent is not None and parent.pk is not None:
                    setattr(row, self.key.name, parent)
                    known[state] = writable_fields(user, row)
                else:
                    known[state] = writable_fields(user, self.model)
            return known[state]

        return fields_of


def field_names(model):
    """Return the names of the fields of a model that a form could hold."""
    fields = (*model._meta.fields, *model._meta.many_to_many)
    return [field.name for field in fields if field.editable and not field.primary_key]


def is_relation(model, path):
    """Return whether a lookup ends in a field that points at rows."""
    field = None
    for part in path.split("__"):
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return False
        model = field.related_model
    return bool(field and field.is_relation)
