"""What is sent to a form is tidied before any field sees it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..hygiene import is_broken, tidy

UNSTORABLE = _(
    "The text holds a character that cannot be saved; it shows as � now. Remove it,"
    " and save again."
)


class TidyForm(forms.BaseForm):
    """A form whose text is composed (NFC) and without marks that nobody sees.

    What cannot be stored at all is shown as �, and the field says so.
    """

    def _widget_data_value(self, widget, html_name):
        value = super()._widget_data_value(widget, html_name)
        if isinstance(value, str):
            return tidy(value)
        if isinstance(value, list):
            return [tidy(each) if isinstance(each, str) else each for each in value]
        return value

    def _clean_fields(self):
        super()._clean_fields()
        for name, field in self.fields.items():
            sent = super()._widget_data_value(field.widget, self.add_prefix(name))
            values = sent if isinstance(sent, list) else [sent]
            if any(isinstance(each, str) and is_broken(each) for each in values):
                self.add_error(name, UNSTORABLE)
