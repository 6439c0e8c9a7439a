"""Which places are shown to somebody, and what is said of the way there."""

from finder.nearby import MOST_SHOWN, Spot, choose

HERE = (60.0, 10.0)


def spot(name, **given):
    return Spot(name, f"/{name}/", **given)


def names(nearby):
    return [each.name for each in nearby.spots]


def test_a_place_for_just_this_municipality_comes_before_all_others():
    nearby = choose(
        [
            spot("county"),
            spot("lies here", in_municipality=True),
            spot("ours", names_municipality=True),
        ],
        HERE,
    )
    assert names(nearby) == ["ours"]
    assert nearby.others == 2


def test_a_place_in_the_municipality_comes_before_those_of_the_county():
    nearby = choose([spot("county"), spot("lies here", in_municipality=True)], None)
    assert names(nearby) == ["lies here"]


def test_without_coordinates_all_are_shown_and_none_is_nearest():
    nearby = choose([spot("b"), spot("a")], HERE)
    assert names(nearby) == ["a", "b"]
    assert nearby.distance_km is None
    assert not nearby.is_nearest


def test_without_a_point_to_measure_from_nothing_is_said_of_distance():
    nearby = choose([spot("a", point=HERE)], None)
    assert nearby.distance_km is None


def test_the_closest_is_nearest_when_the_way_to_every_other_is_known():
    nearby = choose(
        [spot("far", point=(62.0, 10.0)), spot("near", point=(60.1, 10.0))], HERE
    )
    assert names(nearby) == ["near"]
    assert round(nearby.distance_km) == 11
    assert nearby.is_nearest


def test_nearest_is_not_claimed_when_one_place_is_unknown():
    nearby = choose(
        [spot("far", point=(62.0, 10.0)), spot("near", point=(60.1, 10.0)), spot("?")],
        HERE,
    )
    assert names(nearby) == ["near"]
    assert not nearby.is_nearest


def test_a_common_name_over_several_places_is_no_door_and_hides_no_nearest():
    nearby = choose(
        [
            spot("umbrella", is_umbrella=True),
            spot("far", point=(62.0, 10.0)),
            spot("near", point=(60.1, 10.0)),
        ],
        HERE,
    )
    assert names(nearby) == ["near"]
    assert nearby.is_nearest


def test_a_long_list_is_cut_and_counted():
    nearby = choose([spot(f"{n:02}") for n in range(MOST_SHOWN + 4)], None)
    assert len(nearby.spots) == MOST_SHOWN
    assert nearby.others == 4


def test_no_distance_is_told_within_the_municipality_that_was_asked_for():
    inside = spot("inside", in_municipality=True, point=(60.1, 10.0))
    assert choose([inside], HERE, origin_is_exact=False).distance_km is None
    assert choose([inside], HERE).distance_km is not None
    outside = spot("outside", point=(60.1, 10.0))
    assert choose([outside], HERE, origin_is_exact=False).distance_km is not None


def test_no_distance_is_told_between_two_places_known_by_the_same_postal_code():
    there = Spot(name="Senter", url="/s/", point=HERE)
    assert choose([there], HERE).distance_km is None
