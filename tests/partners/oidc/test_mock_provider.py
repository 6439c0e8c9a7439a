"""A whole log-in against `oidc-provider-mock`, a program of its own on loopback."""

import json
import os
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
import requests
from django.core.cache import cache

from publishing.models import StatusChange
from tests.factories import make_external_identity

from .conftest import ANSWER, START, is_logged_in, refusals
from .issuer import NUMBER, PID

pytestmark = pytest.mark.django_db
SAID = {
    "pid": PID,
    "name": "KARI EKSEMPEL",
    "acr": "idporten-loa-high",
    "authorization_details": [
        {
            "type": "ansattporten:altinn:service",
            "resource": "urn:altinn:resource:2480:40",
            "reportees": [
                {
                    "Rights": ["Read"],
                    "Authority": "iso6523-actorid-upis",
                    "ID": f"0192:{NUMBER}",
                    "Name": "EKSEMPEL KOMMUNE",
                }
            ],
        }
    ],
}
USERS = {
    "kari": SAID,
    "low": SAID | {"acr": "idporten-loa-low"},
    "nobody": SAID | {"authorization_details": []},
    "stranger": SAID,
}


@pytest.fixture(scope="module")
def provider():
    """Return the address of the started provider."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    command += ["--require-nonce", "true"]
    for sub, said in USERS.items():
        command += ["--user-claims", json.dumps(said | {"sub": sub})]
    process = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/.well-known/openid-configuration", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(address, process):
    for _try in range(300):
        assert process.poll() is None, "the provider ended by itself"
        try:
            with urlopen(address, timeout=1):  # noqa: S310
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail("the provider did not start")


@pytest.fixture
def journey(client, provider, settings):
    """Return a function that goes all the way as one of the provider's users."""
    cache.clear()
    settings.PORTAL_OIDC = settings.PORTAL_OIDC | {
        "ISSUER": provider,
        "CLIENT_ID": "portal",
        "CLIENT_SECRET": "whatever it says",
    }

    def go(subject, **chosen):
        page = client.post(START).content.decode()
        address = page.partition('content="0; url=')[2].partition('"')[0]
        answered = requests.post(
            address.replace("&amp;", "&"),
            data=chosen or {"sub": subject},
            allow_redirects=False,
            timeout=5,
        )
        back = urlsplit(answered.headers["Location"])
        assert back.path == ANSWER
        given = {name: values[0] for name, values in parse_qs(back.query).items()}
        return client.get(ANSWER, given), given

    yield go
    cache.clear()


def test_who_is_tied_is_let_in_and_out(client, journey, provider, kari):
    make_external_identity(user=kari, issuer=provider, subject="kari")
    response, given = journey("kari")
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(kari.pk)
    assert client.get(ANSWER, given).status_code == 400
    assert client.get("/min-side/").status_code == 200
    led_to = client.post("/min-side/logg-ut/")
    assert led_to.url == "/min-side/logg-inn/oidc/logg-ut/"
    page = client.get(led_to.url).content.decode()
    assert f"{provider}/oauth2/end_session?" in page
    assert "id_token_hint" not in page
    assert not is_logged_in(client)


@pytest.mark.parametrize(
    ("subject", "reason"),
    [("low", "acr"), ("nobody", "organisation"), ("stranger", "unknown")],
)
def test_others_are_not(client, journey, provider, kari, subject, reason):
    make_external_identity(user=kari, issuer=provider, subject="kari")
    response, _given = journey(subject)
    assert response.status_code == 403
    assert refusals() == [reason]
    assert not is_logged_in(client)


def test_an_answer_without_its_state_is_refused_even_if_it_is_no(client, journey, kari):
    # This provider leaves the state out when somebody breaks off.
    response, given = journey("kari", action="deny")
    assert given["error"] == "access_denied"
    assert "state" not in given
    assert response.status_code == 400
    assert refusals() == ["state"]


def test_no_number_of_theirs_is_left(
    client, journey, provider, kari, all_text_of_the_database
):
    make_external_identity(user=kari, issuer=provider, subject="kari")
    for subject in USERS:
        client.logout()
        journey(subject)
    assert StatusChange.objects.count() > len(USERS) - 1
    assert PID not in all_text_of_the_database() + str(dict(client.session))
