"""The finder as JSON: its keys and types are a contract, and any site may read it."""

import json
from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finder.search import FALLBACK_SLUG
from finder.views import PER_PAGE
from tests import factories as make
from tests.finder.results_page import local, promise, search, slugs

pytestmark = pytest.mark.django_db

ANSWER = {"query", "understood", "place", "results", "fallback", "total"}
PAGED = ANSWER | {"side", "sider"}
UNDERSTOOD = {
    *("sted", "hvem", "behov", "kanal", "sprak", "alder"),
    *("text", "words", "not_understood"),
}
ITEM = {
    *("id", "name", "lang", "url", "provider"),
    *("distance_km", "recommended", "reasons"),
}
REASON = {"code", "text", "clause_url"}


def answer_to(client, prefix="", **asked):
    response = client.get(f"{prefix}/api/finn?{urlencode(asked, doseq=True)}")
    assert response.status_code == 200
    return response


def ask(client, prefix="", **asked):
    return json.loads(answer_to(client, prefix, **asked).content)


def ids(items):
    return [item["id"] for item in items]


def texts(item):
    return {reason["code"]: reason["text"] for reason in item["reasons"]}


@pytest.fixture
def anybody(country):
    """Return a service that is there for everybody, wherever they live."""
    return make.make_service(
        slug=FALLBACK_SLUG, is_national=True, target_groups=[country.everyone]
    )


# The contract


def test_the_answer_has_these_keys_and_no_others(client, country, anybody):
    local(country, "one")
    found = ask(client, sted="Fjellby", hvem="adults", behov="job_change")
    assert set(found) == PAGED
    assert set(found["understood"]) == UNDERSTOOD
    items = [*found["results"], *found["fallback"]]
    assert ids(items) == ["one", FALLBACK_SLUG]
    for item in items:
        assert set(item) - {"cautions", "is_example"} == ITEM
        assert item["reasons"]
        assert all(set(reason) == REASON for reason in item["reasons"])
    assert set(ask(client)) == PAGED


def test_each_value_has_its_type(client, country, anybody):
    local(country, "one", name_nb="Fjellveiledning", languages=["nb"])
    found = ask(client, sted="Fjellby", hvem="adults", alder="45", sprak="nb")
    (item,) = [each for each in found["results"] if each["id"] == "one"]
    assert item == {
        "id": "one",
        "name": "Fjellveiledning",
        "lang": "nb",
        "url": "http://testserver/tilbud/one/",
        "provider": item["provider"],
        "distance_km": None,
        "recommended": True,
        "reasons": item["reasons"],
        "cautions": item["cautions"],
    }
    assert isinstance(item["provider"], str)
    assert all(isinstance(caution, str) for caution in item["cautions"])
    for reason in item["reasons"]:
        assert isinstance(reason["code"], str)
        assert isinstance(reason["text"], str)
        assert reason["clause_url"] is None
    assert found["understood"]["alder"] == 45
    assert ask(client, hvem="adults")["understood"]["alder"] is None
    assert [type(found[name]) for name in ("total", "side", "sider")] == [int] * 3


def test_the_query_is_told_as_it_was_given(client, country):
    assert ask(client, sted="fjellby", hvem=["adults", "x"], alder="abc", side="2")[
        "query"
    ] == {"sted": "fjellby", "hvem": ["adults", "x"], "alder": "abc", "side": "2"}
    assert ask(client, utm_source="x")["query"] == {}


def test_each_word_that_was_understood_says_what_it_became(client, country):
    found = ask(client, q="sveisekurs, oppsagte på telefon, 45 år, Fjellby")
    understood = found["understood"]
    assert understood == {
        "sted": "Fjellby",
        "hvem": ["dismissed"],
        "behov": [],
        "kanal": ["phone"],
        "sprak": "",
        "alder": 45,
        "text": "sveisekurs",
        "words": [
            {"words": "45 år", "parameter": "alder", "value": "45"},
            {"words": "Fjellby", "parameter": "sted", "value": "Fjellby"},
            {"words": "oppsagte", "parameter": "hvem", "value": "dismissed"},
            {"words": "telefon", "parameter": "kanal", "value": "phone"},
        ],
        "not_understood": ["sveisekurs"],
    }


def test_unknown_answers_are_told_and_left_out(client, country, anybody):
    found = ask(client, hvem=["adults", "nonsense"], behov="tull", sprak="zz")
    understood = found["understood"]
    assert understood["hvem"] == ["adults"]
    assert (understood["behov"], understood["sprak"]) == ([], "")
    assert set(understood["not_understood"]) == {"nonsense", "tull", "zz"}
    # Also when nothing else was asked.
    found = ask(client, hvem="nonsense")
    assert found["understood"]["not_understood"] == ["nonsense"]
    assert ids(found["fallback"]) == [FALLBACK_SLUG]


