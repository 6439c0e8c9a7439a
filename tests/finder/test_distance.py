"""Distances as the crow flies."""

import pytest

from finder.distance import distance_km

OSLO = (59.9133, 10.7389)
BERGEN = (60.3930, 5.3242)


def test_the_way_from_oslo_to_bergen_is_about_305_km():
    assert distance_km(OSLO, BERGEN) == pytest.approx(305, abs=2)


def test_the_way_back_is_as_long():
    assert distance_km(OSLO, BERGEN) == pytest.approx(distance_km(BERGEN, OSLO))


def test_a_place_is_no_way_from_itself():
    assert distance_km(OSLO, OSLO) == 0


@pytest.mark.parametrize(("one", "other"), [(None, OSLO), (OSLO, None), (None, None)])
def test_nothing_is_said_when_a_point_is_unknown(one, other):
    assert distance_km(one, other) is None


@pytest.mark.parametrize(
    "nowhere", [(91, 0), (-91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))]
)
def test_what_is_no_place_on_earth_is_refused(nowhere):
    with pytest.raises(ValueError):
        distance_km(nowhere, OSLO)
