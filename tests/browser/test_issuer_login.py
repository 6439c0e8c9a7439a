"""A whole log-in in a real browser, at an issuer of an independent, certified make."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.test.testcases import LiveServerThread
from joserfc.jwk import RSAKey

from tests.factories import (
    make_external_identity,
    make_membership,
    make_partner,
    make_user,
)

from .conftest import needed
from .test_accessibility import ARGUMENTS

NUMBER = "987464291"
PID = "31129912345"
LOG_IN = "/min-side/logg-inn/"


@pytest.fixture(scope="module")
def portal(cloned_database, django_db_blocker):
    """Return the address of the portal itself, served from a database of its own."""
    with django_db_blocker.unblock():
        thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        yield f"http://127.0.0.1:{thread.port}"
        thread.terminate()


@pytest.fixture(scope="module")
def key():
    return RSAKey.generate_key(2048, parameters={"kid": "ours"})


@pytest.fixture(scope="module")
def issuer(portal, key):
    """Return the address of the started issuer, which knows our public key."""
    library = needed("PORTAL_OIDC_PROVIDER", "oidc-provider")
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node; .ci/run installs it")
    client = {
        "client_id": "portal",
        "redirect_uris": [f"{portal}{LOG_IN}oidc/svar/"],
        "post_logout_redirect_uris": [f"{portal}{LOG_IN}"],
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "RS256",
        "jwks": {"keys": [key.as_dict(private=False)]},
    }
    said = {"pid": PID, "organisation": f"0192:{NUMBER}"}
    process = subprocess.Popen(
        [node, str(Path(__file__).with_name("issuer.mjs"))],
        env={
            **os.environ,
            "PORTAL_OIDC_PROVIDER": library,
            "PORTAL_ISSUER": json.dumps({"client": client, "said": said}),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    lines = iter(process.stdout.readline, "")
    address = next((line.strip() for line in lines if line.startswith("http")), "")
    try:
        assert address, "the issuer did not start"
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


@pytest.fixture(scope="module")
def people(portal, issuer, django_db_blocker):
    """Make who the issuer knows, before the browser starts."""
    with django_db_blocker.unblock():
        partner = make_partner(name="Eksempel kommune", organisation_number=NUMBER)
        user = make_user(first_name="Kari", last_name="Eksempel")
        make_membership(user=user, partner=partner)
        for subject in ("kari", "low"):
            make_external_identity(user=user, issuer=issuer, subject=subject)


@pytest.fixture(scope="module")
def browser(people):
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="portal.py test installs it beside a Chromium"
    )
    program = os.environ.get("PORTAL_CHROMIUM", "/usr/bin/chromium")
    if not Path(program).exists():
        pytest.skip("there is no Chromium; .ci/run installs it")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def tab(request, browser, issuer, key, settings):
    cache.clear()
    settings.PORTAL_OIDC = settings.PORTAL_OIDC | {
        "ISSUER": issuer,
        "NAME": "Eksempelporten",
        "CLIENT_ID": "portal",
        "PRIVATE_KEY": json.dumps(key.as_dict(private=True)),
        "KEY_ID": "ours",
        "ORGANISATION_CLAIM": "organisation",
    }
    context = browser.new_context(java_script_enabled=request.param)
    yield context.new_page()
    context.close()
    cache.clear()


def to_the_issuer(tab, portal, issuer, path=LOG_IN):
    """Press the button, and arrive at the issuer."""
    tab.goto(portal + path)
    tab.get_by_role("button", name="Logg inn med Eksempelporten").click()
    tab.wait_for_url(f"{issuer}/interaction/**")


def as_whom(tab, subject):
    tab.get_by_label("Hvem er du?").fill(subject)
    tab.get_by_role("button", name="Logg inn").click()


def test_somebody_logs_in_and_out(tab, portal, issuer):
    to_the_issuer(tab, portal, issuer, f"{LOG_IN}?next=/min-side/konto/")
    as_whom(tab, "kari")
    tab.wait_for_url(f"{portal}/min-side/konto/")
    assert "Kari Eksempel" in tab.content()
    assert PID not in tab.content()
    tab.goto(f"{portal}/min-side/logg-ut/")
    tab.locator("main button[type=submit]").click()
    tab.wait_for_url(f"{issuer}/session/end**")
    # Its page asks, and then leads back to us.
    tab.locator("button[name=logout]").click()
    tab.wait_for_url(f"{portal}{LOG_IN}**")
    tab.goto(f"{portal}/min-side/konto/")
    assert LOG_IN in tab.url


@pytest.mark.parametrize(
    ("subject", "phrase"),
    [("low", "sterkere innlogging"), ("stranger", "Vi kjenner deg ikke ennå")],
)
def test_somebody_is_refused_in_words(tab, portal, issuer, subject, phrase):
    to_the_issuer(tab, portal, issuer)
    as_whom(tab, subject)
    tab.wait_for_url(f"{portal}{LOG_IN}oidc/svar/**")
    assert phrase in tab.locator("h1").inner_text()
    tab.goto(f"{portal}/min-side/")
    assert LOG_IN in tab.url


def test_somebody_breaks_off(tab, portal, issuer):
    to_the_issuer(tab, portal, issuer)
    tab.get_by_role("button", name="Avbryt").click()
    tab.wait_for_url(f"{portal}{LOG_IN}oidc/svar/**")
    assert "Du ble ikke logget inn" in tab.locator("h1").inner_text()
