"""What tests of the admin share: an editor, and the forms as a browser sends them."""

from html import unescape
from html.parser import HTMLParser

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from . import factories as make


def described_service(**given):
    """Return a service with all that its form asks for."""
    return make.make_service(
        target_groups=[make.make_target_group()], needs=[make.make_need()], **given
    )


def address(model, page, *args):
    return reverse(
        f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args
    )


def editor_called(username):
    user = get_user_model().objects.create_superuser(username, password=None)
    client = Client()
    client.force_login(user)
    return client


class FormReader(HTMLParser):
    """Read what a browser would send from the form of a page."""

    def __init__(self, html):
        super().__init__()
        self.sent = {}
        self.select = self.text = None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.sent.setdefault(self.select, []).append(given.get("value") or "")
        elif tag == "textarea":
            self.text = name
            self.sent[name] = [""]
        elif tag == "input" and name and given.get("type") != "submit":
            ticked = "checked" in given
            if given.get("type") not in ("checkbox", "radio") or ticked:
                value = given.get("value") or ("on" if ticked else "")
                self.sent.setdefault(name, []).append(value)

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.text = None

    def handle_data(self, data):
        if self.text:
            # The first line break after the tag is not part of the text.
            self.sent[self.text] = [self.sent[self.text][0] + data.lstrip("\n")]


def form_on(response):
    """Return the fields of the page's form with CRLF in texts, as browsers send."""
    sent = FormReader(response.content.decode()).sent
    return {
        name: [value.replace("\r", "").replace("\n", "\r\n") for value in values]
        for name, values in sent.items()
    }


def loaded(client, row):
    """Return the form that the change page of a row gives somebody."""
    response = client.get(address(type(row), "change", row.pk))
    assert response.status_code == 200
    return form_on(response)


def save(client, row, form, **changes):
    """Send a form and return the answer: 302 is saved, 200 shows the form again."""
    return client.post(address(type(row), "change", row.pk), form | changes)


def shown(response):
    """Return the text of a page; entities as the characters they stand for."""
    return unescape(response.content.decode())
