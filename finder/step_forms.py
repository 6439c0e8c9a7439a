"""The forms of the questions: one field each, sent by GET to the page itself."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counties.names import QUERY_MAX_LENGTH, normalise_query

from .places import NoSuchPlace
from .step_words import PAGES
from .steps import PLACE

QUOTED_LENGTH = 40


def tidy_place(text):
    """Return what somebody typed as a place; digits lose their width and spaces."""
    line = normalise_query(text)
    if re.fullmatch(r"\d[\d ]*", line):
        return "".join(str(unicodedata.digit(each)) for each in line if each != " ")
    return line


class PlaceStep(forms.Form):
    """Where somebody lives. After is_valid(), `outcome` is what the text means.

    `outcome` is also there for a place that nobody knows, with what looks like it.
    """

    use_required_attribute = False

    sted = forms.CharField(
        label=PAGES[PLACE].question,
        help_text=gettext_lazy("Postal code, place, municipality or county"),
        error_messages={"required": PAGES[PLACE].missing},
        widget=forms.TextInput(
            attrs={
                "class": "ds-input",
                "maxlength": QUERY_MAX_LENGTH,
                "autocomplete": "postal-code",
            }
        ),
    )

    def __init__(self, data=None, *, gazetteer, initial=None):
        super().__init__(data, initial=initial)
        self.gazetteer = gazetteer
        self.outcome = None

    def clean_sted(self):
        text = tidy_place(self.cleaned_data["sted"])
        if not text:
            raise ValidationError(PAGES[PLACE].missing, code="required")
        if text.isdecimal() and len(text) != 4:
            raise ValidationError(
                _(
                    "A postal code has 4 digits. Check yours, or write the name of the"
                    " place."
                ),
                code="not_four_digits",
            )
        self.outcome = self.gazetteer.find(text)
        if isinstance(self.outcome, NoSuchPlace):
            raise ValidationError(_no_such_place(text), code="unknown")
        return text


def _no_such_place(text):
    quoted = Truncator(text).chars(QUOTED_LENGTH)
    if text.isdecimal():
        return _(
            "No place has the postal code %(text)s. Check the digits, or write the name"
            " of the place."
        ) % {"text": quoted}
    return _(
        "We cannot find the place “%(text)s”. Check the spelling, or write a postal"
        " code."
    ) % {"text": quoted}


class KnownChoices(forms.MultipleChoiceField):
    """Several of the values on offer; others count as not given."""

    def clean(self, value):
        return super().clean([each for each in value or [] if self.valid_value(each)])


class ChoiceStep(forms.Form):
    """One question with ready-made answers: the field is called `name`.

    Unbound with `initial` until it is answered. `values` are the answers on offer;
    `words` (step_words.Asked) is what the page says.
    """

    use_required_attribute = False

    def __init__(self, data=None, *, name, values, words, initial=()):
        super().__init__(data, initial={name: list(initial)})
        self.name = name
        self.fields[name] = KnownChoices(
            label=words.question,
            help_text=words.why,
            choices=[(value, value) for value in values],
            error_messages={"required": words.missing},
            widget=forms.CheckboxSelectMultiple,
        )

    @property
    def field(self):
        return self[self.name]

    @property
    def chosen(self):
        """Return the values to show as chosen, whether sent or known before."""
        return self.field.value() or []
