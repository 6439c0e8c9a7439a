"""ASVS 5.0, V16: what is logged, that nobody can change it, and how faults answer.

Each test bears the number of the requirement it shows.
"""

import json
import logging
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from partners.models import Membership, Partner
from partnership_portal.log_lines import OneLine
from partnership_portal.management.commands.grant_app_role import table_rights
from publishing.models import StatusChange
from tests import factories as make
from tests.admin_forms import address, editor_called, loaded, save, shown
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return editor_called("eksempel-redaktor")


@pytest.fixture
def clerk():
    return make.make_user(is_staff=True, first_name="Kari", last_name="Eksempel")


def test_v16_2_1_an_entry_says_who_what_when_in_utc_and_in_which_request(editor):
    row = make.make_partner(name="Før")
    answer = save(editor, row, loaded(editor, row), name="Etter")
    entry = StatusChange.objects.get(object_id=str(row.pk), action="edited")
    assert entry.actor.user.username == "eksempel-redaktor"
    assert entry.content_type.model_class() is Partner
    assert entry.details["changes"] == {"name": ["Før", "Etter"]}
    assert entry.details["request_id"] == answer.headers["X-Request-ID"]
    assert entry.at.utcoffset().total_seconds() == 0


def test_v16_3_1_a_log_in_and_a_log_out_are_logged(client, clerk, caplog):
    with caplog.at_level(logging.INFO, "portal.security"):
        client.force_login(clerk)
        client.logout()
    told = [each.getMessage() for each in caplog.records]
    assert told[:2] == [f"Logged in: user {clerk.pk}", f"Logged out: user {clerk.pk}"]


def test_v16_3_1_a_failed_attempt_is_logged_without_what_was_typed(clerk, caplog):
    with caplog.at_level(logging.INFO, "portal.security"):
        authenticate(None, username=clerk.username, password="hemmelig-gjetning")
    assert any("Log-in failed" in each.getMessage() for each in caplog.records)
    assert "hemmelig-gjetning" not in caplog.text
    assert clerk.username not in caplog.text


def test_v16_3_2_a_refusal_is_in_the_trail_and_in_the_log(client, clerk, caplog):
    client.force_login(clerk)
    client.get(address(Partner, "add"))
    entry = StatusChange.objects.get(action="refused")
    assert (entry.actor.user, entry.details["status"]) == (clerk, 403)
    assert entry.details["path"] == address(Partner, "add")
    assert any("Refused" in each.getMessage() for each in caplog.records)


def test_v16_3_2_a_change_of_rights_is_in_the_trail(editor):
    row = make.make_membership()
    form = loaded(editor, row)
    save(editor, row, form, role=Membership.Role.COORDINATOR)
    [entry] = StatusChange.objects.filter(object_id=str(row.pk), action="edited")
    assert entry.details["changes"] == {"role": ["editor", "coordinator"]}
    editor.post(address(Membership, "delete", row.pk), {"post": "yes"})
    assert StatusChange.objects.filter(action="deleted").exists()


def test_v16_3_3_an_attempt_to_get_round_a_form_is_in_the_trail(clerk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    answer = client.post(reverse("admin:index"), {"name": "x"})
    assert answer.status_code == 403
    assert StatusChange.objects.get(action="refused").actor.user == clerk


def test_v16_3_4_a_fault_is_logged_with_its_request(client, clerk, monkeypatch, caplog):
    def fault(*arguments, **options):
        raise RuntimeError("uventet")

    monkeypatch.setattr("partnership_portal.admin_site.ahead_of", fault)
    client.force_login(clerk)
    client.raise_request_exception = False
    answer = client.get(reverse("admin:index"))
    assert answer.status_code == 500
    [record] = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert "uventet" in OneLine().format(record)


def test_v16_4_1_what_is_sent_writes_no_line_of_its_own():
    record = logging.LogRecord(
        "x", logging.INFO, "x", 1, "%s", ('a\r\nb\x0b\x85\u2028{"level"}',), None
    )
    line = OneLine().format(record)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["level"] == "INFO"


def test_v16_4_2_the_role_of_the_web_only_adds_to_the_trail():
    rights = table_rights()
    assert rights["publishing_statuschange"] == {"SELECT", "INSERT"}
    assert rights["publishing_audithead"] == {"SELECT"}
    make.make_status_change()
    with refused("statuschange_append_only"):
        StatusChange.objects.update(reason="endret")
    with refused("statuschange_append_only"):
        StatusChange.objects.all().delete()


def test_v16_4_2_the_chain_holds_with_entries_of_every_kind(editor, client, clerk):
    row = make.make_membership().partner
    save(editor, row, loaded(editor, row), name="Etter", source="æ" * 3_000)
    client.force_login(clerk)
    client.get(address(Partner, "add"))
    editor.post(address(Membership, "changelist"), {"action": "publish"})
    told = StringIO()
    call_command("verify_agreements", stdout=told)
    assert StatusChange.objects.count() >= 2


def test_v16_5_1_a_fault_tells_its_reference_and_nothing_of_itself(
    client, clerk, monkeypatch
):
    def fault(*arguments, **options):
        raise RuntimeError("SELECT hemmelig FROM tabell")

    monkeypatch.setattr("partnership_portal.admin_site.ahead_of", fault)
    client.force_login(clerk)
    client.raise_request_exception = False
    answer = client.get(reverse("admin:index"))
    assert answer.headers["X-Request-ID"] in shown(answer)
    for word in ("hemmelig", "Traceback", "RuntimeError"):
        assert word not in shown(answer)


def test_v16_5_2_a_refusal_stands_though_it_cannot_be_written_down(
    client, clerk, monkeypatch
):
    def broken(**options):
        raise DatabaseError("no more room")

    monkeypatch.setattr("partnership_portal.middleware.record_refusal", broken)
    client.force_login(clerk)
    assert client.get(address(Partner, "add")).status_code == 403


def test_v16_5_3_what_cannot_be_decided_is_not_done(editor, monkeypatch):
    row = make.make_partner(name="Før")
    form = loaded(editor, row)

    def undecided(*arguments, **options):
        raise RuntimeError

    admin = "partners.admin.PartnerAdmin.has_change_permission"
    monkeypatch.setattr(admin, undecided)
    editor.raise_request_exception = False
    assert save(editor, row, form, name="Etter").status_code == 500
    row.refresh_from_db()
    assert row.name == "Før"


def test_v16_5_3_a_refusal_in_the_middle_leaves_nothing_behind(editor, monkeypatch):
    row = make.make_partner(name="Før")
    form = loaded(editor, row)

    def refuse(*arguments, **options):
        raise PermissionDenied("midtveis")

    monkeypatch.setattr("partners.admin.PartnerAdmin.save_related", refuse)
    assert save(editor, row, form, name="Etter").status_code == 403
    row.refresh_from_db()
    assert row.name == "Før"
