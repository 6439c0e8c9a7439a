"""Forms that never let one editor overwrite another: the second gets both texts.

The page carries a token with a digest of every value as it was loaded. Whoever saves
gets the row locked and read anew; what differs from the token, somebody else changed
in the meantime, and the form comes back with both texts instead of saving. Admin and
our own pages share this one rule.
"""

import hashlib
import json

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ..editors import last_editor
from .cleaning import TidyForm

TOKEN = "row_token"  # noqa: S105 (a version, not a secret)


def plain(value):
    """Return a value of a form in a shape that can be compared and digested."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet | list | tuple):
        parts = [plain(part) for part in value]
        # The order of related rows means nothing; that of plain lists does.
        return (
            sorted(parts) if any(isinstance(part, Model) for part in value) else parts
        )
    return value


def digest(value):
    text = json.dumps(plain(value), default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def shown_value(row, name):
    """Return a stored value as the reader of a form would write it; '' when empty."""
    field = row._meta.get_field(name)
    if field.many_to_many:
        return ", ".join(str(related) for related in getattr(row, name).all())
    if field.is_relation:
        try:
            related = getattr(row, name)
        except ObjectDoesNotExist:
            related = getattr(row, field.attname)
        return "" if related is None else str(related)
    value = getattr(row, name)
    if field.choices:
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(formats.localize(value))


class RowTokenField(forms.CharField):
    widget = forms.HiddenInput

    def has_changed(self, initial, data):
        return False


class BothTextsForm(TidyForm, forms.ModelForm):
    """A form that notices what somebody else saved since its page was loaded.

    Give it a row that is locked and read anew. `conflict` is True after it met the
    text of another. `refusal` is a sentence to show instead of saving, when the
    database has refused what was typed.
    """

    row_token = RowTokenField(label="", required=False)
    refusal = ""
    conflict = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = {}
        if not self.instance._state.adding:
            self.stored = {
                name: self.initial[name]
                for name, field in self.fields.items()
                if name in self.initial and not isinstance(field, RowTokenField)
            }
            self.initial[TOKEN] = self.token()

    def token(self):
        return json.dumps({name: digest(value) for name, value in self.stored.items()})

    def _get_validation_exclusions(self):
        """Let rules that ask for the status see it: it is shown, not typed."""
        return super()._get_validation_exclusions() - {"status"}

    def clean(self):
        cleaned = super().clean()
        if self.refusal:
            self.add_error(None, self.refusal)
        elif self.stored and self.has_changed():
            self.meet_other_edits()
        return cleaned

    def meet_other_edits(self):
        """Where somebody else has saved since, show both texts instead of saving.

        Fields the writer left alone take over the other's text, so that saving again
        cannot bring back the old one.
        """
        loaded = self.loaded_digests()
        others = [
            name
            for name, value in self.stored.items()
            if loaded.get(name) != digest(value)
        ]
        mine = self.cleaned_data.copy()
        conflicts = [
            name
            for name in others
            if name not in mine or digest(mine[name]) != digest(self.stored[name])
        ]
        if not conflicts:
            return
        self.conflict = True
        self.data = self.data.copy()
        self.data[self.add_prefix(TOKEN)] = self.token()
        self.keep_row()
        self.add_error(None, self.both_saved(len(conflicts)))
        for name in conflicts:
            theirs = self.their_value(name) or _("(empty)")
            if name in mine and digest(mine[name]) == loaded.get(name):
                self.take_over(name)
                sentence = _(
                    "Changed by somebody else while you were writing. The field now"
                    " holds their text: %(theirs)s"
                )
            else:
                sentence = _(
                    "Changed by somebody else while you were writing, to: %(theirs)s"
                )
            self.add_error(name, sentence % {"theirs": theirs})

    def their_value(self, name):
        """Return what is stored in a field now, in words."""
        return shown_value(self.instance, name)

    def loaded_digests(self):
        try:
            loaded = json.loads(self.data.get(self.add_prefix(TOKEN), ""))
        except ValueError:
            return {}
        return loaded if isinstance(loaded, dict) else {}

    def keep_row(self):
        """Take back the mark that this row is to be deleted."""
        deletion = forms.formsets.DELETION_FIELD_NAME
        self.data.pop(self.add_prefix(deletion), None)
        if deletion in self.cleaned_data:
            self.cleaned_data[deletion] = False

    def both_saved(self, count):
        who = last_editor(self.instance)
        sentence = ngettext_lazy(
            "%(who)s saved this while you were writing, so nothing of yours is saved"
            " yet. The marked field shows both texts. Choose, and save again.",
            "%(who)s saved this while you were writing, so nothing of yours is saved"
            " yet. %(count)s marked fields show both texts. Choose, and save again.",
            "count",
        )
        return sentence % {"who": who or _("Somebody else"), "count": count}

    def take_over(self, name):
        """Let the form show the stored value of a field instead of what was sent."""
        field = self.fields[name]
        widget = getattr(field.widget, "widget", field.widget)
        value = field.prepare_value(self.stored[name])
        if isinstance(widget, forms.CheckboxInput):
            sent = ["on"] if value else []
        else:
            formatted = widget.format_value(value)
            if not isinstance(formatted, list):
                formatted = [] if formatted is None else [formatted]
            sent = [str(part) for part in formatted]
        self.data.setlist(self.add_prefix(name), sent)
