"""The form of every admin: it keeps both editors' texts, and to rules of choice."""

from ..forms.both_texts import TOKEN, BothTextsForm, shown_value
from ..forms.fields import PlainTextField
from .choices import wrong_choices

__all__ = ["TOKEN", "KeepBothTextsForm", "PlainTextField", "shown_value"]


class KeepBothTextsForm(BothTextsForm):
    """A form that never overwrites what somebody else saved since it was loaded.

    `choice_rules` are set by the admin, see `WithChoices`.
    """

    choice_rules = {}

    def clean(self):
        cleaned = super().clean()
        for name, sentence in list(wrong_choices(self, cleaned)):
            self.add_error(name, sentence)
        return cleaned
