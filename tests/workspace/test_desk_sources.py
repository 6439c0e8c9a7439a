"""What the front page tells of texts and roles that are on their way."""

from datetime import UTC, date, datetime

import pytest

from agreements.roles.answering import acknowledge
from agreements.roles.writing import return_description, submit_description
from publishing import proposals
from tests import factories as make
from tests.confirmations import confirm_on
from tests.publishing.proposing import People, a_service, proposed, sent

from .desks import logged_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def on_a_day(time_machine):
    time_machine.move_to(datetime(2026, 11, 30, 9, tzinfo=UTC), tick=False)


@pytest.fixture
def people():
    people = People()
    for partner in (people.partner, people.council):
        confirm_on(partner, TODAY)
    return people


@pytest.fixture
def role(people):
    nav = make.make_partner(kind="nav", county=people.county)
    partnership = make.make_partnership(
        county=people.county,
        members=[people.council, nav, people.partner],
    )
    return make.make_role(
        partnership=partnership, partner=people.partner, name_nb="Veileder"
    )


def told(user, *kinds):
    """Return (kind, sentence, address) of the items of some kinds."""
    items = logged_in(user).get("/min-side/").context["items"]
    return [
        (each.kind, each.sentence, each.url) for each in items if each.kind in kinds
    ]


def test_a_coordinator_is_told_of_a_text_that_was_sent(people):
    proposal = sent(people, a_service(people, name_nb="Jobbsøkerkurs"))
    assert told(people.coordinator, "approve") == [
        (
            "approve",
            f"{people.partner.name} har sendt deg «Jobbsøkerkurs».",
            f"/min-side/godkjenning/{proposal.public_id}/",
        )
    ]
    for other in (people.editor, people.other_coordinator, people.other_editor):
        assert told(other, "approve") == []


def test_many_texts_are_one_line(people):
    for _number in range(4):
        sent(people)
    [(_kind, sentence, url)] = told(people.coordinator, "approve")
    assert sentence == "4 tekster venter på at du godkjenner dem."
    assert url == "/min-side/godkjenning/"


def test_a_text_being_written_waits_for_nobody(people):
    proposed(people)
    assert told(people.coordinator, "approve", "returned") == []
    assert told(people.editor, "approve", "returned") == []


def test_a_text_that_came_back_waits_for_its_writers(people):
    service = a_service(people, name_nb="Jobbsøkerkurs")
    proposal = sent(people, service)
    proposals.send_back(proposal, actor=people.coordinator, reason="Si hva det koster.")
    expected = [
        (
            "returned",
            "«Jobbsøkerkurs» kom tilbake til deg: Si hva det koster.",
            f"/min-side/tilbud/{service.slug}/endre/",
        )
    ]
    assert told(people.editor, "returned") == expected
    assert told(people.colleague, "returned") == expected
    for other in (people.signatory, people.coordinator, people.other_editor):
        assert told(other, "returned") == []
    proposals.save(service, changes={"summary_nb": "Gratis."}, actor=people.editor)
    assert told(people.editor, "returned") == []


def test_a_role_waits_for_its_partner_until_it_is_answered(people, role):
    description = make.make_role_description(role=role, valid_from=date(2026, 1, 1))
    [(_kind, sentence, url)] = told(people.editor, "acknowledge")
    assert sentence.startswith(
        f"{people.partner.name} er bedt om å godta rollen «Veileder»"
    )
    assert url == f"/min-side/roller/{role.slug}/"
    assert told(people.signatory, "acknowledge")
    for other in (people.coordinator, people.other_editor):
        assert told(other, "acknowledge") == []
    acknowledge(description, actor=people.editor)
    assert told(people.editor, "acknowledge") == []


def test_a_role_that_was_sent_waits_for_the_coordinator(people, role):
    draft = make.make_role_description(role=role, status="draft")
    assert told(people.coordinator, "approve") == []
    submit_description(draft, actor=people.editor)
    assert [sentence for _k, sentence, _u in told(people.coordinator, "approve")] == [
        f"{people.partner.name} har sendt deg rollen «Veileder»."
    ]
    assert told(people.editor, "approve") == []
    assert told(people.other_coordinator, "approve") == []
    return_description(draft, reason="Skriv kortere.", actor=people.coordinator)
    assert told(people.coordinator, "approve") == []
    assert [sentence for _k, sentence, _u in told(people.editor, "returned")] == [
        "Rollen «Veileder» kom tilbake til deg: Skriv kortere."
    ]
