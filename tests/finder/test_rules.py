"""Each rule of the finder alone: what it counts for, and what it says."""

from datetime import timedelta

import pytest
from django.utils import translation

from finder import rules
from finder.nearby import Nearby, Spot
from finder.places import Found, NoSuchPlace, SeveralPlaces
from finder.rules import RULES
from tests.finder.offers import (
    IN_GJOVIK,
    IN_INNLANDET,
    NEEDS,
    TODAY,
    asked,
    offer,
    promise,
)
from tests.finder.small_country import FINNMARK, OSLO, TROMS

BY_CODE = {rule.code: rule for rule in RULES}


@pytest.fixture(autouse=True)
def in_english():
    """Let the rules speak the language their sentences are written in."""
    with translation.override("en"):
        yield


def points(code, an_offer, question):
    return BY_CODE[code].points(an_offer, question)


def said(code, an_offer, question):
    """Return the texts of the reasons; each bears the code of its rule."""
    reasons = BY_CODE[code].reasons(an_offer, question)
    assert {reason.code for reason in reasons} <= {code}
    return [_plainly(reason.text) for reason in reasons]


def _plainly(text):
    """Return the text with ordinary spaces, that keep nothing together."""
    return text.replace("\u00a0", " ")


def refusal(code, an_offer, question):
    assert points(code, an_offer, question) is None
    return BY_CODE[code].refusal(an_offer, question)


def caution(code, an_offer, question):
    return _plainly(BY_CODE[code].caution(an_offer, question))


def test_the_rules_are_the_closed_list_that_the_finders_data_names():
    assert [rule.code for rule in RULES] == [
        *("responsible", "place", "group", "need", "channel", "language", "age"),
        *("near", "open", "checked", "referral", "text"),
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_an_offer_of_which_nothing_is_told_is_not_refused_when_nothing_is_asked(rule):
    assert rule.points(offer(), asked()) is not None


# responsible


@pytest.mark.parametrize(
    ("promises", "expected"),
    [
        ((), 0),
        ((promise("leads"),), 16),
        ((promise("delivers"),), 10),
        ((promise("contributes"),), 0),
        ((promise("leads"), promise("delivers")), 16),
    ],
)
def test_who_leads_counts_for_more_than_who_delivers(promises, expected):
    assert points("responsible", offer(promises=promises), asked()) == expected


def test_the_promise_is_told_with_its_clause_and_the_way_to_it():
    (reason,) = BY_CODE["responsible"].reasons(offer(promises=(promise(),)), asked())
    assert reason.text == (
        "Karriere Innlandet has the main responsibility in the whole of Innlandet for"
        " “Guide”"
    )
    assert reason.url == "/avtaler/a/v1/#punkt-8.2"
    assert reason.link == "(the agreement, clause 8.2)"


def test_who_delivers_is_not_said_to_lead_and_an_example_is_called_one():
    told = (
        promise("delivers", whole_county=False),
        promise("leads", is_example=True),
        promise("leads", party_name="Third"),
    )
    texts = said("responsible", offer(promises=told), asked(place=IN_GJOVIK))
    assert texts == [
        "Karriere Innlandet is responsible for carrying out “Guide” in Gjøvik",
        "Example: Karriere Innlandet has the main responsibility in the whole of"
        " Innlandet for “Guide”",
    ]
    assert said("responsible", offer(), asked()) == []


# place


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ({"municipalities": ["3407"]}, 12),
        ({"counties": ["34"]}, 10),
        ({"counties": ["34", "03"]}, 6),
        ({"counties": ["34", "03", "55", "56"]}, 4),
        ({"everywhere": True}, 2),
        ({"municipalities": ["3411"]}, None),
        ({"counties": ["03"]}, None),
        ({}, None),
    ],
)
def test_the_more_local_an_offer_is_the_more_it_counts(area, expected):
    assert points("place", offer(**area), asked(place=IN_GJOVIK)) == expected


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ({"counties": ["34"]}, 10),
        ({"municipalities": ["3407"]}, 2),
        ({"everywhere": True}, 2),
        ({"counties": ["03"]}, None),
        ({"municipalities": ["0301"]}, None),
    ],
)
def test_in_a_county_what_holds_in_a_part_comes_after_what_holds_in_all(area, expected):
    assert points("place", offer(**area), asked(place=IN_INNLANDET)) == expected


