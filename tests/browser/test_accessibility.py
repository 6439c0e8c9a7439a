"""Every page in a real browser: axe, reflow at 320 px, the content security policy."""

import mimetypes
import os
from pathlib import Path

import pytest

from .conftest import SITE, needed, static_file

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (tags) => {
    const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}});
    return found.violations.map(v => `${v.id}: ${v.help} – ${
        v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')}`);
}"""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser(sent_pages):
    """Return a started Chromium. Pages are rendered before: Playwright's event loop
    and Django's database do not go together.
    """
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


@pytest.fixture(scope="module")
def visit(browser, sent_pages):
    """Return a function that shows a sent page and gives back the browser's page."""
    by_address = {SITE + page.path: page for page in sent_pages}
    contexts = {}

    def answer(route):
        address = route.request.url
        page = by_address.get(address)
        if page is not None:
            route.fulfill(status=page.status, headers=page.headers, body=page.body)
            return
        body = static_file(address) if address.startswith(f"{SITE}/static/") else None
        if body is None:
            route.fulfill(status=404, body="")
            return
        kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
        route.fulfill(status=200, content_type=kind, body=body)

    def show(path, width, *, scheme="light", scripts=True):
        key = (width, scheme, scripts)
        if key not in contexts:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                java_script_enabled=scripts,
                bypass_csp=False,
            )
            context.route("**/*", answer)
            tab = context.new_page()
            contexts[key] = (tab, [])
            complaints = contexts[key][1]
            tab.on(
                "console",
                lambda message: (
                    message.type == "error" and complaints.append(message.text)
                ),
            )
            tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab, complaints = contexts[key]
        complaints.clear()
        tab.goto(SITE + path)
        return tab, complaints

    yield show
    for tab, _complaints in contexts.values():
        tab.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_no_page_has_an_accessibility_violation(visit, sent_pages, width, scheme):
    axe = Path(needed("PORTAL_AXE", "axe.min.js")).read_text(encoding="utf-8")
    found = {}
    for sent in sent_pages:
        if "/admin/" in sent.path:
            continue
        tab, complaints = visit(sent.path, width, scheme=scheme)
        tab.evaluate(axe)
        problems = tab.evaluate(RUN_AXE, TAGS)
        # The browser itself reports a page that answers 400, 404 or 410.
        problems += [text for text in complaints if "Failed to load" not in text]
        if problems:
            found[sent.path] = problems
    assert not found


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_scrolls_sideways(visit, sent_pages, width):
    wide = {}
    for sent in sent_pages:
        tab, _complaints = visit(sent.path, width)
        content = tab.evaluate("document.documentElement.scrollWidth")
        if content > width:
            wide[sent.path] = content
    assert not wide


def test_pages_are_complete_without_scripts(visit, sent_pages):
    for sent in sent_pages:
        if sent.status == 200 and not sent.path.startswith(("/nn", "/en", "/admin")):
            tab, complaints = visit(sent.path, 1280, scripts=False)
            assert tab.locator("h1").is_visible(), sent.path
            assert not complaints, (sent.path, complaints)
