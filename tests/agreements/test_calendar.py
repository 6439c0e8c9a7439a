"""What the calendar does to agreements is noted once, and is so without the note."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agreements.calendar import Noted, follow_calendar
from agreements.models import AgreementVersion
from publishing.models import StatusChange
from tests.factories import make_agreement, make_version, make_version_event, sign

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2025, 1, 1), date(2025, 6, 30)
AFTER = date(2025, 7, 1)


def noted_actions():
    return list(StatusChange.objects.values_list("action", flat=True))


@pytest.fixture
def version():
    return make_version(state="signed", agreed_from=FIRST, agreed_to=LAST)


def test_nothing_is_noted_before_the_first_day(version):
    assert follow_calendar(date(2024, 12, 31)) == Noted(0, 0)
    assert noted_actions() == []


def test_entering_force_is_noted_from_the_first_day_on_and_once(version):
    assert follow_calendar(FIRST) == Noted(1, 0)
    assert follow_calendar(LAST) == Noted(0, 0)
    entry = StatusChange.objects.get()
    assert (entry.action, entry.details) == (
        "entered_force",
        {"first_day": "2025-01-01"},
    )
    assert entry.actor is None


def test_expiry_is_noted_the_day_after_the_last_and_once(version):
    assert follow_calendar(LAST) == Noted(1, 0)
    assert follow_calendar(AFTER) == Noted(0, 1)
    assert follow_calendar(AFTER) == Noted(0, 0)
    event = version.later_events.get()
    assert (event.kind, event.on) == ("expired", LAST)
    assert noted_actions() == ["entered_force", "expired"]


def test_both_are_noted_when_nobody_looked_for_years(version):
    assert follow_calendar(date(2030, 1, 1)) == Noted(1, 1)


@pytest.mark.parametrize("kind", ["replaced", "terminated"])
def test_what_ended_before_its_time_did_not_run_out(version, kind):
    make_version_event(version=version, kind=kind, on=date(2025, 3, 31))
    assert follow_calendar(AFTER) == Noted(1, 0)
    assert not version.later_events.filter(kind="expired").exists()


def test_what_never_held_is_noted_for_nothing(version):
    make_version_event(version=version, kind="terminated", on=date(2024, 6, 1))
    assert follow_calendar(AFTER) == Noted(0, 0)


def test_drafts_and_transcripts_are_left_alone():
    make_version(agreed_from=FIRST, agreed_to=LAST)
    make_version(state="for_approval", agreed_from=FIRST, agreed_to=LAST)
    sign(make_version(agreed_from=FIRST, agreed_to=LAST, is_transcript=True))
    assert follow_calendar(AFTER) == Noted(0, 0)


def test_readings_by_date_do_not_wait_for_the_note():
    agreement = make_agreement()
    first = make_version(
        agreement=agreement, state="signed", agreed_from=FIRST, agreed_to=LAST
    )
    second = make_version(agreement=agreement, state="signed", agreed_from=AFTER)

    def in_force(day):
        return list(AgreementVersion.objects.in_force(day))

    days = [date(2024, 12, 31), FIRST, LAST, AFTER]
    expected = [[], [first], [first], [second]]
    assert [in_force(day) for day in days] == expected
    follow_calendar(AFTER)
    assert [in_force(day) for day in days] == expected


def test_the_command_tells_what_it_noted_and_can_be_repeated(version):
    told = []
    for _time in range(2):
        out = StringIO()
        call_command("follow_calendar", on=AFTER, stdout=out)
        told.append(out.getvalue())
    assert told == [
        "I kraft siden sist: 1. Utløpt: 1.\n",
        "I kraft siden sist: 0. Utløpt: 0.\n",
    ]


def test_the_command_refuses_a_day_that_has_not_come(version):
    with pytest.raises(CommandError):
        call_command("follow_calendar", on=date.max)
    assert noted_actions() == []


def test_the_command_refuses_a_day_that_is_none():
    with pytest.raises(CommandError):
        call_command("follow_calendar", "--on", "31.12.2025")