def test_of_a_divided_county_one_part_is_enough():
    both = asked(place=Found("Troms og Finnmark", (TROMS, FINNMARK)))
    assert points("place", offer(counties=["56"]), both) == 10
    assert points("place", offer(counties=["34"]), both) is None


@pytest.mark.parametrize("place", [NoSuchPlace("x"), SeveralPlaces("x", ())])
def test_at_a_place_that_is_not_known_only_what_is_for_all_fits(place):
    assert points("place", offer(everywhere=True), asked(place=place)) == 2
    assert points("place", offer(counties=["34"]), asked(place=place)) is None


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ({"everywhere": True}, 10),
        ({"counties": ["34", "03"]}, 6),
        ({"counties": ["34"]}, 0),
        ({"municipalities": ["3407", "3411"]}, 0),
    ],
)
def test_without_a_place_the_widest_comes_first_and_nothing_is_refused(area, expected):
    assert points("place", offer(**area), asked()) == expected


@pytest.mark.parametrize(
    ("area", "place", "text"),
    [
        ({"everywhere": True}, IN_GJOVIK, "For the whole country"),
        ({"counties": ["34"]}, IN_GJOVIK, "Covers the whole of Innlandet"),
        ({"municipalities": ["3407"]}, IN_GJOVIK, "Covers Gjøvik"),
        ({"municipalities": ["3407"]}, IN_INNLANDET, "Covers parts of Innlandet"),
        ({"counties": ["34"]}, None, "Only in Innlandet"),
    ],
)
def test_the_place_is_told_as_wide_as_it_is(area, place, text):
    assert said("place", offer(**area), asked(place=place)) == [text]


@pytest.mark.parametrize(
    ("area", "text"),
    [
        ({"counties": ["03"]}, "Only in Oslo"),
        ({"counties": ["03", "55"]}, "Only in 2 counties"),
        ({"municipalities": ["3411"]}, "Only in Ringsaker"),
        ({"municipalities": ["3411", "0301"]}, "Only in 0301, Ringsaker"),
        (
            {"municipalities": ["3411", "0301", "5501", "5601"]},
            "Only in 4 municipalities",
        ),
    ],
)
def test_who_is_refused_by_place_is_told_where_it_holds(area, text):
    assert refusal("place", offer(**area), asked(place=IN_GJOVIK)) == text


# group


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (["laid_off"], 24),
        (["jobseekers"], 18),
        (["adults"], 12),
        (["everyone"], 6),
        (["everyone", "laid_off"], 24),
        (["dismissed"], None),
        (["pupils"], None),
        ([], None),
        (["laid_off", "employers"], 16),
        (["everyone", "employers"], -2),
    ],
)
def test_the_nearer_the_group_the_more_it_counts(groups, expected):
    assert points("group", offer(groups=groups), asked(groups=("laid_off",))) == (
        expected
    )


def test_a_wider_group_does_not_find_what_is_for_a_narrower():
    assert points("group", offer(groups=["laid_off"]), asked(groups=("adults",))) is (
        None
    )


def test_who_asks_for_everyone_finds_what_is_open_to_everyone():
    everyone = asked(groups=("everyone",))
    assert points("group", offer(groups=["everyone"]), everyone) == 6


def test_of_two_groups_the_nearer_one_counts():
    two = asked(groups=("laid_off", "adults"))
    assert points("group", offer(groups=["adults"]), two) == 24


def test_who_asks_at_work_finds_what_is_for_work():
    assert points("group", offer(groups=["employers"]), asked(groups=("employers",)))
    assert (
        points("group", offer(groups=["employers"]), asked(groups=("employers",))) == 24
    )


@pytest.mark.parametrize(
    ("groups", "expected"), [(["everyone"], 6), (["adults"], 4), (["laid_off"], 0)]
)
def test_without_a_group_what_is_for_most_comes_first(groups, expected):
    assert points("group", offer(groups=groups), asked()) == expected


