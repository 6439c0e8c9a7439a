"""Tokens that lie, and signatures that are not the issuer's: nobody is let in."""

import time

import pytest

from .conftest import START, is_logged_in, refusals
from .issuer import (
    EC_KEY,
    FOREIGN_KEY,
    KEY,
    NEXT_KEY,
    NUMBER,
    PID,
    signed_with_public_key,
    unsigned,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("claims", "reason", "status"),
    [
        ({"iss": "https://other.example"}, "issuer", 403),
        ({"aud": "other"}, "audience", 403),
        ({"aud": ["portal", "other"]}, "authorised_party", 403),
        ({"azp": "other"}, "authorised_party", 403),
        ({"nonce": "of another log-in"}, "nonce", 403),
        ({"nonce": None}, "nonce", 403),
        ({"exp": int(time.time()) - 60}, "expired", 403),
        ({"iat": int(time.time()) + 3600}, "not_yet_valid", 403),
        ({"nbf": int(time.time()) + 3600}, "not_yet_valid", 403),
        ({"acr": "idporten-loa-low"}, "acr", 403),
        ({"acr": None}, "acr", 403),
        ({"sub": None}, "subject", 403),
        ({"sub": PID}, "personal_number", 403),
        ({"organisation": None}, "organisation", 403),
        ({"organisation": f"0192:{PID}"}, "organisation", 403),
        ({"organisation": [NUMBER, "974760673"]}, "several_organisations", 403),
        ({"organisation": "974760673"}, "no_role", 403),
        ({"sub": "somebody else"}, "unknown", 403),
        ({"at_hash": "x" * 22}, "claims", 403),
    ],
)
def test_a_token_that_says_something_wrong_lets_nobody_in(
    client, begin, come_back, identity, issuer, claims, reason, status
):
    issuer.script.claims = claims
    response = come_back(begin())
    assert response.status_code == status
    assert not is_logged_in(client)
    assert refusals() == [reason]


def test_a_key_that_is_not_the_issuers_is_refused(
    client, begin, come_back, identity, issuer
):
    issuer.script.key = FOREIGN_KEY
    assert come_back(begin()).status_code == 403
    assert refusals() == ["signature"]
    assert not is_logged_in(client)


@pytest.mark.parametrize("forge", [unsigned, signed_with_public_key])
def test_a_signature_that_anybody_can_make_is_refused(
    client, begin, come_back, identity, issuer, forge
):
    # Even an issuer that offers such signatures cannot make us take them.
    issuer.script.metadata = {
        "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"]
    }
    asked = begin()
    now = int(time.time())
    issuer.script.raw_token = forge(
        {
            "iss": issuer.address,
            "aud": "portal",
            "sub": "pairwise-1",
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 60,
            "acr": "idporten-loa-high",
            "organisation": NUMBER,
        }
    )
    assert come_back(asked).status_code == 403
    assert refusals() == ["signature"]
    assert not is_logged_in(client)


def test_an_issuer_with_none_but_such_signatures_is_not_used(client, issuer):
    issuer.script.metadata = {
        "id_token_signing_alg_values_supported": ["none", "HS256"]
    }
    assert client.post(START).status_code == 502


def test_an_elliptic_signature_is_taken(client, begin, come_back, identity, issuer):
    issuer.script.key = EC_KEY
    issuer.script.keys = [KEY, EC_KEY]
    issuer.script.header = {"alg": "ES256"}
    assert come_back(begin()).status_code == 302


def test_new_keys_of_the_issuer_are_asked_for_once(
    client, begin, come_back, identity, issuer
):
    come_back(begin())
    client.logout()
    issuer.script.key, issuer.script.keys = NEXT_KEY, [NEXT_KEY]
    issuer.script.asked.clear()
    assert come_back(begin()).status_code == 302
    assert issuer.script.asked == ["/token", "/jwks"]
    client.logout()
    issuer.script.asked.clear()
    assert come_back(begin()).status_code == 302
    assert issuer.script.asked == ["/token"]


def test_a_key_that_is_still_unknown_then_is_refused(
    client, begin, come_back, identity, issuer
):
    issuer.script.key = NEXT_KEY
    assert come_back(begin()).status_code == 403
    assert issuer.script.asked.count("/jwks") == 2
    assert refusals() == ["signature"]
