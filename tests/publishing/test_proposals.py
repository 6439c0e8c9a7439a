"""Who may take which step with a proposal, in which state."""

import pytest
from django.core.exceptions import PermissionDenied

from publishing import proposals
from publishing.models import Proposal, StatusChange
from publishing.proposals import ProposalRefused
from services.models import GuidanceService
from tests import factories as make

from .proposing import People, a_service, actions_on, approved, proposed, sent, stands

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return People()


STEPS = {
    "save": lambda people, who, proposal: proposals.save(
        proposal.object, changes={"summary_nb": "En annens."}, actor=who
    ),
    "change_directly": lambda people, who, proposal: proposals.change_directly(
        proposal.object, changes={"phone": "22 33 44 55"}, actor=who
    ),
    "submit": lambda people, who, proposal: proposals.submit(
        proposal.object, actor=who
    ),
    "take_back": lambda people, who, proposal: proposals.take_back(proposal, actor=who),
    "withdraw": lambda people, who, proposal: proposals.withdraw(proposal, actor=who),
    "approve": lambda people, who, proposal: approved(people, proposal, actor=who),
    "send_back": lambda people, who, proposal: proposals.send_back(
        proposal, actor=who, reason="Skriv kortere."
    ),
}
WRITERS = {"editor", "colleague", "coordinator", "national"}
DECIDERS = {"coordinator", "national"}
EVERYBODY = WRITERS | {
    "signatory",
    "other_editor",
    "other_coordinator",
    "former_editor",
    "nobody",
}
MAY = dict.fromkeys(STEPS, WRITERS) | {
    "approve": DECIDERS,
    "send_back": DECIDERS,
}
IN_STATES = {
    "save": {"draft"},
    "change_directly": {"draft", "submitted"},
    "submit": {"draft"},
    "take_back": {"submitted"},
    "withdraw": {"draft", "submitted"},
    "approve": {"submitted"},
    "send_back": {"submitted"},
}


@pytest.mark.parametrize("state", ["draft", "submitted"])
@pytest.mark.parametrize("who", sorted(EVERYBODY))
@pytest.mark.parametrize("step", STEPS)
def test_who_may_take_which_step_in_which_state(people, step, who, state):
    proposal = proposed(people) if state == "draft" else sent(people)
    row = proposal.object
    before = (
        GuidanceService.objects.filter(pk=row.pk).values().get(),
        Proposal.objects.filter(pk=proposal.pk).values().get(),
    )
    actor = getattr(people, who)

    if who in MAY[step] and state in IN_STATES[step]:
        STEPS[step](people, actor, proposal)
        assert "refused" not in actions_on(row)
        return

    expected = ProposalRefused if who in MAY[step] else PermissionDenied
    with pytest.raises(expected):
        STEPS[step](people, actor, proposal)
    assert before == (
        GuidanceService.objects.filter(pk=row.pk).values().get(),
        Proposal.objects.filter(pk=proposal.pk).values().get(),
    )
    refusal = StatusChange.objects.latest("position")
    assert (refusal.action, refusal.object_id) == ("refused", str(row.pk))
    assert refusal.actor.user == actor


@pytest.mark.parametrize("state", ["approved", "returned", "withdrawn"])
@pytest.mark.parametrize("step", ["take_back", "withdraw", "approve", "send_back"])
def test_nothing_more_happens_to_what_is_decided(people, step, state):
    proposal = make.make_proposal(a_service(people), state=state)
    with pytest.raises(ProposalRefused):
        STEPS[step](people, people.coordinator, proposal)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_who_may_begin_something_new(people, who):
    row = GuidanceService(provider=people.partner, slug="nytt", name_nb="Nytt")
    actor = getattr(people, who)
    if who in WRITERS:
        proposal = proposals.create(row, changes={"summary_nb": "Kort."}, actor=actor)
        assert proposal.state == "draft"
        assert stands(row).status == "draft"
        return
    with pytest.raises(PermissionDenied):
        proposals.create(row, changes={"summary_nb": "Kort."}, actor=actor)
    assert not GuidanceService.objects.filter(slug="nytt").exists()
