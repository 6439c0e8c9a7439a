"""The coordinator's desk: what waits, what would change, and the two answers."""

import pytest
from django.urls import reverse

from publishing import proposals
from publishing.models import OutgoingMail, StatusChange
from services.models import GuidanceService
from tests import factories as make
from tests.publishing.proposing import People, a_service, stands
from tests.publishing.proposing import sent as sent_by

from .desks import form_on, logged_in, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    people = People()
    type(people.editor).objects.filter(pk=people.editor.pk).update(
        email="editor@example.org"
    )
    return people


@pytest.fixture
def coordinator(people):
    return logged_in(people.coordinator)


def page_of(proposal):
    return reverse("workspace:approval", args=[proposal.public_id])


def back_of(proposal):
    return reverse("workspace:approval-back", args=[proposal.public_id])


@pytest.mark.parametrize(
    "who", ["editor", "signatory", "other_editor", "other_coordinator", "nobody"]
)
def test_who_may_not_decide_finds_nothing(people, who):
    proposal = sent_by(people, summary_nb="Ny.")
    client = logged_in(getattr(people, who))
    for path in (page_of(proposal), back_of(proposal)):
        assert client.get(path).status_code == 404
        assert client.post(path, {"reason": "Nei."}).status_code == 404
    listing = client.get("/min-side/godkjenning/")
    assert listing.status_code == (200 if who == "other_coordinator" else 404)
    assert str(proposal.object) not in listing.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == "submitted"


def test_a_draft_is_not_read_by_the_coordinator_before_it_is_sent(people, coordinator):
    proposal = proposals.save(
        a_service(people), changes={"summary_nb": "Ny."}, actor=people.editor
    )
    assert coordinator.get(page_of(proposal)).status_code == 404


def test_the_list_tells_what_waits(people, coordinator):
    proposal = sent_by(people, a_service(people, name_nb="Venter"), summary_nb="Ny.")
    sent_by(people, a_service(people, name_nb="Avgjort"), summary_nb="Ny.")
    decided = proposals.open_proposal(GuidanceService.objects.get(name_nb="Avgjort"))
    proposals.send_back(decided, actor=people.coordinator, reason="Nei.")
    text = coordinator.get("/min-side/godkjenning/").content.decode()
    assert page_of(proposal) in text
    assert "Avgjort" not in text


def test_before_and_after_are_told_word_by_word(people, coordinator):
    service = a_service(
        people, summary_nb="Vi hjelper deg videre.", needs=[make.make_need(name_nb="a")]
    )
    new = make.make_need(name_nb="bytte jobb")
    proposal = sent_by(
        people, service, summary_nb="Vi hjelper deg med valget.", needs=[new.slug]
    )
    text = coordinator.get(page_of(proposal)).content.decode()
    assert "<del>" in text
    assert "videre" in text
    assert "bytte jobb" in text


def test_approving_makes_it_public_and_tells_the_writer(people, coordinator, client):
    service = a_service(people, name_nb="Eksempeltilbudet", summary_nb="Gammel.")
    proposal = sent_by(people, service, summary_nb="Nyskrevet tekst.")
    answer = sent(coordinator, page_of(proposal), action=page_of(proposal))
    assert answer["Location"] == "/min-side/godkjenning/"
    page = client.get(service.get_absolute_url()).content.decode()
    assert "Nyskrevet tekst." in page
    [mail] = OutgoingMail.objects.all()
    assert mail.to_address == "editor@example.org"
    assert mail.subject == "Godkjent og publisert: Eksempeltilbudet"


def test_returning_needs_a_reason_and_nothing_typed_is_lost(people, coordinator):
    proposal = sent_by(people, summary_nb="Ny.")
    path = page_of(proposal)
    answer = sent(coordinator, path, action=back_of(proposal), reason="  ")
    assert answer.status_code == 200
    assert not OutgoingMail.objects.exists()
    answer = sent(coordinator, path, action=back_of(proposal), reason="Kortere, takk.")
    assert answer.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == ("returned", "Kortere, takk.")
    [mail] = OutgoingMail.objects.all()
    assert "Kortere, takk." in mail.text
    detail = logged_in(people.editor).get(f"/min-side/tilbud/{proposal.object.slug}/")
    assert "Kortere, takk." in detail.content.decode()


def test_both_texts_are_shown_where_both_wrote(people, coordinator):
    service = a_service(people, summary_nb="Gammel.")
    proposal = sent_by(people, service, summary_nb="Partnerens.")
    GuidanceService.objects.filter(pk=service.pk).update(summary_nb="En annens.")
    path = page_of(proposal)
    page = coordinator.get(path)
    for text in ("Gammel.", "Partnerens.", "En annens."):
        assert text in page.content.decode()
    without = coordinator.post(path, form_on(page, path))
    assert without.status_code == 200
    assert stands(service).summary_nb == "En annens."
    answer = coordinator.post(
        path, form_on(without, path) | {"choice_summary_nb": "proposed"}
    )
    assert answer.status_code == 302
    assert stands(service).summary_nb == "Partnerens."


def test_what_was_changed_after_the_page_was_opened_is_shown_first(people, coordinator):
    service = a_service(people, summary_nb="Gammel.")
    proposal = sent_by(people, service, summary_nb="Partnerens.")
    path = page_of(proposal)
    form = form_on(coordinator.get(path), path)
    GuidanceService.objects.filter(pk=service.pk).update(summary_nb="En annens.")
    answer = coordinator.post(path, form | {"choice_summary_nb": "proposed"})
    assert answer.status_code == 409
    assert "En annens." in answer.content.decode()
    assert stands(service).summary_nb == "En annens."
    again = coordinator.post(
        path, form_on(answer, path) | {"choice_summary_nb": "proposed"}
    )
    assert again.status_code == 302


def test_twice_sent_is_approved_once(people, coordinator):
    proposal = sent_by(people, summary_nb="Ny.")
    path = page_of(proposal)
    form = form_on(coordinator.get(path), path)
    assert coordinator.post(path, form).status_code == 302
    assert coordinator.post(path, form).status_code == 302
    assert StatusChange.objects.filter(action="approve_proposal").count() == 1


def test_a_right_that_is_gone_counts_no_more(people, coordinator):
    proposal = sent_by(people, summary_nb="Ny.")
    path = page_of(proposal)
    form = form_on(coordinator.get(path), path)
    people.coordinator.memberships.update(valid_to="2024-06-30")
    assert coordinator.post(path, form).status_code == 404
    proposal.refresh_from_db()
    assert proposal.state == "submitted"


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_the_pages_are_there_in_three_languages(people, coordinator, prefix):
    proposal = sent_by(people, summary_nb="Ny.")
    for path in ("/min-side/godkjenning/", page_of(proposal)):
        answer = coordinator.get(f"{prefix}{path}")
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_asks_a_fixed_number_of_queries(
    people, coordinator, count, django_assert_max_num_queries
):
    for _number in range(count):
        sent_by(people, summary_nb="Ny.")
    with django_assert_max_num_queries(20):
        coordinator.get("/min-side/godkjenning/")
