"""Fields that accept what people write: spaces, dots, slashes, a word before it.

They show plain text inputs, for those of browsers show days as the browser's own
language has them, and refuse half of what people type.
"""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..organisation_numbers import OrganisationNumberError, normalise, validated
from ..typed import typed_day, typed_phone, typed_postal_code, typed_time
from ..validators import phone_number

ORGANISATION_NUMBER_WORDS = {
    "not_digits": _("Write the organisation number with digits, as 920 717 152."),
    "length": _("An organisation number has %(expected)d digits; here are %(found)d."),
    "checksum": _(
        "The check digit of the organisation number does not fit."
        " Look for a digit too many, too few or swapped."
    ),
}


class PlainTextField(forms.CharField):
    """Text of several lines, with the line ends that the database has.

    Browsers send CRLF; kept, every text would count as changed at every save.
    """

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class LongTextField(PlainTextField):
    """Plain text in a box of its own."""

    widget = forms.Textarea

    def __init__(self, *, rows=4, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = rows


class DayField(forms.DateField):
    """A day as 12.11.2026, 12/11-2026, 2026-11-12 or 12. november 2026."""

    widget = forms.DateInput(format="%d.%m.%Y")
    default_error_messages = {"invalid": _("Write the day as 12.11.2026.")}

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "text", "autocomplete": "off", "size": 12}

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return typed_day(value)
        except ValueError as error:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from error


class ClockField(forms.TimeField):
    """A time as 9, 9.00, 0900, 09:00 or kl. 9."""

    widget = forms.TimeInput(format="%H.%M")
    default_error_messages = {"invalid": _("Write the time as 09.30.")}

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "text", "autocomplete": "off", "size": 6}

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return typed_time(value)
        except ValueError as error:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from error


class PhoneField(forms.CharField):
    """A phone number with any spaces, and without «tlf.» before it."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.validators.append(phone_number)
        self.widget.input_type = "tel"
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value):
        value = super().to_python(value)
        return value and typed_phone(value)


class PostalCodeField(forms.CharField):
    """A postal code, also with N- before or the place after it."""

    default_error_messages = {"invalid": _("Write the four digits, as 2815.")}

    def __init__(self, **kwargs):
        kwargs["max_length"] = 60
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return value
        try:
            return typed_postal_code(value)
        except ValueError as error:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from error


class OrganisationNumberField(forms.CharField):
    """Nine digits as people write them, with spaces or dots; None when empty.

    `check` False leaves the check digit to the model's own constraint.
    """

    def __init__(self, *, check=True, **kwargs):
        kwargs["max_length"] = 20
        kwargs["empty_value"] = None
        super().__init__(**kwargs)
        self.check = check
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value):
        value = super().to_python(value)
        if not value or not self.check:
            return value and normalise(value)
        try:
            return validated(value)
        except OrganisationNumberError as error:
            raise forms.ValidationError(
                ORGANISATION_NUMBER_WORDS[error.code],
                code=error.code,
                params=error.params,
            ) from error
