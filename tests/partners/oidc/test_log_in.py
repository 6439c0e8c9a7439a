"""A whole log-in against an issuer that may lie: refusals first."""

import pytest
from django.contrib.auth import get_user_model

from partners.models import AccountSession, ExternalIdentity
from publishing.models import StatusChange
from tests.factories import make_external_identity, make_membership

from .conftest import ANSWER, START, is_logged_in, refusals
from .issuer import (
    FOREIGN_KEY,
    NUMBER,
    PID,
)

pytestmark = pytest.mark.django_db


def test_without_an_issuer_there_is_no_such_page(client, settings, kari):
    settings.PORTAL_OIDC = settings.PORTAL_OIDC | {"ISSUER": ""}
    # The page for tying asks for log-in before anything else.
    client.force_login(kari)
    for path in (START, ANSWER, f"{START}knytt/", f"{START}logg-ut/"):
        assert client.get(path).status_code == 404, path
        assert client.post(path).status_code == 404, path


def test_who_is_tied_to_an_account_is_let_in(client, begin, come_back, kari, identity):
    response = come_back(begin(next="/min-side/endringer/"))
    assert (response.status_code, response.url) == (302, "/min-side/endringer/")
    assert client.session["_auth_user_id"] == str(kari.pk)
    assert client.session["acting_for"] == NUMBER
    identity.refresh_from_db()
    assert identity.acr == "idporten-loa-high"
    assert identity.organisation_number == NUMBER
    assert identity.last_log_in_at
    assert not refusals()


def test_the_browser_is_sent_with_all_that_protects_it(client, begin, issuer):
    asked = begin()
    assert asked["response_type"] == "code"
    assert asked["client_id"] == "portal"
    assert asked["redirect_uri"] == f"http://testserver{ANSWER}"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 30
    assert len(asked["nonce"]) >= 20
    assert asked["acr_values"] == "idporten-loa-substantial idporten-loa-high"
    assert asked["ui_locales"].startswith("nb")
    # What a visitor adds does not reach the issuer.
    more = begin(acr_values="low", scope="everything", next="/min-side/")
    assert more["acr_values"] == asked["acr_values"]
    assert more["scope"] == "openid"
    assert {more[name] for name in ("state", "nonce", "code_challenge")}.isdisjoint(
        asked.values()
    )


def test_the_code_is_redeemed_with_the_verifier_of_the_challenge(
    begin, come_back, identity, issuer
):
    import base64
    import hashlib

    asked = begin()
    come_back(asked)
    [request] = issuer.script.tokens
    digest = hashlib.sha256(request["code_verifier"].encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert challenge == asked["code_challenge"]
    assert request["redirect_uri"] == asked["redirect_uri"]
    assert request["Authorization"].startswith("Basic ")
    assert "client_secret" not in request


class TestWhoIsLetIn:
    def test_a_closed_account_is_not_opened(self, client, begin, come_back, identity):
        get_user_model().objects.update(is_active=False)
        assert come_back(begin()).status_code == 403
        assert refusals() == ["closed"]
        assert not is_logged_in(client)

    def test_an_account_over_the_whole_portal_is_not_opened(
        self, client, begin, come_back, identity
    ):
        get_user_model().objects.update(is_superuser=True)
        assert come_back(begin()).status_code == 403
        assert refusals() == ["password_only"]

    def test_a_role_that_has_ended_lets_nobody_in(
        self, client, begin, come_back, kari, identity
    ):
        kari.memberships.update(valid_to="2024-06-01")
        response = come_back(begin())
        assert response.status_code == 403
        assert refusals() == ["no_role"]
        assert "Eksempel kommune" in response.content.decode()

    def test_the_same_subject_of_another_issuer_is_a_stranger(
        self, client, begin, come_back, kari, issuer
    ):
        make_external_identity(user=kari, issuer="https://other.example")
        assert come_back(begin()).status_code == 403
        assert refusals() == ["unknown"]

    def test_a_stranger_becomes_no_user(self, begin, come_back, issuer, partner):
        before = get_user_model().objects.count()
        response = come_back(begin())
        assert response.status_code == 403
        assert get_user_model().objects.count() == before
        assert not ExternalIdentity.objects.exists()
        [entry] = StatusChange.objects.filter(action="refuse_log_in")
        assert entry.details.pop("request_id")
        assert entry.details == {"organisation": NUMBER, "acr": "idporten-loa-high"}
        assert "pairwise-1" not in str(vars(entry))


class TestSession:
    def test_the_session_before_is_dead_and_nothing_of_it_lives_on(
        self, client, begin, come_back, identity
    ):
        asked = begin()
        session = client.session
        session["planted"] = "by an attacker"
        session.save()
        before = client.cookies["sessionid"].value
        come_back(asked)
        assert client.cookies["sessionid"].value != before
        assert not client.session.exists(before)
        assert "planted" not in client.session

    def test_another_account_in_the_same_browser_is_left_behind(
        self, client, begin, come_back, identity, kari
    ):
        other = make_membership().user
        client.force_login(other)
        come_back(begin())
        assert client.session["_auth_user_id"] == str(kari.pk)

    @pytest.mark.parametrize(
        "wanted",
        ["//evil.example", "https:evil.example", "/\\evil.example", "/tilbud/", ""],
    )
    def test_next_leads_only_to_our_private_pages(
        self, begin, come_back, identity, wanted
    ):
        assert come_back(begin(next=wanted)).url == "/min-side/"

    def test_pages_are_kept_by_nobody(self, client, begin, come_back, issuer):
        assert "no-store" in client.post(START).headers["Cache-Control"]
        assert "no-store" in come_back(begin()).headers["Cache-Control"]


@pytest.mark.parametrize(
    ("prefix", "phrase"),
    [
        ("", "sterkere innlogging"),
        ("/nn", "sterkare innlogging"),
        ("/en", "a stronger log-in"),
    ],
)
def test_a_refusal_is_said_in_the_language_the_log_in_began_in(
    client, begin, come_back, identity, issuer, prefix, phrase
):
    issuer.script.claims = {"acr": "low"}
    asked = begin(prefix + START)
    # Registered with the issuer is one address, for all languages.
    assert asked["redirect_uri"] == f"http://testserver{ANSWER}"
    page = come_back(asked).content.decode()
    assert phrase in page
    assert f'<html lang="{prefix.strip("/") or "nb"}"' in page


def test_who_began_in_nynorsk_goes_on_in_nynorsk(begin, come_back, identity):
    assert come_back(begin("/nn" + START)).url == "/nn/min-side/"


def test_no_national_identity_number_is_left_anywhere(
    client, begin, come_back, identity, issuer, caplog, all_text_of_the_database
):
    caplog.set_level("DEBUG")
    responses = [come_back(begin())]
    for claims in ({"acr": "low"}, {"sub": "stranger"}, {"sub": PID}, {"aud": PID}):
        issuer.script.claims = claims
        responses.append(come_back(begin()))
    issuer.script.claims = {}
    issuer.script.key = FOREIGN_KEY
    responses.append(come_back(begin()))
    assert len(refusals()) == 5
    kept = [session.get_decoded() for session in AccountSession.objects.all()]
    seen = [response.content.decode() + str(response.headers) for response in responses]
    for place in (all_text_of_the_database(), str(kept), str(seen), caplog.text):
        assert PID not in place
        assert "KARI EKSEMPEL" not in place
