"""Answers that come twice, from elsewhere, or not at all."""

import time

import pytest
from django.core.cache import cache

from partners.oidc import provider
from publishing.models import StatusChange

from .conftest import ANSWER, START, is_logged_in, refusals, sent_to
from .issuer import (
    PID,
)

pytestmark = pytest.mark.django_db


class TestState:
    def test_an_answer_counts_once(self, client, begin, come_back, identity, issuer):
        asked = begin()
        assert come_back(asked).status_code == 302
        assert come_back(asked).status_code == 400
        assert len(issuer.script.tokens) == 1
        assert refusals() == ["state"]

    def test_an_answer_that_was_refused_does_not_count_again(
        self, client, begin, come_back, identity, issuer
    ):
        asked = begin()
        issuer.script.claims = {"acr": "low"}
        come_back(asked)
        issuer.script.claims = {}
        assert come_back(asked).status_code == 400
        assert not is_logged_in(client)

    @pytest.mark.parametrize("state", ["wrong", "", None, ["a", "b"]])
    def test_a_wrong_state_is_refused_and_ends_the_log_in(
        self, client, begin, come_back, identity, issuer, state
    ):
        asked = begin()
        assert come_back(asked, state=state).status_code == 400
        assert refusals() == ["state"]
        assert come_back(asked).status_code == 400
        assert not issuer.script.tokens
        assert not is_logged_in(client)

    def test_the_right_state_twice_is_none(self, begin, come_back, identity):
        asked = begin()
        assert come_back(asked, state=[asked["state"]] * 2).status_code == 400

    def test_another_browser_cannot_use_it(self, begin, come_back, identity, issuer):
        from django.test import Client

        asked = begin()
        other = Client()
        response = other.get(ANSWER, {"code": "c0de", "state": asked["state"]})
        assert response.status_code == 400
        assert not issuer.script.tokens
        # Who began nothing writes nothing.
        assert refusals() == []
        assert not other.cookies

    def test_a_log_in_that_took_too_long_is_over(
        self, client, begin, come_back, identity
    ):
        asked = begin()
        session = client.session
        begun = session["oidc_pending"]
        begun[asked["state"]]["begun_at"] -= 15 * 60
        session["oidc_pending"] = begun
        session.save()
        assert come_back(asked).status_code == 400
        assert refusals() == ["state"]


class TestAnotherIssuersAnswer:
    def test_an_answer_that_names_another_issuer_is_refused(
        self, client, begin, come_back, identity, issuer
    ):
        response = come_back(begin(), iss="https://other.example")
        assert response.status_code == 403
        assert not issuer.script.tokens
        assert refusals() == ["other_issuer"]

    def test_an_issuer_that_names_itself_must_do_so(
        self, client, begin, come_back, identity, issuer
    ):
        issuer.script.metadata = {
            "authorization_response_iss_parameter_supported": True
        }
        assert come_back(begin()).status_code == 403
        assert refusals() == ["other_issuer"]
        assert come_back(begin(), iss=issuer.address).status_code == 302

    @pytest.mark.parametrize(
        "metadata",
        [
            {"issuer": "https://other.example"},
            {"issuer": None},
            {"token_endpoint": "http://other.example/token"},
            {"jwks_uri": "http://other.example/jwks"},
            {"authorization_endpoint": None},
        ],
    )
    def test_metadata_that_lead_to_another_are_not_used(self, client, issuer, metadata):
        issuer.script.metadata = metadata
        response = client.post(START)
        assert response.status_code == 502
        assert not cache.get("anything")
        assert "oidc_pending" not in client.session


@pytest.mark.parametrize(
    ("error", "reason", "status"),
    [
        ("access_denied", "cancelled", 403),
        ("login_required", "issuer_error", 502),
        ("<script>" + PID, "issuer_error", 502),
    ],
)
def test_an_error_of_the_issuer_is_told(
    client, begin, come_back, identity, error, reason, status
):
    response = come_back(begin(), code=None, error=error, error_description=PID)
    assert response.status_code == status
    assert refusals() == [reason]
    [entry] = StatusChange.objects.filter(action="refuse_log_in")
    assert PID not in str(entry.details) + response.content.decode()


def test_an_answer_without_a_code_is_refused(begin, come_back, identity):
    assert come_back(begin(), code=None).status_code == 403
    assert refusals() == ["code"]


def test_a_code_that_the_issuer_does_not_know_is_refused(
    begin, come_back, identity, issuer
):
    issuer.script.token_answer = {"error": "invalid_grant"}
    issuer.script.token_status = 400
    assert come_back(begin()).status_code == 403
    assert refusals() == ["code"]


class TestIssuerThatFails:
    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch):
        monkeypatch.setattr(provider, "TIMEOUT_SECONDS", 0.2)

    def test_no_answer_is_told_at_the_start(self, client, issuer, settings):
        settings.PORTAL_OIDC = settings.PORTAL_OIDC | {"ISSUER": "http://127.0.0.1:9"}
        response = client.post(START)
        assert response.status_code == 503
        assert response.headers["Retry-After"]
        assert "Eksempelporten" in response.content.decode()

    def test_a_slow_issuer_is_not_waited_for(self, client, issuer):
        issuer.script.wait_seconds = 1.5
        before = time.monotonic()
        assert client.post(START).status_code == 503
        assert time.monotonic() - before < 1.4

    def test_a_slow_token_is_not_waited_for(self, begin, come_back, identity, issuer):
        asked = begin()
        issuer.script.wait_seconds = 1.5
        assert come_back(asked).status_code == 503
        assert refusals() == ["unavailable"]

    @pytest.mark.parametrize(
        "path", ["/.well-known/openid-configuration", "/token", "/jwks"]
    )
    def test_nonsense_is_told_as_such(self, client, issuer, identity, path):
        issuer.script.nonsense = path
        response = client.post(START)
        if path.startswith("/.well"):
            assert response.status_code == 502
            return
        asked = sent_to(response)
        issuer.script.nonce = asked["nonce"]
        answered = client.get(ANSWER, {"code": "c", "state": asked["state"]})
        assert answered.status_code == 502
        assert refusals() == ["misbehaves"]
        assert not is_logged_in(client)

    @pytest.mark.parametrize(
        "answer",
        [
            {"access_token": "a", "token_type": "Bearer"},
            {"access_token": "a", "token_type": "Bearer", "id_token": 7},
            {"error": "invalid_client"},
        ],
    )
    def test_an_answer_without_a_token_is_told(
        self, begin, come_back, identity, issuer, answer
    ):
        issuer.script.token_answer = answer
        assert come_back(begin()).status_code == 502

    @pytest.mark.parametrize(
        "path", ["/.well-known/openid-configuration", "/token", "/jwks"]
    )
    def test_nothing_is_sent_on_to_where_the_issuer_leads(
        self, client, issuer, identity, path
    ):
        issuer.script.redirect = path
        response = client.post(START)
        if response.status_code == 200:
            asked = sent_to(response)
            issuer.script.nonce = asked["nonce"]
            response = client.get(ANSWER, {"code": "c", "state": asked["state"]})
        assert response.status_code == 502
        assert "/elsewhere" not in issuer.script.asked
