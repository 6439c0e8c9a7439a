"""What a phone number looks like, and what is none."""

import pytest
from django.core.exceptions import ValidationError

from publishing.validators import phone_number


@pytest.mark.parametrize(
    "text",
    ["22 33 44 55", "55553333", "+47 22 33 44 55", "116 117", "02800", "(22)334455"],
)
def test_numbers_as_people_write_them_are_fine(text):
    phone_number(text)


@pytest.mark.parametrize(
    "text", ["abc", "22", "ring oss", "22 33 44 55 eller mail", "1" * 16, "+", "22\x00"]
)
def test_what_cannot_be_dialled_is_refused(text):
    with pytest.raises(ValidationError, match=r"digits|siffer|sifre"):
        phone_number(text)
