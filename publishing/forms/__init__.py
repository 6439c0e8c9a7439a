"""What the forms of our own pages, and those of admin, are built from."""

from .both_texts import BothTextsForm, shown_value
from .careful import CarefulForm, CarefulModelForm, careful_field
from .fields import (
    ClockField,
    DayField,
    LongTextField,
    OrganisationNumberField,
    PhoneField,
    PlainTextField,
    PostalCodeField,
)
from .handling import answer_form

__all__ = [
    "BothTextsForm",
    "CarefulForm",
    "CarefulModelForm",
    "ClockField",
    "DayField",
    "LongTextField",
    "OrganisationNumberField",
    "PhoneField",
    "PlainTextField",
    "PostalCodeField",
    "answer_form",
    "careful_field",
    "shown_value",
]
