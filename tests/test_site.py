"""Every public page of the contract, in three languages, over the shipped data."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import AgreementVersion, RoleDescription
from services.models import GuidanceService

pytestmark = pytest.mark.usefixtures("portal_data")

PAGES = [
    "/",
    "/avtaler/?part=nav-innlandet&aar=2024",
    "/avtaler/eksempel-innlandet/?dato=2024-06-01",
    "/avtaler/eksempel-innlandet/?dato=2019-01-01",
    "/avtaler/eksempel-innlandet/endringer/1-2/",
    "/finn/",
    "/finn/?sted=Gj%C3%B8vik&hvem=adults&behov=job_change",
    "/finn/?sted=2815",
    "/finn/?sted=Her%C3%B8y",
    "/finn/?sted=Hedmark",
    "/finn/?sted=Atlantis",
    "/finn/?q=veiledning",
    "/finn/sted/",
    "/finn/hvem/?sted=2815",
    "/finn/hvem/?sted=2815&situasjon=uten-jobb",
    "/finn/behov/?sted=2815&hvem=dismissed&behov=study_funding",
    "/finn/kanal/?sted=2815&hvem=dismissed",
    "/finn/kort/",
    "/finn/kort/?sted=2815&hvem=adults&behov=job_change",
    "/finn/kort/?q=mistet+jobben+Oslo",
    "/tilbud/",
    "/tilbud/karriereveiledning-no/",
    "/tilbud/karrieresenter-individuell/",
    "/tilbud/nav-oppfolging/",
    "/karrieresentre/",
    "/karrieresentre/karriere-innlandet-gjovik/",
    "/karrieresentre/karrieresenteret-vestfold/",
    "/fylker/",
    "/fylker/innlandet/",
    "/fylker/innlandet/roller/",
    "/fylker/innlandet/roller/?gruppe=laid_off&dato=2024-06-01",
    "/fylker/oppland/",
    "/fylker/oppland/roller/",
    "/fylker/agder/",
    "/fylker/viken/",
    "/partnere/",
    "/partnere/nav/",
    "/partnere/karriere-oppland/",
    "/partnere/fylkeskommunene/",
    "/avtaler/",
    "/avtaler/oppland/",
    "/avtaler/oppland/v1/",
    "/avtaler/eksempel-innlandet/",
    "/avtaler/eksempel-innlandet/v1/",
    "/avtaler/eksempel-innlandet/v2/",
    "/roller/",
    "/roller/eksempel-innlandet-partnerskapskoordinator/",
    "/om/",
    "/kvalitet/",
    "/personvern/",
    "/tilgjengelighet/",
    "/hjelp/",
]
LANGUAGES = {"nb": "", "nn": "/nn", "en": "/en"}
EVERY_PAGE = [
    pytest.param(prefix + path, language, id=f"{language}{path}")
    for path in PAGES
    for language, prefix in LANGUAGES.items()
]


class Page(HTMLParser):
    """What the tests want to know of a page: links, headings, language, ids."""

    def __init__(self, html):
        super().__init__()
        self.links, self.ids, self.sources = set(), set(), set()
        self.h1 = 0
        self.lang = ""
        self.styles = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "a" and "href" in values:
            self.links.add(values["href"])
        if tag in {"script", "link", "img", "iframe"}:
            address = values.get("src") or values.get("href")
            if address and values.get("rel") not in {"canonical", "alternate"}:
                self.sources.add(address)
        if "id" in values:
            self.ids.add(values["id"])
        if "style" in values or any(name.startswith("on") for name in values):
            self.styles.append((tag, attrs))
        self.h1 += tag == "h1"
        if tag == "html":
            self.lang = values["lang"]


@pytest.mark.parametrize(("address", "language"), EVERY_PAGE)
def test_a_page_answers_for_everybody_alike(client, address, language):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    assert len(queries) <= 15, [query["sql"][:90] for query in queries]
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Content-Language"] == language
    page = Page(response.content.decode())
    assert page.h1 == 1
    assert page.lang == language
    assert not page.styles
    assert not [src for src in page.sources if urlsplit(src).netloc]


def test_the_same_page_twice_is_the_same_bytes(client):
    for path in PAGES:
        assert client.get(path).content == client.get(path).content, path


def is_a_file(response):
    return not response.headers["Content-Type"].startswith("text/html")


def test_no_internal_link_is_broken(client):
    """Walk the whole site from the front page, one page of each kind of query."""
    seen, waiting, broken = set(), [prefix + "/" for prefix in LANGUAGES.values()], []
    patterns = {}
    while waiting:
        address = waiting.pop()
        path = urlsplit(address).path
        # Lists with filters lead to endless combinations; a few of each path suffice.
        patterns[path] = patterns.get(path, 0) + 1
        if address in seen or patterns[path] > 4 or _is_one_of_many(path, patterns):
            continue
        seen.add(address)
        response = client.get(address)
        if response.status_code not in {200, 301, 302, 410}:
            broken.append((response.status_code, address))
            continue
        if response.status_code != 200 or is_a_file(response):
            continue
        page = Page(response.content.decode())
        for link in page.links:
            target, _hash, fragment = link.partition("#")
            parts = urlsplit(urljoin(address, target))
            if parts.scheme and parts.netloc:
                continue
            if fragment and not target and fragment not in page.ids:
                broken.append(("no such id", address, fragment))
            if parts.path.startswith(("/static/", "/admin/")) or not target:
                continue
            if not urlsplit(target).scheme:
                waiting.append(parts.path + ("?" + parts.query if parts.query else ""))
    assert not broken
    assert len(seen) > 200


def _is_one_of_many(path, patterns):
    """Return whether enough pages of this kind have been walked already."""
    kind = re.sub(r"^(/nn|/en)?/([a-z]+)/[^/]+/", r"\1/\2/*/", path)
    patterns[kind] = patterns.get(kind, 0) + (kind != path)
    return kind != path and patterns[kind] > 60


HOSTILE = [
    "abc",
    "-1",
    "0",
    "1e9",
    "99999999999999999999",
    "٣",
    "x" * 10_000,
    "🦌" * 400,
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "path",
    [
        "/finn/",
        "/tilbud/",
        "/karrieresentre/",
        "/fylker/innlandet/roller/",
        "/partnere/",
        "/avtaler/",
        "/roller/",
    ],
)
def test_wrong_input_gets_a_clear_page(client, path, value):
    names = ["side", "sted", "q", "hvem", "behov", "kanal", "alder", "sprak", "dato"]
    names += ["gruppe", "fylke", "type", "tilstand", "status", "kommune", "part", "aar"]
    for name in names:
        response = client.get(path, {name: value})
        assert response.status_code in {200, 301, 302, 400, 404}, (path, name)


@pytest.mark.parametrize("path", ["/finn/?q=a%00b", "/partnere/?q=%00", "/?%00=1"])
def test_a_nul_character_is_answered_with_a_clear_page(client, path):
    response = client.get(path)
    assert response.status_code == 400
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/tilbud/finnes-ikke/",
        "/karrieresentre/finnes-ikke/",
        "/fylker/atlantis/",
        "/fylker/atlantis/roller/",
        "/partnere/finnes-ikke/",
        "/avtaler/finnes-ikke/",
        "/avtaler/oppland/v99/",
        "/avtaler/oppland/v99999999999999999999/",
        "/roller/finnes-ikke/",
        "/nb/",
        "/se/",
        "/nn/finnes-ikke/",
    ],
)
def test_what_is_not_there_is_said_in_the_sites_look(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


def test_drafts_are_nowhere_and_ended_services_are_gone(client):
    draft = GuidanceService.objects.get(is_example=True, status="draft")
    ended = GuidanceService.objects.get(is_example=True, status="ended")
    assert client.get(f"/tilbud/{draft.slug}/").status_code == 404
    assert client.get(f"/tilbud/{ended.slug}/").status_code == 410
    hidden = [
        *GuidanceService.objects.filter(status="draft").values_list(
            "name_nb", flat=True
        ),
        *GuidanceService.objects.filter(is_example=True).values_list(
            "name_nb", flat=True
        ),
        *(
            description.for_citizens_nb[:60]
            for description in RoleDescription.objects.filter(status="draft")
        ),
    ]
    assert len(hidden) >= 5
    for path in PAGES:
        text = client.get(path).content.decode()
        for words in hidden:
            assert words not in text, (path, words)


def test_everything_that_rests_on_the_example_says_so(client):
    for path in PAGES:
        text = client.get(path).content.decode()
        if "/avtaler/eksempel-innlandet/" in text or "Kari Eksempel" in text:
            assert "Eksempel" in text, path
    for version in AgreementVersion.objects.filter(agreement__is_example=True):
        assert "Eksempel" in client.get(version.get_absolute_url()).content.decode()


def test_todays_fifteen_counties_are_shown(client):
    text = client.get("/fylker/").content.decode()
    page = Page(text)
    counties = (
        "agder akershus buskerud finnmark innlandet more-og-romsdal nordland oslo"
    )
    counties += " rogaland telemark troms trondelag vestfold vestland ostfold"
    for slug in counties.split():
        assert f"/fylker/{slug}/" in page.links


def test_oppland_tells_what_became_of_it(client):
    text = re.sub(r"<[^>]+>|\s+", " ", client.get("/fylker/oppland/").content.decode())
    text = re.sub(r"\s+", " ", text)
    for words in (
        "Innlandet",
        "1. januar 2020",
        "Jevnaker",
        "Lunner",
        "Viken",
        "Karriere Oppland",
        "ivaretok",
    ):
        assert words in text


def test_an_adult_in_gjovik_sees_who_is_responsible_and_by_which_clause(client):
    found = client.get("/finn/", {"sted": "Gjøvik", "hvem": "adults"})
    text = found.content.decode()
    assert "/tilbud/karrieresenter-individuell/" in text
    assert "/avtaler/eksempel-innlandet/v2/#punkt-8.2" in text
    service = client.get("/tilbud/karrieresenter-individuell/").content.decode()
    assert "/avtaler/eksempel-innlandet/v2/#punkt-8.2" in service
    agreement = client.get("/avtaler/eksempel-innlandet/v2/").content.decode()
    assert 'id="punkt-8.2"' in agreement


def test_security_headers_are_on_every_answer(client):
    for path in ["/", "/finnes-ikke/", "/helse/lever", "/min-side/logg-inn/"]:
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_wrong_host_is_answered_with_400():
    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400


def test_public_pages_are_not_for_writing(client):
    for path in ["/", "/finn/", "/tilbud/", "/fylker/", "/avtaler/", "/om/"]:
        assert client.post(path).status_code in {403, 405}