def test_an_agreement_is_told_with_the_address_of_its_clause(client, country):
    partner = make.make_partner(name="Karriere Fjell", county=country.county)
    local(country, "one", provider=partner)
    version = promise(country, partner)
    found = ask(client, sted="Fjellby", hvem="adults", behov="job_change")
    (item,) = found["results"]
    reason = item["reasons"][0]
    assert item["provider"] == "Karriere Fjell"
    assert item["recommended"] is True
    assert reason["code"] == "responsible"
    assert "Karriere Fjell" in reason["text"]
    assert "8.2" in reason["text"]
    address = f"http://testserver{version.get_absolute_url()}"
    assert reason["clause_url"].startswith(address)


def test_an_example_is_called_one(client, country):
    local(country, "real")
    local(country, "made-up", is_example=True)
    found = ask(client, sted="Fjellby", hvem="adults")
    told = {item["id"]: item.get("is_example") for item in found["results"]}
    assert told == {"real": None, "made-up": True}


def test_what_was_given_up_and_what_one_should_know_are_told(client, country):
    video = make.make_channel(slug="video", name_nb="video")
    local(country, "one", languages=["nb"]).channels.add(video)
    found = ask(client, sted="Fjellby", hvem="adults", sprak="en", kanal="phone")
    assert found["given_up"] == ["language", "channel"]
    (item,) = found["results"]
    assert item["recommended"] is False
    assert any("video" in caution for caution in item["cautions"])
    assert set(found) == PAGED | {"given_up"}


# Places


def test_a_postal_code_is_a_place_in_its_municipality(client, country):
    make.make_postal_code(code="2815", place="FJELLBYGDA", municipality=country.town)
    for text in ("2815", "2815 Fjellbygda"):
        assert ask(client, sted=text)["place"] == {
            "kind": "postal_code",
            "code": "2815",
            "name": "Fjellby",
            "county_code": country.county.code,
            "municipality_code": country.town.code,
        }


@pytest.mark.parametrize("text", ["Fjellby", "fjellby kommune"])
def test_a_municipality_is_told_with_its_code(client, country, text):
    assert ask(client, sted=text)["place"] == {
        "kind": "municipality",
        "code": country.town.code,
        "name": "Fjellby",
        "county_code": country.county.code,
    }


def test_a_county_is_its_own(client, country):
    code = country.county.code
    assert ask(client, sted="Fjellfylket")["place"] == {
        "kind": "county",
        "code": code,
        "name": "Fjellfylket",
        "county_code": code,
    }


def test_a_place_that_is_gone_is_what_it_is_today(client, country):
    old = make.make_municipality(name="Gamleby", valid_to=date(2019, 12, 31))
    make.make_municipality_change(old=old, new=country.town)
    place = ask(client, sted="Gamleby")["place"]
    assert (place["name"], place["former_name"]) == ("Fjellby", "Gamleby")


def test_a_name_of_several_places_is_none_of_them_and_each_can_be_asked_for(
    client, country
):
    make.make_municipality(
        name="Fjellby", county=make.make_county(name="Kystfylket"), slug="fjellby-2"
    )
    found = ask(client, sted="Fjellby")
    assert found["place"] is None
    assert found["place_choices"] == [
        {"name": "Fjellby", "within": county, "sted": f"Fjellby ({county})"}
        for county in ("Fjellfylket", "Kystfylket")
    ]
    for choice in found["place_choices"]:
        assert ask(client, sted=choice["sted"])["place"]["name"] == "Fjellby"


def test_a_place_that_was_divided_is_none_of_its_parts(client, country):
    old = make.make_municipality(name="Todalen", valid_to=date(2019, 12, 31))
    for new in (country.town, country.elsewhere):
        make.make_municipality_change(old=old, new=new)
    found = ask(client, sted="Todalen")
    assert found["place"] is None
    choices = found["place_choices"]
    assert {choice["name"] for choice in choices} == {"Fjellby", "Havneby"}
    for choice in choices:
        place = ask(client, sted=choice["sted"])["place"]
        assert place["name"] == choice["name"]


@pytest.mark.parametrize("text", ["Atlantis", "0000", ""])
def test_a_place_that_nobody_knows_is_none(client, country, text):
    assert ask(client, sted=text, hvem="adults")["place"] is None


def test_the_way_is_told_in_kilometres(client, country):
    centre = make.make_centre(county=country.county, latitude=61.1, longitude=10.0)
    local(country, "one", centres=[centre])
    make.make_postal_code(
        code="2815",
        place="FJELLBY",
        municipality=country.town,
        latitude=61.0,
        longitude=10.0,
    )
    (item,) = ask(client, sted="2815", hvem="adults")["results"]
    assert item["distance_km"] == pytest.approx(11.1, abs=0.2)
    assert round(item["distance_km"], 1) == item["distance_km"]


# The same as the page, page by page


def test_results_are_those_of_the_page_in_the_same_order(client, country, anybody):
    for slug in ("b", "a", "c"):
        local(country, slug)
    asked = {"sted": "Fjellby", "hvem": "dismissed", "behov": "job_change"}
    assert ids(ask(client, **asked)["results"]) == slugs(search(client, **asked))


