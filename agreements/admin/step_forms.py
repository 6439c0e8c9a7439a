"""What each step asks for. Nothing here saves: operations.py does."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.days import EARLIEST, LATEST
from publishing.forms.fields import PlainTextField

from ..models import Signature
from ..models.signing import MAX_DOCUMENT_BYTES


def day_field(**given):
    return forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
        **given,
    )


def line_field(max_length, **given):
    field = forms.CharField(max_length=max_length, **given)
    field.widget.attrs["class"] = "vTextField"
    return field


def text_field(rows=4, **given):
    widget = forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"})
    return PlainTextField(widget=widget, max_length=10_000, **given)


class StepForm(forms.Form):
    """A step that asks for nothing more. `parties` are those the reader acts for."""

    def __init__(self, *args, parties=(), too_large=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties, self.too_large = list(parties), too_large
        if "partner" in self.fields:
            self.fields["partner"].choices = self.parties
            if len(self.parties) == 1:
                self.fields["partner"].initial = self.parties[0][0]

    def ask_for_file_again(self):
        """Say that a file that was sent must be chosen once more."""
        if self.files and "document" in self.fields and "document" not in self.errors:
            self.add_error(
                "document",
                _(
                    "Choose the file again: it is not kept while something else is to"
                    " be put right."
                ),
            )


class ReturnForm(StepForm):
    """Back to draft; `reason_needed` when somebody has signed."""

    reason = text_field(label=gettext_lazy("Reason"))

    def __init__(self, *args, reason_needed=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = reason_needed
        self.fields["reason"].help_text = (
            _("Those who have signed read it.")
            if reason_needed
            else _("It stands in the history. You can leave it empty.")
        )
        self.fields["reason"].error_messages["required"] = _(
            "Say why the signatures fall away."
        )


class WithdrawForm(StepForm):
    reason = text_field(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stands in the history."),
        error_messages={"required": gettext_lazy("Say why the draft is withdrawn.")},
    )


class TerminateForm(StepForm):
    last_day = day_field(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("The agreement holds to the end of this day."),
        error_messages={
            "required": gettext_lazy("Give the last day of the agreement.")
        },
    )
    reason = text_field(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It is shown on the page of the agreement."),
        error_messages={
            "required": gettext_lazy("Say why the agreement is terminated.")
        },
    )


class ArchiveForm(StepForm):
    reference = line_field(
        100,
        label=gettext_lazy("Archive reference"),
        error_messages={"required": gettext_lazy("Give the archive reference.")},
    )
    on = day_field(label=gettext_lazy("Archived on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class WithDocument(StepForm):
    """A form with a signed paper: its size is looked at before its content."""

    def clean_document(self):
        document = self.cleaned_data["document"]
        if self.too_large or (document and document.size > MAX_DOCUMENT_BYTES):
            raise forms.ValidationError(
                _("The file can be 10 MB at most."), code="too_large"
            )
        if not document:
            return None
        beginning = document.read(5)
        document.seek(0)
        if beginning != b"%PDF-":
            raise forms.ValidationError(
                _("The file is not a PDF. Choose the signed paper as a PDF."),
                code="no_pdf",
            )
        return document


def document_field(**given):
    widget = forms.FileInput(attrs={"accept": "application/pdf,.pdf"})
    return forms.FileField(
        label=gettext_lazy("Signed document (PDF)"),
        help_text=gettext_lazy("At most 10 MB. It is not shown to the public."),
        widget=widget,
        **given,
    )


def partner_field(label):
    return forms.ChoiceField(
        label=label,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the party."),
            "invalid_choice": gettext_lazy(
                "Choose one of the parties that you act for."
            ),
        },
    )


class DocumentForm(WithDocument):
    partner = partner_field(gettext_lazy("Sent in by"))
    document = document_field(required=False)

    def clean_document(self):
        document = super().clean_document()
        if document is None:
            raise forms.ValidationError(
                _("Choose the signed document."), code="required"
            )
        return document


class SigningForm(WithDocument):
    """A signature. `digest` is that of the text which the page showed."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    partner = partner_field(gettext_lazy("I sign for"))
    name = line_field(
        200,
        label=gettext_lazy("Name"),
        error_messages={"required": gettext_lazy("Write the name of who signs.")},
    )
    office_nb = line_field(200, label=gettext_lazy("Office (bokmål)"), required=False)
    office_nn = line_field(
        200,
        label=gettext_lazy("Office (nynorsk)"),
        required=False,
        help_text=gettext_lazy("Fill in at least one of the two."),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How"),
        widget=forms.RadioSelect,
        choices=[
            ("electronic", gettext_lazy("Electronically, here and now")),
            ("paper", gettext_lazy("On paper")),
        ],
        initial="electronic",
    )
    signed_on = day_field(
        label=gettext_lazy("Day of the signature"),
        required=False,
        help_text=gettext_lazy("Only for a signature on paper."),
    )
    case_number = line_field(
        60,
        label=gettext_lazy("Case number of the decision"),
        required=False,
        help_text=gettext_lazy("For example 2026/1234."),
    )
    archive_reference = line_field(
        100, label=gettext_lazy("Archive reference"), required=False
    )
    document = document_field(required=False)
    has_read = forms.BooleanField(
        error_messages={
            "required": gettext_lazy("Tick that you have read the text and sign it.")
        }
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("office_nb", "office_nn"):
            self.fields[name].widget.attrs["lang"] = name[-2:]
        self.fields["has_read"].label = (
            _("I have read the text and sign it for %(party)s.")
            % {"party": self.parties[0][1]}
            if len(self.parties) == 1
            else _("I have read the text and sign it for the party I have chosen.")
        )

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("office_nb") or cleaned.get("office_nn")):
            self.add_error("office_nb", _("Write the office of who signs."))
        day = cleaned.get("signed_on")
        if cleaned.get("method") == Signature.Method.ELECTRONIC:
            return cleaned
        if day is None and "signed_on" not in self.errors:
            self.add_error("signed_on", _("Give the day on which it was signed."))
        elif day and day > timezone.localdate():
            self.add_error(
                "signed_on", _("The day of the signature cannot be in the future.")
            )
        return cleaned

    def show_text_anew(self, digest):
        """Bind the form to the text that stands now; it is to be read again."""
        if self.data.get(self.add_prefix("digest")) == digest:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("digest")] = digest
        self.data.pop(self.add_prefix("has_read"), None)


FORMS = {
    "add_document": DocumentForm,
    "archive": ArchiveForm,
    "return_to_draft": ReturnForm,
    "sign": SigningForm,
    "terminate": TerminateForm,
    "withdraw": WithdrawForm,
}
