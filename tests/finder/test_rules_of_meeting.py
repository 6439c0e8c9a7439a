"""The rules for how and when one meets, each alone, and for what may be wrong."""

from datetime import date, timedelta

import pytest

from finder.matching import match
from finder.nearby import Nearby, Spot
from finder.rules import RULES
from finder.rules.order import GROWS_OLD_AFTER
from tests.finder.offers import IN_GJOVIK, TODAY, asked, offer
from tests.finder.rules_alone import caution, points, refusal, said

pytestmark = pytest.mark.usefixtures("in_english")

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
        "You can get in touch by: phone"
    ]
    assert said("channel", offer(channels=["web", "video", "phone"]), phone) == [
        "You can get in touch by: phone and web"
    ]
    assert said("channel", offer(channels=["phone"]), asked()) == []
    assert said("channel", offer(), phone) == []


def test_another_way_to_meet_refuses_or_warns_and_none_told_warns():
    phone = asked(channels=("phone",))
    text = "The only ways to get in touch: video and webinar"
    other = offer(channels=["webinar", "video"])
    assert refusal("channel", other, phone) == text
    assert caution("channel", other, phone) == text
    assert caution("channel", offer(), phone) == (
        "We do not know how you can meet. Ask them."
    )
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
    two = offer(languages=("so", "nb"))
    assert refusal("language", two, english) == "Only in: Somali and Norwegian Bokmål"
    assert caution("language", offer(), english) == (
        "We do not know which language they use. Ask for an interpreter."
    )
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


@pytest.mark.parametrize(
    ("groups", "limits", "age", "expected"),
    [
        (["youth"], (None, 20), 15, 4),
        (["youth"], (None, 20), 14, None),
        (["youth"], (16, None), 24, 4),
        (["youth"], (16, None), 25, None),
        (["youth", "pupils"], (None, 20), 12, 4),
        (["youth", "pupils"], (None, 20), 11, None),
        # One of the groups has no limit, so the service has none either.
        (["youth", "everyone"], (16, None), 30, 4),
        (["youth", "jobseekers"], (None, 20), 12, 4),
        ([], (16, None), 90, 4),
    ],
)
def test_the_limit_that_the_service_does_not_tell_is_that_of_its_groups(
    groups, limits, age, expected
):
    one = offer(groups=groups, age_from=limits[0], age_to=limits[1])
    assert points("age", one, asked(age=age)) == expected


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


def test_an_age_that_does_not_fit_is_no_reason():
    young = offer(groups=["youth"], age_from=16)
    assert said("age", young, asked(age=24))
    for age in (15, 25):
        assert said("age", young, asked(age=age)) == []


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ((19, 24), "Only for ages 19 to 24"),
        ((19, None), "Only from the age of 19"),
        ((None, 24), "Only for ages 19 to 24"),
        ((None, None), "Only from the age of 19"),
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
    assert text == f"Centre is about {words} from Gjøvik in a straight line"
    assert said("near", offer(nearby=nearby()), asked(place=IN_GJOVIK)) == []
    assert said("near", offer(), asked(place=IN_GJOVIK)) == []


def test_opening_hours_are_told_and_change_no_order():
    is_open = offer(nearby=nearby(opening="Open until 15"))
    assert said("open", is_open, asked()) == ["Centre: Open until 15"]
    assert points("open", is_open, asked()) == points("open", offer(), asked()) == 0
    assert said("open", offer(nearby=nearby()), asked()) == []
    assert said("open", offer(), asked()) == []


# checked


OLD = TODAY - GROWS_OLD_AFTER - timedelta(days=1)
JUST = TODAY - GROWS_OLD_AFTER


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


# overdue


def confirmed(*told, every=6):
    days = tuple(map(date.fromisoformat, told))
    return offer(confirmed_on=max(days), confirmations=days, confirm_every_months=every)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        # The last day on which half a year still holds, and the day after it.
        (confirmed("2024-09-10"), 0),
        (confirmed("2024-09-09"), -3),
        (confirmed("2024-09-09", every=12), 0),
        # One group that lapsed is enough.
        (confirmed("2024-03-10", "2025-03-10"), -3),
        # What nobody has confirmed was never promised to be confirmed again.
        (offer(), 0),
        (offer(stated_on=OLD), 0),
        # So old that it has sunk already.
        (confirmed("2022-03-10"), 0),
    ],
)
def test_what_its_provider_did_not_confirm_in_time_sinks_a_little(one, expected):
    assert points("overdue", one, asked()) == expected
    assert bool(caution("overdue", one, asked())) == bool(expected)


def test_an_overdue_confirmation_is_no_advantage_and_is_told_once():
    late = confirmed("2024-03-10", "2025-03-10")
    assert caution("overdue", late, asked()) == (
        "Some of this has not been confirmed since 10 March 2024"
    )
    assert points("checked", late, asked()) == 0
    assert said("checked", late, asked()) == []
    assert said("overdue", late, asked()) == []
    ancient = confirmed("2022-03-10")
    assert caution("checked", ancient, asked()) == "Not confirmed since 10 March 2022"
    assert caution("overdue", ancient, asked()) == ""


def test_what_is_overdue_still_comes_before_what_does_not_fit():
    late = confirmed("2024-03-10")
    assert match([late], asked(), RULES)
    assert match([offer("fresh"), late], asked(needs=("cv",)), RULES) == []


# referral


@pytest.mark.parametrize(
    ("required", "expected", "text"),
    [
        (True, -6, "Somebody has to send you there (a referral)"),
        (False, 0, ""),
        (None, 0, ""),
    ],
)
def test_what_needs_a_referral_sinks_and_says_so(required, expected, text):
    one = offer(referral_required=required)
    assert points("referral", one, asked()) == expected
    assert caution("referral", one, asked()) == text


# text


def test_the_words_that_were_searched_for_count_and_all_of_them_for_more():
    question = asked(text="cv")
    none, some, much = (offer(relevance=part) for part in (0.0, 0.5, 1.0))
    every = offer(relevance=1.0, holds_all=True)
    counted = [points("text", one, question) for one in (none, some, much, every)]
    assert counted[0] == 0
    assert counted == sorted(set(counted))
    assert points("text", every, asked()) == 0


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, 52),
        ({"place": IN_GJOVIK}, 52),
        ({"groups": ("adults",)}, 26),
        ({"needs": ("cv",)}, 26),
    ],
)
def test_words_count_twice_when_they_are_all_there_is_to_go_by(known, expected):
    every = offer(relevance=1.0, holds_all=True)
    assert points("text", every, asked(text="cv", **known)) == expected


def test_words_are_a_reason_when_it_has_them_all():
    every = offer(relevance=1.0, holds_all=True)
    assert said("text", every, asked(text="cv hjelp")) == ["Mentions “cv hjelp”"]
    assert said("text", offer(relevance=1.0), asked(text="cv hjelp")) == []
    assert said("text", every, asked()) == []


@pytest.mark.parametrize(("relevance", "count"), [(0.5, 1), (0.49, 0), (0.0, 0)])
def test_words_that_are_only_spelt_alike_are_no_reason(relevance, count):
    one = offer(relevance=relevance, holds_all=True)
    assert len(said("text", one, asked(text="cv hjelp"))) == count
