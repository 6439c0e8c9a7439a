"""What a citizen gets from the portal as it is shipped."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finder.place_register import load_gazetteer
from finder.places import MUNICIPALITY, Found, query_for
from finder.situations import SITUATIONS

pytestmark = pytest.mark.usefixtures("portal_data")


def answer(client, query):
    response = client.get(f"/finn/?{query}")
    assert response.status_code == 200
    return response


def test_an_adult_in_gjovik_who_changes_jobs_sees_who_is_responsible(client):
    response = answer(client, "sted=2815&hvem=adults&behov=job_change")

    (card,) = response.context["recommended"]
    assert card.service.slug == "karrieresenter-individuell"
    assert [spot.name for spot in card.nearby.spots] == ["Karriere Innlandet Gjøvik"]
    reason = card.reasons[0]
    assert "Karriere Innlandet" in reason.text
    assert "8.2" in reason.link
    assert reason.url == "/avtaler/eksempel-innlandet/v2/#punkt-8.2"


def test_the_nav_office_of_gjovik_is_shown_to_somebody_dismissed(client):
    response = answer(client, "sted=Gj%C3%B8vik&hvem=dismissed")
    (card,) = [
        card
        for card in response.context["others"]
        if card.service.slug == "nav-oppfolging"
    ]
    assert [spot.name for spot in card.nearby.spots] == ["Nav Gjøvik"]


@pytest.mark.parametrize("name", ["Her%C3%B8y", "V%C3%A5ler", "Nes"])
def test_ambiguous_names_are_asked_about(client, name):
    response = answer(client, f"sted={name}")
    assert len(response.context["place_help"]["choices"]) == 2


@pytest.mark.parametrize(
    ("name", "county"),
    [("Oppland", "Innlandet"), ("Hordaland", "Vestland"), ("Romsa", "Troms")],
)
def test_counties_are_found_under_former_and_sami_names(client, name, county):
    assert answer(client, f"sted={name}").context["place"].county.name == county


def test_every_municipality_of_today_is_understood_and_gets_an_answer(client):
    gazetteer = load_gazetteer()
    for area in gazetteer.areas:
        if area.kind == MUNICIPALITY and area.valid_to is None:
            found = gazetteer.find(query_for(area))
            assert isinstance(found, Found), area
            assert found.municipality.id == area.id


def test_every_situation_of_the_front_page_finds_somebody_in_gjovik(client):
    for label, question in SITUATIONS:
        response = answer(client, f"sted=Gj%C3%B8vik&{question.query[1:]}")
        assert response.context["answer"].results, label


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("mistet jobben, Gjøvik", "nav-oppfolging"),
        ("permittert Gjøvik", "nav-oppfolging"),
        ("2815 realkompetanse", "karrieresenter-individuell"),
        ("I am a refugee in Lom", "intro-karriereveiledning"),
        ("velge skole Bø", "skole-radgiving"),
    ],
)
def test_everyday_words_are_understood(client, text, slug):
    response = client.get("/finn/", {"q": text})
    found = [found.offer.slug for found in response.context["answer"].results]
    assert slug in found
    # What is for the young without school is only shown when nothing is for the need.
    assert "ot" not in found or response.context["given_up"]
    assert not response.context["ignored"]


def test_words_that_no_service_has_are_told_and_left_out(client):
    response = client.get("/finn/", {"q": "permittert sveiser Gjøvik"})
    assert response.context["answer"].results
    assert response.context["ignored"] == ["sveiser"]


@pytest.mark.parametrize("name", ["Svalbard", "longyearbyen", "9170"])
def test_svalbard_is_understood_and_gets_what_is_for_the_whole_country(client, name):
    response = client.get("/finn/", {"q": name})
    assert response.context["place_help"]["kind"] == "outside"
    assert response.context["answer"].results


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("sted=2815", "karrieresenter-individuell"),
        ("q=2815+realkompetanse", "karrieresenter-individuell"),
        ("sted=9170", "karriereveiledning-no"),
    ],
)
def test_who_has_not_said_who_they_are_first_sees_what_is_for_most(client, query, slug):
    results = answer(client, query).context["answer"].results
    assert results[0].offer.slug == slug


def test_a_postal_code_without_a_point_gets_no_distance_in_its_municipality(client):
    response = answer(client, "sted=2812&hvem=adults&behov=job_change")
    (card,) = response.context["recommended"]
    assert card.nearby.distance_km is None


def test_the_page_of_the_service_tells_who_is_responsible_by_clause(client):
    page = "/tilbud/karrieresenter-individuell/?sted=Gj%C3%B8vik"
    body = client.get(page).content.decode()
    assert "/avtaler/eksempel-innlandet/v2/#punkt-8.2" in body
    assert 'data-state="example"' in body


@pytest.mark.parametrize(
    "page",
    [
        "/finn/?sted=Moelv&hvem=jobseekers&behov=prior_learning_assessment",
        "/finn/?q=realkompetanse+i+Gj%C3%B8vik&hvem=adults",
        "/tilbud/karrieresenter-individuell/?sted=Lom",
        "/tilbud/nav-oppfolging/?sted=Gj%C3%B8vik",
        "/tilbud/",
    ],
)
def test_a_page_asks_at_most_twelve_times(client, page):
    # Names of places and of the taxonomy are kept once somebody has asked.
    client.get("/finn/?sted=Gj%C3%B8vik")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    assert len(queries) <= 12
