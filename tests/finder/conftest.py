"""What tests of the finder share."""

import pytest
from django.utils import translation

from tests import factories as make


@pytest.fixture
def in_english():
    """Let the rules speak the language their sentences are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def country(db):
    """Return a county with a municipality, and a chain of three groups."""

    class Country:
        county = make.make_county(name="Fjellfylket")
        town = make.make_municipality(
            county=county, name="Fjellby", latitude=61.0, longitude=10.0
        )
        elsewhere = make.make_municipality(name="Havneby")
        everyone = make.make_target_group(slug="everyone", name_nb="alle")
        adults = make.make_target_group(
            slug="adults", name_nb="voksne", broader=everyone
        )
        dismissed = make.make_target_group(
            slug="dismissed", name_nb="oppsagte", broader=adults
        )
        job_change = make.make_need(slug="job_change", name_nb="bytte jobb")
        other_need = make.make_need(slug="other")
        phone = make.make_channel(slug="phone", name_nb="telefon")

    return Country
