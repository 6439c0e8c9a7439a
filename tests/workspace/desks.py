"""What tests of «Min side» share: log-ins, and forms as a browser sends them."""

from html.parser import HTMLParser

from django.test import Client

from tests.admin_forms import FormReader


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


class _Fields(FormReader):
    """Read the fields of a form; a radio without a value sends an empty one."""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if given.get("type") == "radio" and not given.get("value"):
            if "checked" in given:
                self.sent.setdefault(given["name"], []).append("")
            return
        super().handle_starttag(tag, attributes)


class _Forms(HTMLParser):
    """Cut a page into its forms, by their addresses."""

    def __init__(self, html):
        super().__init__()
        self.html, self.forms, self.open = html, [], None
        self.lines = [0]
        for line in html.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.feed(html)

    def here(self):
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag, attributes):
        if tag == "form":
            self.open = dict(attributes).get("action", ""), self.here()

    def handle_endtag(self, tag):
        if tag == "form" and self.open:
            action, start = self.open
            self.forms.append((action, self.html[start : self.here()]))
            self.open = None


def form_on(response, action=None):
    """Return what a browser would send from the form that is sent to `action`.

    Without `action`, from the form with a token. Texts have CRLF, as browsers send.
    """
    for address, html in _Forms(response.content.decode()).forms:
        wanted = 'name="form_token"' in html if action is None else address == action
        if wanted:
            return {
                name: [value.replace("\n", "\r\n") for value in values]
                for name, values in _Fields(html).sent.items()
            }
    raise AssertionError(f"no form for {action}")


def sent(client, path, *, action=None, **changes):
    """Open a page, change some fields, send the form; return the answer."""
    page = client.get(path)
    assert page.status_code == 200, page.status_code
    return client.post(action or path, form_on(page, action) | changes)
