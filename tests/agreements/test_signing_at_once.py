"""Many sign at the same moment, on connections of their own: the database decides."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import psycopg
import pytest
from django.db import IntegrityError, transaction

from agreements.models import AgreementVersion, Clause, EffectivePeriod
from publishing.models import AuditHead, StatusChange
from tests.factories import (
    FIRST_DAY,
    make_agreement,
    make_audit_person,
    make_content,
    make_partner,
    make_partnership,
    make_signature,
    make_version,
)

pytestmark = pytest.mark.usefixtures("cloned_database")

WRITERS = 20


def at_once(work, connections):
    """Run `work(number, connection)` in a thread each; return the answers or errors."""
    barrier = Barrier(len(connections))

    def run(number, opened):
        barrier.wait()
        try:
            return work(number, opened)
        except psycopg.Error as error:
            return error

    with ThreadPoolExecutor(len(connections)) as pool:
        return list(pool.map(run, range(len(connections)), connections))


def ready_to_sign(**given):
    """Return a version that lacks nothing but the step to «signed»."""
    version = make_version(state="for_approval", **given)
    for party in version.parties.all():
        make_signature(party=party)
    return version


def test_one_of_twenty_overlapping_versions_is_signed(new_connection):
    agreement = make_agreement()
    versions = [
        ready_to_sign(
            agreement=agreement,
            number=number,
            agreed_from=FIRST_DAY + timedelta(days=number),
        )
        for number in range(1, WRITERS + 1)
    ]

    def sign(number, opened):
        with opened.transaction():
            opened.execute(
                "UPDATE agreements_agreementversion SET state = 'signed' WHERE id = %s",
                [versions[number].pk],
            )
        return "signed"

    answers = at_once(sign, [new_connection() for _ in versions])
    refusals = [answer for answer in answers if answer != "signed"]
    assert len(refusals) == WRITERS - 1
    assert {refusal.diag.constraint_name for refusal in refusals} == {
        "effectiveperiod_one_in_force"
    }
    assert agreement.versions.filter(state="signed").count() == 1
    assert EffectivePeriod.objects.filter(agreement=agreement).count() == 1


def test_nothing_slips_in_beside_a_signing(new_connection):
    """A clause that is written while somebody signs comes in before, or not at all."""
    version = ready_to_sign(number=1)
    signer, writer = new_connection(), new_connection()
    writer.execute("SET lock_timeout = '200ms'")
    signer.execute(
        "UPDATE agreements_agreementversion SET state = 'signed' WHERE id = %s",
        [version.pk],
    )
    change = "UPDATE agreements_clause SET text_nb = 'Noe annet.' WHERE version_id = %s"
    with pytest.raises(psycopg.errors.LockNotAvailable), writer.transaction():
        writer.execute(change, [version.pk])
    signer.commit()
    with pytest.raises(psycopg.errors.RestrictViolation), writer.transaction():
        writer.execute(change, [version.pk])
    assert Clause.objects.get(version=version).text_nb != "Noe annet."


def test_signing_waits_for_a_clause_that_is_being_written(new_connection):
    version = make_version(number=1, content_digest="a" * 64, is_transcript=True)
    make_content(version)
    signer, writer = new_connection(), new_connection()
    signer.execute("SET lock_timeout = '200ms'")
    writer.execute(
        "UPDATE agreements_clause SET position = 99 WHERE version_id = %s", [version.pk]
    )
    with pytest.raises(psycopg.errors.LockNotAvailable), signer.transaction():
        signer.execute(
            "UPDATE agreements_agreementversion SET state = 'signed' WHERE id = %s",
            [version.pk],
        )
    writer.rollback()


def test_two_entries_cannot_follow_the_same_head(new_connection):
    """Whoever read the head first and writes second must read it again."""
    head = AuditHead.objects.get()
    person = make_audit_person()

    def add(number, opened):
        with opened.transaction():
            opened.execute(
                "INSERT INTO publishing_statuschange (position, at, actor_id,"
                " content_type_id, object_id, object_label, action, from_status,"
                " to_status, reason, details, previous_digest, digest)"
                " SELECT %s, now(), %s, min(id), '1', 'x', 'x', '', '', '', '{}',"
                " %s, %s FROM django_content_type",
                [head.count + 1, person.pk, head.digest, f"{number:064}"],
            )
        return "added"

    answers = at_once(add, [new_connection() for _ in range(WRITERS)])
    refusals = [answer for answer in answers if answer != "added"]
    assert len(refusals) == WRITERS - 1
    assert {refusal.diag.constraint_name for refusal in refusals} == {
        "statuschange_follows_head"
    }
    assert StatusChange.objects.count() == AuditHead.objects.get().count


def test_rules_of_the_commit_refuse_the_commit():
    council = make_partner(kind="county_council")
    with pytest.raises(IntegrityError, match="county council and Nav"):
        make_partnership(members=[council])
    with pytest.raises(IntegrityError, match="target group"), transaction.atomic():
        version = make_version()
        make_content(version)
        version.responsibilities.get().target_groups.clear()
    assert not AgreementVersion.objects.filter(pk=version.pk).exists()
