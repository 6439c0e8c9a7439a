"""What a field accepts, wherever it stands."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# Norwegian numbers have 3, 5 or 8 digits; +47 and what people put between them is fine.
phone_number = RegexValidator(
    r"^(?=(?:\D*\d){3,15}\D*$)\+?[\d\s()./-]+$",
    message=_("Write the phone number with digits, for example 22 33 44 55."),
    code="phone",
)
