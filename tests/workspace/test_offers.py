"""Services on «Min side»: written as drafts, approved, and until then not public."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from publishing import proposals
from publishing.models import Check, OutgoingMail, Proposal, StatusChange
from services.models import GuidanceService
from tests import factories as make
from tests.publishing.proposing import People, a_service, stands

from .desks import form_on, logged_in, sent

pytestmark = pytest.mark.django_db

PRIVATE = "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.fixture
def people():
    people = People()
    for name, user in vars(people).items():
        if isinstance(user, get_user_model()):
            type(user).objects.filter(pk=user.pk).update(email=f"{name}@example.org")
    return people


@pytest.fixture
def editor(people):
    return logged_in(people.editor)


@pytest.fixture
def coordinator(people):
    return logged_in(people.coordinator)


def pages_of(service):
    base = f"/min-side/tilbud/{service.slug}/"
    return [
        base,
        *(f"{base}{page}/" for page in ("endre", "kontakt", "send", "forhandsvis")),
    ]


def steps_of(service):
    base = f"/min-side/tilbud/{service.slug}/"
    return [
        *(f"{base}{page}/" for page in ("endre", "kontakt", "send")),
        *(f"{base}{page}/" for page in ("ta-tilbake", "trekk")),
    ]


def without_address(answer, path):
    text = answer.content.decode().replace(path, "…")
    # Each answer tells the number of its own request.
    return re.sub(r"<code>[0-9a-f]{16}</code>", "", text)


class TestWalls:
    def test_a_stranger_is_sent_to_the_log_in(self, people):
        service = a_service(people)
        for path in [*pages_of(service), "/min-side/tilbud/", "/min-side/tilbud/ny/"]:
            answer = Client().get(path)
            assert answer.status_code == 302, path
            assert answer["Cache-Control"] == PRIVATE

    @pytest.mark.parametrize(
        "who", ["other_editor", "other_coordinator", "former_editor", "nobody"]
    )
    def test_somebody_elses_service_and_none_answer_the_same(self, people, who):
        service = a_service(people, name_nb="OTHERPARTNER")
        proposals.save(
            service, changes={"summary_nb": "OTHERPARTNER"}, actor=people.editor
        )
        client = logged_in(getattr(people, who))
        nothing = client.get("/min-side/tilbud/finnes-ikke/")
        before = GuidanceService.objects.filter(pk=service.pk).values().get()
        for path in pages_of(service):
            answer = client.get(path)
            assert (answer.status_code, answer["Cache-Control"]) == (404, PRIVATE)
            assert without_address(answer, path) == without_address(
                nothing, "/min-side/tilbud/finnes-ikke/"
            )
            assert b"OTHERPARTNER" not in answer.content
        for path in steps_of(service):
            assert client.post(path, {"phone": "22 33 44 55"}).status_code == 404
        assert before == GuidanceService.objects.filter(pk=service.pk).values().get()
        listing = client.get("/min-side/tilbud/")
        assert b"OTHERPARTNER" not in listing.content

    def test_a_signatory_sees_no_services(self, people):
        client = logged_in(people.signatory)
        service = a_service(people)
        assert client.get(pages_of(service)[0]).status_code == 404

    def test_centres_of_others_cannot_be_chosen(self, people, editor):
        service = a_service(people)
        hidden = make.make_centre(
            partner=people.other_partner, status="draft", name="OTHERPARTNER"
        )
        path = f"/min-side/tilbud/{service.slug}/endre/"
        page = editor.get(path)
        assert b"OTHERPARTNER" not in page.content
        answer = editor.post(path, form_on(page) | {"centres": [str(hidden.pk)]})
        assert answer.status_code == 200
        assert b"OTHERPARTNER" not in answer.content
        assert not Proposal.objects.exists()

    def test_only_the_fields_of_the_page_change_anything(self, people, editor):
        """ASVS V15.3.3: what is not on the page is not written."""
        service = a_service(people, summary_nb="Gammel.")
        before = GuidanceService.objects.filter(pk=service.pk).values().get()
        answer = sent(
            editor,
            f"/min-side/tilbud/{service.slug}/endre/",
            summary_nb="Ny.",
            status="ended",
            provider=str(people.other_partner.pk),
            slug="min-adresse",
            phone="22 33 44 55",
            checked_on="2026-11-30",
            is_example="on",
            source="meg",
        )
        assert answer.status_code == 302
        [proposal] = Proposal.objects.all()
        assert proposal.changes == {"summary_nb": "Ny."}
        assert before == GuidanceService.objects.filter(pk=service.pk).values().get()


class TestWriting:
    def test_a_new_service_is_a_draft_until_it_is_approved(
        self, people, editor, coordinator
    ):
        group, need = make.make_target_group(), make.make_need()
        answer = sent(
            editor,
            "/min-side/tilbud/ny/",
            name_nb="Veiledning på Ørsta bibliotek",
            summary_nb="Vi hjelper deg videre.",
            outcome_nb="Du vet mer.",
            target_groups=[str(group.pk)],
            needs=[str(need.pk)],
            url="eksempel.example.org",
        )
        service = GuidanceService.objects.get(slug="veiledning-pa-orsta-bibliotek")
        assert answer["Location"] == f"/min-side/tilbud/{service.slug}/"
        assert (service.status, service.provider) == ("draft", people.partner)
        assert service.url == "https://eksempel.example.org"
        assert Client().get(service.get_absolute_url()).status_code == 404
        preview = editor.get(f"/min-side/tilbud/{service.slug}/forhandsvis/")
        assert "Vi hjelper deg videre." in preview.content.decode()

        sent(editor, f"/min-side/tilbud/{service.slug}/send/", message="Klar!")
        [proposal] = Proposal.objects.all()
        decide(coordinator, proposal)
        service.refresh_from_db()
        assert service.status == "published"
        assert Client().get(service.get_absolute_url()).status_code == 200

    def test_what_is_missing_is_told_before_it_is_sent(self, people, editor):
        service = a_service(people, status="draft", needs=[])
        answer = sent(editor, f"/min-side/tilbud/{service.slug}/send/", message="Hei")
        assert answer.status_code == 200
        assert "Velg minst én." in answer.content.decode()
        assert "Hei" in answer.content.decode()

    def test_the_same_form_twice_makes_one_service(self, people, editor):
        form = form_on(editor.get("/min-side/tilbud/ny/")) | {"name_nb": "Eksempel"}
        first = editor.post("/min-side/tilbud/ny/", form)
        second = editor.post("/min-side/tilbud/ny/", form)
        assert first["Location"] == second["Location"]
        assert GuidanceService.objects.count() == Proposal.objects.count() == 1

    def test_equal_names_get_addresses_of_their_own(self, people, editor):
        for _time in range(2):
            sent(editor, "/min-side/tilbud/ny/", name_nb="Eksempel")
        slugs = set(GuidanceService.objects.values_list("slug", flat=True))
        assert slugs == {"eksempel", "eksempel-2"}

    def test_two_editors_of_one_draft_both_keep_their_text(self, people, editor):
        service = a_service(people, summary_nb="Gammel.")
        path = f"/min-side/tilbud/{service.slug}/endre/"
        form = form_on(editor.get(path))
        colleague = logged_in(people.colleague)
        sent(colleague, path, summary_nb="Kollegaens.")
        answer = editor.post(path, form | {"summary_nb": "Min."})
        assert answer.status_code == 409
        text = answer.content.decode()
        assert "Kollegaens." in text
        assert "Min." in text
        again = editor.post(path, form_on(answer))
        assert again.status_code == 302
        assert Proposal.objects.get().changes == {"summary_nb": "Min."}

    def test_what_waits_is_not_written_on(self, people, editor):
        service = a_service(people)
        path = f"/min-side/tilbud/{service.slug}/endre/"
        form = form_on(editor.get(path))
        proposals.save(service, changes={"summary_nb": "Ny."}, actor=people.editor)
        proposals.submit(service, actor=people.colleague)
        assert editor.get(path).status_code == 302
        answer = editor.post(path, form | {"outcome_nb": "Mer."})
        assert answer.status_code in (200, 409)
        assert "Mer." in answer.content.decode()
        assert Proposal.objects.get().changes == {"summary_nb": "Ny."}

    def test_a_step_that_is_refused_now_is_in_the_trail(self, people, editor):
        service = a_service(people)
        answer = sent(editor, f"/min-side/tilbud/{service.slug}/send/", message="Hei")
        assert answer.status_code == 200
        assert "Ingenting er endret" in answer.content.decode()
        assert StatusChange.objects.filter(action="refused").count() == 1


class TestThePublicDoors:
    """Everybody reads the approved text while another waits."""

    @pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
    def test_no_door_shows_what_is_proposed(self, people, client, state):
        need = make.make_need()
        service = a_service(
            people,
            is_national=True,
            name_nb="Godkjent navn",
            summary_nb="Godkjent tekst.",
        )
        proposals.save(
            service,
            changes={
                "name_nb": "HEMMELIGNAVN",
                "summary_nb": "HEMMELIGTEKST",
                "needs": [need.slug],
            },
            actor=people.editor,
        )
        if state != "draft":
            proposal = proposals.submit(service, actor=people.editor)
        if state == "returned":
            proposals.send_back(proposal, actor=people.coordinator, reason="Nei.")
        for path in (
            service.get_absolute_url(),
            f"/nn{service.get_absolute_url()}",
            "/tilbud/",
            "/finn/?q=Godkjent",
            "/finn/?q=HEMMELIGNAVN",
            "/api/finn?q=Godkjent",
            "/api/finn?q=HEMMELIGTEKST",
            people.partner.get_absolute_url(),
            people.county.get_absolute_url(),
        ):
            answer = client.get(path)
            assert answer.status_code == 200, path
            # Whoever searches gets the own words back, and nothing more.
            text = answer.content.decode()
            asked = path.rpartition("q=")[2]
            assert "HEMMELIG" not in (text.replace(asked, "") if asked else text)
        page = client.get(service.get_absolute_url()).content.decode()
        assert "Godkjent tekst." in page
        assert need.name_nb not in page


def decide(client, proposal, **choices):
    path = reverse("workspace:approval", args=[proposal.public_id])
    answer = sent(client, path, action=path, **choices)
    assert answer.status_code == 302, answer.content.decode()
    return answer


class TestFacts:
    def test_they_are_public_at_once_and_count_as_checked_by_nobody(
        self, people, editor, client
    ):
        service = a_service(people)
        checks = Check.objects.count()
        answer = sent(
            editor,
            f"/min-side/tilbud/{service.slug}/kontakt/",
            phone="tlf. 22334455",
            waiting_time="To uker",
            waiting_time_stated_on="30/11-2026",
            summary_nb="Uten godkjenning",
        )
        assert answer.status_code == 302
        row = stands(service)
        assert row.phone == "22334455"
        assert str(row.waiting_time_stated_on) == "2026-11-30"
        assert row.summary_nb == service.summary_nb
        assert "To uker" in client.get(service.get_absolute_url()).content.decode()
        assert Check.objects.count() == checks

    def test_the_last_way_to_get_in_touch_stays(self, people, editor):
        service = a_service(people)
        answer = sent(editor, f"/min-side/tilbud/{service.slug}/kontakt/", url="")
        assert answer.status_code == 200
        assert "trenger" in answer.content.decode() or "må" in answer.content.decode()
        assert stands(service).url


class TestMail:
    def test_coordinators_of_the_county_are_told_when_something_is_sent(
        self, people, editor
    ):
        service = a_service(people, name_nb="Eksempeltilbudet")
        proposals.save(service, changes={"summary_nb": "Ny."}, actor=people.editor)
        sent(editor, f"/min-side/tilbud/{service.slug}/send/", message="Kort og godt")
        [mail] = OutgoingMail.objects.all()
        [proposal] = Proposal.objects.all()
        assert mail.to_address == "coordinator@example.org"
        assert mail.subject == "Venter på at du godkjenner: Eksempeltilbudet"
        assert "Kort og godt" in mail.text
        assert f"/min-side/godkjenning/{proposal.public_id}/" in mail.text

    def test_in_a_nynorsk_county_in_nynorsk(self, people, editor):
        type(people.county).objects.update(language_decision="nynorsk")
        service = a_service(people, name_nb="Eksempeltilbodet")
        proposals.save(service, changes={"summary_nb": "Ny."}, actor=people.editor)
        sent(editor, f"/min-side/tilbud/{service.slug}/send/", message="")
        [mail] = OutgoingMail.objects.all()
        assert mail.subject == "Ventar på at du godkjenner: Eksempeltilbodet"
        assert "https://portal.example/nn/min-side/godkjenning/" in mail.text

    def test_sent_twice_is_told_twice(self, people, editor):
        service = a_service(people)
        proposals.save(service, changes={"summary_nb": "Ny."}, actor=people.editor)
        sent(editor, f"/min-side/tilbud/{service.slug}/send/", message="Første")
        editor.post(f"/min-side/tilbud/{service.slug}/ta-tilbake/")
        sent(editor, f"/min-side/tilbud/{service.slug}/send/", message="Andre")
        assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_every_page_is_there_in_three_languages(people, editor, prefix):
    service = a_service(people, status="draft")
    paths = [*pages_of(service), "/min-side/tilbud/", "/min-side/tilbud/ny/"]
    for path in paths:
        answer = editor.get(f"{prefix}{path}")
        assert answer.status_code == 200, path
        assert answer["Cache-Control"] == PRIVATE
        text = answer.content.decode()
        assert text.count("<h1") == 1, path


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_asks_a_fixed_number_of_queries(
    people, editor, count, django_assert_max_num_queries
):
    for _number in range(count):
        service = a_service(people)
        make.make_proposal(service, state="submitted", submitted_at=AT)
    with django_assert_max_num_queries(16):
        assert editor.get("/min-side/tilbud/").status_code == 200


AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
