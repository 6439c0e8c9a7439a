"""Each rule of the finder alone: what it counts for, and what it says."""

import pytest

from finder.places import Choice, Found, NoSuchPlace, OutsideCounties, SeveralPlaces
from finder.rules import RULES
from tests.finder.offers import (
    IN_GJOVIK,
    IN_INNLANDET,
    NEEDS,
    asked,
    offer,
    promise,
)
from tests.finder.rules_alone import BY_CODE, points, refusal, said
from tests.finder.small_country import (
    FINNMARK,
    HAMAROY,
    HEROY_MR,
    HEROY_NORDLAND,
    NARVIK,
    OSLO,
    TROMS,
)

pytestmark = pytest.mark.usefixtures("in_english")


def test_the_rules_are_the_closed_list_that_the_finders_data_names():
    assert [rule.code for rule in RULES] == [
        *("responsible", "place", "group", "need", "channel", "language", "age"),
        *("near", "open", "checked", "overdue", "referral", "text"),
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


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ({"laid_off"}, 16),
        ({"jobseekers"}, 14),
        ({"adults", "pupils"}, 12),
        ({"everyone", "laid_off"}, 16),
        (set(), 16),
    ],
)
def test_the_nearer_the_group_that_was_promised_the_more_it_counts(groups, expected):
    one = offer(promises=(promise(groups=frozenset(groups)),))
    assert points("responsible", one, asked(groups=("laid_off",))) == expected
    assert points("responsible", one, asked()) == 16


def test_the_best_of_several_promises_counts():
    told = (promise("leads", groups=frozenset({"everyone"})), promise("delivers"))
    for promises in (told, told[::-1]):
        one = offer(promises=promises)
        assert points("responsible", one, asked(groups=("laid_off",))) == 10


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
        promise("leads", party_name="Third", clause_url="/avtaler/b/v1/#punkt-2"),
    )
    in_gjovik = asked(place=IN_GJOVIK)
    assert said("responsible", offer(promises=told[:1]), in_gjovik) == [
        "Karriere Innlandet is responsible for carrying out “Guide” in Gjøvik"
    ]
    assert said("responsible", offer(promises=told[1:2]), in_gjovik) == [
        "Example: Karriere Innlandet has the main responsibility in the whole of"
        " Innlandet for “Guide”"
    ]
    # Two are enough, the strongest first.
    both = said("responsible", offer(promises=told), in_gjovik)
    assert len(both) == 2
    assert both[0].startswith("Example") and both[1].startswith("Third")
    assert said("responsible", offer(), asked()) == []


def test_what_one_clause_promises_is_told_once_and_no_task_twice():
    told = (
        promise(task_name="Guide"),
        promise(task_name="Teach"),
        promise(task_name="Guide", groups=frozenset({"adults"})),
        promise(task_name="Assess"),
    )
    assert said("responsible", offer(promises=told), asked()) == [
        "Karriere Innlandet has the main responsibility in the whole of Innlandet for"
        " “Guide”, “Teach” and “Assess”"
    ]


def test_who_leads_a_task_is_not_said_to_carry_it_out_too():
    told = (
        promise("leads"),
        promise("delivers", clause_url="/avtaler/a/v1/#punkt-9"),
        promise("delivers", task_name="Teach"),
    )
    leads, delivers = said("responsible", offer(promises=told), asked())
    assert leads.endswith(
        "has the main responsibility in the whole of Innlandet for “Guide”"
    )
    assert delivers == (
        "Karriere Innlandet is responsible for carrying out “Teach” in the whole of"
        " Innlandet"
    )


def test_the_promise_for_the_nearest_group_is_told_first():
    far = promise(groups=frozenset({"adults"}), clause_url="#far", task_name="Far")
    near = promise(groups=frozenset({"jobseekers"}), clause_url="#near")
    for promises in [(far, near), (near, far)]:
        told = BY_CODE["responsible"].reasons(
            offer(promises=promises), asked(groups=("laid_off",))
        )
        assert [reason.url for reason in told] == ["#near", "#far"]


# place


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ({"municipalities": ["3407"]}, 12),
        ({"counties": ["34"]}, 10),
        ({"counties": ["34", "03"]}, 6),
        ({"counties": ["34", "03", "55"]}, 6),
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


@pytest.mark.parametrize(
    ("areas", "area", "expected"),
    [
        ((TROMS, FINNMARK), {"counties": ["55", "56"]}, 6),
        ((TROMS, FINNMARK), {"counties": ["56"]}, 2),
        ((TROMS, FINNMARK), {"municipalities": ["5610"]}, 2),
        ((TROMS, FINNMARK), {"everywhere": True}, 2),
        ((TROMS, FINNMARK), {"counties": ["34"]}, None),
        ((NARVIK, HAMAROY), {"municipalities": ["1806", "1875"]}, 12),
        ((NARVIK, HAMAROY), {"counties": ["18"]}, 10),
        ((NARVIK, HAMAROY), {"municipalities": ["1806"]}, 2),
        ((NARVIK, HAMAROY), {"municipalities": ["1818"]}, None),
    ],
)
def test_of_a_divided_place_one_part_is_enough_but_all_of_it_counts_more(
    areas, area, expected
):
    divided = asked(place=Found("Divided", areas))
    assert points("place", offer(**area), divided) == expected


