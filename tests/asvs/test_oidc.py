"""ASVS 5.0 on log-in through an issuer. Each test is named after its line."""

import pytest
from django.test import Client

from publishing.models import StatusChange
from tests.partners.oidc.conftest import (
    ANSWER,
    START,
    TIE,
    all_text_of_the_database,
    begin,
    come_back,
    identity,
    is_logged_in,
    issuer,
    issuer_server,
    kari,
    partner,
    refusals,
)
from tests.partners.oidc.issuer import FOREIGN_KEY, PID

# pytest finds fixtures by these names.
__all__ = [
    "all_text_of_the_database",
    "begin",
    "come_back",
    "identity",
    "issuer",
    "issuer_server",
    "kari",
    "partner",
]

pytestmark = pytest.mark.django_db


def test_V3_5_1_a_log_in_is_begun_by_post_with_a_token_alone(kari, issuer):
    strict = Client(enforce_csrf_checks=True)
    for path in (START, TIE):
        assert strict.post(path).status_code in {302, 403}
        assert strict.get(path).status_code == 302
    assert not strict.session.keys()


@pytest.mark.parametrize(
    "wanted", ["//evil", "https:evil", "/\\evil", "https://evil/min-side/", "/%5Cevil"]
)
def test_V3_7_2_hostile_next_stays_home(begin, come_back, identity, wanted):
    assert come_back(begin(next=wanted)).url == "/min-side/"


def test_V6_3_3_a_strong_enough_level_counts_as_second_factor(
    client, begin, come_back, identity
):
    come_back(begin())
    assert client.get("/min-side/").status_code == 200


@pytest.mark.parametrize("acr", ["idporten-loa-low", "", None, "high"])
def test_V6_3_3_a_weaker_level_lets_nobody_in(
    client, begin, come_back, identity, issuer, acr
):
    issuer.script.claims = {"acr": acr}
    assert come_back(begin()).status_code == 403
    assert not is_logged_in(client)


def test_V7_2_4_a_new_session_id_at_log_in_and_the_old_is_dead(
    client, begin, come_back, identity
):
    asked = begin()
    before = client.session.session_key
    come_back(asked)
    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_V10_2_1_an_answer_that_another_browser_began_is_refused(
    begin, come_back, identity
):
    asked = begin()
    assert Client().get(ANSWER, {"code": "c", "state": asked["state"]}).status_code == (
        400
    )


def test_V10_2_2_an_answer_of_another_issuer_is_refused(begin, come_back, identity):
    assert come_back(begin(), iss="https://other.example").status_code == 403
    assert refusals() == ["other_issuer"]


def test_V10_5_1_a_token_of_another_log_in_is_refused(
    begin, come_back, identity, issuer
):
    asked = begin()
    issuer.script.nonce = "of another log-in"
    assert come_back(asked).status_code == 403
    assert refusals() == ["nonce"]


def test_V10_5_2_who_somebody_is_follows_from_issuer_and_subject_alone(
    begin, come_back, identity, issuer, kari
):
    issuer.script.claims = {"sub": "other", "email": kari.email or "kari@e.example"}
    assert come_back(begin()).status_code == 403


def test_V10_5_3_metadata_of_another_issuer_are_not_used(client, issuer):
    issuer.script.metadata = {"issuer": "https://other.example"}
    assert client.post(START).status_code == 502


def test_V10_5_4_a_token_for_another_client_is_refused(
    begin, come_back, identity, issuer
):
    issuer.script.claims = {"aud": "other"}
    assert come_back(begin()).status_code == 403
    assert refusals() == ["audience"]


def test_V14_2_1_no_code_or_state_stands_in_a_link(begin, come_back, identity, issuer):
    issuer.script.claims = {"acr": "low"}
    asked = begin()
    page = come_back(asked, code="s3cret-code").content.decode()
    assert asked["state"] not in page
    assert "s3cret-code" not in page


def test_V16_3_1_log_in_and_refusal_are_recorded(begin, come_back, identity, issuer):
    issuer.script.key = FOREIGN_KEY
    come_back(begin())
    issuer.script.key = issuer.script.keys[0]
    come_back(begin())
    assert list(
        StatusChange.objects.order_by("position").values_list("action", flat=True)
    ) == ["refuse_log_in", "log_in"]


def test_V16_2_5_no_national_identity_number_is_recorded(
    client, begin, come_back, identity, all_text_of_the_database, caplog
):
    caplog.set_level("DEBUG")
    come_back(begin())
    assert PID not in all_text_of_the_database() + caplog.text
