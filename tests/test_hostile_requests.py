"""What visitors, robots and a missing database send our way, answered in our words."""

import socket

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from partnership_portal import gunicorn_config
from partnership_portal.views.errors import early_refusal

pytestmark = pytest.mark.django_db

SECURITY_HEADERS = [
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
]


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/om", "testserver", 301),
        ("/?q=%00", "testserver", 400),
        ("/", "evil.example", 400),
        ("/static/css/site.css", "testserver", 200),
        ("/static/finnes-ikke.css", "testserver", 404),
        ("/admin/", "testserver", 302),
    ],
)
def test_what_is_answered_early_has_the_security_headers_too(path, host, status):
    response = Client(headers={"host": host}).get(path)
    response.close()
    assert response.status_code == status
    assert [name for name in SECURITY_HEADERS if name not in response.headers] == []


@pytest.mark.parametrize("path", ["/om/", "/finnes-ikke/", "/?q=%00"])
def test_a_stale_log_in_changes_nothing_on_a_public_page(client, path):
    fresh = client.get(path)
    stale = Client(headers={"cookie": "sessionid=abc; csrftoken=x; messages=y"})
    response = stale.get(path)
    assert not response.cookies
    assert "Vary" not in response.headers
    assert response.content == fresh.content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["/", "/nn/finn/", "/om", "/finnes-ikke/"])
def test_a_public_page_is_only_read(path, method):
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"
    assert "Vary" not in response.headers
    assert response.content


def test_a_form_without_its_token_is_refused_in_the_sites_look():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/min-side/logg-inn/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "css/site" in response.content.decode()


def test_a_database_that_is_gone_is_said_with_503(client, monkeypatch):
    def gone(*arguments, **options):
        raise OperationalError("connection is bad")

    monkeypatch.setattr(connection, "ensure_connection", gone)
    monkeypatch.setattr(connection, "cursor", gone)
    client.raise_request_exception = False
    response = client.get("/tilbud/")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "<h1" in response.content.decode()
    assert client.get("/om/").status_code == 200


def test_a_fault_of_ours_is_500(client, monkeypatch):
    def faulty(*arguments, **options):
        raise ValueError

    monkeypatch.setattr(connection, "cursor", faulty)
    client.raise_request_exception = False
    assert client.get("/tilbud/").status_code == 500


@pytest.mark.parametrize(("status", "part"), [(414, "adressen"), (500, "hos oss")])
def test_what_gunicorn_refuses_itself_is_a_page_of_ours(status, part):
    response = early_refusal(status)
    assert response.status_code == status
    assert [name for name in SECURITY_HEADERS if name not in response.headers] == []
    assert part in response.content.decode()


def test_gunicorn_sends_that_page():
    here, there = socket.socketpair()
    with here, there:
        gunicorn_config.write_error(here, 414, "URI Too Long", "10013 > 4094")
        here.close()
        answer = b"".join(iter(lambda: there.recv(65536), b"")).decode()
    head, _empty, page = answer.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 414 URI Too Long\r\n")
    assert f"Content-Length: {len(page.encode())}\r\n" in f"{head}\r\n"
    assert "<h1>" in page
    assert "4094" not in page


def test_every_private_path_is_a_path_of_the_site(client):
    for first in settings.PORTAL_PRIVATE_PATHS:
        assert client.get(f"/{first}/").status_code in {200, 302}


PAGES = "/ /finn/ /tilbud/ /karrieresentre/ /fylker/ /partnere/ /avtaler/ /roller/"


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_a_portal_without_any_data_still_answers(client, prefix):
    for path in PAGES.split():
        assert client.get(prefix + path).status_code == 200, path
