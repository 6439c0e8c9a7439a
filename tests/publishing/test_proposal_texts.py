"""From draft to public: what becomes of a text, and what the trail tells of it."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from publishing import proposals
from publishing.models import Check, Proposal, StatusChange
from publishing.proposals import ChangedMeanwhile, ProposalRefused
from services.models import GuidanceService
from tests import factories as make

from .proposing import People, a_service, approved, proposed, sent, stands

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def people():
    return People()


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


class TestSaving:
    def test_a_published_row_keeps_its_text(self, people):
        service = a_service(people, summary_nb="Gammel tekst.")
        proposal = proposed(people, service, summary_nb="Ny tekst.")
        assert stands(service).summary_nb == "Gammel tekst."
        assert proposal.changes == {"summary_nb": "Ny tekst."}
        assert proposal.begun_from == {"summary_nb": "Gammel tekst."}
        assert proposal.partner == people.partner.slug

    def test_only_what_differs_is_kept(self, people):
        service = a_service(people, summary_nb="Gammel.", age_from=19)
        proposal = proposed(people, service, summary_nb="Gammel.", age_from=16)
        assert proposal.changes == {"age_from": 16}
        again = proposed(people, service, age_from=19)
        assert (again.pk, again.changes) == (proposal.pk, {})

    def test_saving_what_stands_begins_nothing(self, people):
        service = a_service(people, summary_nb="Gammel.")
        assert proposed(people, service, summary_nb="Gammel.") is None
        assert not Proposal.objects.exists()

    def test_lists_of_related_rows_are_kept_by_their_slugs(self, people):
        old, new = make.make_need(), make.make_need()
        service = a_service(people, needs=[old])
        proposal = proposed(people, service, needs=sorted([old.slug, new.slug]))
        assert proposal.begun_from == {"needs": [old.slug]}
        assert list(service.needs.all()) == [old]

    @pytest.mark.parametrize(
        "name", ["status", "provider", "slug", "source", "is_example", "phone"]
    )
    def test_no_other_field_can_be_proposed(self, people, name):
        service = a_service(people)
        with pytest.raises(ValueError, match=name):
            proposed(people, service, **{name: "x"})

    @pytest.mark.parametrize(
        "name", ["status", "provider", "slug", "source", "is_example", "summary_nb"]
    )
    def test_no_other_field_is_changed_directly(self, people, name):
        with pytest.raises(ValueError, match=name):
            proposals.change_directly(
                a_service(people), changes={name: "x"}, actor=people.editor
            )

    def test_a_draft_row_is_written_on(self, people):
        service = a_service(people, status="draft")
        proposal = proposed(people, service, summary_nb="Ny.", phone="22 33 44 55")
        assert (stands(service).summary_nb, stands(service).phone) == (
            "Ny.",
            "22 33 44 55",
        )
        assert proposal.changes == {}

    def test_what_was_kept_beside_a_row_goes_into_it_when_it_becomes_a_draft(
        self, people
    ):
        service = a_service(people)
        proposed(people, service, summary_nb="Ny.", age_from=16)
        GuidanceService.objects.filter(pk=service.pk).update(status="draft")
        proposal = proposed(people, service, age_from=17)
        assert (stands(service).summary_nb, stands(service).age_from) == ("Ny.", 17)
        assert proposal.changes == {}

    def test_broken_rules_of_a_draft_are_told_and_nothing_is_kept(self, people):
        service = a_service(people, status="draft", age_from=19)
        with pytest.raises(ValidationError, match="must not be below"):
            proposed(people, service, age_to=10)
        assert stands(service).age_to is None
        assert not Proposal.objects.exists()

    def test_an_ended_service_takes_no_proposal(self, people):
        with pytest.raises(PermissionDenied):
            proposed(people, a_service(people, status="ended"))

    def test_the_trail_tells_before_and_after(self, people):
        service = a_service(people, summary_nb="Gammel.")
        proposal = proposed(people, service, summary_nb="Ny.")
        entry = StatusChange.objects.get(action="save_proposal")
        assert entry.actor.user == people.editor
        assert entry.details == {
            "changes": {"summary_nb": ["Gammel.", "Ny."]},
            "proposal": str(proposal.public_id),
            "on_behalf_of": people.partner.slug,
        }


class TestFactsChangedDirectly:
    def test_they_are_public_at_once_and_move_no_check(self, people):
        service = a_service(people)
        checks = Check.objects.count()
        assert proposals.change_directly(
            service,
            changes={
                "phone": "22 33 44 55",
                "waiting_time": "To uker",
                "waiting_time_stated_on": "2026-11-30",
            },
            actor=people.editor,
            at=AT,
        )
        row = stands(service)
        assert row.waiting_time_stated_on == date(2026, 11, 30)
        assert (row.phone, row.edited_by_person_at) == ("22 33 44 55", AT)
        assert Check.objects.count() == checks
        entry = StatusChange.objects.get(action="edited")
        assert entry.details["changes"]["phone"] == ["", "22 33 44 55"]

    def test_a_contact_that_is_the_last_one_stays(self, people):
        service = a_service(people)
        with pytest.raises(ValidationError, match="needs a way to get in touch"):
            proposals.change_directly(service, changes={"url": ""}, actor=people.editor)
        assert stands(service).url

    def test_rules_of_the_field_hold(self, people):
        with pytest.raises(ValidationError, match="phone number"):
            proposals.change_directly(
                a_service(people), changes={"phone": "ring oss"}, actor=people.editor
            )

    def test_an_old_slip_elsewhere_stops_nobody(self, people):
        service = a_service(people)
        GuidanceService.objects.filter(pk=service.pk).update(email="ikke en adresse")
        assert proposals.change_directly(
            service, changes={"phone": "22 33 44 55"}, actor=people.editor
        )


class TestSending:
    def test_nothing_to_send_is_refused(self, people):
        with pytest.raises(ProposalRefused, match="nothing to send"):
            proposals.submit(a_service(people), actor=people.editor)

    def test_what_cannot_be_published_is_not_sent(self, people):
        service = a_service(people, status="draft", needs=[])
        with pytest.raises(ValidationError) as told:
            proposals.submit(service, actor=people.editor)
        assert "Choose at least one." in told.value.message_dict["needs"]
        assert stands(service).status == "draft"

    def test_the_word_to_the_coordinator_goes_along(self, people):
        proposed(people)
        [row] = GuidanceService.objects.all()
        told = []
        proposal = proposals.submit(
            row, actor=people.editor, message="Kort og godt.", at=AT, tell=told.append
        )
        assert (proposal.state, proposal.submitted_at) == ("submitted", AT)
        assert (proposal.message, told) == ("Kort og godt.", [proposal])

    def test_when_telling_fails_nothing_is_sent(self, people):
        proposal = proposed(people)

        def fail(_proposal):
            raise RuntimeError("no post today")

        with pytest.raises(RuntimeError):
            proposals.submit(proposal.object, actor=people.editor, tell=fail)
        proposal.refresh_from_db()
        assert proposal.state == "draft"


class TestApproving:
    def test_what_was_proposed_is_public_and_nothing_else_has_changed(self, people):
        service = a_service(people, summary_nb="Gammel.", age_from=19)
        before = GuidanceService.objects.filter(pk=service.pk).values().get()
        checks = Check.objects.count()
        approved(people, sent(people, service, summary_nb="Ny."), at=AT)
        after = GuidanceService.objects.filter(pk=service.pk).values().get()
        assert after == before | {"summary_nb": "Ny.", "edited_by_person_at": AT}
        assert Check.objects.count() == checks

    def test_a_new_service_is_published(self, people):
        service = a_service(
            people,
            status="draft",
            summary_nb="Kort.",
            outcome_nb="Du vet mer.",
            url="https://example.org/",
        )
        proposals.submit(service, actor=people.editor)
        [proposal] = Proposal.objects.all()
        approved(people, proposal)
        assert stands(service).status == "published"
        entry = StatusChange.objects.get(action="approve_proposal")
        assert (entry.from_status, entry.to_status) == ("draft", "published")

    def test_a_new_service_without_contact_is_not_sent(self, people):
        service = a_service(
            people, status="draft", summary_nb="Kort.", outcome_nb="Du vet mer."
        )
        with pytest.raises(ValidationError, match="needs a way to get in touch"):
            proposals.submit(service, actor=people.editor)

    def test_links_are_replaced(self, people):
        old, new = make.make_need(), make.make_need()
        service = a_service(people, needs=[old])
        approved(people, sent(people, service, needs=[new.slug]))
        assert list(service.needs.all()) == [new]

    def test_what_others_changed_meanwhile_stays(self, people):
        service = a_service(people, summary_nb="Gammel.", outcome_nb="Gammel.")
        proposal = sent(people, service, summary_nb="Ny.")
        GuidanceService.objects.filter(pk=service.pk).update(outcome_nb="En annens.")
        approved(people, proposal)
        assert (stands(service).summary_nb, stands(service).outcome_nb) == (
            "Ny.",
            "En annens.",
        )

    @pytest.mark.parametrize(
        ("choice", "text"), [("proposed", "Ny."), ("present", "En annens.")]
    )
    def test_where_both_wrote_the_approver_chooses(self, people, choice, text):
        service = a_service(people, summary_nb="Gammel.")
        proposal = sent(people, service, summary_nb="Ny.", age_from=16)
        GuidanceService.objects.filter(pk=service.pk).update(summary_nb="En annens.")
        [clash] = [
            each
            for each in proposals.changes_of(proposal, stands(service))
            if each.is_clash
        ]
        assert (clash.begun_from, clash.present, clash.proposed) == (
            "Gammel.",
            "En annens.",
            "Ny.",
        )
        for choices in (None, {"summary_nb": "noe annet"}):
            with pytest.raises(ChangedMeanwhile):
                approved(people, proposal, choices=choices)
        assert stands(service).summary_nb == "En annens."
        approved(people, proposal, choices={"summary_nb": choice})
        assert (stands(service).summary_nb, stands(service).age_from) == (text, 16)

    def test_what_both_wrote_alike_is_no_clash(self, people):
        service = a_service(people, summary_nb="Gammel.")
        proposal = sent(people, service, summary_nb="Ny.")
        GuidanceService.objects.filter(pk=service.pk).update(summary_nb="Ny.")
        approved(people, proposal)
        assert stands(service).summary_nb == "Ny."

    def test_what_the_approver_did_not_see_is_not_approved(self, people):
        service = a_service(people, summary_nb="Gammel.")
        proposal = sent(people, service, summary_nb="Ny.")
        mark = proposals.seen(proposal, stands(service))
        GuidanceService.objects.filter(pk=service.pk).update(summary_nb="En annens.")
        with pytest.raises(ChangedMeanwhile, match="since you opened the page"):
            proposals.approve(
                proposal,
                actor=people.coordinator,
                seen_mark=mark,
                choices={"summary_nb": "proposed"},
            )
        assert stands(service).summary_nb == "En annens."

    def test_a_draft_that_was_written_on_after_the_page_was_opened(self, people):
        service = a_service(
            people,
            status="draft",
            summary_nb="Kort.",
            outcome_nb="Du vet mer.",
            url="https://example.org/",
        )
        proposal = proposals.submit(service, actor=people.editor)
        mark = proposals.seen(proposal, stands(service))
        GuidanceService.objects.filter(pk=service.pk).update(price="100 kroner")
        with pytest.raises(ChangedMeanwhile):
            proposals.approve(proposal, actor=people.coordinator, seen_mark=mark)
        assert stands(service).status == "draft"

    def test_what_is_gone_by_now_is_told(self, people):
        need = make.make_need()
        proposal = sent(people, needs=[need.slug])
        need.delete()
        with pytest.raises(ValidationError, match="gone by now"):
            approved(people, proposal)
        proposal.refresh_from_db()
        assert proposal.state == "submitted"

    def test_a_coordinator_may_approve_what_they_wrote_and_the_trail_says_so(
        self, people
    ):
        service = a_service(people)
        proposals.save(
            service, changes={"summary_nb": "Min."}, actor=people.coordinator
        )
        proposal = proposals.submit(service, actor=people.coordinator)
        approved(people, proposal)
        assert stands(service).summary_nb == "Min."
        entry = StatusChange.objects.get(action="approve_proposal")
        assert entry.details["by_the_writer"] is True


class TestSendingBack:
    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_a_reason_must_be_given(self, people, reason):
        with pytest.raises(ProposalRefused, match="must change"):
            proposals.send_back(sent(people), actor=people.coordinator, reason=reason)

    def test_the_text_stays_and_the_writer_can_go_on(self, people):
        service = a_service(people, summary_nb="Gammel.")
        proposal = sent(people, service, summary_nb="Ny.")
        returned = proposals.send_back(
            proposal, actor=people.coordinator, reason=" Skriv kortere. ", at=AT
        )
        assert (returned.state, returned.reason) == ("returned", "Skriv kortere.")
        assert (returned.decided_at, returned.decided_by.user) == (
            AT,
            people.coordinator,
        )
        assert stands(service).summary_nb == "Gammel."
        again = proposed(people, service, summary_nb="Kortere.")
        assert again.pk != proposal.pk


class TestTakingBackAndWithdrawing:
    def test_what_is_taken_back_can_be_written_on(self, people):
        proposal = sent(people)
        with pytest.raises(ProposalRefused, match="Take it back"):
            proposed(people, proposal.object, summary_nb="Mer.")
        proposals.take_back(proposal, actor=people.colleague)
        again = proposed(people, proposal.object, summary_nb="Mer.")
        assert (again.pk, again.state) == (proposal.pk, "draft")

    def test_what_is_withdrawn_makes_room_and_is_kept_in_the_trail(self, people):
        service = a_service(people, summary_nb="Gammel.")
        proposal = proposed(people, service, summary_nb="Ny.")
        proposals.withdraw(proposal, actor=people.editor)
        assert proposals.open_proposal(service) is None
        entry = StatusChange.objects.get(action="proposal_withdrawn")
        assert entry.details["given_up"] == {"summary_nb": ["Gammel.", "Ny."]}


def test_a_row_that_is_deleted_meanwhile_is_refused(people):
    service = a_service(people, status="draft")
    row = stands(service)
    service.delete()
    with pytest.raises(ProposalRefused, match="deleted"):
        proposed(people, row)