def test_the_group_that_is_nearest_is_told_and_no_other():
    laid_off = asked(groups=("laid_off",))
    wide = offer(groups=["jobseekers", "adults", "pupils"])
    assert said("group", wide, laid_off) == ["For: jobseekers"]
    assert said("group", offer(groups=["everyone"]), laid_off) == ["Open to everyone"]
    assert said("group", offer(groups=["pupils"]), laid_off) == []
    assert said("group", offer(groups=["pupils"]), asked()) == []


def test_who_is_refused_by_group_is_told_for_whom_it_is():
    two = offer(groups=["pupils", "dismissed"])
    assert refusal("group", two, asked(groups=("laid_off",))) == (
        "Only for: dismissed, pupils"
    )


# need


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        (["cv"], 24 + 6),
        (["cv", "funding"], 24 + 3),
        (["cv", "job_change"], 24 + 6 + 6),
        (["cv", "job_change", "education", "funding"], 24 + 12 + 4),
        (["funding"], None),
        ([], None),
    ],
)
def test_the_more_of_the_needs_and_the_less_else_the_more_it_counts(needs, expected):
    question = asked(needs=("cv", "job_change", "education"))
    assert points("need", offer(needs=needs), question) == expected


def test_as_long_as_no_need_is_told_what_helps_with_more_comes_first():
    assert points("need", offer(needs=["cv"]), asked()) == 1
    assert points("need", offer(needs=["cv", "funding"]), asked()) == 2
    assert points("need", offer(needs=NEEDS), asked()) == 4
    assert points("need", offer(), asked()) == 0


def test_what_is_for_just_those_who_ask_may_lack_a_need_that_was_only_overheard():
    given = {"groups": ("laid_off",), "needs": ("cv",)}
    near = offer(groups=["laid_off"], needs=["funding"])
    wide = offer(groups=["jobseekers"], needs=["funding"])
    assert points("need", near, asked(**given, wishes={"need"})) == 0
    assert points("need", wide, asked(**given, wishes={"need"})) is None
    assert points("need", near, asked(**given, wishes={"group"})) is None


def test_only_needs_that_were_asked_for_are_told_in_the_order_of_the_question():
    question = asked(needs=("job_change", "cv"))
    one = offer(needs=["cv", "job_change", "funding"])
    assert said("need", one, question) == ["Helps with: job_change, cv"]
    assert said("need", offer(needs=["funding"]), question) == []


def test_who_is_refused_by_need_is_told_what_it_helps_with():
    text = refusal("need", offer(needs=["funding", "cv"]), asked(needs=("education",)))
    assert text == "Helps with something else: cv, funding"


# channel


@pytest.mark.parametrize(
    ("channels", "wishes", "expected"),
    [
        (["phone", "video"], (), 8),
        (["video"], (), None),
        (["video"], {"channel"}, -20),
        (["video"], {"language"}, None),
        ([], (), 0),
    ],
)
def test_the_way_to_meet_decides_when_it_is_told(channels, wishes, expected):
    question = asked(channels=("phone",), wishes=wishes)
    assert points("channel", offer(channels=channels), question) == expected


@pytest.mark.parametrize(
    ("channels", "expected"),
    [(["web"], -3), (["web", "webinar"], -3), (["web", "phone"], 0), ([], 0)],
)
def test_without_anybody_to_talk_to_it_comes_later(channels, expected):
    assert points("channel", offer(channels=channels), asked()) == expected


def test_the_way_to_meet_is_told_as_it_was_asked_for():
    phone = asked(channels=("phone", "web"))
    assert said("channel", offer(channels=["video", "phone"]), phone) == [
        "You can meet by: phone"
    ]
    assert said("channel", offer(channels=["phone"]), asked()) == []
    assert said("channel", offer(), phone) == []


def test_another_way_to_meet_refuses_or_warns_and_none_told_warns():
    phone = asked(channels=("phone",))
    text = "You can only meet by: video, webinar"
    other = offer(channels=["webinar", "video"])
    assert refusal("channel", other, phone) == text
    assert caution("channel", other, phone) == text
    assert caution("channel", offer(), phone).startswith("Nobody has told")
    assert caution("channel", offer(channels=["phone"]), phone) == ""
    assert caution("channel", other, asked()) == ""


# language


