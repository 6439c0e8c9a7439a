"""Each request has a name of ours: in the trail, in the log, and on what went wrong."""

import json
import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from partnership_portal.log_lines import OneLine
from publishing.models import StatusChange
from publishing.request_ids import current_request_id, named_request
from tests import factories as make
from tests.admin_forms import editor_called, loaded, save, shown

pytestmark = pytest.mark.django_db
MADE_UP = "0123456789abcdef"


def test_a_name_that_a_client_sends_is_never_taken():
    client = Client(headers={"x-request-id": MADE_UP, "x-correlation-id": MADE_UP})
    response = client.get("/admin/")
    assert response.headers["X-Request-ID"] != MADE_UP
    assert len(response.headers["X-Request-ID"]) == 16


def test_public_pages_carry_none_and_private_ones_another_each_time(client):
    for path in ("/om/", "/finnes-ikke/", "/?q=%00"):
        assert "X-Request-ID" not in client.get(path).headers
    names = {client.get("/admin/login/").headers["X-Request-ID"] for _ in range(3)}
    assert len(names) == 3


def test_outside_a_request_there_is_none():
    assert current_request_id() == ""
    with named_request() as name:
        assert current_request_id() == name
    assert current_request_id() == ""


def test_what_went_wrong_shows_its_reference(client, monkeypatch):
    def gone(*arguments, **options):
        raise OperationalError("connection is bad")

    monkeypatch.setattr(connection, "ensure_connection", gone)
    monkeypatch.setattr(connection, "cursor", gone)
    client.raise_request_exception = False
    response = client.get("/tilbud/")
    assert response.headers["X-Request-ID"] in shown(response)
    assert "connection is bad" not in shown(response)


def test_a_missing_private_page_shows_its_reference():
    response = editor_called("eksempel-kari").get("/admin/finnes-ikke/x/")
    assert response.status_code == 404
    assert response.headers["X-Request-ID"] in shown(response)


def test_an_entry_of_the_trail_carries_it():
    editor = editor_called("eksempel-kari")
    row = make.make_partner()
    response = save(editor, row, loaded(editor, row), name="Nytt navn")
    entry = StatusChange.objects.get(object_id=str(row.pk))
    assert entry.details["request_id"] == response.headers["X-Request-ID"]


def refusals():
    return StatusChange.objects.filter(action="refused")


class TestRefusals:
    @pytest.fixture
    def clerk(self, client):
        user = make.make_user(is_staff=True)
        client.force_login(user)
        return user

    def test_who_is_logged_in_and_refused_is_recorded_once(self, client, clerk):
        response = client.get(reverse("admin:auth_user_changelist"))
        assert response.status_code == 403
        [entry] = refusals()
        assert entry.actor.user == clerk
        assert entry.details == {
            "method": "GET",
            "path": reverse("admin:auth_user_changelist"),
            "status": 403,
            "request_id": response.headers["X-Request-ID"],
        }
        assert response.headers["X-Request-ID"] in shown(response)

    def test_strangers_and_missing_pages_are_not(self, client, clerk):
        client.get("/admin/finnes-ikke/")
        Client().get(reverse("admin:auth_user_changelist"))
        Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
        assert not refusals().exists()

    def test_a_flood_does_not_become_a_flood_of_entries(self, client, clerk):
        for _number in range(35):
            client.get(reverse("admin:auth_user_changelist"))
        assert refusals().count() == 30

    def test_what_was_begun_is_gone_and_the_refusal_is_there(
        self, client, clerk, monkeypatch
    ):
        clerk.is_superuser = True
        clerk.save()
        row = make.make_partner(name="Før")
        form = loaded(client, row)
        admin = type(row)._meta.app_label

        def refuse(*arguments, **options):
            raise PermissionDenied("midt i lagringen")

        monkeypatch.setattr(f"{admin}.admin.PartnerAdmin.save_related", refuse)
        assert save(client, row, form, name="Etter").status_code == 403
        row.refresh_from_db()
        assert row.name == "Før"
        assert refusals().get().reason == "midt i lagringen"


class TestLogLines:
    def line(self, message, *arguments, exc_info=None):
        record = logging.LogRecord(
            "portal", logging.WARNING, "x", 1, message, arguments, exc_info
        )
        return OneLine().format(record)

    def test_nobody_writes_a_line_of_their_own(self):
        line = self.line("Not Found: %s", '/x\r\n{"level": "INFO"}\u2028')
        assert len(line.splitlines()) == 1
        assert json.loads(line)["message"].startswith("Not Found: /x\r\n")

    def test_a_line_says_when_and_in_which_request(self):
        with named_request() as name:
            told = json.loads(self.line("x"))
        assert told["request_id"] == name
        assert told["at"].endswith("+00:00")

    def test_a_fault_stays_in_its_line(self):
        try:
            raise ValueError("a\nb")
        except ValueError as error:
            line = self.line("x", exc_info=(ValueError, error, error.__traceback__))
        assert "\n" not in line
        assert "ValueError" in json.loads(line)["trace"]
