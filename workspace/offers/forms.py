"""The forms in which partners write about their services and places."""

from crispy_forms.layout import HTML, Div, Fieldset, Layout, Row
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from counties.models import County, Municipality, PostalCode
from guidance_centres.models import GuidanceCentre
from partners.rights import rows_for
from publishing import proposals
from publishing.forms import CarefulForm, CarefulModelForm, PostalCodeField
from publishing.models import Status
from services.languages import language_choices
from services.models import GuidanceService

KNOWN = [("", _("Not stated")), ("True", _("Yes")), ("False", _("No"))]


def known_or_not(label):
    """Return a field for yes, no and not stated."""
    return forms.TypedChoiceField(
        label=label,
        choices=KNOWN,
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


def side_by_side(*names):
    """Return bokmål and nynorsk of some texts beside each other."""
    return [Row(f"{name}_nb", f"{name}_nn") for name in names]


def folded(summary, *fields):
    """Return fields that are folded away until somebody opens them."""
    return Div(
        HTML('<details class="ds-details"><summary>'),
        HTML(summary),
        HTML('</summary><div class="form__fields">'),
        *fields,
        HTML("</div></details>"),
    )


class ProposedForm(CarefulModelForm):
    """A form of what a row will say: what is proposed over what stands.

    `fields_now` are those that somebody may write on now; the others are left out, so
    that whatever is sent for them changes nothing.
    """

    hide_optional = True
    submit_label = _("Save the draft")

    def __init__(self, *args, owner=None, user=None, **kwargs):
        row = kwargs.get("instance")
        self.owner = owner
        self.before = {}
        if row is not None:
            self.is_new = False
            known = proposals.proposable(type(row))
            is_draft = row.status == Status.DRAFT
            self.fields_now = known.everything if is_draft else known.approved
            open_proposal = proposals.open_proposal(row)
            if open_proposal is not None:
                proposals.put_on(row, open_proposal.changes)
        else:
            self.is_new = True
            self.fields_now = proposals.proposable(self._meta.model).everything
        super().__init__(*args, user=user, **kwargs)
        for name in list(self.fields):
            if name in self._meta.fields and name not in self.fields_now:
                del self.fields[name]
                self.stored.pop(name, None)
        for name, field in self.fields.items():
            # What a public text needs is asked when it is sent; a draft may wait.
            if name in self._meta.fields:
                field.required = name in self.always_required
        if not self.is_new:
            self.initial["row_token"] = self.token()

    always_required = ()

    def plain(self):
        """Return what was written as plain values, for every field of the page."""
        model = self._meta.model
        return {
            name: proposals.plain_value(
                model._meta.get_field(name), self.cleaned_data[name]
            )
            for name in self.fields
            if name in self.fields_now and name in self.cleaned_data
        }

    def has(self, *names):
        return [name for name in names if name in self.fields]


class ServiceForm(ProposedForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages of the guidance"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_free = known_or_not(_("Free of charge"))
    referral_required = known_or_not(_("Is a referral needed?"))

    class Meta:
        model = GuidanceService
        fields = (
            *(f"name_{code}" for code in ("nb", "nn", "en", "se")),
            *(f"summary_{code}" for code in ("nb", "nn", "en", "se")),
            *(f"description_{code}" for code in ("nb", "nn", "en", "se")),
            "target_groups",
            "age_from",
            "age_to",
            "needs",
            "is_national",
            "counties",
            "municipalities",
            "centres",
            *(f"how_to_get_{code}" for code in ("nb", "nn", "en", "se")),
            "channels",
            "languages",
            "is_free",
            "price",
            "referral_required",
            *(f"outcome_{code}" for code in ("nb", "nn", "en", "se")),
            "url",
            "phone",
            "email",
            "waiting_time",
            "waiting_time_stated_on",
        )
        widgets = dict.fromkeys(
            (
                "target_groups",
                "needs",
                "counties",
                "municipalities",
                "centres",
                "channels",
            ),
            forms.CheckboxSelectMultiple,
        )

    def __init__(self, *args, owner=None, user=None, **kwargs):
        super().__init__(*args, owner=owner, user=user, **kwargs)
        today = timezone.localdate()
        row = self.instance
        owner = owner or row.provider
        fields = self.fields
        fields["languages"].choices = language_choices(row.languages)
        chosen = {
            name: [] if self.is_new else [each.pk for each in getattr(row, name).all()]
            for name in ("counties", "municipalities", "centres")
        }
        fields["counties"].queryset = County.objects.filter(
            Q(pk__in=County.objects.valid_on(today)) | Q(pk__in=chosen["counties"])
        ).in_norwegian_order()
        home = owner.county_id or (owner.municipality and owner.municipality.county_id)
        fields["municipalities"].queryset = Municipality.objects.filter(
            Q(pk__in=Municipality.objects.valid_on(today).filter(county=home))
            | Q(pk__in=chosen["municipalities"])
        ).in_norwegian_order()
        near = Q(partner=owner) | Q(partner__parent=owner)
        if owner.parent_id:
            near |= Q(partner=owner.parent_id)
        own = rows_for(user, "view", GuidanceCentre.objects.filter(near)).exclude(
            status=Status.ENDED
        )
        fields["centres"].queryset = GuidanceCentre.objects.filter(
            Q(pk__in=own.values("pk")) | Q(pk__in=chosen["centres"])
        ).in_norwegian_order()
        self.helper.layout = self.layout()

    def layout(self):
        parts = [
            Fieldset(
                _("What it is"),
                *side_by_side("name", "summary", "description"),
                folded(
                    _("In English and Northern Sami"),
                    *self.others("name", "summary", "description"),
                ),
            ),
            Fieldset(
                _("Whom it is for"),
                "target_groups",
                Row("age_from", "age_to"),
                "needs",
            ),
            Fieldset(
                _("Where"),
                "is_national",
                folded(_("Counties"), "counties"),
                folded(_("Municipalities"), "municipalities"),
                "centres",
            ),
            Fieldset(
                _("How you get it"),
                *side_by_side("how_to_get"),
                folded(_("In English and Northern Sami"), *self.others("how_to_get")),
                "channels",
                folded(_("Languages of the guidance"), "languages"),
                Row("is_free", "referral_required"),
                "price",
            ),
            Fieldset(
                _("What you leave with"),
                *side_by_side("outcome"),
                folded(_("In English and Northern Sami"), *self.others("outcome")),
            ),
        ]
        contact = self.has("url", "phone", "email")
        if contact:
            waiting = self.has("waiting_time", "waiting_time_stated_on")
            parts.append(
                Fieldset(_("Contact and waiting time"), *contact, Row(*waiting))
            )
        return Layout("row_token", "form_token", *parts)

    def others(self, *names):
        return [Row(f"{name}_en", f"{name}_se") for name in names]

    def clean(self):
        cleaned = super().clean()
        if "name_nb" in self.fields and not (
            cleaned.get("name_nb") or cleaned.get("name_nn")
        ):
            self.add_error(
                "name_nb", _("Give the service a name in bokmål or nynorsk.")
            )
        if cleaned.get("waiting_time") and not cleaned.get("waiting_time_stated_on"):
            self.add_error(
                "waiting_time_stated_on",
                _("Say on which day the waiting time was stated."),
            )
        return cleaned


class PlaceForm(ProposedForm):
    always_required = ("name", "kind")
    postal_code = PostalCodeField(label=_("postal code"), required=False)
    step_free = known_or_not(_("Step-free access"))

    class Meta:
        model = GuidanceCentre
        fields = (
            "name",
            "kind",
            "address",
            "municipality",
            "serves",
            "step_free",
            *(f"access_{code}" for code in ("nb", "nn", "en", "se")),
            "phone",
            "email",
            "website",
        )
        widgets = {"serves": forms.CheckboxSelectMultiple}

    def __init__(self, *args, owner=None, user=None, **kwargs):
        super().__init__(*args, owner=owner, user=user, **kwargs)
        today = timezone.localdate()
        row = self.instance
        owner = owner or row.partner
        stored = row.postal_code.code if row.postal_code_id else ""
        self.initial["postal_code"] = stored
        if not self.is_new:
            self.stored["postal_code"] = stored
            self.initial["row_token"] = self.token()
        home = row.county_id or (
            owner
            and (
                owner.county_id or (owner.municipality and owner.municipality.county_id)
            )
        )
        served = [] if self.is_new else [each.pk for each in row.serves.all()]
        near = Q(pk__in=Municipality.objects.valid_on(today).filter(county=home))
        municipalities = Municipality.objects.in_norwegian_order()
        self.fields["municipality"].queryset = municipalities.filter(
            near | Q(pk=row.municipality_id)
        )
        self.fields["serves"].queryset = municipalities.filter(near | Q(pk__in=served))
        self.helper.layout = self.layout()

    def layout(self):
        parts = [
            Fieldset(_("The place"), "name", "kind"),
            Fieldset(
                _("Where it is, and whom it serves"),
                "address",
                Row("postal_code", "municipality"),
                folded(_("Serves these municipalities"), "serves"),
            ),
            Fieldset(
                _("How to get there"),
                "step_free",
                *side_by_side("access"),
                folded(
                    _("In English and Northern Sami"), Row("access_en", "access_se")
                ),
            ),
        ]
        contact = self.has("website", "phone", "email")
        if contact:
            parts.append(Fieldset(_("Contact"), *contact))
        return Layout("row_token", "form_token", *parts)

    def clean_postal_code(self):
        code = self.cleaned_data["postal_code"]
        if not code:
            return ""
        if not PostalCode.objects.filter(code=code).exists():
            raise forms.ValidationError(
                _("There is no postal code %(code)s. Look at it once more."),
                code="unknown",
                params={"code": code},
            )
        return code

    def _post_clean(self):
        """Keep the code away from the row: there it is a row of its own."""
        code = self.cleaned_data.pop("postal_code", None)
        super()._post_clean()
        if code is not None:
            self.cleaned_data["postal_code"] = code

    def plain(self):
        told = super().plain()
        told["postal_code"] = self.cleaned_data["postal_code"] or None
        # The county follows from the municipality; nobody is asked twice.
        municipality = self.cleaned_data.get("municipality")
        if municipality is not None:
            told["county"] = municipality.county.slug
        return told


class FactsForm(CarefulModelForm):
    """Facts that the owner changes at once."""

    submit_label = _("Save, and show it at once")
    hide_optional = True

    def plain(self):
        model = self._meta.model
        return {
            name: proposals.plain_value(
                model._meta.get_field(name), self.cleaned_data[name]
            )
            for name in self._meta.fields
        }


class ServiceFactsForm(FactsForm):
    class Meta:
        model = GuidanceService
        fields = ("url", "phone", "email", "waiting_time", "waiting_time_stated_on")


class PlaceFactsForm(FactsForm):
    class Meta:
        model = GuidanceCentre
        fields = ("website", "phone", "email", "open_on_public_holidays")


class SendForm(CarefulForm):
    """A word to the coordinator, who reads before it is public."""

    submit_label = _("Send it for approval")
    message = forms.CharField(
        label=_("A word to the coordinator"),
        help_text=_("What have you changed, and why? You may leave this empty."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    hide_optional = True
