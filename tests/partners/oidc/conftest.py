"""A partner with a number, somebody who acts for it, and an issuer that knows them."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from psycopg import sql

from publishing.models import StatusChange
from tests.factories import (
    make_external_identity,
    make_membership,
    make_partner,
    make_user,
)

from .issuer import NUMBER, FakeIssuer, Script

START = "/min-side/logg-inn/oidc/"
ANSWER = "/min-side/logg-inn/oidc/svar/"
TIE = "/min-side/logg-inn/oidc/knytt/"


@pytest.fixture(scope="session")
def issuer_server():
    server = FakeIssuer()
    yield server
    server.close()


@pytest.fixture
def issuer(issuer_server, settings):
    """Return the issuer that the settings name, which tells the truth at first."""
    cache.clear()
    issuer_server.script = Script()
    settings.PORTAL_OIDC = settings.PORTAL_OIDC | {
        "ISSUER": issuer_server.address,
        "NAME": "Eksempelporten",
        "CLIENT_ID": "portal",
        "CLIENT_SECRET": "client-s3cret",
        "ORGANISATION_CLAIM": "organisation",
    }
    yield issuer_server
    cache.clear()


@pytest.fixture
def partner(db):
    return make_partner(name="Eksempel kommune", organisation_number=NUMBER)


@pytest.fixture
def kari(partner):
    """Return an editor of the partner whose identity is tied to the account."""
    user = make_user()
    make_membership(user=user, partner=partner, role="editor")
    return user


@pytest.fixture
def identity(kari, issuer):
    return make_external_identity(user=kari, issuer=issuer.address)


def sent_to(response):
    """Return the parameters with which the browser is sent to the issuer."""
    page = response.content.decode()
    address = page.partition('content="0; url=')[2].partition('"')[0]
    return {
        name: values[0]
        for name, values in parse_qs(
            urlsplit(address.replace("&amp;", "&")).query
        ).items()
    }


def refusals():
    return list(
        StatusChange.objects.filter(action="refuse_log_in").values_list(
            "reason", flat=True
        )
    )


def is_logged_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def begin(client, issuer):
    """Return a function that begins a log-in and gives what the issuer is sent."""

    def begun(path=START, **form):
        response = client.post(path, form)
        assert response.status_code == 200, response
        asked = sent_to(response)
        issuer.script.nonce = asked["nonce"]
        return asked

    return begun


@pytest.fixture
def come_back(client):
    """Return a function that takes the issuer's answer to what was begun."""

    def back(asked, **changed):
        given = {"code": "c0de", "state": asked["state"]} | changed
        given = {name: value for name, value in given.items() if value is not None}
        return client.get(ANSWER, given)

    return back


@pytest.fixture
def all_text_of_the_database(db):
    """Return a function that gives every row of every table as one text."""

    def text():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class"
                " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            )
            tables = [name for (name,) in cursor.fetchall()]
            rows = []
            for table in tables:
                cursor.execute(
                    sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(table))
                )
                rows += [row for (row,) in cursor.fetchall()]
        return "\n".join(rows)

    return text