def test_pages_follow_each_other_without_gap_or_repeat(client, country):
    for number in range(PER_PAGE + 3):
        local(country, f"s-{number:02}")
    pages = [ask(client, sted="Fjellby", side=side) for side in (1, 2)]
    assert [page["side"] for page in pages] == [1, 2]
    assert [page["sider"] for page in pages] == [2, 2]
    assert [page["total"] for page in pages] == [PER_PAGE + 3] * 2
    assert [len(page["results"]) for page in pages] == [PER_PAGE, 3]
    every = [slug for page in pages for slug in ids(page["results"])]
    assert every == [f"s-{number:02}" for number in range(PER_PAGE + 3)]
    # What lies past the end is the last page, what is no number the first.
    assert ask(client, sted="Fjellby", side=99)["side"] == 2
    assert ask(client, sted="Fjellby", side="abc")["side"] == 1


def test_the_queries_do_not_grow_with_the_results(client, country, anybody):
    def count():
        with CaptureQueriesContext(connection) as queries:
            ask(client, sted="Fjellby", hvem="adults")
        return len(queries)

    for number in range(8):
        local(country, f"few-{number}")
    ask(client, sted="Fjellby", hvem="adults")
    few = count()
    for number in range(30):
        local(country, f"many-{number}")
    assert count() == few <= 12


# A way on for everybody


@pytest.mark.parametrize(
    "asked", [{}, {"q": ""}, {"q": "xyzzy"}, {"sted": "Atlantis"}, {"side": "3"}]
)
def test_somebody_to_talk_to_is_always_left(client, country, anybody, asked):
    found = ask(client, **asked)
    (item,) = found["fallback"]
    assert item["id"] == FALLBACK_SLUG
    assert item["recommended"] is False
    assert texts(item)["fallback"]


@pytest.mark.parametrize("asked", [{}, {"q": "xyzzy"}])
def test_nothing_that_was_understood_finds_nothing(client, country, anybody, asked):
    local(country, "one")
    found = ask(client, **asked)
    assert (found["results"], found["total"], found["place"]) == ([], 0, None)
    assert found["understood"]["words"] == []
    assert found["understood"]["not_understood"] == [*asked.values()]


def test_who_is_near_but_for_others_is_told_before(client, country, anybody):
    other = make.make_municipality(county=country.county, name="Nabobygda")
    near = make.make_service(slug="near", target_groups=[country.adults])
    near.municipalities.add(other)
    found = ask(client, sted="Fjellby", hvem="adults", behov="job_change")
    assert found["results"] == []
    assert ids(found["fallback"])[-1] == FALLBACK_SLUG
    found = ask(client, sted="Nabobygda", hvem="adults")
    assert "near" in ids(found["results"])


# How it is answered


def test_the_language_is_that_of_the_address(client, country, anybody):
    make.make_service(slug="both", name_nb="Norsk", name_en="English", is_national=True)
    reasons = {}
    for prefix, name, lang in [
        ("", "Norsk", "nb"),
        ("/nn", "Norsk", "nb"),
        ("/en", "English", "en"),
    ]:
        response = answer_to(client, prefix, sted="Fjellby")
        assert response.headers["Content-Language"] == (prefix.strip("/") or "nb")
        (item,) = [each for each in response.json()["results"] if each["id"] == "both"]
        assert (item["name"], item["lang"]) == (name, lang)
        assert item["url"] == f"http://testserver{prefix}/tilbud/both/"
        reasons[prefix] = texts(item)["place"]
    assert reasons["/en"] == "For the whole country"
    assert reasons[""] != reasons["/en"]


def test_any_site_may_read_it_and_nobody_is_remembered(client, country, anybody):
    for asked in ({}, {"sted": "Fjellby"}, {"q": "xyzzy"}):
        response = answer_to(client, **asked)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Content-Type"] == "application/json"
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")


def test_the_same_question_has_the_same_bytes(client, country, anybody):
    for slug in ("b", "a", "c"):
        local(country, slug, name_nb="Håp på høyden")
    asked = {"q": "oppsagte, Fjellby", "behov": "job_change"}
    first = answer_to(client, **asked).content
    client.cookies["noe"] = "annet"
    assert answer_to(client, **asked).content == first
    # Letters are sent as they are, not as codes.
    assert "Håp på høyden".encode() in first


def test_it_is_only_for_reading(client, db):
    assert client.post("/api/finn?sted=Fjellby").status_code == 405
    assert client.head("/api/finn?sted=Fjellby").status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "x" * 10_000},
        {"sted": "(((((((((,,,,, i i i i"},
        {"hvem": ["x" * 10_000] * 3},
        {"alder": "-1", "sprak": "<b>", "side": "9" * 50},
        {"q": "'; --"},
    ],
)
def test_strange_input_gets_an_answer(client, country, anybody, asked):
    assert ids(ask(client, **asked)["fallback"]) == [FALLBACK_SLUG]
