"""Many write and decide at the same moment: one row, one decision, no lost text."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from publishing import proposals
from publishing.models import Proposal, StatusChange
from publishing.proposals import ProposalRefused
from services.models import GuidanceService
from tests import factories as make

pytestmark = pytest.mark.usefixtures("cloned_database")

WRITERS = 20


def at_once(work, count=WRITERS):
    """Run `work(number)` in a thread each; return the answers, or the refusals."""
    barrier = Barrier(count)

    def run(number):
        try:
            barrier.wait()
            return work(number)
        except ProposalRefused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.fixture
def desk():
    """Return a published service, its editor and the coordinator of its county."""
    county = make.make_county()
    partner = make.make_partner(county=county)
    council = make.make_partner(county=county, kind="county_council")
    service = make.make_service(
        provider=partner,
        summary_nb="Gammel.",
        target_groups=[make.make_target_group()],
        needs=[make.make_need()],
    )
    editor = make.make_membership(partner=partner, role="editor").user
    coordinator = make.make_membership(partner=council, role="coordinator").user
    return service, editor, coordinator


def test_twenty_begin_and_there_is_one_proposal(desk):
    service, editor, _coordinator = desk
    answers = at_once(
        lambda number: proposals.save(
            service, changes={"age_from": number + 1}, actor=editor
        )
    )
    assert len({answer.pk for answer in answers}) == 1
    [proposal] = Proposal.objects.filter(object_id=str(service.pk))
    assert proposal.changes["age_from"] in range(1, WRITERS + 1)
    assert proposal.begun_from == {"age_from": None}


def test_twenty_send_and_it_is_sent_once(desk):
    service, editor, _coordinator = desk
    proposals.save(service, changes={"summary_nb": "Ny."}, actor=editor)
    told = []
    answers = at_once(
        lambda _number: proposals.submit(service, actor=editor, tell=told.append)
    )
    assert sum(isinstance(answer, Proposal) for answer in answers) == 1
    assert len(told) == 1


def test_half_approve_and_half_return_and_one_decides(desk):
    service, editor, coordinator = desk
    proposals.save(service, changes={"summary_nb": "Ny."}, actor=editor)
    proposal = proposals.submit(service, actor=editor)
    mark = proposals.seen(proposal, GuidanceService.objects.get(pk=service.pk))

    def decide(number):
        if number % 2:
            return proposals.approve(proposal, actor=coordinator, seen_mark=mark)
        return proposals.send_back(proposal, actor=coordinator, reason="Kortere.")

    answers = at_once(decide)
    [decided] = [answer for answer in answers if isinstance(answer, Proposal)]
    text = GuidanceService.objects.get(pk=service.pk).summary_nb
    assert text == ("Ny." if decided.state == "approved" else "Gammel.")
    entries = StatusChange.objects.filter(object_id=str(service.pk))
    assert (
        entries.filter(action__in=["approve_proposal", "proposal_returned"]).count()
        == 1
    )
    assert entries.filter(action="refused").count() == WRITERS - 1
