"""Send in files for import and accept them, as a coordinator does on the page."""

from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.workspace.test_roles import hidden_fields
from workspace.models import ImportFile

START = "/min-side/import/"
NOW = datetime(2025, 3, 10, 12, tzinfo=UTC)


def logged_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


def send_in(client, text, kind="partners", name="fil.csv"):
    """Send in a file; return the answer."""
    data = text if isinstance(text, bytes) else text.encode()
    page = client.get(START)
    sent = {
        **hidden_fields(page.content.decode()),
        "kind": kind,
        "file": SimpleUploadedFile(name, data),
    }
    return client.post(START, sent)


def shown(client, text, kind="partners"):
    """Send in a file; return the address of its page and the lines as they are kept."""
    answer = send_in(client, text, kind)
    assert answer.status_code == 302, answer.content.decode()
    file = ImportFile.objects.get(public_id=answer.headers["Location"].split("/")[-2])
    return answer.headers["Location"], list(file.lines.order_by("line"))


def accept(client, address):
    """Press the button of a page; return the answer."""
    page = client.get(address).content.decode()
    assert 'name="difference"' in page
    return client.post(address, hidden_fields(page))


def partners_csv(*rows, header="slug,name,kind,county_code"):
    return "\n".join([header, *rows, ""])


def line_of(partner, **changes):
    values = {"name": partner.name, "county": partner.county.code} | changes
    return f"{partner.slug},{values['name']},{partner.kind},{values['county']}"
