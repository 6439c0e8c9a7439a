"""What a citizen gets from the portal as it is shipped."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finder.place_register import PlaceRegister
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
    register = PlaceRegister()
    for area in register.areas:
        if area.kind == MUNICIPALITY and area.valid_to is None:
            found = register.find(query_for(area))
            assert isinstance(found, Found), area
            assert found.municipality.id == area.id


def test_every_situation_of_the_front_page_finds_somebody_in_gjovik(client):
    for label, question in SITUATIONS:
        response = answer(client, f"sted=Gj%C3%B8vik&{question.query[1:]}")
        assert response.context["answer"].results, label


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
def test_a_page_asks_at_most_fifteen_times(client, page):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    assert len(queries) <= 15
