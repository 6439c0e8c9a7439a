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


class NumberedFormSet(InOrderFormSet):
    """Clauses: one whose number is left empty gets the next free one."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "number" in form.fields and form.instance._state.adding:
            form.fields["number"].required = False
            form.fields["number"].help_text = _("Empty: the next free number, %s.") % (
                next_number(self.stored_numbers())
            )

    def stored_numbers(self):
        siblings = self.model._base_manager.filter(**{self.fk.name: self.instance.pk})
        return siblings.values_list("number", flat=True)

    def clean(self):
        """Number the new ones before it is asked whether a number is there twice."""
        typed = [form.cleaned_data.get("number", "") for form in self.forms]
        taken = [*self.stored_numbers(), *typed]
        for form in self.extra_forms:
            if form.cleaned_data and not form.cleaned_data.get("number"):
                number = next_number(taken)
                taken.append(number)
                form.cleaned_data["number"] = form.instance.number = number
        super().clean()


def next_number(numbers):
    """Return the number after the highest one; 4.2 counts as 4, letters for nothing."""
    firsts = [number.partition(".")[0] for number in numbers]
    return str(max((int(each) for each in firsts if each.isdecimal()), default=0) + 1)


class InOrder:
    """For an inline of a model with a `position`."""

    formset = InOrderFormSet
