"""A person at a keyboard: tabs, types and presses; never points, never fills in.

What stands on the way is judged as the person meets it: the name and role that a screen
reader would say, a focus that can be seen, a heading, a title, nothing that scrolls
sideways on a phone, and with scripts no finding of axe. Findings are collected, so that
one walk tells them all.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from .test_accessibility import RUN_AXE, TAGS

# As seen by who looks: the element itself, its label, or what encloses just the two.
IS_SEEN = """() => {
    const drawn = (element) => {
        const style = getComputedStyle(element);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
            || style.boxShadow !== 'none';
    };
    const found = document.activeElement;
    const box = found.getBoundingClientRect();
    const label = found.labels && found.labels[0];
    const onScreen = box.bottom > 0 && box.top < innerHeight && box.width > 1;
    const field = found.closest('.ds-field');
    const alone = field && field.querySelectorAll('input').length === 1;
    return onScreen && [found, label, alone && field].some(each => each && drawn(each));
}"""
WHERE = """(selector) => {
    const found = document.activeElement;
    const words = found.labels?.[0]?.innerText || found.innerText;
    return [
        found === document.body ? null : `${found.localName} ${words.slice(0, 60)}`,
        found.matches(selector),
    ];
}"""
# What may have a role: the accessibility tree, which is slow, is asked of these only.
MAY_BE = {
    "link": "a",
    "button": "button",
    "textbox": "input, textarea",
    "searchbox": "input",
    "checkbox": "input[type=checkbox]",
    "radio": "input[type=radio]",
    "combobox": "select",
    "DisclosureTriangle": "summary",
}
UNFOLDED = """() => {
    const found = document.activeElement.closest('details');
    return found.open && found.querySelector('input, a, button').checkVisibility();
}"""
HEADING = """() => [...document.querySelectorAll('h1')].map(h => h.innerText.trim())"""
WIDTHS = (320, 768, 1280)
PHONE = 320
FARTHEST = 150


@dataclass(frozen=True)
class Stop:
    """Where focus is: the role and the name that the accessibility tree gives."""

    role: str
    name: str


class Person:
    """One person in one browser window; `sent` are the pages they got, as sent."""

    def __init__(self, tab, portal, *, axe=""):
        self.tab = tab
        self.portal = portal
        self.axe = axe
        self.sent = {}
        self.found = []
        self.seen = set()
        self.answers = []
        self.tree = tab.context.new_cdp_session(tab)
        tab.on("response", self._note_answer)
        tab.on("console", self._note_console)
        tab.on("pageerror", lambda error: self.found.append(f"script: {error}"))

    def open(self, address):
        """Type an address, or follow a link from outside."""
        self.tab.goto(self.portal + address.removeprefix(self.portal))
        self.arrive()

    def press(self, role, name, *, key="Enter", is_refused=False):
        """Tab to a button or link, press it, and look at the page that comes."""
        self.reach(role, name)
        with self.tab.expect_navigation():
            self.tab.keyboard.press(key)
        self.arrive(is_refused=is_refused)

    def write(self, name, text, role="textbox"):
        """Tab to a field and write in it, over what is there."""
        self.reach(role, name)
        self.tab.keyboard.press("Control+a")
        self.tab.keyboard.type(text)

    def tick(self, name):
        self.reach("checkbox", name)
        self.tab.keyboard.press("Space")
        assert self.tab.evaluate("document.activeElement.checked"), name

    def unfold(self, name):
        self.reach("DisclosureTriangle", name)
        self.tab.keyboard.press("Enter")
        # It unfolds slowly, and what is not there yet has no place in the order.
        for _each in range(100):
            if self.tab.evaluate(UNFOLDED):
                return
        raise AssertionError(f"«{name}» does not unfold by Enter")

    def choose(self, group, name):
        """Go to a group of radios, and by the arrows to one of them."""
        self.reach("radio", group="" if group is None else group)
        for _each in range(20):
            if self.focused().name.startswith(name):
                self.tab.keyboard.press("Space")
                return
            self.tab.keyboard.press("ArrowDown")
        raise AssertionError(f"no choice «{name}»")

    def pick(self, name, option):
        """Go to a list that unfolds, and type the beginning of an option."""
        stop = self.reach("combobox", name)
        self.tab.keyboard.type(option)
        assert self.focused().name == stop.name, self.focused()
        shown = self.tab.evaluate(
            "document.activeElement.selectedOptions[0].textContent.trim()"
        )
        assert shown.startswith(option), (name, option, shown)

    def reach(self, role, name="", *, group=None):
        """Tab until focus is on a control of this role whose name begins so."""
        passed = []
        for each in range(FARTHEST):
            if each:
                self.tab.keyboard.press("Tab")
            here, may_be = self.tab.evaluate(WHERE, MAY_BE[role])
            # The last stop of a page leads out of it, to the browser's own buttons.
            if here is None and each:
                break
            passed.append(here)
            if not may_be:
                continue
            stop = self.focused()
            if stop.role == role and stop.name.startswith(name):
                if group and group not in self._group():
                    continue
                self._judge_focus(stop)
                return stop
        told = "\n".join(f"  {each}" for each in passed)
        raise AssertionError(
            f"{self.tab.url}: no {role} «{name}» by keyboard. Passed:\n{told}"
        )

    def focused(self):
        """Return where focus is."""
        there = self.tree.send(
            "Runtime.evaluate", {"expression": "document.activeElement"}
        )["result"]["objectId"]
        node = self.tree.send(
            "Accessibility.getPartialAXTree",
            {"objectId": there, "fetchRelatives": False},
        )["nodes"][0]
        name = node.get("name", {}).get("value", "")
        return Stop(
            node.get("role", {}).get("value", ""),
            " ".join(name.split()).replace(" :", ":"),
        )

    def arrive(self, *, is_refused=False):
        """Judge the page that has come; begin at its content, by the skip link."""
        self.tab.wait_for_load_state()
        self._keep_answers()
        here = re.sub(r"[0-9a-f-]{20,}|[\w-]{40,}|\d+", "…", self.path)
        title = self.tab.title()
        if (here, title) not in self.seen:
            self.seen.add((here, title))
            self._judge_page(here, title)
        if is_refused:
            summary = self.tab.evaluate(
                "document.activeElement.matches('.ds-error-summary')"
            )
            assert summary, f"{here}: the error summary has no focus: {self.text}"
            if not title.startswith("Feil: "):
                self.found.append(f"{here}: the title tells of no error: {title}")
            return
        assert "Feil: " not in title, self.text
        if "#" in self.tab.url:
            # A question (GET) keeps the part of the page that it was asked from.
            return
        self.tab.keyboard.press("Tab")
        assert self.focused().name == "Hopp til hovedinnhold", self.focused()
        self._follow_within()

    def mend(self, problem):
        """Follow a line of the error summary to its field."""
        self.reach("link", problem)
        assert self.tab.evaluate(
            "!!document.activeElement.closest('.ds-error-summary')"
        ), f"{self.path}: no line of the error summary leads to a field: {self.text}"
        self._follow_within()
        at = self.tab.evaluate("'#' + document.activeElement.id")
        wanted = self.tab.evaluate("location.hash")
        assert at == wanted, (at, wanted)

    def _follow_within(self):
        """Press Enter on a link to a part of the page."""
        with self.tab.expect_navigation(url="**#*"):
            self.tab.keyboard.press("Enter")

    @property
    def path(self):
        return self.tab.url.removeprefix(self.portal)

    @property
    def text(self):
        """Return what stands in the page's main part, white space as one space."""
        return " ".join(self.tab.locator("main").inner_text().split())

    @property
    def heading(self):
        return self.tab.evaluate(HEADING)[0]

    def _group(self):
        return self.tab.evaluate(
            "document.activeElement.closest('fieldset')?.querySelector('legend')"
            "?.innerText || ''"
        )

    def _judge_focus(self, stop):
        # The page may still be gliding to where focus is.
        for _each in range(100):
            if self.tab.evaluate(IS_SEEN):
                return
            self.tab.wait_for_timeout(20)
        self.found.append(f"{self.path}: focus is not seen on {stop}")

    def _judge_page(self, here, title):
        headings = self.tab.evaluate(HEADING)
        if len(headings) != 1 or not headings[0]:
            self.found.append(f"{here}: headings of level one: {headings}")
        if not title.strip():
            self.found.append(f"{here}: no title")
        size = self.tab.viewport_size
        self.tab.set_viewport_size({"width": PHONE, "height": size["height"]})
        wide = self.tab.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE:
            self.found.append(f"{here}: {wide} px wide on a phone")
        self._keep_pictures(here)
        self.tab.set_viewport_size(size)
        if self.axe:
            self.tab.evaluate(self.axe)
            self.found += [
                f"{here}: {each}" for each in self.tab.evaluate(RUN_AXE, TAGS)
            ]

    def _keep_pictures(self, here):
        """Keep pictures of the page where somebody asks for them, to look at."""
        folder = os.environ.get("PORTAL_PICTURES")
        if not folder:
            return
        name = f"{len(self.seen):02}-{re.sub(r'[^a-zæøå]+', '-', here)[:60]}"
        for scheme in ("light", "dark"):
            self.tab.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                self.tab.set_viewport_size({"width": width, "height": 900})
                whole = Path(folder, f"{id(self):x}-{name}-{width}-{scheme}.png")
                self.tab.screenshot(path=whole, full_page=True)
        self.tab.emulate_media(color_scheme="light")

    def _note_answer(self, response):
        request = response.request
        if request.is_navigation_request() and response.status != 302:
            self.answers.append(response)

    def _note_console(self, message):
        if message.type == "error" and "Failed to load" not in message.text:
            self.found.append(f"{self.path}: {message.text}")

    def _keep_answers(self):
        for response in self.answers:
            path = response.url.removeprefix(self.portal)
            self.sent[f"{response.request.method} {path}"] = response.body()
        self.answers.clear()
