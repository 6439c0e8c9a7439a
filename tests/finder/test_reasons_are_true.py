"""What a rule says is true of just that offer, also where it holds only in part."""

import pytest

from finder.places import Found
from tests.finder.offers import IN_GJOVIK, asked, offer, promise
from tests.finder.rules_alone import points, refusal, said
from tests.finder.small_country import (
    FINNMARK,
    HAMAROY,
    INNLANDET,
    NARVIK,
    OSLO_COUNTY,
    TROMS,
)

pytestmark = pytest.mark.usefixtures("in_english")


def test_what_is_promised_here_alone_is_not_told_of_the_whole_county():
    told = (
        promise(task_name="Guide"),
        promise(task_name="Teach", whole_county=False),
    )
    texts = said("responsible", offer(promises=told), asked(place=IN_GJOVIK))
    assert texts == [
        "Karriere Innlandet has the main responsibility in the whole of Innlandet for"
        " “Guide”",
        "Karriere Innlandet has the main responsibility in Gjøvik for “Teach”",
    ]


def test_what_two_parties_promise_by_one_clause_is_told_of_each():
    told = (
        promise(task_name="Guide"),
        promise(task_name="Teach", party_name="The county council"),
    )
    texts = said("responsible", offer(promises=told), asked(place=IN_GJOVIK))
    assert [text.partition(" has ")[0] for text in texts] == [
        "Karriere Innlandet",
        "The county council",
    ]


@pytest.mark.parametrize(
    ("place", "municipality"),
    [
        (Found("Troms og Finnmark", (TROMS, FINNMARK)), "5610"),
        (Found("Tysfjord", (NARVIK, HAMAROY)), "1806"),
    ],
)
def test_what_covers_a_part_of_a_divided_place_is_not_said_to_cover_it(
    place, municipality
):
    (text,) = said("place", offer(municipalities=[municipality]), asked(place=place))
    assert text != f"Covers {place.label}"


@pytest.mark.parametrize(
    ("limits", "age", "text"),
    [
        ((None, 20), 12, "Only for ages 15 to 20"),
        ((16, None), 30, "Only for ages 16 to 24"),
    ],
)
def test_who_is_refused_by_the_age_of_the_groups_is_told_that_limit(limits, age, text):
    young = offer(groups=["youth"], age_from=limits[0], age_to=limits[1])
    assert points("age", young, asked(age=age)) is None
    assert refusal("age", young, asked(age=age)) == text


def test_of_a_place_in_two_counties_each_that_is_covered_is_told():
    both = asked(place=Found("Both", (INNLANDET, OSLO_COUNTY)))
    assert said("place", offer(counties=["34", "03"]), both) == [
        "Covers the whole of Innlandet and the whole of Oslo"
    ]
    assert said("place", offer(counties=["34"]), both) == [
        "Covers the whole of Innlandet"
    ]
