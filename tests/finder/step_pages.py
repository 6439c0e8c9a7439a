"""How tests walk question by question and read what they meet."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.test_site import Page

STEPS = ["sted", "hvem", "behov", "kanal"]
EVERYTHING = {
    "q": "cv",
    "sted": "Gjøvik",
    "hvem": ["dismissed", "laid_off"],
    "behov": ["job_change"],
    "kanal": ["phone"],
    "alder": "45",
    "sprak": "en",
}


def visit(client, step, status=200, prefix="", **asked):
    query = urlencode(asked, doseq=True)
    response = client.get(f"{prefix}/finn/{step}/?{query}")
    assert response.status_code == status, asked
    return response


def text_of(response):
    return response.content.decode()


def title_of(response):
    return text_of(response).split("<title>")[1].split("</title>")[0]


def links_of(response):
    return Page(text_of(response)).links


def asked_in(address):
    """Return path and parameters of an address, each parameter as a list."""
    parts = urlsplit(address)
    found = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return parts.path, found


def values_of(response):
    context = response.context
    options = [
        *context["first"],
        *(o for _h, held in context.get("rest", ()) for o in held),
    ]
    return [option["value"] for option in options]
