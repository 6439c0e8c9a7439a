"""Signing in the admin: what is shown is what is signed, and nothing typed is lost."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from agreements import operations
from agreements.models import Signature
from agreements.models.signing import MAX_DOCUMENT_BYTES
from tests.admin_forms import address, form_on, shown
from tests.factories import make_partner

from .step_pages import PDF, client_of, page, signing, step, told

pytestmark = pytest.mark.django_db


class TestSigning:
    @pytest.fixture
    def version(self, make_in):
        return make_in("for_approval")

    def test_page_shows_what_is_signed_and_its_digest(self, signatory, version):
        answer = signatory.get(step(version, "sign"))
        body = shown(answer)
        assert version.content_digest in body
        assert form_on(answer)["digest"] == [version.content_digest]
        for part in [
            version.clauses.get().text_nb,
            version.responsibilities.get().task.name_nb,
            *version.parties.values_list("name", flat=True),
        ]:
            assert part in body

    def test_name_is_filled_in_and_the_only_party_chosen(
        self, signatory, version, nav, council
    ):
        answer = signatory.get(step(version, "sign"))
        form = form_on(answer)
        assert form["name"] == ["Nils Eksempel"]
        assert form["partner"] == [nav.slug]
        choices = answer.context["form"].fields["partner"].choices
        assert [slug for slug, _name in choices] == [nav.slug]

    def test_signature_has_all_that_was_given(self, signatory, version, nav):
        sent = signing(
            signatory,
            version,
            method="paper",
            signed_on="2026-01-15",
            case_number="2026/12",
            archive_reference="26/9",
            document=SimpleUploadedFile("avtale.pdf", PDF),
        )
        answer = signatory.post(step(version, "sign"), sent)
        assert answer.status_code == 302
        signature = Signature.objects.get(party__version=version)
        assert signature.party.partner == nav
        assert (signature.name, signature.office_nb) == ("Nils Eksempel", "direktør")
        assert (signature.method, signature.signed_on) == ("paper", date(2026, 1, 15))
        assert (signature.case_number, signature.archive_reference) == (
            "2026/12",
            "26/9",
        )
        document = version.signed_documents.get()
        assert bytes(document.content) == PDF
        assert document.file_digest in told(answer)

    def test_text_that_changed_since_is_read_again_before_it_is_signed(
        self, signatory, coordinator, version
    ):
        sent = signing(signatory, version, office_nb="fylkesdirektør")
        operations.return_to_draft(version, actor=coordinator.user)
        version.clauses.update(text_nb="En annen tekst.")
        operations.send_for_comment(version, actor=coordinator.user)
        operations.send_for_approval(version, actor=coordinator.user)
        answer = signatory.post(step(version, "sign"), sent)
        assert answer.context["form"].non_field_errors()
        form = form_on(answer)
        version.refresh_from_db()
        assert form["digest"] == [version.content_digest]
        assert form["office_nb"] == ["fylkesdirektør"]
        assert "has_read" not in form
        assert "En annen tekst." in shown(answer)
        assert not Signature.objects.exists()
        sent = form | {"has_read": "on"}
        assert signatory.post(step(version, "sign"), sent).status_code == 302

    def test_text_taken_back_while_it_was_read_is_not_signed(
        self, signatory, coordinator, version
    ):
        sent = signing(signatory, version)
        operations.return_to_draft(version, actor=coordinator.user)
        answer = signatory.post(step(version, "sign"), sent)
        assert answer.context["form"].non_field_errors()
        assert not Signature.objects.exists()

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"has_read": ""}, "has_read"),
            ({"name": ""}, "name"),
            ({"office_nb": ""}, "office_nb"),
            ({"method": "paper"}, "signed_on"),
            ({"method": "paper", "signed_on": "2199-01-01"}, "signed_on"),
            ({"method": "paper", "signed_on": "i går"}, "signed_on"),
            ({"partner": "en-annen"}, "partner"),
            ({"document": SimpleUploadedFile("a.pdf", b"PK eksempel")}, "document"),
        ],
    )
    def test_what_is_missing_or_wrong_is_told_at_its_field(
        self, signatory, version, given, field
    ):
        sent = signing(signatory, version) | given
        answer = signatory.post(step(version, "sign"), sent)
        assert answer.status_code == 200
        assert field in answer.context["form"].errors
        assert f'href="#id_{field}' in shown(answer)
        assert not Signature.objects.exists()

    def test_electronic_signature_is_given_today_whatever_is_typed(
        self, signatory, version
    ):
        sent = signing(signatory, version, signed_on="2001-01-01")
        signatory.post(step(version, "sign"), sent)
        signature = Signature.objects.get()
        assert signature.signed_on == timezone.localdate()
        assert signature.signed_at

    def test_file_must_be_chosen_again_when_something_else_is_wrong(
        self, signatory, version
    ):
        sent = signing(
            signatory, version, name="", document=SimpleUploadedFile("a.pdf", PDF)
        )
        answer = signatory.post(step(version, "sign"), sent)
        assert answer.context["form"].errors["document"]
        assert form_on(answer)["office_nb"] == ["direktør"]

    def test_file_that_is_too_big_is_dropped_and_the_rest_kept(
        self, signatory, version
    ):
        big = PDF + b"x" * MAX_DOCUMENT_BYTES
        sent = signing(signatory, version, document=SimpleUploadedFile("stor.pdf", big))
        answer = signatory.post(step(version, "sign"), sent)
        assert "document" in answer.context["form"].errors
        assert not answer.wsgi_request.FILES
        assert form_on(answer)["office_nb"] == ["direktør"]
        assert not Signature.objects.exists()

    def test_party_that_has_signed_is_told_so(self, signatory, version):
        sent = signing(signatory, version)
        signatory.post(step(version, "sign"), sent)
        answer = signatory.post(step(version, "sign"), sent)
        assert answer.context["form"].non_field_errors()
        assert signatory.get(step(version, "sign")).url == page(version)
        assert Signature.objects.count() == 1

    def test_form_without_the_protecting_token_is_refused(self, signatory, version):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(signatory.user)
        sent = signing(signatory, version)
        sent.pop("csrfmiddlewaretoken")
        assert strict.post(step(version, "sign"), sent).status_code == 403
        assert not Signature.objects.exists()
        form = form_on(strict.get(step(version, "sign")))
        sent = form | {"office_nb": "direktør", "has_read": "on"}
        assert strict.post(step(version, "sign"), sent).status_code == 302


def test_signed_document_is_kept_and_its_digest_told(coordinator, make_in, nav):
    version = make_in("signed")
    sent = {"partner": nav.slug, "document": SimpleUploadedFile("a.pdf", PDF)}
    answer = coordinator.post(step(version, "add_document"), sent)
    document = version.signed_documents.get()
    assert document.partner == nav
    assert document.file_digest in told(answer)
    sent = {"partner": nav.slug}
    answer = coordinator.post(step(version, "add_document"), sent)
    assert answer.context["form"].errors["document"]


def test_signed_document_is_handed_out_to_those_of_the_agreement_only(
    coordinator, make_in, nav
):
    version = make_in("signed")
    document = operations.add_document(
        version, partner=nav, content=PDF, actor=coordinator.user
    )
    url = address(type(document), "file", document.pk)
    assert url in shown(coordinator.get(page(version)))
    answer = coordinator.get(url)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert client_of(("editor", make_partner())).get(url).status_code == 403
    assert coordinator.get(address(type(document), "file", 0)).status_code == 404


def test_signatures_that_fell_away_are_shown_with_the_reason(
    coordinator, signatory, make_in
):
    version = make_in("for_approval")
    signatory.post(step(version, "sign"), signing(signatory, version))
    operations.return_to_draft(version, actor=coordinator.user, reason="Feil dato.")
    assert "Feil dato." in shown(coordinator.get(page(version)))