@pytest.mark.parametrize(
    ("language", "languages", "wishes", "expected"),
    [
        ("en", ("nb", "en"), (), 8),
        ("nn", ("nb",), (), 6),
        ("nb", ("nn",), (), 6),
        ("en", ("nb",), (), None),
        ("en", ("nb",), {"language"}, -10),
        ("en", ("nb",), {"channel"}, None),
        ("nb", ("en",), (), None),
        ("en", (), (), 0),
        ("", ("en",), (), 0),
    ],
)
def test_the_language_decides_when_it_is_told(language, languages, wishes, expected):
    question = asked(language=language, wishes=wishes)
    assert points("language", offer(languages=languages), question) == expected


def test_only_the_language_itself_is_told_and_not_its_other_form():
    assert said("language", offer(languages=("nb", "en")), asked(language="en")) == [
        "Guidance in: English"
    ]
    assert said("language", offer(languages=("nb",)), asked(language="nn")) == []
    assert said("language", offer(languages=("nb",)), asked()) == []


def test_another_language_refuses_or_warns_and_none_told_warns():
    english = asked(language="en")
    assert refusal("language", offer(languages=("so",)), english) == "Only in: Somali"
    assert caution("language", offer(languages=("so",)), english) == "Only in: Somali"
    assert caution("language", offer(), english).startswith("Nobody has told")
    assert caution("language", offer(languages=("en",)), english) == ""
    assert caution("language", offer(languages=("nb",)), asked(language="nn")) == ""
    assert caution("language", offer(languages=("so",)), asked()) == ""


# age


@pytest.mark.parametrize(
    ("limits", "age", "expected"),
    [
        ((19, None), 19, 4),
        ((19, None), 18, None),
        ((None, 24), 24, 4),
        ((None, 24), 25, None),
        ((15, 24), 15, 4),
    ],
)
def test_the_ages_of_the_service_are_inclusive(limits, age, expected):
    one = offer(groups=["everyone"], age_from=limits[0], age_to=limits[1])
    assert points("age", one, asked(age=age)) == expected


@pytest.mark.parametrize(
    ("groups", "age", "expected"),
    [
        (["pupils"], 14, 0),
        (["pupils"], 17, None),
        (["adults"], 18, None),
        (["adults", "pupils"], 14, 0),
        (["everyone"], 14, 0),
        # The group itself has no limit, a wider one has.
        (["jobseekers"], 17, -6),
        (["jobseekers"], 19, 0),
        (["jobseekers", "youth"], 17, 0),
    ],
)
def test_without_limits_of_its_own_those_of_its_groups_hold(groups, age, expected):
    assert points("age", offer(groups=groups), asked(age=age)) == expected


def test_the_ages_of_the_service_go_before_those_of_its_groups():
    one = offer(groups=["adults"], age_from=16)
    assert points("age", one, asked(age=17)) == 4


def test_for_somebody_of_no_told_age_what_is_for_the_young_comes_later():
    young = offer(groups=["youth"], age_to=24)
    assert points("age", young, asked()) == -6
    assert points("age", young, asked(groups=("youth",))) == 0
    assert points("age", offer(groups=["adults"], age_from=19), asked()) == 0


def test_an_age_is_a_reason_only_where_the_service_has_a_limit():
    limited = offer(groups=["everyone"], age_from=19)
    assert said("age", limited, asked(age=30)) == [
        "Open to somebody who is 30 years old"
    ]
    assert said("age", limited, asked()) == []
    assert said("age", offer(groups=["adults"]), asked(age=30)) == []


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ((19, 24), "Only for ages 19 to 24"),
        ((19, None), "Only from the age of 19"),
        ((None, 11), "Only up to the age of 11"),
        ((None, None), "Only for: adults"),
    ],
)
def test_who_is_refused_by_age_is_told_the_limit(limits, text):
    one = offer(groups=["adults"], age_from=limits[0], age_to=limits[1])
    assert refusal("age", one, asked(age=18)) == text


# near and open


def nearby(distance=None, opening=""):
    spot = Spot("Centre", "/c/", opening=opening, point=(60.0, 10.0))
    return Nearby((spot,), distance_km=distance)


