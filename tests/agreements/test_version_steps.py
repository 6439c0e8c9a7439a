"""The steps of a version's life and its signatures, as the database keeps them."""

import pytest

from agreements.models import AgreementVersion, SignedDocument, VoidedSignature
from tests.factories import (
    make_agreement,
    make_content,
    make_county,
    make_partner,
    make_signature,
    make_signed_document,
    make_version,
    move,
    void,
)
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    """Return a version with all its content, which nobody has signed."""
    version = make_version()
    make_content(version)
    return version


@pytest.fixture
def half_signed(draft):
    """Return a version that one of its parties has signed."""
    move(draft, "for_approval")
    make_signature(party=draft.parties.first())
    return draft


STEPS = {
    ("draft", "for_comment"),
    ("for_comment", "draft"),
    ("for_comment", "for_approval"),
    ("for_approval", "draft"),
    ("draft", "withdrawn"),
    ("for_comment", "withdrawn"),
    ("for_approval", "withdrawn"),
}
BEFORE_SIGNED = ["draft", "for_comment", "for_approval", "withdrawn"]


@pytest.mark.parametrize("before", BEFORE_SIGNED)
@pytest.mark.parametrize("after", BEFORE_SIGNED)
def test_version_moves_by_these_steps_alone(draft, before, after):
    move(draft, before)
    draft.content_digest = draft.content_digest or "a" * 64
    if before != "withdrawn":
        draft.save()
    draft.state = after
    if before == "withdrawn":
        rule = "text_stands_from_approval_on" if after == before else STEP
        with refused(rule):
            draft.save()
    elif before == after or (before, after) in STEPS:
        draft.save()
    else:
        with refused("agreementversion_step", by="agreementversion_takes_a_step"):
            draft.save()


STEP = "agreementversion_step"


def test_version_begins_as_a_draft():
    with refused("agreementversion_begins_as_draft"):
        AgreementVersion.objects.create(agreement=make_agreement(), state="withdrawn")


def test_version_that_was_sent_round_is_not_deleted(draft):
    move(draft, "for_comment")
    with refused("agreementversion_stays"):
        AgreementVersion.objects.filter(pk=draft.pk)._raw_delete("default")


def test_number_that_was_given_stays(half_signed):
    rows = AgreementVersion.objects.filter(pk=half_signed.pk)
    rows.update(number=1)
    with refused("agreementversion_number_stays"):
        rows.update(number=2)


@pytest.mark.parametrize("missing", ["county_council", "nav"])
def test_council_and_nav_are_parties_before_approval(draft, missing):
    move(draft, "for_comment")
    party = draft.parties.get(partner__kind=missing)
    draft.responsibilities.filter(party=party).delete()
    party.delete()
    with refused("agreementversion_council_and_nav"):
        move_on(draft)


def test_the_council_of_another_county_is_not_enough_for_approval(draft):
    move(draft, "for_comment")
    elsewhere = make_partner(kind="county_council", county=make_county())
    draft.parties.filter(partner__kind="county_council").update(partner=elsewhere)
    with refused(
        "agreementversion_own_council", by="agreementversion_takes_own_council"
    ):
        move_on(draft)


@pytest.mark.parametrize(
    "lack",
    [
        lambda version: setattr(version, "agreed_from", None),
        lambda version: version.clauses.all().delete(),
        lambda version: setattr(version, "content_digest", "kort"),
    ],
)
def test_text_is_ready_before_approval(draft, lack):
    move(draft, "for_comment")
    draft.content_digest = "a" * 64
    draft.responsibilities.all().delete()
    lack(draft)
    with refused("agreementversion_ready_for_approval"):
        move_on(draft)


def move_on(version):
    version.content_digest = version.content_digest or "a" * 64
    version.state = "for_approval"
    version.save()


def test_voided_signature_stays_and_says_why(half_signed):
    signature = half_signed.parties.first().signature
    with refused("voidedsignature_reason"):
        void(signature, reason="")
    void(signature)
    with refused("voidedsignature_append_only"):
        VoidedSignature.objects.update(reason="En annen grunn.")
    with refused("voidedsignature_append_only"):
        VoidedSignature.objects.all()._raw_delete("default")


def test_signed_document_is_a_pdf_and_the_one_it_says(draft):
    with refused("signeddocument_is_what_it_says"):
        make_signed_document(version=draft, content=b"<html>")
    with refused("signeddocument_is_what_it_says"):
        make_signed_document(version=draft, file_digest="a" * 64)
    with refused("signeddocument_is_what_it_says"):
        make_signed_document(version=draft, size=9)
    document = make_signed_document(version=draft)
    with refused("signeddocument_append_only"):
        SignedDocument.objects.update(content_digest="b" * 64)
    with refused("signeddocument_append_only"):
        document.delete()


def test_signed_document_has_a_bounded_size(draft):
    with refused("signeddocument_size"):
        make_signed_document(version=draft, content=b"%PDF-" + bytes(10 * 1024**2))
