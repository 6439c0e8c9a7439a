"""Inlines whose rows have a place in an order that nobody should have to count."""

from django.db.models import Max
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _


class InOrderFormSet(BaseInlineFormSet):
    """Put a row whose place is left empty after the others."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "position" not in form.fields:
            return
        form.fields["position"].required = False
        form.fields["position"].help_text = _("Empty: last.")
        if form.instance._state.adding:
            form.initial["position"] = None

    def save_new(self, form, commit=True):
        self.put_last(form)
        return super().save_new(form, commit)

    def save_existing(self, form, obj, commit=True):
        self.put_last(form)
        return super().save_existing(form, obj, commit)

    def put_last(self, form):
        if form.instance.position is None:
            siblings = self.model._base_manager.filter(
                **{self.fk.name: self.instance.pk}
            )
            highest = siblings.aggregate(highest=Max("position"))["highest"] or 0
            taken = getattr(self, "highest", 0)
            self.highest = form.instance.position = max(highest, taken) + 1


class InOrder:
    """For an inline of a model with a `position`."""

    formset = InOrderFormSet
