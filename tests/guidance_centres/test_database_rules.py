"""What the database refuses about places to visit and their opening hours."""

from datetime import date, time

import pytest

from tests.factories import make_centre, make_opening_exception, make_weekly_opening
from tests.refusals import refused

pytestmark = pytest.mark.django_db

MONDAY, SATURDAY, SUNDAY = 1, 6, 7


@pytest.mark.parametrize(
    "point",
    [
        {"latitude": 60.8},
        {"longitude": 10.7},
        {"latitude": -91, "longitude": 10.7},
        {"latitude": 60.8, "longitude": 181},
    ],
)
def test_centre_point_is_on_earth(point):
    with refused("centre_point_on_earth"):
        make_centre(**point)


def test_centre_is_no_branch_of_itself():
    centre = make_centre()
    centre.parent = centre
    with refused("centre_not_its_own_parent"):
        centre.save()


def test_centre_address_and_number_are_its_own():
    make_centre(slug="karriere", organisation_number="123456785")
    with refused("guidance_centres_guidancecentre_slug_key"):
        make_centre(slug="karriere")
    with refused("guidance_centres_guidancecentre_organisation_number_key"):
        make_centre(organisation_number="123456785")


def test_opening_and_closing_differ():
    with refused("weeklyopening_opens_before_closing"):
        make_weekly_opening(opens=time(9), closes=time(9))


@pytest.mark.parametrize("weekday", [0, 8])
def test_weekday_is_one_of_seven(weekday):
    with refused("weeklyopening_weekday"):
        make_weekly_opening(weekday=weekday)


def test_season_is_not_reversed():
    make_weekly_opening(valid_from=date(2024, 6, 1), valid_to=date(2024, 6, 1))
    with refused("weeklyopening_period"):
        make_weekly_opening(valid_from=date(2024, 6, 2), valid_to=date(2024, 6, 1))


# Weekday, opens, closes; then another of the same place.
OVERLAPPING = [
    ((MONDAY, time(9), time(15)), (MONDAY, time(9), time(15))),
    ((MONDAY, time(9), time(15)), (MONDAY, time(14, 59), time(16))),
    ((MONDAY, time(9), time(15)), (MONDAY, time(11), time(12))),
    ((MONDAY, time(22), time(2)), (MONDAY + 1, time(1, 59), time(8))),
    ((MONDAY, time(8), time(0)), (MONDAY, time(23), time(23, 30))),
    # Sunday night goes on into Monday morning, where the week begins anew.
    ((SUNDAY, time(22), time(2)), (MONDAY, time(1), time(8))),
    ((SUNDAY, time(22), time(2)), (MONDAY, time(0), time(0, 1))),
    ((SUNDAY, time(22), time(2)), (SUNDAY, time(23), time(3))),
]
APART = [
    ((MONDAY, time(9), time(15)), (MONDAY, time(15), time(16))),
    ((MONDAY, time(9), time(15)), (MONDAY + 1, time(9), time(15))),
    ((MONDAY, time(22), time(2)), (MONDAY + 1, time(2), time(8))),
    ((SUNDAY, time(22), time(0)), (MONDAY, time(0), time(8))),
    ((SUNDAY, time(22), time(2)), (MONDAY, time(2), time(8))),
    ((SATURDAY, time(22), time(2)), (MONDAY, time(1), time(8))),
]


def open_twice(first, second, **season):
    centre = make_centre()
    for weekday, opens, closes in (first, second):
        make_weekly_opening(
            centre=centre, weekday=weekday, opens=opens, closes=closes, **season
        )


@pytest.mark.parametrize("first, second", OVERLAPPING)
def test_opening_hours_do_not_overlap(first, second):
    for pair in ((first, second), (second, first)):
        with refused("weeklyopening_no_overlap"):
            open_twice(*pair)


@pytest.mark.parametrize("first, second", APART)
def test_opening_hours_may_follow_each_other(first, second):
    open_twice(first, second)


def test_opening_hours_of_two_places_are_no_overlap():
    make_weekly_opening()
    make_weekly_opening()


def test_seasons_may_have_the_same_hours_but_share_no_day():
    centre = make_centre()
    make_weekly_opening(centre=centre, valid_to=date(2024, 6, 30))
    make_weekly_opening(
        centre=centre, valid_from=date(2024, 7, 1), valid_to=date(2024, 7, 31)
    )
    with refused("weeklyopening_no_overlap"):
        make_weekly_opening(centre=centre, valid_from=date(2024, 7, 31))
    with refused("weeklyopening_no_overlap"):
        make_weekly_opening(centre=centre)
    make_weekly_opening(centre=centre, valid_from=date(2024, 8, 1))


def test_exception_is_not_reversed():
    with refused("openingexception_period"):
        make_opening_exception(starts_on=date(2024, 5, 2), ends_on=date(2024, 5, 1))


@pytest.mark.parametrize(
    "hours",
    [
        {"opens": time(9)},
        {"closes": time(15)},
        {"opens": time(9), "closes": time(9)},
    ],
)
def test_exception_has_both_times_or_none(hours):
    with refused("openingexception_opens_before_closing"):
        make_opening_exception(**hours)


def test_exceptions_do_not_overlap():
    centre = make_centre()
    day = {"centre": centre, "starts_on": date(2024, 5, 16)}
    make_opening_exception(**day, opens=time(9), closes=time(11))
    make_opening_exception(**day, opens=time(12), closes=time(14))
    with refused("openingexception_no_overlap"):
        make_opening_exception(**day, opens=time(10), closes=time(13))
    # Closed fills the day.
    with refused("openingexception_no_overlap"):
        make_opening_exception(**day)
    with refused("openingexception_no_overlap"):
        make_opening_exception(
            centre=centre, starts_on=date(2024, 5, 1), ends_on=date(2024, 5, 16)
        )
    make_opening_exception(
        centre=centre, starts_on=date(2024, 5, 17), ends_on=date(2024, 5, 19)
    )
    make_opening_exception(starts_on=date(2024, 5, 16))
