"""The front page."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finder.search import FALLBACK_SLUG
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_it_lists_todays_counties_and_no_ended_one(client):
    make.make_county(name="Dagens fylke")
    make.make_county(name="Gammelt fylke", valid_to=date(2019, 12, 31))
    names = [line["label"] for line in client.get("/").context["counties"]]
    assert names == ["Dagens fylke"]


def test_counties_of_the_map_are_links_to_the_same_pages_as_the_list(client):
    county = make.make_county(name="Fylket")
    make.make_boundary(county=county)
    context = client.get("/").context
    assert [shape.href for shape in context["map"].shapes] == [
        line["url"] for line in context["counties"]
    ]


def test_the_question_goes_to_the_finder(client):
    body = client.get("/").content.decode()
    assert f'action="{reverse("finder:results")}"' in body
    assert 'name="q"' in body


def test_the_situations_keep_the_language_of_the_page(client):
    links = client.get("/nn/").context["situations"]
    assert all(link["url"].startswith("/nn/finn/?") for link in links)


def test_somebody_to_talk_to_is_shown_only_while_the_service_is_published(client):
    service = make.make_service(slug=FALLBACK_SLUG, url="https://example.org/")
    assert client.get("/").context["talk"] == service
    type(service).objects.update(status="ended")
    assert client.get("/").context["talk"] is None


def test_it_asks_the_database_twice_however_many_counties_there_are(client):
    for _number in range(3):
        make.make_boundary(county=make.make_county())
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) == 2
