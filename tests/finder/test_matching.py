"""Which offers fit, in which order, and which one is singled out."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.matching import CLEAR_LEAD, Match, match, near_misses, single_out
from finder.places import Choice, Found, NoSuchPlace, SeveralPlaces
from finder.rules import RULES
from tests.finder.offers import (
    CHANNELS,
    GROUPS,
    IN_GJOVIK,
    IN_INNLANDET,
    NEEDS,
    asked,
    offer,
    promise,
)
from tests.finder.small_country import FINNMARK, HEROY_MR, HEROY_NORDLAND, TROMS


class Points:
    """A rule that gives each offer what a table says; None refuses."""

    def __init__(self, code, **table):
        self.code, self.table = code, table

    def points(self, an_offer, question):
        return self.table.get(an_offer.slug, 0)


def slugs(found):
    return [each.offer.slug for each in found]


ABC = [offer("a"), offer("b"), offer("c")]


def test_the_sum_of_points_puts_in_order_and_equal_ones_go_by_address():
    rules = [Points("x", a=1, b=5, c=3), Points("y", a=2)]
    found = match(ABC, asked(), rules)
    assert [(each.offer.slug, each.points) for each in found] == [
        ("b", 5),
        ("a", 3),
        ("c", 3),
    ]


def test_one_rule_is_enough_to_refuse_and_points_are_no_refusal():
    assert slugs(match(ABC, asked(), [Points("x", a=None, b=-9), Points("y")])) == [
        "c",
        "b",
    ]
    assert slugs(match(ABC, asked(), [Points("x", a=9), Points("y", a=None)])) == [
        "b",
        "c",
    ]


def test_the_order_in_which_offers_come_means_nothing():
    rules = [Points("x", a=1, b=1, c=2)]
    orders = {tuple(slugs(match(way, asked(), rules))) for way in permutations(ABC)}
    assert orders == {("c", "a", "b")}


def for_all(slug="offer", **given):
    """Return an offer that may be for anybody who needs a CV, wherever they live."""
    defaults = {"groups": ["everyone"], "needs": ["cv"], "everywhere": True}
    return offer(slug, **defaults | given)


def matches(*told):
    return [
        Match(for_all(str(number), promises=promises), points)
        for number, (points, promises) in enumerate(told)
    ]


LEADS, DELIVERS, NONE = (promise("leads"),), (promise("delivers"),), ()


@pytest.mark.parametrize(
    ("told", "is_singled_out"),
    [
        ([(10, NONE)], True),
        ([(10, NONE), (10 - CLEAR_LEAD, NONE)], True),
        ([(10, NONE), (10 - CLEAR_LEAD + 1, NONE)], False),
        ([(10, LEADS), (10, NONE)], True),
        ([(10, LEADS), (10, DELIVERS)], True),
        ([(10, LEADS), (10, LEADS)], False),
        ([(10, DELIVERS), (10, DELIVERS)], False),
        ([(10, LEADS), (9, NONE), (5, LEADS)], False),
        ([(10, LEADS), (1, LEADS)], True),
        ([], False),
    ],
)
def test_one_is_recommended_when_the_agreement_or_a_clear_lead_singles_it_out(
    told, is_singled_out
):
    found = matches(*told)
    chosen = single_out(found, asked(groups=("adults",)))
    assert slugs(chosen) == slugs(found)
    assert [each.points for each in chosen] == [each.points for each in found]
    flags = [each.is_recommended for each in chosen]
    assert flags == [is_singled_out, *[False] * (len(found) - 1)][: len(found)]


def test_of_two_who_lead_the_one_for_the_nearer_group_is_named_alone():
    near = (promise("leads", groups=frozenset({"jobseekers"})),)
    far = (promise("leads", groups=frozenset({"adults"})),)
    question = asked(groups=("laid_off",))
    for told, expected in [((near, far), True), ((far, far), False)]:
        found = matches(*((10, promises) for promises in told))
        assert single_out(found, question)[0].is_recommended is expected
        assert single_out(found, asked(needs=("cv",)))[0].is_recommended is False


@pytest.mark.parametrize(
    ("said", "is_singled_out"),
    [
        ({}, False),
        ({"place": IN_GJOVIK}, False),
        ({"age": 40}, False),
        ({"groups": ("adults",)}, True),
        ({"needs": ("cv",)}, True),
        ({"text": "cv"}, True),
    ],
)
def test_nobody_is_recommended_to_who_has_said_nothing(said, is_singled_out):
    (only,) = single_out(matches((10, NONE)), asked(**said))
    assert only.is_recommended is is_singled_out


BOTH = Found("Troms og Finnmark", (TROMS, FINNMARK))
HEROY = SeveralPlaces(
    "Herøy",
    (
        Choice("Herøy", "Møre og Romsdal", "Herøy (MR)", areas=(HEROY_MR,)),
        Choice("Herøy", "Nordland", "Herøy (Nordland)", areas=(HEROY_NORDLAND,)),
    ),
)
LOCAL = {"everywhere": False, "counties": ["34", "55", "56", "15", "18"]}
ADULTS, CV = {"groups": ("adults",)}, {"needs": ("cv",)}


@pytest.mark.parametrize(
    ("first", "said", "may_be"),
    [
        # What is for a few is only for who has said to be one of them.
        ({"groups": ["laid_off"]}, CV, False),
        ({"groups": ["laid_off", "pupils"]}, {"text": "cv"}, False),
        ({"groups": []}, CV, False),
        ({"groups": ["laid_off"]}, {"groups": ("laid_off",)}, True),
        ({"groups": ["jobseekers"]}, CV, True),
        ({"groups": ["laid_off", "everyone"]}, CV, True),
        # What holds in one place is only for who has said to live there.
        (LOCAL, ADULTS, False),
        (LOCAL, {**ADULTS, "place": IN_GJOVIK}, True),
        (LOCAL, {**ADULTS, "place": IN_INNLANDET}, True),
        (LOCAL, {**ADULTS, "place": BOTH}, False),
        (LOCAL, {**ADULTS, "place": HEROY}, False),
        (LOCAL, {**ADULTS, "place": NoSuchPlace("x")}, False),
        ({}, {**ADULTS, "place": BOTH}, True),
        ({}, {**ADULTS, "place": HEROY}, True),
        ({}, {**ADULTS, "place": NoSuchPlace("x")}, True),
        # What misses an answer, or does not tell, is not the one to name.
        ({"needs": ["funding"]}, {**ADULTS, **CV}, False),
        ({}, {**ADULTS, "needs": ("funding", "cv")}, True),
        ({"channels": ["video"]}, {**ADULTS, "channels": ("phone",)}, False),
        ({}, {**ADULTS, "channels": ("phone",)}, False),
        ({"channels": ["video"]}, {**ADULTS, "channels": ("phone", "video")}, True),
        ({"languages": ("nb",)}, {**ADULTS, "language": "en"}, False),
        ({}, {**ADULTS, "language": "en"}, False),
        ({"languages": ("nb", "en")}, {**ADULTS, "language": "en"}, True),
    ],
)
@pytest.mark.parametrize("promises", [NONE, LEADS])
def test_only_what_may_be_for_whoever_asks_is_recommended(
    first, said, may_be, promises
):
    found = [Match(for_all(**first, promises=promises), 10)]
    (only,) = single_out(found, asked(**said))
    assert only.is_recommended is may_be


def test_the_next_one_is_not_recommended_when_the_first_may_not_be_for_them():
    found = [Match(for_all("first", needs=["funding"]), 20), Match(for_all("next"), 9)]
    chosen = single_out(found, asked(needs=("cv",)))
    assert slugs(chosen) == ["first", "next"]
    assert not any(each.is_recommended for each in chosen)


def test_a_near_miss_is_what_one_rule_alone_leaves_out():
    one = Points("one", a=None, b=None, c=2)
    two = Points("two", a=7, b=None, c=1)
    (miss,) = near_misses(ABC, asked(), [one, two])
    assert (miss.offer.slug, miss.rule.code) == ("a", "one")
    assert miss.as_match() == Match(miss.offer, 0)


def test_near_misses_come_by_what_speaks_for_them_then_by_address():
    one = Points("one", a=None, b=None, c=None)
    two = Points("two", a=1, b=5, c=1)
    found = {
        tuple(miss.offer.slug for miss in near_misses(way, asked(), [one, two]))
        for way in permutations(ABC)
    }
    assert found == {("b", "a", "c")}


@pytest.mark.parametrize(
    ("place", "code"),
    [(IN_GJOVIK, "3407"), (IN_INNLANDET, None), (NoSuchPlace("x"), None), (None, None)],
)
def test_the_municipality_is_told_when_exactly_one_is_meant(place, code):
    assert asked(place=place).municipality == code


# Over any offers and any question


def some(values):
    return st.lists(st.sampled_from(values), unique=True, max_size=3)


GROUP_SLUGS = [slug for slug, *_others in GROUPS]
OFFERS = st.lists(
    st.builds(
        offer,
        slug=st.text("abc", min_size=1, max_size=3),
        groups=some(GROUP_SLUGS),
        needs=some(NEEDS),
        channels=some(CHANNELS),
        counties=some(["34", "03"]),
        municipalities=some(["3407", "0301"]),
        everywhere=st.booleans(),
        languages=some(["nb", "nn", "en"]).map(tuple),
        age_from=st.sampled_from([None, 15, 19]),
        age_to=st.sampled_from([None, 24, 67]),
        referral_required=st.sampled_from([None, True, False]),
        promises=st.sampled_from([NONE, LEADS, DELIVERS]),
    ),
    max_size=6,
    unique_by=lambda each: each.slug,
)
QUESTIONS = st.builds(
    asked,
    place=st.sampled_from([None, IN_GJOVIK, IN_INNLANDET]),
    groups=some(GROUP_SLUGS).map(tuple),
    needs=some(NEEDS).map(tuple),
    channels=some(CHANNELS).map(tuple),
    language=st.sampled_from(["", "nn", "en"]),
    age=st.sampled_from([None, 14, 30]),
    wishes=some(["group", "need", "channel", "language"]),
)


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(OFFERS, QUESTIONS)
def test_what_is_left_out_says_why_and_what_is_shown_says_at_least_one_reason(
    offers, question
):
    found = match(offers, question, RULES)
    missed = near_misses(offers, question, RULES)
    assert not {each.offer.slug for each in found} & {m.offer.slug for m in missed}
    assert match(offers[::-1], question, RULES) == found
    for each in found:
        assert any(rule.reasons(each.offer, question) for rule in RULES)
    for miss in missed:
        assert miss.rule.refusal(miss.offer, question)
    for rule in RULES:
        for each in offers:
            # Only what does not fit is refused, and only what fits is warned of.
            if rule.points(each, question) is None:
                assert rule.refusal(each, question)
