"""What the admin of every app has in common: careful saving, locks, history, states."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import csrf_protect_m
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import SuspiciousOperation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from ..days import EARLIEST, LATEST
from ..refusals import explain
from .editing import TOKEN, KeepBothTextsForm, PlainTextField
from .history import history_lines
from .scoped import Scoped, ScopedInline
from .trailed import WithTrail
from .widgets import ForgivingSelect, ForgivingSelectMultiple, is_key, whole_minutes

LANGUAGE_TAGS = {"nb", "nn", "en", "se"}
REFUSED = (IntegrityError, OperationalError)

SOURCE = (_("Source"), {"fields": (("as_of", "is_example"), "source", "last_edited")})


def other_languages(*names):
    """Return the folded fieldset with English and Northern Sami of some texts."""
    return (
        _("English and Northern Sami"),
        {
            "classes": ["collapse"],
            "fields": tuple((f"{name}_en", f"{name}_se") for name in names),
        },
    )


def both_forms(*names):
    """Return the lines of a fieldset with bokmål and nynorsk side by side."""
    return tuple((f"{name}_nb", f"{name}_nn") for name in names)


class CarefulForms:
    """Forms that keep both editors' texts, and inputs that know their language."""

    form = KeepBothTextsForm
    formfield_overrides = {
        models.TextField: {"form_class": PlainTextField},
        models.URLField: {"assume_scheme": "https"},
    }
    text_rows = 4

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if formfield is None:
            return None
        if isinstance(formfield, forms.DateField):
            formfield.validators += [
                MinValueValidator(EARLIEST),
                MaxValueValidator(LATEST),
            ]
        if isinstance(formfield, forms.TimeField):
            formfield.validators.append(whole_minutes)
        language = db_field.name.rpartition("_")[2]
        if language in LANGUAGE_TAGS:
            formfield.widget.attrs["lang"] = language
        if isinstance(db_field, models.TextField):
            formfield.widget.attrs["rows"] = self.text_rows
        if isinstance(formfield.widget, RelatedFieldWidgetWrapper):
            # What a row points at is looked up and added here, not changed or removed.
            formfield.widget.can_change_related = False
            formfield.widget.can_delete_related = False
        return formfield

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            widget = ForgivingSelect(db_field, self.admin_site)
            kwargs.setdefault("widget", widget)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            widget = ForgivingSelectMultiple(db_field, self.admin_site)
            kwargs.setdefault("widget", widget)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fieldsets(self, request, obj=None):
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        (name, options), *rest = fieldsets
        return [(name, {**options, "fields": (*options["fields"], TOKEN)}), *rest]


class WithAddress:
    """For rows with a slug: suggested from the name, and fixed once it is given.

    Other pages, and other people's, link to it.
    """

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else (*fields, "slug")

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)


class WithHistory:
    """A history page that tells each change field by field."""

    history_children = ()

    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        told = {}
        if row is not None and self.has_view_or_change_permission(request, row):
            lines = history_lines(row, self.history_children, request.user)
            paginator = self.get_paginator(request, lines, 100)
            page = paginator.get_page(request.GET.get("p", 1))
            told = {
                "action_list": page,
                "page_range": paginator.get_elided_page_range(page.number),
                "pagination_required": paginator.num_pages > 1,
            }
        return super().history_view(request, object_id, told | (extra_context or {}))


class ReadOnlyAdmin(WithHistory, Scoped, admin.ModelAdmin):
    """Rows that are loaded or recorded, never typed; `why_locked` says why."""

    why_locked = ""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        return with_explanation(super().get_fieldsets(request, obj), self.why_locked)


def with_explanation(fieldsets, sentence):
    """Return the fieldsets after one that says why nothing can be changed here."""
    if not sentence:
        return fieldsets
    explanation = {"fields": (), "description": sentence, "classes": ["locked"]}
    return [(_("Why is this locked?"), explanation), *fieldsets]


