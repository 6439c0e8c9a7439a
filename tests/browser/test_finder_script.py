"""The finder's script in a real browser: suggestions by keyboard, one's position."""

import json
import mimetypes
import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from .conftest import SITE, needed, static_file
from .test_accessibility import ARGUMENTS, RUN_AXE, TAGS

FOUND = [("Gjøvik", "municipality"), ("Gjølme", "postal_place"), ("Gjøra", "place")]
POINTS = {"2815": [60.795, 10.692], "5003": [60.393, 5.324]}
GJOVIK = {"latitude": 60.8, "longitude": 10.7}
OPTION = ".suggestions__option:visible"
LISBON = {"latitude": 38.7, "longitude": -9.1}


@pytest.fixture(scope="module")
def pages(shipped_database, django_db_blocker):
    """Return the pages that have the script, rendered before the browser starts."""
    from django.db import connection, connections

    with django_db_blocker.unblock():
        connections.close_all()
        template = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = shipped_database
        try:
            return {path: Client().get(path) for path in ("/", "/finn/", "/finn/?q=cv")}
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = template


@pytest.fixture(scope="module")
def browser(pages):
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


@pytest.fixture
def visit(browser, pages):
    """Return a function that opens a page; `tab.asked` are the addresses it fetched.

    The server answers every question for «gjø» with three places, for «feil» with an
    error, and for other words with nothing.
    """
    contexts = []

    def answer(route, asked):
        parts = urlsplit(route.request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.path.startswith("/static/"):
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            route.fulfill(content_type=kind, body=static_file(parts.path) or b"")
            return
        asked.append(path)
        if path in pages:
            page = pages[path]
            route.fulfill(headers=dict(page.headers), body=page.content)
        elif parts.path == "/finn/punkter.json":
            route.fulfill(json={"points": POINTS})
        elif parts.path == "/finn/forslag":
            (text,) = next(iter(parse_qs(parts.query).values()))
            found = FOUND if text == "gjø" else []
            items = [{"text": name, "kind": kind} for name, kind in found]
            status = 500 if text == "feil" else 200
            route.fulfill(status=status, body=json.dumps({"suggestions": items}))
        else:
            route.fulfill(content_type="text/html", body="<title>Svar</title>")

    def open_page(path, **options):
        context = browser.new_context(viewport={"width": 320, "height": 800}, **options)
        contexts.append(context)
        tab = context.new_page()
        tab.asked, tab.complaints = [], []
        context.route("**/*", lambda route: answer(route, tab.asked))
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.on(
            "console",
            lambda message: (
                message.type == "error" and tab.complaints.append(message.text)
            ),
        )
        tab.goto(SITE + path)
        return tab

    yield open_page
    for context in contexts:
        context.close()


def chosen(field):
    """Return the text of the option that the field says is the active one."""
    return field.evaluate(
        "e => document.getElementById(e.getAttribute('aria-activedescendant'))"
        "?.dataset.text ?? null"
    )


@pytest.mark.parametrize(
    ("path", "field"),
    [("/", "#hero-field"), ("/finn/", "#id_q"), ("/finn/?q=cv", "#search-field")],
)
def test_a_suggestion_is_chosen_by_keyboard_alone(visit, path, field):
    tab = visit(path)
    field = tab.locator(field)
    options = tab.locator(OPTION)
    field.focus()
    tab.keyboard.type("gjø")
    options.first.wait_for()
    assert options.count() == 3
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-expanded") == "true"
    assert chosen(field) is None
    tab.keyboard.press("ArrowDown")
    assert chosen(field) == "Gjøvik"
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    assert chosen(field) == "Gjøra"
    tab.keyboard.press("ArrowUp")
    assert tab.locator("[aria-selected=true]").get_attribute("data-text") == "Gjølme"
    before = tab.url
    tab.keyboard.press("Enter")
    assert field.input_value() == "Gjølme"
    assert field.get_attribute("aria-expanded") == "false"
    assert options.count() == 0
    # Choosing changes the field only; the next Enter asks the question.
    assert tab.url == before
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert "Gj%C3%B8lme" in tab.asked[-1]
    assert not tab.complaints


def test_escape_closes_the_list_and_keeps_what_is_written(visit):
    tab = visit("/finn/")
    field = tab.locator("#id_q")
    field.fill("gjø")
    tab.locator(OPTION).first.wait_for()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Escape")
    assert field.input_value() == "gjø"
    assert field.get_attribute("aria-expanded") == "false"
    assert field.get_attribute("aria-activedescendant") is None
    # The arrows bring it back without asking again, and leaving takes it away.
    asked = len(tab.asked)
    tab.keyboard.press("ArrowDown")
    assert chosen(field) == "Gjøvik"
    tab.keyboard.press("Tab")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "gjø"
    assert len(tab.asked) == asked


def test_how_many_there_are_is_said_and_a_pointer_can_choose(visit):
    tab = visit("/finn/")
    field = tab.locator("#id_sted")
    field.fill("gjø")
    tab.locator(OPTION).nth(1).click()
    assert field.input_value() == "Gjølme"
    assert field.evaluate("e => e === document.activeElement")
    status = field.locator("xpath=following-sibling::*[@role='status']")
    field.fill("gjø")
    tab.locator(OPTION).first.wait_for()
    assert "3" in status.inner_text()
    field.fill("xyz")
    tab.locator(OPTION).first.wait_for(state="hidden")
    assert status.inner_text()


def test_the_form_works_when_suggestions_fail(visit):
    tab = visit("/finn/")
    field = tab.locator("#id_q")
    field.fill("gjø")
    tab.locator(OPTION).first.wait_for()
    with tab.expect_response("**/finn/forslag*"):
        field.fill("feil")
    tab.get_by_role("listbox").wait_for(state="hidden")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert tab.asked[-1].startswith("/finn/?q=feil")


def test_an_open_list_has_no_accessibility_violation_and_fits_the_window(visit):
    axe = Path(needed("PORTAL_AXE", "axe.min.js")).read_text(encoding="utf-8")
    for path, field in [("/", "#hero-field"), ("/finn/", "#id_sted")]:
        tab = visit(path)
        tab.locator(field).fill("gjø")
        tab.locator(OPTION).first.wait_for()
        tab.keyboard.press("ArrowDown")
        assert tab.evaluate("document.documentElement.scrollWidth") == 320
        tab.evaluate(axe)
        assert tab.evaluate(RUN_AXE, TAGS) == []


def use_position(tab):
    tab.locator(".position button").first.click()
    tab.wait_for_function(
        "() => { const s = document.querySelector('.position__status').textContent;"
        " return s && !s.endsWith('…'); }"
    )
    return tab.locator(".position__status").first.inner_text()


def test_the_nearest_postal_code_is_found_in_the_browser(visit):
    tab = visit("/finn/", geolocation=GJOVIK, permissions=["geolocation"])
    assert "/finn/punkter.json" not in tab.asked
    before = tab.url
    assert "2815" in use_position(tab)
    assert tab.locator("#id_sted").input_value() == "2815"
    assert tab.url == before
    # The position has gone nowhere.
    assert tab.asked == ["/finn/", "/finn/punkter.json"]
    assert not tab.complaints


@pytest.mark.parametrize(
    "options", [{}, {"geolocation": LISBON, "permissions": ["geolocation"]}]
)
def test_a_position_that_is_refused_or_far_away_fills_in_nothing(visit, options):
    tab = visit("/finn/", **options)
    tab.locator("#id_sted").fill("Lom")
    assert use_position(tab)
    assert tab.locator("#id_sted").input_value() == "Lom"
    assert not tab.complaints


def test_without_the_script_no_button_and_no_list_are_there(visit):
    tab = visit("/finn/", java_script_enabled=False)
    assert tab.locator(".position").count() == 0
    assert tab.locator("[role=combobox]").count() == 0
    assert tab.locator("#id_sted").is_visible()
