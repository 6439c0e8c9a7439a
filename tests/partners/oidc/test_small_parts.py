"""Own paths, log-ins that were begun, words, settings: each alone."""

import pytest
from django.utils import translation

from partners.apps import issuer_is_configured
from partners.oidc import configuration, pending
from partners.oidc.own_paths import own_path
from partners.oidc.words import REASONS, refusal


@pytest.mark.parametrize(
    "wanted",
    ["/min-side/", "/nn/min-side/?a=1#b", "/admin/agreements/", "/min-side/a%20b/"],
)
def test_own_private_pages_are_led_on_to(wanted):
    assert _own(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "min-side/",
        "//evil.example/min-side/",
        "///evil.example/min-side/",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example/min-side/",
        "javascript:alert(1)",
        " /min-side/",
        "/\t/evil.example",
        "/min-side/\r\nSet-Cookie: a=b",
        "/min-side/../tilbud/",
        "/tilbud/",
        "/se/min-side/",
        "/",
        "/nn/",
        "/min-side/" + "a" * 2000,
    ],
)
def test_nothing_else_is(wanted):
    assert _own(wanted) == ""


def _own(wanted):
    return own_path(wanted, private={"admin", "min-side"}, languages=["nb", "nn", "en"])


def begun(at=1000.0):
    return pending.Pending("log_in", "nb", "nonce", "verifier", "https://…", at)


def test_a_log_in_counts_once():
    session = {}
    pending.remember(session, "state", begun())
    assert pending.any_pending(session)
    assert pending.take(session, "state", 1001) == begun()
    assert pending.take(session, "state", 1001) is None
    assert not pending.any_pending(session)


def test_a_log_in_is_over_after_a_quarter_of_an_hour():
    for now, there in ((1000 + 15 * 60 - 1, True), (1000 + 15 * 60, False)):
        session = {}
        pending.remember(session, "state", begun())
        assert (pending.take(session, "state", now) is not None) is there


@pytest.mark.parametrize("state", ["other", "", None])
def test_a_wrong_state_ends_all_that_was_begun(state):
    session = {}
    pending.remember(session, "state", begun())
    assert pending.take(session, state, 1001) is None
    assert pending.take(session, "state", 1001) is None


def test_a_session_remembers_only_the_last_few():
    session = {}
    for number in range(10):
        pending.remember(session, f"state {number}", begun())
    assert list(session[pending.SESSION_KEY]) == [f"state {n}" for n in range(6, 10)]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_has_words_that_say_what_to_do(reason, language):
    with translation.override(language):
        said = refusal(reason, "Ansattporten", "Eksempel kommune")
    assert said.title and said.sentence.endswith(".") and said.advice.endswith(".")
    assert 400 <= said.status < 600
    assert "%(" not in said.title + said.sentence + said.advice


def test_a_reason_without_words_is_a_fault():
    with pytest.raises(KeyError):
        refusal("made_up", "Ansattporten")


WHOLE = {
    "ISSUER": "https://issuer.example",
    "CLIENT_ID": "portal",
    "CLIENT_SECRET": "secret",
}


def given(settings, **changed):
    settings.PORTAL_OIDC = settings.PORTAL_OIDC | WHOLE | changed


def test_without_an_issuer_there_is_none(settings):
    given(settings, ISSUER="", CLIENT_ID="")
    assert configuration.configured_issuer() is None
    assert issuer_is_configured(None) == []


def test_whole_settings_have_no_problem(settings):
    given(settings)
    assert issuer_is_configured(None) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"CLIENT_ID": ""},
        {"CLIENT_SECRET": ""},
        {"ACR_VALUES": ""},
        {"ORGANISATION_CLAIM": " "},
        {"SCOPES": "profile"},
        {"ISSUER": "http://issuer.example"},
        {"CLIENT_AUTH": "none"},
        {"CLIENT_AUTH": "private_key_jwt"},
        {"MAX_AGE": "an hour"},
        {"AUTHORIZATION_DETAILS": "[{"},
    ],
)
def test_settings_that_would_let_nobody_in_or_anybody_are_refused(settings, changed):
    given(settings, **changed)
    assert [error.id for error in issuer_is_configured(None)] == ["partners.E001"]


def test_secrets_are_not_shown_with_the_settings(settings):
    given(settings, PRIVATE_KEY="-----BEGIN PRIVATE KEY-----\\nsecret")
    assert "secret" not in repr(configuration.configured_issuer()).replace(
        "client_secret_", ""
    )
