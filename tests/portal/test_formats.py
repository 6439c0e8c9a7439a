"""Sloppy times and dates are understood in both written forms."""

from datetime import date, time

import pytest
from django.forms import DateField, TimeField
from django.utils import translation


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("text", ["9", "9.00", "09:00", "0900", "09:00:00"])
def test_a_time_is_read_as_people_type_it(language, text):
    with translation.override(language):
        assert TimeField().clean(text) == time(9)


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize(
    "text", ["2026-03-01", "1.3.2026", "01.03.26", "1/3/2026", "1-3-2026"]
)
def test_a_date_is_read_as_people_type_it(language, text):
    with translation.override(language):
        assert DateField().clean(text) == date(2026, 3, 1)
