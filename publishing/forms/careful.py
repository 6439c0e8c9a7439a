"""The forms of our own pages: nothing typed is lost, nothing is done twice.

A page shows one with ``{% crispy form %}`` and, above its h1, the error summary
(templates/workspace/form/). `handling.answer_form` saves it.
"""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db import models
from django.forms.models import ModelFormMetaclass
from django.utils.translation import gettext_lazy as _

from ..once import new_token
from ..validators import phone_number
from .both_texts import BothTextsForm, RowTokenField
from .cleaning import TidyForm
from .fields import (
    ClockField,
    DayField,
    LongTextField,
    OrganisationNumberField,
    PhoneField,
    PostalCodeField,
)

FORM_TOKEN = "form_token"  # noqa: S105 (the name of a field)
LANGUAGE_TAGS = {"nb", "nn", "en", "se"}


class CarefulForm(TidyForm, forms.Form):
    """A form of our own pages. Give it `user`, who reads the page.

    `submit_label` says what the button does. `helper` is crispy's; add a layout to it
    in a subclass. `one_time` False is for the rows of a formset, whose page has the
    token in its main form.
    """

    form_token = RowTokenField(label="", required=False)
    submit_label = _("Save")
    one_time = True
    conflict = False

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.prepare(user)

    def prepare(self, user):
        """Give the page its token, the inputs their language, and crispy its words."""
        self.user = user
        if self.one_time:
            self.initial[FORM_TOKEN] = new_token(self.purpose(), user)
        else:
            self.fields.pop(FORM_TOKEN, None)
        for name, field in self.fields.items():
            language = name.rpartition("_")[2]
            if language in LANGUAGE_TAGS:
                field.widget.attrs.setdefault("lang", language)

    @classmethod
    def purpose(cls):
        return f"{cls.__module__}.{cls.__qualname__}"

    @property
    def helper(self):
        helper = getattr(self, "_helper", None)
        if helper is None:
            helper = self._helper = FormHelper()
            helper.attrs = {"data-unsaved": "written" if self.is_bound else "none"}
            helper.add_input(Submit("", self.submit_label))
        return helper

    def sent_token(self):
        return self.data.get(self.add_prefix(FORM_TOKEN), "")

    def renew_token(self):
        """Let the page that is shown again carry a fresh token."""
        self.data = self.data.copy()
        self.data[self.add_prefix(FORM_TOKEN)] = new_token(self.purpose(), self.user)

    def refuse(self, sentence):
        """Say why nothing was saved, above all fields."""
        if self._errors is None:
            self.full_clean()
        self.add_error(None, sentence)


def careful_field(db_field, **kwargs):
    """Return the form's field for a model's, one that takes what people write."""
    if isinstance(db_field, models.DateField) and not isinstance(
        db_field, models.DateTimeField
    ):
        return db_field.formfield(form_class=DayField, **kwargs)
    if isinstance(db_field, models.TimeField):
        return db_field.formfield(form_class=ClockField, **kwargs)
    if isinstance(db_field, models.URLField):
        return db_field.formfield(assume_scheme="https", **kwargs)
    if isinstance(db_field, models.TextField) and not db_field.choices:
        return db_field.formfield(**{"form_class": LongTextField} | kwargs)
    if isinstance(db_field, models.CharField) and not db_field.choices:
        if db_field.name == "organisation_number":
            return db_field.formfield(form_class=OrganisationNumberField, **kwargs)
        if db_field.name == "postal_code":
            return db_field.formfield(form_class=PostalCodeField, **kwargs)
        if phone_number in db_field.validators:
            return db_field.formfield(form_class=PhoneField, **kwargs)
    return db_field.formfield(**kwargs)


class CarefulModelFormMetaclass(ModelFormMetaclass):
    """Let every model form of ours make its fields by `careful_field`."""

    def __new__(mcs, name, bases, attrs):
        meta = attrs.get("Meta")
        if meta is not None and not hasattr(meta, "formfield_callback"):
            attrs["Meta"] = type(
                "Meta", (meta,), {"formfield_callback": staticmethod(careful_field)}
            )
        return super().__new__(mcs, name, bases, attrs)


class CarefulModelForm(BothTextsForm, CarefulForm, metaclass=CarefulModelFormMetaclass):
    """A form of a row: the second of two editors gets both texts."""
