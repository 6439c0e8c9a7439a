"""What a coordinator fills in: a file and what it is; and, after reading, yes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing.forms import CarefulForm
from publishing.forms.both_texts import RowTokenField


class SendInForm(CarefulForm):
    """What the file is, and the file. Nothing is changed by sending it in."""

    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
    )
    file = forms.FileField(
        label=_("The file"),
        max_length=200,
        allow_empty_file=True,
        help_text=_(
            "CSV (UTF-8) or .xlsx, up to 5 MB and 10,000 lines. Of a workbook the first"
            " sheet is read."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    submit_label = _("See what would change")

    def __init__(self, *args, kinds=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.key, kind.words) for kind in kinds]


class AcceptForm(CarefulForm):
    """Yes to just the difference that the page showed."""

    difference = RowTokenField(label="", required=False)
    submit_label = _("Bring it in")

    def __init__(self, *args, shown="", **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["difference"] = shown
