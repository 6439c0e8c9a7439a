"""What the database refuses of proposals, whoever writes them."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from publishing.models import Proposal
from tests.factories import make_audit_person, make_proposal, make_service
from tests.refusals import refused

pytestmark = pytest.mark.django_db

STATES = ("draft", "submitted", "approved", "returned", "withdrawn")
STEPS = {
    ("draft", "submitted"),
    ("draft", "withdrawn"),
    ("submitted", "draft"),
    ("submitted", "withdrawn"),
    ("submitted", "approved"),
    ("submitted", "returned"),
}
AT = datetime(2024, 1, 2, 12, tzinfo=UTC)


def moved(proposal, state):
    """Return the proposal with all that its next state asks for, not saved."""
    proposal.state = state
    if state in {"submitted", "approved", "returned"}:
        proposal.submitted_at = proposal.submitted_at or AT
    if state in {"approved", "returned"}:
        proposal.decided_by, proposal.decided_at = make_audit_person(), AT
        proposal.reason = "Eksempel"
    return proposal


@pytest.mark.parametrize("after", STATES)
@pytest.mark.parametrize("before", ["draft", "submitted"])
def test_open_proposals_go_their_steps_in_order(before, after):
    proposal = moved(make_proposal(state=before), after)
    if before == after or (before, after) in STEPS:
        proposal.save()
        return
    with refused("proposal_steps_in_order"):
        proposal.save()


@pytest.mark.parametrize("state", [state for state in STATES if state != "draft"])
def test_a_proposal_begins_as_a_draft(state):
    proposal = moved(make_proposal(), "withdrawn")
    proposal.save()
    proposal.pk, proposal.public_id = None, None
    proposal = Proposal(
        content_type=proposal.content_type,
        object_id="0",
        made_by=proposal.made_by,
        made_at=AT,
        saved_at=AT,
    )
    with refused("proposal_steps_in_order"):
        moved(proposal, state).save()


@pytest.mark.parametrize("state", ["approved", "returned", "withdrawn"])
@pytest.mark.parametrize(
    "change", [{"reason": "Noe annet"}, {"state": "draft"}, {"changes": {"a": 1}}, {}]
)
def test_what_is_decided_stays_as_it_is(state, change):
    proposal = make_proposal(state=state)
    for name, value in change.items():
        setattr(proposal, name, value)
    with refused("proposal_decided_is_frozen"):
        proposal.save()


@pytest.mark.parametrize(
    "change", [{"changes": {"name_nb": "Nytt"}}, {"begun_from": {"name_nb": "Nytt"}}]
)
def test_what_waits_is_not_rewritten(change):
    proposal = make_proposal(state="submitted", changes={"name_nb": "Eksempel"})
    rows = Proposal.objects.filter(pk=proposal.pk)
    with refused("proposal_keeps_what_was_sent"):
        rows.update(**change)


def test_a_proposal_stays_about_the_row_it_was_begun_for():
    rows = Proposal.objects.filter(pk=make_proposal().pk)
    with refused("proposal_keeps_what_was_sent"):
        rows.update(object_id="0")
    with refused("proposal_keeps_what_was_sent"):
        rows.update(made_by=make_audit_person())


def test_two_cannot_be_open_about_one_row():
    row = make_service()
    make_proposal(row, state="returned")
    make_proposal(row, state="submitted")
    with refused("proposal_one_open"):
        make_proposal(row)


def test_the_state_is_one_of_ours():
    rows = Proposal.objects.filter(pk=make_proposal().pk)
    with refused("proposal_steps_in_order"):
        rows.update(state="published")


def test_what_waits_has_been_sent():
    rows = Proposal.objects.filter(pk=make_proposal().pk)
    with refused("proposal_sent_before_it_waits"):
        rows.update(state="submitted")


@pytest.mark.parametrize(
    "change",
    [
        {"state": "approved"},
        {"state": "approved", "decided_at": AT},
        {"decided_at": AT},
    ],
)
def test_a_decision_has_somebody_and_a_time(change):
    rows = Proposal.objects.filter(pk=make_proposal(state="submitted").pk)
    with refused("proposal_decided_by_somebody"):
        rows.update(**change)


def test_what_is_returned_has_a_reason():
    rows = Proposal.objects.filter(pk=make_proposal(state="submitted").pk)
    with refused("proposal_returned_with_reason"):
        rows.update(state="returned", decided_by=make_audit_person(), decided_at=AT)


def test_proposals_are_kept():
    proposal = make_proposal(state="withdrawn")
    with refused("proposal_is_kept"):
        proposal.delete()


def test_the_table_is_not_emptied():
    with refused("proposal_no_truncate"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE publishing_proposal")
