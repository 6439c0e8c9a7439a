"""The form of every admin: it keeps both editors' texts, choices and rights."""

from django.db.models import Q

from ..forms.both_texts import TOKEN, BothTextsForm, shown_value
from ..forms.fields import PlainTextField
from .choices import keys_of, wrong_choices
from .seen import NOT_SHOWN

__all__ = ["TOKEN", "KeepBothTextsForm", "PlainTextField", "shown_value"]


class Unnamed:
    """What rows are called in a select, but for those with these keys."""

    def __init__(self, label, keys):
        self.label, self.keys = label, keys

    def __call__(self, row):
        return str(NOT_SHOWN) if row.pk in self.keys else self.label(row)


class KeepBothTextsForm(BothTextsForm):
    """A form that never overwrites what somebody else saved since it was loaded.

    `choice_rules` are set by the admin, see `WithChoices`. So are, see `Scoped`:
    `may_become(row)`, whether the writer may leave the row as it would be saved; and
    `writes(row)`, the names of the fields that the writer may write, None for all.
    """

    choice_rules = {}
    may_become = None
    not_yours = ""
    writes = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.keep_unseen()
        self.keep_fields()

    def keep_unseen(self):
        """Let a row keep what it points at and the writer may not see, unnamed.

        A new row has nothing to keep: what an address proposes for it may be anything.
        """
        if self.instance._state.adding:
            return
        for name, field in self.narrowed_fields():
            held = self.held(name)
            if not held:
                continue
            seen = field.queryset.filter(pk__in=held).values_list("pk", flat=True)
            unseen = set(held) - set(seen)
            if unseen:
                allowed = Q(pk__in=field.queryset.order_by().values("pk"))
                rows = field.queryset.model._base_manager
                field.queryset = rows.filter(allowed | Q(pk__in=unseen))
                field.label_from_instance = Unnamed(field.label_from_instance, unseen)

    def keep_fields(self):
        """Show the fields that the writer may not write, and take nothing for them."""
        writable = self.writes(self.instance) if self.writes else None
        if writable is not None:
            for name, field in self.fields.items():
                field.disabled = name != TOKEN and name not in writable

    def narrowed_fields(self):
        return [
            (name, field)
            for name, field in self.fields.items()
            if getattr(field, "is_narrowed", False)
        ]

    def held(self, name):
        """Return the keys that a field had when the form was made."""
        return [key for key in keys_of(self.initial.get(name)) if key is not None]

    def their_value(self, name):
        """Return a stored value in words; rows that are not offered stay unnamed."""
        field = dict(self.narrowed_fields()).get(name)
        if field is None:
            return super().their_value(name)
        rows = field.queryset.filter(pk__in=self.held(name))
        return ", ".join(field.label_from_instance(row) for row in rows)

    def clean(self):
        cleaned = super().clean()
        for name, sentence in list(wrong_choices(self, cleaned)):
            self.add_error(name, sentence)
        return cleaned

    def _post_clean(self):
        """Refuse a row that would no longer be the writer's own."""
        super()._post_clean()
        if self.may_become is None or self._errors or not self.has_changed():
            return
        if not self.may_become(self.instance):
            self.add_error(None, self.not_yours)