class PortalAdmin(CarefulForms, WithHistory, WithTrail, Scoped, admin.ModelAdmin):
    """An admin that loses nothing: not what is typed, nor what another has saved.

    `trigger_sentences` gives the sentence for each trigger that may refuse.
    """

    trigger_sentences = {}
    save_on_top = True
    list_per_page = 50

    def locked_because(self, obj):
        """Return the sentence that says why this row cannot change, '' when it can."""
        return ""

    def is_public(self, obj):
        """Return whether the row has a page that the public may see."""
        return True

    def get_inlines(self, request, obj):
        """Return the inlines; beside a new row there is nothing yet to be read."""
        inlines = super().get_inlines(request, obj)
        if obj is not None:
            return inlines
        return [each for each in inlines if not issubclass(each, ReadOnlyInline)]

    def get_view_on_site_url(self, obj=None):
        if obj is None or not self.is_public(obj):
            return None
        return super().get_view_on_site_url(obj)

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        if obj is None or getattr(request, "refusal", ""):
            return allowed
        return allowed and not self.locked_because(obj)

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not self.locked_because(obj))

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return with_explanation(fieldsets, obj and self.locked_because(obj))

    def get_object(self, request, object_id, from_field=None):
        """Lock the row while it is being saved, and read it as it then is."""
        row = super().get_object(request, object_id, from_field)
        if row is None or not is_saving(request):
            return row
        self.model._base_manager.select_for_update().filter(pk=row.pk).first()
        return super().get_object(request, object_id, from_field)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", "")
        return type(form)(form.__name__, (form,), {"refusal": refusal})

    @csrf_protect_m
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the form again, with all that was typed, when the database refuses.

        So too when the row was locked while somebody was writing.
        """
        view = super().changeform_view
        if request.method != "POST":
            return view(request, object_id, form_url, extra_context)
        if "_saveasnew" in request.POST:
            # Django takes it also where no such button is.
            raise SuspiciousOperation("there is no saving as new")
        if object_id and (row := self.get_object(request, unquote(object_id))):
            request.refusal = self.locked_because(row) or self.moved_on(request, row)
        request.saving = True
        try:
            return view(request, object_id, form_url, extra_context)
        except REFUSED as error:
            request.refusal = explain(error, self.trigger_sentences)
            if request.refusal is None:
                raise
        return view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if form.has_changed():
            stamp(obj)
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.has_changed() and stamp(form.instance):
            form.instance.save(update_fields=["edited_by_person_at"])

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # Rules that ask at the commit must answer while the form can still be shown.
        connection.check_constraints()

    def delete_view(self, request, object_id, extra_context=None):
        try:
            with transaction.atomic():
                response = super().delete_view(request, object_id, extra_context)
                connection.check_constraints()
                return response
        except REFUSED as error:
            self.tell_refusal(request, error)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[object_id]))

    def changelist_view(self, request, extra_context=None):
        try:
            return super().changelist_view(request, extra_context)
        except REFUSED as error:
            if request.method != "POST":
                raise
            self.tell_refusal(request, error)
        return HttpResponseRedirect(request.get_full_path())

    def response_action(self, request, queryset):
        """Run an action; raise SuspiciousOperation for rows that no list offered."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(is_key(self.opts.pk, value) for value in chosen):
            raise SuspiciousOperation("a chosen row is no key")
        return super().response_action(request, queryset)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            connection.check_constraints()

    def tell_refusal(self, request, error):
        """Add the message for a refusal; raise again what is a fault."""
        sentence = explain(error, self.trigger_sentences)
        if sentence is None:
            raise error
        self.message_user(request, sentence, messages.ERROR)

    @admin.display(description=_("last edited by a person"))
    def last_edited(self, obj):
        return obj.edited_by_person_at or _("Not since it was loaded")

    @admin.display(description=_("source"), ordering="as_of")
    def short_source(self, obj):
        """Show the beginning of the source, and its date."""
        return ", ".join(filter(None, [Truncator(obj.source).chars(30), obj.as_of]))


def is_saving(request):
    return getattr(request, "saving", False) and not getattr(request, "refusal", "")


def stamp(row):
    """Note that a person edited the row; return whether such rows are noted at all."""
    noted = hasattr(row, "edited_by_person_at")
    if noted:
        row.edited_by_person_at = timezone.now()
    return noted


class PortalInline(CarefulForms, ScopedInline):
    """An inline that is locked with its parent, and locks its rows while saving."""

    extra = 0
    text_rows = 3
    # An agreement has 150 clauses at most; each row is work, also one only counted up.
    max_num = absolute_max = 300

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(
            request, obj, **{"absolute_max": self.absolute_max} | kwargs
        )

    def parent_is_locked(self, request, obj):
        if obj is None or getattr(request, "refusal", ""):
            return False
        parent = self.admin_site.get_model_admin(self.parent_model)
        return bool(parent.locked_because(obj))

    def has_add_permission(self, request, obj=None):
        allowed = super().has_add_permission(request, obj)
        return allowed and not self.parent_is_locked(request, obj)

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and not self.parent_is_locked(request, obj)

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and not self.parent_is_locked(request, obj)

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_for_update(of=("self",)) if is_saving(request) else rows


class PortalTabularInline(PortalInline, admin.TabularInline):
    pass


class PortalStackedInline(PortalInline, admin.StackedInline):
    pass


class ReadOnlyInline(ScopedInline, admin.TabularInline):
    """Rows that are shown beside their parent and edited elsewhere, or nowhere."""

    extra = 0
    can_delete = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ValidTodayFilter(admin.SimpleListFilter):
    """Choose rows with `valid_from` and `valid_to` by whether they hold today."""

    title = _("valid today")
    parameter_name = "today"

    def lookups(self, request, model_admin):
        return [("yes", _("Valid today")), ("no", _("Ended or not begun"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        valid = Q(Q(valid_from=None) | Q(valid_from__lte=today)) & Q(
            Q(valid_to=None) | Q(valid_to__gte=today)
        )
        if self.value() == "yes":
            return queryset.filter(valid)
        if self.value() == "no":
            return queryset.exclude(valid)
        return queryset
