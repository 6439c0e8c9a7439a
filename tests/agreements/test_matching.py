"""The rule that ties a clause to a service, over plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.matching import (
    Area,
    Duty,
    Offer,
    Question,
    Tree,
    World,
    by_strength,
    overruled,
    reaches,
)

GROUPS = Tree(
    {
        "everyone": None,
        "adults": "everyone",
        "jobseekers": "adults",
        "laid_off": "jobseekers",
        "pupils": "everyone",
    }
)
PARTNERS = Tree(
    {
        "councils": None,
        "innlandet": "councils",
        "karriere-innlandet": "innlandet",
        "agder": "councils",
        "karriere-agder": "agder",
        "nav": None,
        "nav-innlandet": "nav",
    }
)
WORLD = World(
    groups=GROUPS,
    partners=PARTNERS,
    county_of={
        "innlandet": "34",
        "karriere-innlandet": "34",
        "nav-innlandet": "34",
        "agder": "42",
        "karriere-agder": "42",
    },
)
INNLANDET = Area(counties=frozenset({"34"}))
LOM = Area(municipalities=frozenset({"3434"}))


def duty(party="nav-innlandet", groups=("jobseekers",), area=INNLANDET, **changes):
    values = {
        "id": 1,
        "task": "find-work",
        "party": party,
        "involvement": "leads",
        "groups": frozenset(groups),
        "needs": frozenset({"job_search"}),
        "area": area,
    }
    return Duty(**values | changes)


def offer(provider="nav", groups=("jobseekers",), area=None, **changes):
    values = {
        "id": 7,
        "provider": provider,
        "groups": frozenset(groups),
        "needs": frozenset({"job_search", "work_and_health"}),
        "area": area or Area(everywhere=True),
    }
    return Offer(**values | changes)


def test_the_clause_that_makes_nav_responsible_for_jobseekers_in_lom_reaches_nav():
    asked = Question(group="jobseekers", municipality="3434")
    assert reaches(duty(area=LOM), offer(), WORLD, asked)


@pytest.mark.parametrize(
    ("promised", "offered", "asked", "expected"),
    [
        ("jobseekers", "jobseekers", None, True),
        ("adults", "jobseekers", None, True),
        ("jobseekers", "adults", None, True),
        ("jobseekers", "pupils", None, False),
        ("adults", "jobseekers", "laid_off", True),
        ("laid_off", "jobseekers", "laid_off", True),
        ("laid_off", "jobseekers", "jobseekers", False),
        ("everyone", "everyone", "pupils", True),
        ("adults", "adults", "pupils", False),
        ("adults", "adults", "unheard-of", False),
    ],
)
def test_group_or_a_wider_one_decides(promised, offered, asked, expected):
    found = reaches(
        duty(groups=[promised]),
        offer(groups=[offered]),
        WORLD,
        Question(group=asked),
    )
    assert found is expected


@pytest.mark.parametrize(
    ("party", "provider", "expected"),
    [
        ("nav-innlandet", "nav-innlandet", True),
        ("nav-innlandet", "nav", True),
        ("nav", "nav-innlandet", True),
        ("karriere-innlandet", "councils", True),
        ("innlandet", "karriere-innlandet", True),
        ("innlandet", "karriere-agder", False),
        ("karriere-innlandet", "karriere-agder", False),
        ("nav-innlandet", "innlandet", False),
    ],
)
def test_provider_is_the_party_or_in_its_line(party, provider, expected):
    assert reaches(duty(party=party), offer(provider=provider), WORLD) is expected


def test_a_child_in_another_county_is_not_in_the_line():
    world = World(
        GROUPS,
        Tree({"innlandet": None, "branch": "innlandet"}),
        {"innlandet": "34", "branch": "42"},
    )
    assert not reaches(duty(party="innlandet"), offer(provider="branch"), world)


@pytest.mark.parametrize(
    ("promised", "offered", "municipality", "expected"),
    [
        (INNLANDET, Area(everywhere=True), "3434", True),
        (LOM, INNLANDET, "3434", True),
        (LOM, INNLANDET, "3433", False),
        (INNLANDET, LOM, "3434", True),
        (INNLANDET, Area(counties=frozenset({"42"})), "3434", False),
        (LOM, INNLANDET, None, True),
        (LOM, Area(municipalities=frozenset({"3433"})), None, False),
        (LOM, Area(), None, False),
        (Area(everywhere=True), Area(), None, False),
    ],
)
def test_both_hold_in_the_place(promised, offered, municipality, expected):
    found = reaches(
        duty(area=promised),
        offer(area=offered),
        WORLD,
        Question(municipality=municipality),
    )
    assert found is expected


def test_the_task_answers_a_need_that_the_service_helps_with():
    assert not reaches(duty(needs=frozenset({"apprenticeship"})), offer(), WORLD)
    assert not reaches(
        duty(), offer(), WORLD, Question(needs=frozenset({"work_and_health"}))
    )
    assert not reaches(duty(needs=frozenset()), offer(), WORLD)


def test_a_circle_of_parents_ends():
    circle = Tree({"a": "b", "b": "a"})
    assert circle.line_up("a") == ("a", "b")
    assert circle.in_line("a", "b")


LAID_OFF_IN_LOM = Question(group="laid_off", municipality="3434")


def general(**changes):
    values = {"party": "karriere-innlandet", "involvement": "delivers"}
    return duty(groups=["adults"], **values | changes)


@pytest.mark.parametrize(
    ("special", "question", "expected"),
    [
        (duty(groups=["laid_off"], area=LOM), LAID_OFF_IN_LOM, True),
        (duty(groups=["jobseekers"]), LAID_OFF_IN_LOM, True),
        (duty(groups=["adults"]), LAID_OFF_IN_LOM, False),
        (duty(groups=["everyone"]), LAID_OFF_IN_LOM, False),
        (duty(groups=["pupils"]), LAID_OFF_IN_LOM, False),
        (duty(groups=["laid_off"], involvement="delivers"), LAID_OFF_IN_LOM, False),
        (duty(groups=["laid_off"], task="another"), LAID_OFF_IN_LOM, False),
        (
            duty(groups=["laid_off"], party="karriere-innlandet"),
            LAID_OFF_IN_LOM,
            False,
        ),
        (
            duty(groups=["laid_off"], area=Area(municipalities=frozenset({"3401"}))),
            LAID_OFF_IN_LOM,
            False,
        ),
        (
            duty(groups=["laid_off"]),
            Question(group="adults", municipality="3434"),
            False,
        ),
        (duty(groups=["laid_off"]), Question(group="laid_off"), False),
        (duty(groups=["laid_off"]), Question(municipality="3434"), False),
    ],
)
def test_the_special_goes_before_the_general(special, question, expected):
    duties = [general(), special]
    assert overruled(duties[0], duties, WORLD, question) is expected
    assert not overruled(special, duties, WORLD, question)


def test_the_one_who_leads_comes_first():
    duties = [
        duty(id=1, involvement="informed"),
        duty(id=2, involvement="delivers"),
        duty(id=4, involvement="leads"),
        duty(id=3, involvement="leads"),
    ]
    assert [found.id for found in by_strength(duties)] == [3, 4, 2, 1]


codes = st.sampled_from(["3401", "3434", "4201", "4202"])
areas = st.builds(
    Area,
    everywhere=st.booleans(),
    counties=st.frozensets(st.sampled_from(["34", "42"])),
    municipalities=st.frozensets(codes),
)


@given(areas, areas)
def test_meeting_is_mutual(one, other):
    assert one.meets(other) == other.meets(one)


@given(areas, areas, codes)
def test_areas_that_share_a_municipality_meet(one, other, code):
    if one.covers(code) and other.covers(code) and not one.everywhere:
        assert one.meets(other)


groups = st.frozensets(st.sampled_from(sorted(GROUPS.above)), min_size=1)


@given(groups, groups, st.sampled_from(sorted(GROUPS.above)))
def test_what_reaches_somebody_in_particular_reaches_without_asking(one, other, asked):
    promised, offered = duty(groups=one), offer(groups=other)
    if reaches(promised, offered, WORLD, Question(group=asked)):
        assert reaches(promised, offered, WORLD)
