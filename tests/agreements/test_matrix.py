"""Tasks down, parties across: what counts for a group, and where nobody does it."""

from itertools import count

import pytest

from agreements.matching import Tree
from agreements.matrix import Limit, Part, matrix, named_groups

GROUPS = Tree(
    {
        "everyone": None,
        "adults": "everyone",
        "jobseekers": "adults",
        "laid_off": "jobseekers",
        "prisoners": "everyone",
    }
)
PLACES = frozenset({"3405", "3407", "3433", "3434"})
COUNTY, NAV, CENTRE = 1, 2, 3
IDS = count(1)


def part(
    involvement="leads", *, task="guide", party=CENTRE, groups=("adults",), only=()
):
    return Part(
        id=next(IDS),
        task=task,
        party=party,
        involvement=involvement,
        groups=frozenset(groups),
        whole_county=not only,
        municipalities=frozenset(only),
    )


def rows(parts, group="adults", tasks=("guide",), places=PLACES):
    return matrix(
        parts,
        tasks=tasks,
        parties=[COUNTY, NAV, CENTRE],
        group=group,
        groups=GROUPS,
        municipalities=places,
    )


def test_a_cell_holds_the_parts_of_its_party_only():
    lead, fund = part("leads"), part("funds", party=COUNTY)

    [row] = rows([fund, lead])

    assert row.cells == ((fund,), (), (lead,))


def test_rows_come_in_the_order_of_the_tasks_and_none_is_left_out():
    found = rows([part(task="b")], tasks=("a", "b"))

    assert [row.task for row in found] == ["a", "b"]
    assert [row.is_empty for row in found] == [True, False]


def test_the_strongest_part_of_a_party_stands_first():
    informed, delivers, leads = part("informed"), part("delivers"), part("leads")

    [row] = rows([informed, delivers, leads])

    assert row.cells[2] == (leads, delivers, informed)


@pytest.mark.parametrize(
    ("promised_to", "asked", "counts"),
    [
        ("adults", "adults", True),
        ("adults", "laid_off", True),
        ("everyone", "prisoners", True),
        ("laid_off", "adults", False),
        ("adults", "prisoners", False),
    ],
)
def test_a_promise_to_a_wider_group_counts_and_one_to_a_narrower_does_not(
    promised_to, asked, counts
):
    [row] = rows([part(groups=(promised_to,))], group=asked)

    assert row.is_empty is not counts


@pytest.mark.parametrize(
    ("involvement", "is_gap"),
    [
        ("leads", False),
        ("delivers", False),
        ("contributes", True),
        ("informed", True),
        ("funds", True),
    ],
)
def test_a_task_that_nobody_leads_or_delivers_is_a_gap(involvement, is_gap):
    [row] = rows([part(involvement)])

    assert row.is_gap is is_gap
    assert not row.is_empty


def test_municipalities_that_no_leader_or_deliverer_names_are_uncovered():
    [row] = rows([part(only={"3407"}), part("contributes")])

    assert not row.is_gap
    assert row.uncovered == PLACES - {"3407"}


def test_a_task_is_covered_when_two_parties_share_the_county():
    [row] = rows([part(party=NAV, only={"3433"}), part(only=PLACES - {"3433"})])

    assert row.uncovered == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ({}, {}, True),
        ({}, {"only": {"3433"}}, True),
        ({"only": {"3433", "3434"}}, {"only": {"3434"}}, True),
        ({"only": {"3433"}}, {"only": {"3434"}}, False),
    ],
)
def test_two_parties_that_lead_in_the_same_place_overlap(one, other, overlap):
    [row] = rows([part(party=NAV, **one), part(party=CENTRE, **other)])

    assert row.leaders_overlap is overlap


def test_one_party_does_not_overlap_with_itself_or_with_one_who_delivers():
    [row] = rows([part(), part(groups=("everyone",)), part("delivers", party=NAV)])

    assert not row.leaders_overlap


@pytest.mark.parametrize(
    ("only", "limit"),
    [
        ((), Limit()),
        (PLACES, Limit()),
        ({"3433"}, Limit(only=frozenset({"3433"}))),
        ({"3405", "3407"}, Limit(only=frozenset({"3405", "3407"}))),
        (PLACES - {"3433"}, Limit(all_but=frozenset({"3433"}))),
    ],
)
def test_a_limit_is_told_the_short_way_round(only, limit):
    assert part(only=only).limit(PLACES) == limit


def test_without_municipalities_nothing_is_uncovered():
    [row] = rows([part()], places=frozenset())

    assert row.uncovered == frozenset()


def test_named_groups_are_those_the_agreement_writes_itself():
    parts = [part(groups=("adults",)), part(groups=("laid_off", "adults"))]

    assert named_groups(parts) == {"adults", "laid_off"}
