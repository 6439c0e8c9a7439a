"""Changes of status, and the audit trail that they leave."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from publishing import chain, workflow
from publishing.models import AuditHead, AuditPerson, Check, StatusChange
from publishing.operations import (
    audit_payload,
    change_status,
    erase_person,
    record_change,
    record_check,
)
from tests.factories import make_membership, make_service, make_user

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def editor(db):
    user = make_user(first_name="Eksempel", last_name="Eksempelsen")
    make_membership(user=user, role="national_administrator")
    return user


def trail():
    return [
        chain.Entry(entry.previous_digest, audit_payload(entry), entry.digest)
        for entry in StatusChange.objects.select_related("actor", "content_type")
    ]


def intact():
    head = AuditHead.objects.get()
    return chain.verify(trail(), count=head.count, head=head.digest) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("draft", "published"),
        ("draft", "ended"),
        ("published", "draft"),
        ("published", "ended"),
        ("ended", "published"),
    ],
)
def test_these_steps_and_no_others_exist(before, after):
    workflow.check_transition(before, after)
    allowed = {
        (one, other) for one in workflow.STATUSES for other in workflow.TRANSITIONS[one]
    }
    assert (before, after) in allowed
    assert len(allowed) == 5


@given(st.text(), st.sampled_from(workflow.STATUSES))
def test_an_unknown_status_goes_nowhere(unknown, known):
    if unknown not in workflow.STATUSES:
        for step in [(unknown, known), (known, unknown)]:
            with pytest.raises(workflow.TransitionNotAllowed):
                workflow.check_transition(*step)


def test_ending_a_service_is_recorded_with_who_and_why(editor):
    service = make_service()
    ended = change_status(service, "ended", actor=editor, reason="Lagt ned", at=NOON)
    assert ended.status == "ended"
    entry = StatusChange.objects.get()
    assert (entry.from_status, entry.to_status) == ("published", "ended")
    assert entry.actor.name == "Eksempel Eksempelsen"
    assert (entry.reason, entry.at) == ("Lagt ned", NOON)
    assert intact()


def test_somebody_without_the_right_changes_nothing(db):
    service = make_service()
    with pytest.raises(PermissionDenied):
        change_status(service, "ended", actor=make_user())
    service.refresh_from_db()
    assert service.status == "published"
    assert not StatusChange.objects.exists()


def test_a_step_that_is_none_changes_nothing(editor):
    service = make_service()
    with pytest.raises(workflow.TransitionNotAllowed):
        change_status(service, "published", actor=editor)
    assert not StatusChange.objects.exists()


def test_the_trail_is_one_chain(editor):
    service = make_service()
    for status in ["ended", "published", "ended"]:
        change_status(service, status, actor=editor)
    entries = list(StatusChange.objects.all())
    assert [entry.position for entry in entries] == [1, 2, 3]
    assert entries[1].previous_digest == entries[0].digest
    assert intact()


def test_an_altered_entry_shows(editor):
    record_change(make_service(), action="x", actor=editor)
    entry, *_rest = trail()
    forged = chain.Entry(
        entry.previous_digest,
        {**entry.payload, "reason": "something else"},
        entry.digest,
    )
    assert chain.verify([forged]).reason == "digest"


def test_a_name_can_be_erased_and_the_trail_still_holds(editor):
    change_status(make_service(), "ended", actor=editor)
    erase_person(AuditPerson.objects.get())
    assert not AuditPerson.objects.exclude(name="", salt="")
    assert intact()


def test_after_erasing_a_new_act_gets_a_new_person(editor):
    change_status(service := make_service(), "ended", actor=editor)
    erase_person(AuditPerson.objects.get())
    change_status(service, "published", actor=editor)
    assert AuditPerson.objects.count() == 2
    assert intact()


def test_a_confirmation_names_the_person_and_an_import_its_source(editor):
    service = make_service()
    record_check(
        service,
        kind=Check.Kind.STATED_BY_SOURCE,
        checked_on=date(2026, 3, 1),
        source="nav.no",
    )
    record_check(
        service, kind=Check.Kind.CONFIRMED, checked_on=date(2026, 3, 2), actor=editor
    )
    assert [check.kind for check in Check.objects.all()] == [
        "confirmed",
        "stated_by_source",
    ]
