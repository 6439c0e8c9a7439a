"""Pages as they are sent, rendered once, for the validator and the browser."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.test_site import LANGUAGES, PAGES

# Secure, as behind the proxy; nothing is listening, the tests answer themselves.
SITE = "https://testserver"
ERRORS = ["/finnes-ikke/", "/tilbud/eksempel-jobbklubb-2023/", "/finn/?q=%00"]
EMPTY = [
    "/finn/?q=xyzzyplugh&sted=Lom",
    "/finn/kort/?q=xyzzyplugh&sted=Atlantis",
    "/finn/kort/?sted=Her%C3%B8y",
    "/partnere/?q=xyzzyplugh",
]
REFUSED = [
    "/finn/sted/?svar=sted&sted=Gjovvikk",
    "/finn/sted/?svar=sted&sted=Her%C3%B8y",
    "/finn/hvem/?svar=situasjon",
    "/finn/behov/?svar=behov",
]


@dataclass(frozen=True)
class Sent:
    """A page as the server sent it."""

    path: str
    status: int
    headers: dict[str, str]
    body: bytes


def needed(variable, what):
    """Return the path in an environment variable, or skip and say what is missing."""
    path = os.environ.get(variable, "")
    if not path or not Path(path).exists():
        pytest.skip(f"{variable} names no {what}; .ci/run installs it")
    return path


@pytest.fixture(scope="module")
def sent_pages(shipped_database, django_db_blocker):
    """Return every page type in three languages, errors and empty results too."""
    from django.db import connection, connections

    with django_db_blocker.unblock():
        connections.close_all()
        template = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = shipped_database
        try:
            client = Client(raise_request_exception=False)
            return [
                _get(client, prefix + path)
                for path in [*PAGES, *ERRORS, *EMPTY, *REFUSED]
                for prefix in LANGUAGES.values()
            ] + [_get(client, "/min-side/logg-inn/")]
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = template


def _get(client, path):
    response = client.get(path)
    return Sent(path, response.status_code, dict(response.headers), response.content)


def static_file(address):
    """Return the bytes of a file below /static/, or None."""
    path = urlsplit(address).path.removeprefix("/static/")
    found = finders.find(path)
    return Path(found).read_bytes() if found else None
