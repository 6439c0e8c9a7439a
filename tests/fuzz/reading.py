"""The forms of a page, field by field, as a browser would find them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

NOT_SENT = {"submit", "button", "image", "reset"}


@dataclass
class Field:
    """One name of a form: what kind of input, what stands in it, what one may choose.

    `values` are what the browser would send untouched; `choices` those of a select,
    of radios or of ticks.
    """

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    is_required: bool = False
    longest: int | None = None


@dataclass
class Form:
    """A form of a page: where it is sent, how, and what is in it."""

    action: str
    method: str
    is_multipart: bool
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def shape(self):
        """Return what makes a form the same as another: its names without numbers."""
        return frozenset(re.sub(r"\d+", "0", name) for name in self.fields)


class _Reader(HTMLParser):
    def __init__(self, html, address):
        super().__init__()
        self.address, self.forms, self.links = address, [], []
        # Inputs may stand anywhere and name their form by its id.
        self.by_id, self.strays = {}, []
        self.form = self.select = self.text = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        known = {name for name, _value in attributes}
        if tag == "form":
            self.form = Form(
                action=urljoin(self.address, given.get("action", "")) or self.address,
                method=given.get("method", "get").lower(),
                is_multipart="multipart" in given.get("enctype", ""),
            )
            self.forms.append(self.form)
            if "id" in given:
                self.by_id[given["id"]] = self.form
        elif tag == "a" and given.get("href"):
            self.links.append(urljoin(self.address, given["href"]))
        elif tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self._input(tag, given, known)
        elif tag == "option" and self.select is not None:
            self.select.choices.append(given.get("value", ""))
            if "selected" in known:
                self.select.values.append(given.get("value", ""))

    def _input(self, tag, given, known):
        kind = given.get("type", "text").lower() if tag == "input" else tag
        form = self.by_id.get(given.get("form", ""), self.form)
        if form is None:
            return
        name = given["name"]
        if kind in NOT_SENT or tag == "button":
            form.buttons.append((name, given.get("value", "")))
            return
        each = form.fields.setdefault(name, Field(name, kind))
        each.is_required |= "required" in known or given.get("aria-required") == "true"
        if given.get("maxlength", "").isdigit():
            each.longest = int(given["maxlength"])
        if tag == "select":
            self.select = each
        elif tag == "textarea":
            self.text = each
            each.values.append("")
        elif kind in {"checkbox", "radio"}:
            each.choices.append(given.get("value", "on"))
            if "checked" in known:
                each.values.append(given.get("value", "on"))
        else:
            each.values.append(given.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            if self.select and not self.select.values and self.select.choices:
                self.select.values.append(self.select.choices[0])
            self.select = None
        elif tag == "textarea":
            if self.text and self.text.values[-1].startswith("\n"):
                self.text.values[-1] = self.text.values[-1][1:]
            self.text = None

    def handle_data(self, data):
        if self.text is not None:
            self.text.values[-1] += data


def read_page(response, address):
    """Return the forms of a page and the addresses of the site that it leads to."""
    if "text/html" not in response.headers.get("Content-Type", ""):
        return [], []
    reader = _Reader(response.content.decode(), address)
    links = [
        urlsplit(link)._replace(fragment="").geturl()
        for link in reader.links
        if link.startswith("/") and not link.startswith("//")
    ]
    return reader.forms, links