@pytest.mark.parametrize("place", [NoSuchPlace("x"), OutsideCounties("9170 x")])
def test_at_a_place_that_is_not_known_only_what_is_for_all_fits(place):
    assert points("place", offer(everywhere=True), asked(place=place)) == 2
    assert points("place", offer(counties=["34"]), asked(place=place)) is None


HEROY = SeveralPlaces(
    "Herøy",
    (
        Choice("Herøy", "Møre og Romsdal", "Herøy (MR)", areas=(HEROY_MR,)),
        Choice("Herøy", "Nordland", "Herøy (Nordland)", areas=(HEROY_NORDLAND,)),
    ),
)


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ({"everywhere": True}, 2),
        ({"counties": ["15", "18"]}, 6),
        ({"municipalities": ["1515", "1818"]}, 12),
        ({"counties": ["15"], "municipalities": ["1818"]}, 10),
        ({"counties": ["15", "34"]}, None),
        ({"municipalities": ["1818"]}, None),
        ({"counties": ["34"]}, None),
    ],
)
def test_of_a_name_that_two_places_have_an_offer_must_hold_at_both(area, expected):
    assert points("place", offer(**area), asked(place=HEROY)) == expected
    if expected:
        assert said("place", offer(**area), asked(place=HEROY))


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
        ({"municipalities": ["3411", "0301"]}, "Only in 0301 and Ringsaker"),
        ({"municipalities": ["3411", "0301", "56"]}, "Only in 0301, Ringsaker and 56"),
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
    ("groups", "expected"),
    [
        (["everyone"], 4),
        (["adults"], 4),
        (["jobseekers"], 4),
        (["laid_off"], 0),
        (["laid_off", "pupils"], 0),
        (["laid_off", "everyone"], 4),
        ([], 0),
    ],
)
def test_without_a_group_what_is_for_most_comes_first(groups, expected):
    assert points("group", offer(groups=groups), asked()) == expected


def test_the_group_that_is_nearest_is_told_and_no_other():
    laid_off = asked(groups=("laid_off",))
    wide = offer(groups=["jobseekers", "adults", "pupils"])
    assert said("group", wide, laid_off) == ["For: jobseekers"]
    assert said("group", offer(groups=["everyone"]), laid_off) == ["Open to everyone"]
    two = asked(groups=("laid_off", "youth"))
    assert said("group", offer(groups=["youth", "laid_off", "adults"]), two) == [
        "For: laid_off and youth"
    ]
    assert said("group", offer(groups=["pupils"]), laid_off) == []
    assert said("group", offer(groups=["pupils"]), asked()) == []


def test_who_is_refused_by_group_is_told_for_whom_it_is():
    two = offer(groups=["pupils", "dismissed"])
    assert refusal("group", two, asked(groups=("laid_off",))) == (
        "Only for: dismissed and pupils"
    )


# need


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        (["job_change"], 24 + 6),
        (["cv"], 24 + 3 + 6),
        (["cv", "funding"], 24 + 3 + 3),
        (["job_change", "education"], 24 + 6 + 6),
        (["cv", "job_change"], 24 + 3 + 6 + 6),
        (["cv", "job_change", "education"], 45),
        (["cv", "job_change", "education", "funding"], 24 + 3 + 12 + 4),
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


@pytest.mark.parametrize(
    ("groups", "needs", "expected"),
    [
        (("adults",), ["job_change"], 1 + 6),
        (("adults",), ["cv"], 1),
        (("adults",), NEEDS, 4 + 6),
        (("pupils",), ["job_change"], 1),
        (("pupils", "adults"), ["job_change"], 1 + 6),
        (("adults",), [], 0),
    ],
)
def test_as_long_as_no_need_is_told_what_such_people_come_for_comes_first(
    groups, needs, expected
):
    assert points("need", offer(needs=needs), asked(groups=groups)) == expected


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
    assert said("need", one, question) == ["Helps with: job_change and cv"]
    assert said("need", offer(needs=["funding"]), question) == []
    three = asked(needs=("job_change", "cv", "funding"))
    assert said("need", one, three) == ["Helps with: job_change, cv and funding"]


def test_who_is_refused_by_need_is_told_what_it_helps_with():
    text = refusal("need", offer(needs=["funding", "cv"]), asked(needs=("education",)))
    assert text == "Helps with something else: cv and funding"


def test_what_holds_in_oslo_is_told_by_its_municipality():
    in_oslo = asked(place=Found("Oslo", (OSLO,)))
    assert points("place", offer(municipalities=["0301"]), in_oslo) == 12
    assert said("place", offer(counties=["03"]), in_oslo) == [
        "Covers the whole of Oslo"
    ]