@pytest.mark.parametrize(
    ("distance", "expected"),
    [(0.1, 4), (5, 4), (5.1, 3), (20, 3), (50, 2), (100, 1), (100.1, 0), (None, 0)],
)
def test_the_nearer_the_place_the_more_it_counts(distance, expected):
    assert points("near", offer(nearby=nearby(distance)), asked()) == expected
    assert points("near", offer(), asked()) == 0


@pytest.mark.parametrize(("distance", "words"), [(3.14, "3.1 km"), (14.4, "14 km")])
def test_the_distance_is_told_from_the_place_to_the_door(distance, words):
    (text,) = said("near", offer(nearby=nearby(distance)), asked(place=IN_GJOVIK))
    assert text == f"Centre is about {words} from Gjøvik as the crow flies"
    assert said("near", offer(nearby=nearby()), asked(place=IN_GJOVIK)) == []
    assert said("near", offer(), asked(place=IN_GJOVIK)) == []


def test_opening_hours_are_told_and_change_no_order():
    is_open = offer(nearby=nearby(opening="Open until 15"))
    assert said("open", is_open, asked()) == ["Centre: Open until 15"]
    assert points("open", is_open, asked()) == points("open", offer(), asked()) == 0
    assert said("open", offer(nearby=nearby()), asked()) == []
    assert said("open", offer(), asked()) == []


# checked


OLD = TODAY - rules.GROWS_OLD_AFTER - timedelta(days=1)
JUST = TODAY - rules.GROWS_OLD_AFTER


@pytest.mark.parametrize(
    ("confirmed", "stated", "expected"),
    [
        (TODAY, None, 2),
        (JUST, None, 2),
        (OLD, None, -4),
        (None, TODAY, 0),
        (OLD, TODAY, 0),
        (TODAY, OLD, 2),
        (None, OLD, -4),
        (None, None, -4),
    ],
)
def test_what_a_person_confirmed_counts_and_what_is_old_sinks(
    confirmed, stated, expected
):
    one = offer(confirmed_on=confirmed, stated_on=stated)
    assert points("checked", one, asked()) == expected


def test_the_day_of_the_check_is_told_or_that_there_is_none():
    assert said("checked", offer(confirmed_on=TODAY), asked()) == [
        "Checked by a person on 10 March 2025"
    ]
    assert said("checked", offer(stated_on=TODAY), asked()) == []
    assert said("checked", offer(confirmed_on=OLD), asked()) == []
    assert caution("checked", offer(), asked()) == "Nobody has checked this yet"
    assert caution("checked", offer(confirmed_on=OLD), asked()) == (
        "Not confirmed since 10 March 2023"
    )
    assert caution("checked", offer(stated_on=OLD, stated_as="2021"), asked()) == (
        "Not confirmed since 2021"
    )
    assert caution("checked", offer(stated_on=JUST), asked()) == ""


# referral


@pytest.mark.parametrize(
    ("required", "expected", "text"),
    [(True, -6, "Somebody must refer you"), (False, 0, ""), (None, 0, "")],
)
def test_what_needs_a_referral_sinks_and_says_so(required, expected, text):
    one = offer(referral_required=required)
    assert points("referral", one, asked()) == expected
    assert caution("referral", one, asked()) == text


# text


@pytest.mark.parametrize(
    ("relevance", "holds_all", "expected"),
    [(0.0, False, 0), (0.5, False, 10), (1.0, False, 20), (1.0, True, 26)],
)
def test_the_words_that_were_searched_for_count(relevance, holds_all, expected):
    one = offer(relevance=relevance, holds_all=holds_all)
    assert points("text", one, asked(text="cv")) == expected
    assert points("text", one, asked()) == 0


def test_words_are_a_reason_when_it_has_them_all():
    every = offer(relevance=1.0, holds_all=True)
    assert said("text", every, asked(text="cv hjelp")) == ["Tells of “cv hjelp”"]
    assert said("text", offer(relevance=1.0), asked(text="cv hjelp")) == []
    assert said("text", every, asked()) == []


def test_what_holds_in_oslo_is_told_by_its_municipality():
    in_oslo = asked(place=Found("Oslo", (OSLO,)))
    assert points("place", offer(municipalities=["0301"]), in_oslo) == 12
    assert said("place", offer(counties=["03"]), in_oslo) == [
        "Covers the whole of Oslo"
    ]
