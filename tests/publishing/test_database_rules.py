"""What the database refuses: audit trail, checks, former addresses, the outbox."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from publishing.models import AuditHead, AuditPerson, Check, OutgoingMail, StatusChange
from tests.factories import (
    make_audit_person,
    make_check,
    make_former_slug,
    make_outgoing_mail,
    make_status_change,
)
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def run_sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "rule, make",
    [
        ("statuschange_append_only", make_status_change),
        ("check_append_only", make_check),
    ],
)
def test_rows_are_only_ever_added(rule, make):
    row = make()
    rows = type(row).objects.filter(pk=row.pk)
    with refused(rule):
        rows.update(object_id="2")
    with refused(rule):
        row.delete()
    with refused(rule):
        # Even a change that changes nothing.
        row.save()


@pytest.mark.parametrize(
    "rule, model",
    [
        ("statuschange_no_truncate", StatusChange),
        ("check_no_truncate", Check),
        ("audithead_no_truncate", AuditHead),
    ],
)
def test_tables_are_not_emptied(rule, model):
    with refused(rule):
        run_sql(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_entry_moves_the_head():
    before = AuditHead.objects.get()
    first = make_status_change()
    second = make_status_change()
    head = AuditHead.objects.get()
    assert (first.position, second.position) == (before.count + 1, before.count + 2)
    assert (head.count, head.digest) == (second.position, second.digest)


def test_entry_follows_the_head():
    first = make_status_change()
    with refused("statuschange_follows_head"):
        make_status_change(position=first.position + 2)
    with refused("statuschange_follows_head"):
        make_status_change(position=first.position)
    with refused("statuschange_follows_head"):
        make_status_change(previous_digest="f" * 64)


def test_digest_of_an_entry_stands_once():
    first = make_status_change()
    with refused("publishing_statuschange_digest_key"):
        make_status_change(digest=first.digest)


def test_head_only_moves_forward():
    make_status_change()
    head = AuditHead.objects.get()
    for wrong in (head.count - 1, head.count, head.count + 2):
        with refused("audithead_forward_only"):
            AuditHead.objects.update(count=wrong)
    with refused("audithead_forward_only"):
        head.delete()


def test_there_is_one_head():
    with refused("audithead_single_row"):
        AuditHead.objects.create(id=2)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "En annen"},
        {"name": ""},
        {"salt": "11" * 16},
        {"digest": "f" * 64},
        {"name": "", "salt": "", "digest": "f" * 64},
    ],
)
def test_person_in_the_trail_is_not_exchanged(change):
    person = make_audit_person(name="Eksempel")
    with refused("auditperson_erase_only"):
        AuditPerson.objects.filter(pk=person.pk).update(**change)


def test_person_in_the_trail_may_be_erased_and_stays_erased():
    person = make_audit_person()
    people = AuditPerson.objects.filter(pk=person.pk)
    assert people.update(name="", salt="") == 1
    with refused("auditperson_erase_only"):
        people.update(name=person.name, salt=person.salt)


def test_confirmation_is_given_by_a_person():
    make_check(kind="confirmed", source="", actor=make_audit_person())
    with refused("check_confirmed_by_a_person"):
        make_check(kind="confirmed")


def test_source_of_a_check_is_named():
    with refused("check_source_named"):
        make_check(source="")


def test_former_address_leads_to_one_place():
    make_former_slug(slug="oppland", kind="fylker")
    make_former_slug(slug="oppland", kind="partnere")
    with refused("formerslug_once"):
        make_former_slug(slug="oppland", kind="fylker")


def test_former_address_does_not_lead_to_itself():
    with refused("formerslug_not_a_circle"):
        make_former_slug(slug="oppland", current_slug="oppland")


def test_mail_was_sent_or_given_up_and_not_both():
    mail = make_outgoing_mail(sent_at=datetime(2024, 1, 2, tzinfo=UTC))
    with refused("outgoingmail_one_end"):
        OutgoingMail.objects.filter(pk=mail.pk).update(given_up_at=mail.sent_at)


@pytest.mark.parametrize(
    "field, rule",
    [
        ("key", "publishing_outgoingmail_key_key"),
        ("message_id", "publishing_outgoingmail_message_id_key"),
    ],
)
def test_mail_about_something_is_written_once(field, rule):
    mail = make_outgoing_mail()
    with refused(rule):
        make_outgoing_mail(**{field: getattr(mail, field)})


def test_facts_are_confirmed_once_a_day():
    person = make_audit_person()
    given = {"kind": "confirmed", "actor": person, "source": "", "fact_group": "hours"}
    make_check(**given)
    with refused("check_confirmed_once_a_day"):
        make_check(**given)
    make_check(**given | {"fact_group": "contact"})
    make_check(**given | {"object_id": "2"})
    # A source may state the same thing twice.
    make_check(fact_group="hours")
    make_check(fact_group="hours")
