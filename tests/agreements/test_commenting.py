"""Comments while a text lies out, and signed papers: what is refused, what is kept."""

import hashlib
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from agreements import commenting, operations
from agreements.life import StepRefused
from agreements.models import Comment, Signature, SignedDocument
from agreements.models.signing import MAX_DOCUMENT_BYTES
from tests.factories import make_clause, make_version

from .test_operations import AT, council, nav, partnership, people, take, version_in

__all__ = ["council", "nav", "partnership", "people"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(partnership):
    return version_in("for_comment", partnership)


def comment(version, nav, people, **given):
    given = {"text": "Skriv «senest».", "actor": people["editor"]} | given
    return commenting.comment(version, partner=nav, at=AT, **given)


def test_comment_is_kept_with_its_clause_and_writer(version, nav, people):
    clause = version.clauses.get()
    made = comment(version, nav, people, clause_key=clause.key)
    assert (made.partner, made.author, made.clause_key) == (
        nav,
        people["editor"],
        clause.key,
    )
    assert made.written_at == AT


@pytest.mark.parametrize("given", [{"text": " \n"}, {"clause_key": "finnes-ikke"}])
def test_comment_without_text_or_on_no_clause_is_refused(version, nav, people, given):
    with pytest.raises(StepRefused):
        comment(version, nav, people, **given)
    assert not Comment.objects.exists()


def test_nobody_comments_for_another_partner(version, council, people):
    for who in ("editor", "signatory"):
        with pytest.raises(PermissionDenied):
            comment(version, council, people, actor=people[who])


def test_coordinator_does_not_put_words_into_a_partners_mouth(version, nav, people):
    with pytest.raises(PermissionDenied):
        comment(version, nav, people, actor=people["coordinator"])


def test_comment_is_answered_once(version, nav, people):
    made = comment(version, nav, people)
    by = {"actor": people["coordinator"], "at": AT}
    with pytest.raises(StepRefused):
        commenting.answer(made, text=" ", **by)
    assert commenting.answer(made, text="Rettet.", **by).answered_at == AT
    with pytest.raises(StepRefused):
        commenting.answer(made, text="Ikke rettet.", **by)
    made.refresh_from_db()
    assert made.answer == "Rettet."


def test_signature_keeps_all_that_was_said_of_it(partnership, people, nav):
    version = version_in("for_approval", partnership)
    content = b"%PDF-1.7 underskrevet"
    signature = operations.sign(
        version,
        partner=nav,
        digest=version.content_digest,
        actor=people["signatory"],
        name=" Eksempel Eksempelsen ",
        office_nb="direktør",
        office_nn="direktør",
        method=Signature.Method.PAPER,
        signed_on=date(2025, 3, 7),
        case_number="25/123",
        archive_reference="25/123-4",
        document=content,
        at=AT,
    )
    signature.refresh_from_db()
    assert (signature.name, signature.signed_on, signature.signed_at) == (
        "Eksempel Eksempelsen",
        date(2025, 3, 7),
        None,
    )
    assert (signature.case_number, signature.archive_reference) == (
        "25/123",
        "25/123-4",
    )
    document = SignedDocument.objects.get()
    assert bytes(document.content) == content
    assert document.file_digest == hashlib.sha256(content).hexdigest()
    assert document.content_digest == version.content_digest


def test_electronic_signature_is_given_now_whatever_day_is_said(
    partnership, people, nav
):
    version = version_in("for_approval", partnership)
    signature = operations.sign(
        version,
        partner=nav,
        digest=version.content_digest,
        actor=people["signatory"],
        name="Eksempel Eksempelsen",
        office_nb="direktør",
        signed_on=date(2020, 1, 1),
        at=datetime(2025, 3, 10, 23, 30, tzinfo=UTC),
    )
    assert signature.signed_on == date(2025, 3, 11)


@pytest.mark.parametrize(
    "given",
    [
        {"name": " "},
        {"office_nb": " "},
        {"method": "handshake"},
        {"method": "paper", "signed_on": date(2025, 3, 11)},
        {"document": b"PK\x03\x04"},
        {"document": b""},
        {"document": b"%PDF-" + b"0" * MAX_DOCUMENT_BYTES},
    ],
    ids="name office method future zip empty big".split(),
)
def test_signature_that_lacks_something_is_refused_whole(
    partnership, people, nav, given
):
    version = version_in("for_approval", partnership)
    said = {"name": "Eksempel", "office_nb": "direktør", "actor": people["signatory"]}
    with pytest.raises(StepRefused):
        operations.sign(
            version,
            partner=nav,
            digest=version.content_digest,
            at=AT,
            **said | given,
        )
    assert not Signature.objects.exists()
    assert not SignedDocument.objects.exists()


def test_signed_paper_of_another_partner_is_the_coordinators_to_add(
    partnership, people, council
):
    version = version_in("signed", partnership)
    with pytest.raises(PermissionDenied):
        take("add_document", version, people["signatory"], council)
    take("add_document", version, people["coordinator"], council)
    assert version.signed_documents.get().partner == council


def test_signed_paper_of_one_who_is_no_party_is_refused(partnership, people):
    version = version_in("signed", partnership)
    outsider = make_version().agreement.partnership.members.first()
    with pytest.raises(StepRefused):
        take("add_document", version, people["coordinator"], outsider)


def test_a_comment_on_a_clause_outlives_it(partnership, nav, people):
    version = version_in("for_comment", partnership)
    clause = make_clause(version=version)
    made = comment(version, nav, people, clause_key=clause.key)
    clause.delete()
    made.refresh_from_db()
    assert made.clause_key == clause.key
