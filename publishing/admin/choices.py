"""Searching selects that offer only what is right where they stand.

One rule serves twice: it narrows what the search offers, and it refuses what is sent
all the same. What a row held already may stay, for rules look at what is chosen now.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.urls import path, reverse

from ..choice_search import ScopedAutocomplete

# More digits than a key can have.
LONGEST_KEY = 18


@dataclass(frozen=True)
class ChoiceRule:
    """What may be chosen in a field within another row, the version of a party say.

    `rows` narrows rows to those; within None it offers what may be right somewhere.
    `refusal` is the sentence for others, with %(names)s in it.
    """

    rows: Callable[[QuerySet, Model | None], QuerySet]
    refusal: str


class WithChoices:
    """For an admin of a model with fields whose choices depend on another row.

    `choice_rules` maps such fields, which are searching selects, to their rules;
    `choices_model` is the model of the other row.
    """

    choice_rules = {}
    choices_model = None

    def choices_within(self, request, obj):
        """Return the row that rules the choices on a page; None when not yet known."""
        return obj

    def choices_sent_within(self, cleaned):
        """Return that row where it is chosen in the same form; None for nothing."""
        return None

    def get_urls(self):
        view = ChoicesView.as_view(admin_site=self.admin_site, owner=self)
        name = f"{self.opts.app_label}_{self.opts.model_name}_choices"
        address = path("valg/", self.admin_site.admin_view(view), name=name)
        return [address, *super().get_urls()]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        self.rule_choices(form, self.choices_within(request, obj))
        return form

    def rule_choices(self, form, within):
        """Let a form class, made for this page alone, keep to the rules."""
        form.choice_rules = self.choice_rules
        form.choices_within = within
        form.choices_sent_within = staticmethod(self.choices_sent_within)
        name = f"{self.opts.app_label}_{self.opts.model_name}_choices"
        url = reverse(f"{self.admin_site.name}:{name}")
        if within is not None:
            url = f"{url}?within={within.pk}"
        for field in self.choice_rules:
            if field in form.base_fields:
                widget = form.base_fields[field].widget
                # What is added beside the form would not be right here by that alone.
                widget.can_add_related = False
                getattr(widget, "widget", widget).url = url


class WithChoicesInline:
    """For an inline of a model whose admin has `WithChoices`: the same rules."""

    def choices_within(self, obj):
        """Return the row that rules the choices beside a parent."""
        return obj

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        owner = self.admin_site.get_model_admin(self.model)
        owner.rule_choices(formset.form, obj and self.choices_within(obj))
        return formset


class ChoicesView(ScopedAutocomplete):
    """What a searching select may offer; `?within=` is the key of the other row."""

    owner = None

    def get_queryset(self):
        rule = self.owner.choice_rules.get(self.source_field.name)
        if rule is None or self.source_field.model is not self.owner.model:
            raise PermissionDenied
        return rule.rows(super().get_queryset(), self.within())

    def within(self):
        """Return the other row; None without a key. Raise PermissionDenied."""
        key = self.request.GET.get("within", "")
        if not key:
            return None
        if not key.isdecimal() or len(key) > LONGEST_KEY:
            raise PermissionDenied
        model = self.owner.choices_model
        row = model._default_manager.filter(pk=key).first()
        admin = self.admin_site.get_model_admin(model)
        if row is None or not admin.has_view_permission(self.request, row):
            raise PermissionDenied
        return row


def wrong_choices(form, cleaned):
    """Yield the field and the sentence for each new choice that a rule refuses."""
    for name, rule in form.choice_rules.items():
        if name not in form.changed_data or not cleaned.get(name):
            continue
        within = form.choices_within or form.choices_sent_within(cleaned)
        chosen = cleaned[name]
        rows = [chosen] if isinstance(chosen, Model) else list(chosen)
        held = set(keys_of(form.initial.get(name)))
        new = {row.pk: row for row in rows if row.pk not in held}
        known = type(rows[0])._default_manager.filter(pk__in=new)
        right = set(rule.rows(known, within).values_list("pk", flat=True))
        outside = [str(row) for pk, row in new.items() if pk not in right]
        if outside:
            yield name, rule.refusal % {"names": ", ".join(outside)}


def keys_of(value):
    """Return the keys in a form's initial value of a field that points at rows."""
    values = value if isinstance(value, list | tuple | QuerySet) else [value]
    return [getattr(each, "pk", each) for each in values]
