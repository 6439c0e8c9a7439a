"""The forms about people and partners; what they save is done by operations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from counties.models import Municipality
from partners.models import Membership, Partner
from publishing import outbox
from publishing.forms import CarefulForm, DayField, OrganisationNumberField


class EndForm(CarefulForm):
    """When an access ends; an empty day is now."""

    last_day = DayField(
        label=_("Last day"),
        required=False,
        help_text=_(
            "This day included. Leave it empty to end the access at once: the person’s"
            " next click is refused."
        ),
    )
    submit_label = _("End the access")


class RoleForm(CarefulForm):
    role = forms.ChoiceField(
        label=_("New role"), widget=forms.RadioSelect(attrs={"class": "ds-input"})
    )
    submit_label = _("Give the new role")

    def __init__(self, *args, choices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = choices


class DeputyForm(CarefulForm):
    """Who stands in, and from when to when."""

    person = forms.ChoiceField(
        label=_("Who stands in?"),
        help_text=_("Those who have access to the partner already."),
    )
    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"), help_text=_("This day included."))
    submit_label = _("Add the deputy")

    def __init__(self, *args, choices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = choices


class InviteForm(CarefulForm):
    """Whom to invite, and to what."""

    email = forms.EmailField(
        label=_("E-mail of the person"),
        help_text=_("The invitation is sent there. The link in it works once."),
    )
    role = forms.ChoiceField(
        label=_("What is the person to do?"),
        widget=forms.RadioSelect(attrs={"class": "ds-input"}),
    )
    valid_to = DayField(
        label=_("Last day of the access"),
        required=False,
        help_text=_("Leave it empty when no end is agreed."),
    )
    submit_label = _("Send the invitation")

    def __init__(self, *args, roles=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles
        if not outbox.has_server():
            self.fields["email"].help_text = _(
                "Afterwards you get a link to hand over. It works once."
            )
        if "editor" in dict(roles):
            self.fields["role"].initial = "editor"


class FindForm(forms.Form):
    """Look for a partner before one is added."""

    q = forms.CharField(
        label=_("Name or organisation number"), required=False, max_length=200
    )


class NewPartnerForm(InviteForm):
    """A partner that is not there, and its first person."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Partner.Kind.choices)
    organisation_number = OrganisationNumberField(
        label=_("Organisation number"),
        required=False,
        help_text=_("Nine digits; spaces are fine."),
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        queryset=Municipality.objects.none(),
        required=False,
        help_text=_("Leave it empty for one that works in the whole county."),
    )
    submit_label = _("Add the partner and send the invitation")
    field_order = [
        "name",
        "kind",
        "organisation_number",
        "municipality",
        "email",
        "role",
        "valid_to",
    ]

    def __init__(self, *args, municipalities=None, **kwargs):
        super().__init__(*args, **kwargs)
        if municipalities is not None:
            self.fields["municipality"].queryset = municipalities


ROLE_HELP = {
    Membership.Role.EDITOR: _("editor: writes and confirms"),
    Membership.Role.SIGNATORY: _("signatory: signs and accepts"),
    Membership.Role.COORDINATOR: _("coordinator: publishes and invites"),
    Membership.Role.NATIONAL_ADMINISTRATOR: _("national administrator"),
}
