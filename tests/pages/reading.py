"""How tests read a page: its HTML, its text as a reader would quote it, its cost."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext


def body(client, address, status=200):
    """Return the HTML of an address that answers with `status`."""
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def bare_text(html):
    """Return HTML without its tags, each run of space as one."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def text_of(response):
    """Return the page's HTML with ordinary spaces, as a reader would quote it."""
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def queries_of(client, address):
    """Return how many queries a page costs."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
