"""The forms of the pages about roles; what they save is done by operations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import RoleDescription
from agreements.roles.answering import MAX_REASON
from publishing.forms import CarefulForm, CarefulModelForm, DayField, LongTextField

HELP = {
    "for_citizens": _(
        "What can people ask about, and what do they get? Two or three sentences."
    ),
    "for_professionals": _(
        "What the role does in the partnership. A line that begins with «- » is an item"
        " of a list."
    ),
}
TEXTS = [
    "for_citizens_nb",
    "for_citizens_nn",
    "for_citizens_en",
    "for_professionals_nb",
    "for_professionals_nn",
    "for_professionals_en",
]
PERIOD_AND_HOLDER = ["holder", "deputy", "valid_from", "valid_to"]


class DescriptionForm(CarefulModelForm):
    """A draft of what a role is. Holder and deputy need no account."""

    submit_label = _("Save the draft")

    class Meta:
        model = RoleDescription
        fields = [*TEXTS, *PERIOD_AND_HOLDER]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            self.fields[name].widget.attrs["rows"] = 5
        for name, sentence in HELP.items():
            self.fields[f"{name}_nb"].help_text = sentence
        self.fields["holder"].help_text = _(
            "The name as the public is to see it. The person needs no account."
        )
        self.fields["valid_to"].help_text = _("Leave it empty when no end is agreed.")

    def values(self):
        """Return what was written, for the operation."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class RoleForm(DescriptionForm):
    """A new role, for whom, and its first draft."""

    whose = forms.ChoiceField(label=_("Whose role is it?"))
    name_nb = forms.CharField(
        label=_("Name of the role (bokmål)"), max_length=160, required=False
    )
    name_nn = forms.CharField(
        label=_("Name of the role (nynorsk)"), max_length=160, required=False
    )
    name_en = forms.CharField(
        label=_("Name of the role (English)"), max_length=160, required=False
    )

    field_order = ["whose", "name_nb", "name_nn", "name_en", *TEXTS, *PERIOD_AND_HOLDER]

    def __init__(self, *args, choices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = choices

    def names(self):
        return {
            name: self.cleaned_data[name] for name in ("name_nb", "name_nn", "name_en")
        }

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("name_nb") or cleaned.get("name_nn")):
            self.add_error("name_nb", _("Give the role a name in bokmål or nynorsk."))
        return cleaned


class AcceptForm(CarefulForm):
    submit_label = _("Accept the role")


class SubmitForm(CarefulForm):
    submit_label = _("Send to the coordinator")


class ObjectionForm(CarefulForm):
    """Why the partner does not accept; everybody can read it."""

    reason = LongTextField(
        label=_("What do you object to?"),
        help_text=_(
            "Everybody can read this on the page of the role, with the name of the"
            " partner. Write no names of persons."
        ),
        max_length=MAX_REASON,
        error_messages={"required": _("Say what you object to.")},
    )
    submit_label = _("Publish the objection")


class SendBackForm(CarefulForm):
    reason = LongTextField(
        label=_("What is to be changed?"),
        help_text=_("The partner reads this beside the draft."),
        max_length=MAX_REASON,
        error_messages={"required": _("Say what is to be changed.")},
    )
    submit_label = _("Send back")


class PublishForm(CarefulForm):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    submit_label = _("Publish")


class EndForm(CarefulForm):
    last_day = DayField(
        label=_("Last day"),
        help_text=_("This day included. A day that has passed ends it at once."),
        error_messages={"required": _("Write the last day.")},
    )
    submit_label = _("End the version")
