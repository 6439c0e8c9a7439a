"""`verify_agreements` finds what somebody changed behind the database's back."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agreements import operations
from agreements.models import AgreementVersion, Signature
from agreements.text.canonical import content_digest
from agreements.text.version_text import version_text
from agreements.verifying import verify_agreements
from publishing import chain
from publishing.models import StatusChange
from publishing.operations import audit_payload
from tests.factories import (
    make_agreement,
    make_content,
    make_membership,
    make_partnership,
    make_user,
    make_version,
)
from tests.refusals import ask_deferred_rules

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)


@contextmanager
def guards_off():
    """Do as an owner of the tables could: switch every trigger off for a while."""
    ask_deferred_rules()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        ask_deferred_rules()
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


TABLES = [
    "agreements_agreementversion",
    "agreements_clause",
    "agreements_party",
    "agreements_responsibility",
    "agreements_signature",
    "agreements_signeddocument",
    "publishing_statuschange",
    "publishing_audithead",
]


@pytest.fixture
def version():
    """Return a version that went the whole way, each party's paper beside it."""
    partnership = make_partnership()
    version = make_version(
        agreement=make_agreement(partnership=partnership), agreed_from=date(2025, 6, 1)
    )
    make_content(version)
    council = partnership.members.get(kind="county_council")
    coordinator = make_user()
    make_membership(user=coordinator, partner=council, role="coordinator")
    operations.send_for_comment(version, actor=coordinator, at=AT)
    operations.send_for_approval(version, actor=coordinator, at=AT)
    for partner in partnership.members.all():
        sign(version, partner)
    version.refresh_from_db()
    assert version.state == "signed"
    return version


def sign(version, partner):
    version.refresh_from_db()
    signatory = make_user()
    make_membership(user=signatory, partner=partner, role="signatory")
    operations.sign(
        version,
        partner=partner,
        digest=version.content_digest,
        actor=signatory,
        name="Eksempel Eksempelsen",
        office_nb="leder",
        document=b"%PDF-1.7 eksempel",
        at=AT,
    )


def found():
    return [finding.sentence for finding in verify_agreements().findings]


def test_what_nobody_touched_fits(version):
    verified = verify_agreements()
    assert verified.findings == ()
    assert (verified.versions, verified.signatures, verified.documents) == (1, 2, 2)
    assert verified.entries == StatusChange.objects.count()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agreements_clause SET text_nb = overlay(text_nb placing 'p' from 1)",
        "UPDATE agreements_clause SET text_nn = ' '",
        "UPDATE agreements_clause SET number = '2'",
        "UPDATE agreements_party SET name = name || '.' WHERE position = 0",
        "UPDATE agreements_agreementversion SET agreed_to = '2030-01-01'",
        "UPDATE agreements_responsibility SET involvement = 'informed'",
        "UPDATE agreements_agreement SET signed_language = 'nn'",
    ],
)
def test_a_single_flipped_character_is_found(version, statement):
    TABLES.append("agreements_agreement")
    try:
        with guards_off() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount
    finally:
        TABLES.remove("agreements_agreement")
    assert len(found()) == 1
    assert "sjekksum" in found()[0]


def test_a_flipped_character_with_a_new_digest_is_found_by_the_trail(version):
    with guards_off() as cursor:
        cursor.execute("UPDATE agreements_clause SET text_nb = 'partene samarbeider.'")
        row = AgreementVersion.objects.get()
        digest = content_digest(version_text(row))
        AgreementVersion.objects.update(content_digest=digest)
        Signature.objects.update(content_digest=digest)
    assert len(found()) == 1


def test_a_removed_signature_is_found(version):
    with guards_off() as cursor:
        cursor.execute(
            "DELETE FROM agreements_signature"
            " WHERE id = (SELECT min(id) FROM agreements_signature)"
        )
    slug = version.parties.get(signature=None).partner.slug
    assert len(found()) == 1
    assert slug in found()[0]


def test_a_version_that_came_to_stand_past_the_operations_is_found():
    version = make_version(state="signed")
    # Its digest is made up, and no entry tells of it, nor of who signed.
    assert len(found()) == 2 + version.parties.count()


@pytest.mark.parametrize("position", ["1", "2", "last"])
def test_a_removed_entry_of_the_trail_is_found(version, position):
    number = StatusChange.objects.count() if position == "last" else position
    with guards_off() as cursor:
        cursor.execute(
            "DELETE FROM publishing_statuschange WHERE position = %s", [number]
        )
    assert len(found()) >= 1


def test_a_changed_entry_of_the_trail_is_found(version):
    with guards_off() as cursor:
        cursor.execute(
            "UPDATE publishing_statuschange SET reason = 'x' WHERE position = 1"
        )
    assert len(found()) == 1


def test_a_signed_paper_that_was_exchanged_is_found(version):
    with guards_off() as cursor:
        cursor.execute(
            "UPDATE agreements_signeddocument SET content = '%PDF-1.7 eksempeL'"
            " WHERE id = (SELECT min(id) FROM agreements_signeddocument)"
        )
    assert len(found()) == 1


def test_signatures_that_were_voided_are_not_missed(version):
    other = make_version(agreement=version.agreement, agreed_from=date(2026, 1, 1))
    make_content(other)
    coordinator = version.agreement.partnership.members.get(
        kind="county_council"
    ).memberships.get(role="coordinator")
    by = {"actor": coordinator.user, "at": AT}
    operations.send_for_comment(other, **by)
    operations.send_for_approval(other, **by)
    sign(other, version.agreement.partnership.members.get(kind="nav"))
    operations.return_to_draft(other, reason="Rettes.", **by)
    operations.send_for_comment(other, **by)
    operations.send_for_approval(other, **by)
    assert found() == []


def test_a_trail_written_anew_is_found_by_the_line_that_was_kept(version):
    out = StringIO()
    call_command("verify_agreements", stdout=out, stderr=StringIO())
    kept = out.getvalue().strip().rpartition(" ")[2]
    call_command("verify_agreements", kept=kept, stdout=out)
    with guards_off() as cursor:
        last = StatusChange.objects.last()
        last.reason = "x"
        last.digest = chain.entry_digest(last.previous_digest, audit_payload(last))
        cursor.execute(
            "UPDATE publishing_statuschange SET reason = %s, digest = %s WHERE id = %s",
            [last.reason, last.digest, last.pk],
        )
        cursor.execute("UPDATE publishing_audithead SET digest = %s", [last.digest])
    assert found() == []
    with pytest.raises(CommandError):
        call_command("verify_agreements", kept=kept, stdout=out, stderr=StringIO())


@pytest.mark.parametrize("line", ["", "7", "x:" + "a" * 64, "7:abc"])
def test_the_command_refuses_a_kept_line_that_is_none(db, line):
    with pytest.raises(CommandError):
        call_command("verify_agreements", kept=line, stdout=StringIO())


def test_the_command_ends_with_status_1_and_names_what_does_not_fit(version):
    out, err = StringIO(), StringIO()
    call_command("verify_agreements", stdout=out, stderr=err)
    assert "Alt stemmer." in out.getvalue()
    with guards_off() as cursor:
        cursor.execute("UPDATE agreements_clause SET text_nb = 'partene samarbeider.'")
    with pytest.raises(CommandError) as refusal:
        call_command("verify_agreements", stdout=out, stderr=err)
    assert refusal.value.returncode == 1
    assert str(version) in err.getvalue()
