"""What changes hands when some responsibilities take the place of others."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.impact import AT_HOME, Part, changes
from agreements.matching import (
    BY_STRENGTH,
    Area,
    Duty,
    Offer,
    Question,
    Tree,
    World,
    holds_for,
    overruled,
    reaches,
)

WORLD = World(
    groups=Tree(
        {
            "everyone": None,
            "adults": "everyone",
            "jobseekers": "adults",
            "laid_off": "jobseekers",
            "pupils": "everyone",
        }
    ),
    partners=Tree(
        {
            "councils": None,
            "innlandet": "councils",
            "karriere": "innlandet",
            "karriere-agder": "councils",
            "nav": None,
            "nav-innlandet": "nav",
            "lom": None,
            "skjak": None,
        }
    ),
    county_of={
        "lom": "34",
        "skjak": "34",
        "innlandet": "34",
        "karriere": "34",
        "nav-innlandet": "34",
        "karriere-agder": "42",
    },
)
GJOVIK, SKJAK, LOM = "3407", "3433", "3434"
MUNICIPALITIES = [GJOVIK, SKJAK, LOM]
HOMES = {"lom": LOM, "skjak": SKJAK}
GROUPS = ["everyone", "pupils", "adults", "jobseekers", "laid_off"]
TASKS = ["change-jobs", "find-work"]
NEEDS = ["new_job", "job_search"]
NEED_OF = {"change-jobs": {"new_job"}, "find-work": {"new_job", "job_search"}}

INNLANDET = Area(counties=frozenset({"34"}))
NORTH = Area(municipalities=frozenset({SKJAK, LOM}))
SOUTH = Area(municipalities=frozenset({GJOVIK}))


def duty(party, groups, area=INNLANDET, involvement="leads", task="change-jobs"):
    return Duty(
        id=0,
        task=task,
        party=party,
        involvement=involvement,
        groups=frozenset(groups.split()),
        needs=frozenset(NEED_OF[task]),
        area=area,
    )


def offer(number, provider, groups="everyone", needs="new_job", area=INNLANDET):
    return Offer(
        id=number,
        provider=provider,
        groups=frozenset(groups.split()),
        needs=frozenset(needs.split()),
        area=area,
    )


def compare(before, after, offers=(), **given):
    asked = {
        "world": WORLD,
        "municipalities": MUNICIPALITIES,
        "groups": GROUPS,
        "tasks": TASKS,
        "needs": NEEDS,
    }
    return changes(before, after, offers=offers, **asked | given)


def told(row):
    """Return a row as readable values."""
    return (
        " ".join(row.subjects),
        " ".join(row.groups),
        " ".join(row.municipalities),
        sorted(tuple(each) if isinstance(each, Part) else each for each in row.before),
        sorted(tuple(each) if isinstance(each, Part) else each for each in row.after),
    )


KARRIERE = duty("karriere", "laid_off")
MOVED = [duty("karriere", "laid_off", SOUTH), duty("nav-innlandet", "laid_off", NORTH)]


def test_a_group_in_two_municipalities_that_changes_hands_is_one_row():
    found = compare([KARRIERE], MOVED)

    [row] = found.handed
    assert told(row) == (
        "change-jobs",
        "laid_off",
        f"{SKJAK} {LOM}",
        [("karriere", "leads")],
        [("nav-innlandet", "leads")],
    )
    assert (found.opened, found.closed, found.unchanged) == ((), (), 1)


def test_a_wider_group_hands_over_the_narrower_ones_with_it():
    [row] = compare(
        [duty("karriere", "adults")], [duty("nav-innlandet", "adults")]
    ).handed

    assert row.groups == ("adults", "jobseekers", "laid_off")
    assert row.municipalities == tuple(MUNICIPALITIES)
    assert row.size == 9


def test_whoever_leads_for_a_nearer_group_keeps_it_when_the_wider_group_moves():
    near = duty("karriere", "laid_off", NORTH)
    found = compare(
        [duty("innlandet", "adults"), near], [duty("nav-innlandet", "adults"), near]
    )

    assert [told(row)[1:3] for row in found.handed] == [
        ("adults jobseekers", f"{GJOVIK} {SKJAK} {LOM}"),
        ("laid_off", GJOVIK),
    ]
    assert found.unchanged == 2


def test_a_new_leader_for_a_nearer_group_takes_it_from_the_leader_of_the_wider():
    wide = duty("karriere", "adults")
    [row] = compare([wide], [wide, duty("nav-innlandet", "laid_off", NORTH)]).handed

    assert told(row)[1:] == (
        "laid_off",
        f"{SKJAK} {LOM}",
        [("karriere", "leads")],
        [("nav-innlandet", "leads")],
    )


def test_only_one_who_leads_overrules_and_not_one_who_delivers():
    wide = duty("karriere", "adults")
    near = duty("nav-innlandet", "laid_off", NORTH, involvement="delivers")
    [row] = compare([wide], [wide, near]).handed

    assert told(row)[-1] == [("karriere", "leads"), ("nav-innlandet", "delivers")]


@pytest.mark.parametrize("involvement", ["contributes", "informed", "funds"])
def test_who_neither_leads_nor_delivers_answers_for_nothing(involvement):
    part = duty("karriere", "laid_off", involvement=involvement)

    assert compare([], [part]).is_empty
    assert compare([KARRIERE], [part]).opened


def test_a_task_that_loses_everybody_is_a_gap_and_getting_somebody_closes_it():
    there = duty("karriere", "laid_off", SOUTH)

    [opened] = compare([KARRIERE], [there]).opened
    [closed] = compare([there], [KARRIERE]).closed
    assert opened.municipalities == closed.municipalities == (SKJAK, LOM)
    assert (opened.after, closed.before) == (frozenset(), frozenset())
    assert opened.gone == closed.new == {Part("karriere", "leads")}


def test_somebody_else_who_still_delivers_keeps_the_gap_from_opening():
    other = duty("nav-innlandet", "adults", involvement="delivers")
    found = compare([KARRIERE, other], [other])

    assert not found.opened
    assert [told(row)[1:] for row in found.handed] == [
        (
            "laid_off",
            f"{GJOVIK} {SKJAK} {LOM}",
            [("karriere", "leads")],
            [("nav-innlandet", "delivers")],
        )
    ]


def test_who_leads_a_task_is_not_told_to_deliver_it_too():
    both = [KARRIERE, duty("karriere", "laid_off", involvement="delivers")]

    assert compare(both, [KARRIERE]).is_empty
    [row] = compare(both, []).opened
    assert row.before == {Part("karriere", "leads")}


def test_municipalities_that_each_do_it_at_home_are_one_row():
    at_home = [
        duty(party, "pupils", Area(municipalities=frozenset({code})))
        for party, code in HOMES.items()
    ]
    abroad = duty("lom", "pupils", SOUTH)

    [home, away] = compare([], [*at_home, abroad], home_of=HOMES).closed[::-1]
    assert told(home)[2:] == (f"{SKJAK} {LOM}", [], [(AT_HOME, "leads")])
    assert told(away)[2:] == (GJOVIK, [], [("lom", "leads")])


def test_tasks_that_change_alike_are_told_together():
    found = compare(
        [KARRIERE, duty("karriere", "laid_off", task="find-work")],
        [duty("nav-innlandet", "laid_off", task=task) for task in TASKS],
    )

    [row] = found.handed
    assert row.subjects == tuple(TASKS)


def test_naming_every_municipality_is_the_same_as_the_whole_county():
    named = Area(municipalities=frozenset(MUNICIPALITIES))
    split = [duty("karriere", "laid_off", SOUTH), duty("karriere", "laid_off", NORTH)]

    for same in ([duty("karriere", "laid_off", named)], split):
        found = compare([KARRIERE], same)
        assert found.is_empty
        assert found.unchanged == 3


def test_the_services_of_the_new_party_and_of_its_parents_are_reached_instead():
    offers = [
        offer(1, "karriere"),
        offer(2, "nav", "jobseekers", area=Area(everywhere=True)),
        offer(3, "nav-innlandet", area=SOUTH),
        offer(4, "nav", "pupils"),
        offer(5, "nav", needs="job_search"),
        offer(6, "karriere-agder"),
    ]
    found = compare([KARRIERE], MOVED, offers)

    [row] = found.reached
    assert told(row) == ("new_job", "laid_off", f"{SKJAK} {LOM}", [1], [2])


def test_a_service_that_another_task_still_reaches_is_not_told_as_gone():
    still = duty("karriere", "adults", task="find-work")
    found = compare([KARRIERE, still], [still], [offer(1, "karriere")])

    assert found.opened
    assert found.reached == ()


def test_the_same_before_and_after_changes_nothing():
    found = compare(MOVED, [replace(each, id=9) for each in MOVED], [offer(1, "nav")])

    assert found.is_empty
    assert found.unchanged == 3


def test_rows_come_in_the_order_of_tasks_groups_and_municipalities():
    after = [
        duty("nav-innlandet", "laid_off", Area(municipalities=frozenset({LOM}))),
        duty("innlandet", "laid_off", SOUTH),
        duty("nav-innlandet", "pupils"),
        duty("nav-innlandet", "pupils", task="find-work"),
    ]
    found = compare([], after)
    turned = compare([], after[::-1])

    assert [told(row)[:3] for row in found.closed] == [
        ("change-jobs find-work", "pupils", f"{GJOVIK} {SKJAK} {LOM}"),
        ("change-jobs", "laid_off", GJOVIK),
        ("change-jobs", "laid_off", LOM),
    ]
    assert found == turned


def responsible(duties, task, question):
    """Return who answers for a task, asking the shared rules one place at a time."""
    found = {
        (each.party, each.involvement)
        for each in duties
        if each.task == task
        and each.involvement in ("leads", "delivers")
        and holds_for(each, WORLD, question)
        and not overruled(each, duties, WORLD, question)
    }
    return {
        Part(AT_HOME if HOMES.get(party) == question.municipality else party, how)
        for party, how in found
        if how == "leads" or (party, "leads") not in found
    }


def reached(duties, offers, question):
    """Return the services that those who answer reach, as the finder asks."""
    return {
        each.id
        for each, promise in product(offers, duties)
        if promise.involvement in ("leads", "delivers")
        and holds_for(promise, WORLD, question)
        and not overruled(promise, duties, WORLD, question)
        and reaches(promise, each, WORLD, question)
    }


def spread_out(rows):
    """Return rows as one entry for each subject, group and municipality."""
    entries = [
        ((subject, group, place), (set(row.before), set(row.after)))
        for row in rows
        for subject, group, place in product(
            row.subjects, row.groups, row.municipalities
        )
    ]
    assert len(dict(entries)) == len(entries)
    return dict(entries)


areas = st.one_of(
    st.just(INNLANDET),
    st.just(Area(counties=frozenset({"42"}))),
    st.frozensets(st.sampled_from([*MUNICIPALITIES, "4203"]), min_size=1).map(
        lambda codes: Area(municipalities=codes)
    ),
)
duties = st.lists(
    st.builds(
        duty,
        st.sampled_from(sorted(WORLD.county_of)),
        st.sets(st.sampled_from(GROUPS), min_size=1, max_size=2).map(" ".join),
        areas,
        st.sampled_from(["leads", "leads", *BY_STRENGTH]),
        st.sampled_from(TASKS),
    ),
    max_size=6,
)
offers = st.lists(
    st.builds(
        offer,
        st.integers(1, 99),
        st.sampled_from(sorted(WORLD.partners.above)),
        st.sets(st.sampled_from(GROUPS), min_size=1, max_size=2).map(" ".join),
        st.sets(st.sampled_from(NEEDS), max_size=2).map(" ".join),
        areas | st.just(Area(everywhere=True)),
    ),
    max_size=5,
    unique_by=lambda each: each.id,
)


@given(before=duties, after=duties, kept=duties, offers=offers)
@settings(max_examples=300, deadline=None)
def test_every_place_group_and_task_is_told_as_the_shared_rules_say(
    before, after, kept, offers
):
    before, after = [*kept, *before], [*after, *kept]
    found = compare(before, after, offers, home_of=HOMES)
    cells = spread_out(found.responsibility)
    needs = spread_out(found.reached)
    unchanged = 0
    for group, place in product(GROUPS, MUNICIPALITIES):
        for task in TASKS:
            question = Question(group=group, municipality=place)
            was, now = (responsible(side, task, question) for side in (before, after))
            unchanged += bool(was) and was == now
            expected = (was, now) if was != now else None
            assert cells.get((task, group, place)) == expected
        for need in NEEDS:
            question = Question(group, frozenset({need}), place)
            was, now = (reached(side, offers, question) for side in (before, after))
            expected = (was, now) if was != now else None
            assert needs.get((need, group, place)) == expected
    assert found.unchanged == unchanged
    assert all(row.before and row.after for row in found.handed)
    assert not any(row.after for row in found.opened)
    assert not any(row.before for row in found.closed)


@given(before=duties, after=duties, offers=offers)
def test_the_other_way_round_everything_is_turned(before, after, offers):
    there, back = compare(before, after, offers), compare(after, before, offers)

    assert back.unchanged == there.unchanged
    for one, other in [
        (there.opened, back.closed),
        (there.handed, back.handed),
        (there.reached, back.reached),
    ]:
        turned = {cell: (b, a) for cell, (a, b) in spread_out(one).items()}
        assert spread_out(other) == turned
