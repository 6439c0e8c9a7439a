"""Leaving a page with unsaved text asks first, in a real browser."""

import mimetypes
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests import factories as make

from .conftest import SITE, static_file
from .test_accessibility import ARGUMENTS

FORM = "/min-side/tilbud/ny/"
NAME = "#id_name_nb"


@pytest.fixture
def page(db):
    """Return the form of a new service, as an editor gets it."""
    client = Client()
    client.force_login(make.make_membership(role="editor").user)
    answer = client.get(FORM)
    assert answer.status_code == 200
    return answer


@pytest.fixture
def tab(page):
    """Return the form in a browser, with `asked`, the questions it put on leaving."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="portal.py test installs it beside a Chromium"
    )
    program = os.environ.get("PORTAL_CHROMIUM", "/usr/bin/chromium")
    if not Path(program).exists():
        pytest.skip("there is no Chromium; .ci/run installs it")

    def answer(route):
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            route.fulfill(content_type=kind, body=static_file(path) or b"")
        elif path == FORM and route.request.method == "GET":
            route.fulfill(headers=dict(page.headers), body=page.content)
        else:
            route.fulfill(content_type="text/html", body="<title>Svar</title>")

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        opened = browser.new_page()
        opened.context.route("**/*", answer)
        opened.asked = []

        def go_on(dialog):
            opened.asked.append(dialog.type)
            dialog.accept()

        opened.on("dialog", go_on)
        opened.goto(SITE + FORM)
        yield opened
        browser.close()


def leave(tab):
    tab.locator(".workspace-menu a").first.click()
    tab.wait_for_url(lambda url: urlsplit(url).path != FORM)


def test_leaving_what_was_typed_asks_first(tab):
    tab.locator(NAME).press_sequentially("Kurs")
    leave(tab)
    assert tab.asked == ["beforeunload"]


def test_leaving_an_untouched_form_asks_nothing(tab):
    tab.locator(NAME).click()
    leave(tab)
    assert tab.asked == []


def test_sending_it_asks_nothing(tab):
    tab.locator(NAME).press_sequentially("Kurs")
    with tab.expect_navigation():
        tab.locator(".workspace-page form button[type=submit]").first.click()
    assert tab.asked == []
