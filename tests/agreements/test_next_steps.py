"""Which steps a version can take, who must take them, and what it still lacks."""

from dataclasses import replace
from datetime import date

import pytest

from agreements.life import LEADS_TO
from agreements.next_steps import (
    BESIDE,
    FOR_A_PARTY,
    FORWARD,
    Holder,
    in_its_state,
    next_steps,
    way_forward,
)
from agreements.readiness import readiness
from agreements.text.canonical import (
    ClauseText,
    PartyText,
    ResponsibilityText,
    VersionText,
)
from partners.access import ROLES, Standing, Thing, matrix, may

STATES = ["draft", "for_comment", "for_approval", "signed", "withdrawn"]
COUNCIL = Standing("coordinator", "fylkeskommunen", "34")
NAV = Standing("signatory", "nav", "34")
ELSEWHERE = Standing("coordinator", "naboen", "50")


def version(state):
    return Thing(
        "agreement_version",
        frozenset({"fylkeskommunen", "nav"}),
        frozenset({"34"}),
        state,
    )


def steps(state, *standings, **given):
    given = {"waiting": ["fylkeskommunen", "nav"]} | given
    return {
        step.action: step
        for step in next_steps(version(state), standings=standings, **given)
    }


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", [*FORWARD, *BESIDE])
@pytest.mark.parametrize("role", ROLES)
def test_steps_and_rights_are_those_of_the_matrix(role, action, state):
    standing = Standing(role, "nav", "34")
    step = steps(state, standing).get(action)
    exists = state in matrix()["agreement_version"][action].states
    assert (step is not None) == exists
    if step:
        assert step.may == may([standing], action, version(state))
        assert step.leads_to == LEADS_TO.get(action, "")


def test_every_step_of_the_life_is_told():
    assert set(LEADS_TO) <= {*FORWARD, *BESIDE}


@pytest.mark.parametrize(
    ("state", "action"),
    [
        ("draft", "send_for_comment"),
        ("for_comment", "send_for_approval"),
        ("for_approval", "sign"),
        ("signed", None),
        ("withdrawn", None),
    ],
)
def test_one_step_leads_on(state, action):
    forward = way_forward(steps(state).values())
    assert (forward and forward.action) == action


def test_coordinator_of_the_county_is_who_must_take_the_next_step():
    holders = [
        Holder(COUNCIL, "Eksempel Eksempelsen"),
        Holder(ELSEWHERE, "En annen"),
        Holder(NAV, "Signataren"),
    ]
    (taker,) = steps("draft", holders=holders)["send_for_comment"].takers
    assert (taker.role, taker.partner) == ("coordinator", "fylkeskommunen")
    assert taker.people == ("Eksempel Eksempelsen",)


def test_role_that_nobody_has_is_told_of_the_county_council():
    found = steps("draft", holders=[Holder(ELSEWHERE)], councils=["fylkeskommunen"])
    (taker,) = found["send_for_comment"].takers
    assert (taker.partner, taker.vacant) == ("fylkeskommunen", True)


def test_signature_waits_for_each_party_in_the_order_of_the_paper():
    waiting = ["nav", "fylkeskommunen"]
    sign = steps("for_approval", holders=[Holder(NAV, "N")], waiting=waiting)["sign"]
    assert [each.partner for each in sign.takers] == waiting
    assert [each.vacant for each in sign.takers] == [False, True]


def test_who_has_signed_for_all_their_own_is_done():
    sign = steps("for_approval", NAV, waiting=["fylkeskommunen"])["sign"]
    assert (sign.may, sign.done, sign.own) == (False, True, ())
    sign = steps("for_approval", NAV, waiting=["nav"])["sign"]
    assert (sign.may, sign.done, sign.own) == (True, False, ("nav",))


def test_document_can_be_added_for_those_one_may_act_for():
    assert steps("signed", NAV)["add_document"].own == ("nav",)
    both = steps("signed", COUNCIL)["add_document"].own
    assert both == ("fylkeskommunen", "nav")
    assert {"sign", "add_document"} == FOR_A_PARTY


def test_version_that_is_over_is_not_terminated_but_still_archived():
    found = steps("signed", COUNCIL, is_over=True)
    assert "terminate" not in found
    assert found["archive"].may


def test_coordinator_of_another_county_may_nothing():
    assert not any(
        step.may for state in STATES for step in steps(state, ELSEWHERE).values()
    )


def test_state_of_a_step_is_kept_where_the_step_exists():
    assert in_its_state("sign", version("draft")).state == "for_approval"
    assert in_its_state("withdraw", version("for_comment")).state == "for_comment"


TEXT = VersionText(
    agreement="avtalen",
    signed_language="nb",
    agreed_from=date(2025, 1, 1),
    agreed_to=None,
    clauses=(
        ClauseText("formaal", "1", "purpose", "Formål", "Føremål", "Tekst", "Tekst"),
    ),
    parties=(
        PartyText("fylkeskommunen", "Fylkeskommunen", "", ""),
        PartyText("nav", "Nav", "", ""),
    ),
    responsibilities=(
        ResponsibilityText(
            "oppgave", "nav", "leads", "formaal", ("voksne",), True, (), "", ""
        ),
    ),
)
KINDS = {"county_council", "nav"}


@pytest.mark.parametrize(
    ("text", "kinds", "lacks"),
    [
        (TEXT, KINDS, ()),
        (TEXT, {"nav"}, ("county_council",)),
        (TEXT, {"county_council", "school"}, ("nav",)),
        (replace(TEXT, agreed_from=None), KINDS, ("first_day",)),
        (replace(TEXT, clauses=()), KINDS, ("clauses",)),
        (
            replace(TEXT, clauses=(), agreed_from=None),
            set(),
            ("county_council", "nav", "first_day", "clauses"),
        ),
    ],
)
def test_everything_that_is_missing_is_told_at_once(text, kinds, lacks):
    assert readiness(text, kinds).lacks == lacks


def test_what_may_be_forgotten_is_told():
    clause = replace(TEXT.clauses[0], number="2", text_nn="")
    heading = replace(TEXT.clauses[0], number="3", heading_nn="")
    text = replace(TEXT, clauses=(*TEXT.clauses, clause, heading))
    found = readiness(text, KINDS)
    assert found.one_form == ("2", "3")
    assert found.without_task == ("Fylkeskommunen",)
