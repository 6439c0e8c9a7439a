"""What the database refuses about counties, municipalities and postal codes."""

from datetime import date

import pytest

from tests.factories import (
    make_boundary,
    make_county,
    make_county_change,
    make_municipality,
    make_municipality_change,
    make_postal_code,
)
from tests.refusals import ask_deferred_rules, refused

pytestmark = pytest.mark.django_db

NEW_YEARS_EVE = date(2019, 12, 31)
REFORM = date(2020, 1, 1)


@pytest.mark.parametrize("code", ["5", "5a", ""])
def test_county_code_has_two_digits(code):
    with refused("county_code_two_digits"):
        make_county(code=code)


def test_county_period_is_not_reversed():
    make_county(valid_from=REFORM, valid_to=REFORM)
    with refused("county_period"):
        make_county(valid_from=REFORM, valid_to=NEW_YEARS_EVE)


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"valid_from": NEW_YEARS_EVE},
        {"valid_to": date(2010, 1, 1)},
        {"valid_from": date(2018, 1, 1), "valid_to": date(2018, 1, 1)},
    ],
)
def test_county_code_means_one_county_a_day(other):
    make_county(code="05", valid_to=NEW_YEARS_EVE)
    with refused("county_code_periods_apart"):
        make_county(code="05", **other)


def test_county_code_may_be_used_again_the_day_after():
    make_county(code="05", valid_to=NEW_YEARS_EVE)
    make_county(code="05", valid_from=REFORM)


def test_county_address_is_its_own():
    make_county(slug="oppland")
    with refused("counties_county_slug_key"):
        make_county(slug="oppland")


@pytest.mark.parametrize("code", ["341", "34o7"])
def test_municipality_code_has_four_digits(code):
    county = make_county(code="34")
    with refused("municipality_code_four_digits"):
        make_municipality(county=county, code=code)


@pytest.mark.parametrize(
    "point",
    [
        {"latitude": 60.8},
        {"longitude": 10.7},
        {"latitude": 90.1, "longitude": 10.7},
        {"latitude": 60.8, "longitude": -180.1},
    ],
)
def test_municipality_point_is_on_earth(point):
    with refused("municipality_point_on_earth"):
        make_municipality(**point)


def test_municipality_period_is_not_reversed():
    with refused("municipality_period"):
        make_municipality(valid_from=REFORM, valid_to=NEW_YEARS_EVE)


def test_municipality_code_means_one_municipality_a_day():
    county = make_county(code="34")
    make_municipality(county=county, code="3407", valid_to=NEW_YEARS_EVE)
    with refused("municipality_code_periods_apart"):
        make_municipality(county=county, code="3407", valid_from=NEW_YEARS_EVE)
    make_municipality(county=county, code="3407", valid_from=REFORM)


def test_municipality_address_is_its_own():
    make_municipality(slug="gjovik")
    with refused("counties_municipality_slug_key"):
        make_municipality(slug="gjovik")


def test_municipality_lies_in_the_county_of_its_code():
    with refused("municipality_in_its_county"):
        make_municipality(county=make_county(code="34"), code="0502")


@pytest.mark.parametrize(
    "period",
    [
        {"valid_from": None, "valid_to": date(2023, 12, 31)},
        {"valid_from": REFORM, "valid_to": None},
        {"valid_from": REFORM, "valid_to": date(2024, 1, 1)},
        {"valid_from": NEW_YEARS_EVE, "valid_to": date(2023, 12, 31)},
    ],
)
def test_municipality_lies_in_the_period_of_its_county(period):
    county = make_county(valid_from=REFORM, valid_to=date(2023, 12, 31))
    make_municipality(county=county)
    with refused("municipality_in_its_county"):
        make_municipality(county=county, **period)


def test_municipality_cannot_move_to_another_county():
    municipality = make_municipality()
    municipality.county = make_county()
    with refused("municipality_in_its_county"):
        municipality.save()


@pytest.mark.parametrize("change", [{"valid_to": NEW_YEARS_EVE}, {"code": "00"}])
def test_county_does_not_leave_its_municipalities_behind(change):
    county = make_county(code="34")
    municipality = make_municipality(county=county)
    for field, value in change.items():
        setattr(county, field, value)
    with refused("county_holds_its_municipalities"):
        county.save()
    if "valid_to" in change:
        county.save()
        municipality.valid_to = NEW_YEARS_EVE
        municipality.save()
        ask_deferred_rules()


@pytest.mark.parametrize("code", ["281", "28l5"])
def test_postal_code_has_four_digits(code):
    with refused("postalcode_four_digits"):
        make_postal_code(code=code)


def test_postal_code_stands_once():
    make_postal_code(code="2815")
    with refused("counties_postalcode_code_key"):
        make_postal_code(code="2815")


@pytest.mark.parametrize(
    "rule, make",
    [
        ("countychange_once", make_county_change),
        ("municipalitychange_once", make_municipality_change),
    ],
)
def test_change_stands_once(rule, make):
    change = make()
    make(old=change.old, new=change.new, date=date(2025, 1, 1))
    with refused(rule):
        make(old=change.old, new=change.new, date=change.date)


@pytest.mark.parametrize(
    "rule, make, make_area",
    [
        ("countychange_two_counties", make_county_change, make_county),
        ("municipalitychange_two", make_municipality_change, make_municipality),
    ],
)
def test_nothing_becomes_itself(rule, make, make_area):
    area = make_area()
    with refused(rule):
        make(old=area, new=area)


def test_boundary_belongs_to_exactly_one_area():
    municipality = make_municipality()
    make_boundary(municipality=municipality)
    make_boundary(county=municipality.county)
    with refused("boundary_of_one_area"):
        make_boundary()
    other = make_municipality()
    with refused("boundary_of_one_area"):
        make_boundary(municipality=other, county=other.county)
