"""The list of services, and the page of one."""

from datetime import date

import pytest

from partnership_portal.views.service_page import contact_of
from tests import factories as make

from .reading import text_of

pytestmark = pytest.mark.django_db

SILENT = {"url": "", "phone": "", "email": ""}


# The list


def test_the_list_has_only_what_is_published(client):
    make.make_service(name_nb="Tilbudet")
    make.make_service(name_nb="Kladden", status="draft")
    make.make_service(name_nb="Det gamle", status="ended")
    body = text_of(client.get("/tilbud/"))
    assert "Tilbudet" in body
    assert "Kladden" not in body
    assert "Det gamle" not in body


def test_wide_services_come_first_and_then_the_counties_in_norwegian_order(client):
    for name in ["Østfjell", "Agdenes"]:
        service = make.make_service()
        service.counties.add(make.make_county(name=name))
    make.make_service(is_national=True)
    several = make.make_service()
    several.counties.add(make.make_county(), make.make_county())

    groups = client.get("/tilbud/").context["groups"]

    headings = [group["heading"] for group in groups]
    assert headings[2:] == ["Agdenes", "Østfjell"]
    assert groups[0]["cards"][0].service.is_national
    assert groups[1]["cards"][0].service == several


def test_an_empty_list_says_what_to_do(client):
    assert "empty-state" in text_of(client.get("/tilbud/"))


@pytest.mark.parametrize("side", ["abc", "0", "-1", "99999999999"])
def test_a_page_that_does_not_exist_is_another_one(client, side):
    make.make_service()
    assert client.get(f"/tilbud/?side={side}").status_code == 200


# One service


def test_a_draft_is_not_found(client):
    service = make.make_service(status="draft")
    assert client.get(service.get_absolute_url()).status_code == 404


def test_an_ended_service_is_gone_and_says_since_when_and_where_to_look(client):
    county = make.make_county(name="Gammelfylket", valid_to=date(2019, 12, 31))
    group = make.make_target_group(slug="adults")
    service = make.make_service(
        status="ended", summary_nb="Det var slik.", target_groups=[group]
    )
    service.counties.add(county)

    response = client.get(service.get_absolute_url())

    assert response.status_code == 410
    assert "1. januar 2020" in text_of(response)
    assert "Det var slik." in text_of(response)
    assert response.context["instead"] == "/finn/?sted=Gammelfylket&hvem=adults"


def test_an_old_address_leads_to_the_new_one(client):
    service = make.make_service(slug="nytt")
    make.make_former_slug(kind="tilbud", slug="gammelt", current_slug="nytt")
    response = client.get("/tilbud/gammelt/")
    assert response.status_code == 301
    assert response.url == service.get_absolute_url()


def test_an_example_is_labelled(client):
    service = make.make_service(is_example=True)
    assert 'data-state="example"' in text_of(client.get(service.get_absolute_url()))


def test_a_text_in_another_language_says_which(client):
    service = make.make_service(name_nb="", name_nn="Tilbodet")
    assert '<h1 lang="nn">Tilbodet</h1>' in text_of(
        client.get(service.get_absolute_url())
    )


def test_the_source_is_shown(client):
    service = make.make_service(source="Eksempelkilden", as_of="2018")
    assert "Eksempelkilden" in text_of(client.get(service.get_absolute_url()))


def test_the_contact_is_the_services_own_first():
    service = make.make_service(phone="22 22 22 22")
    contact = contact_of(service, [])
    assert contact.is_own
    assert contact.phone == "22 22 22 22"


def test_the_contact_falls_back_to_its_one_place_and_then_the_provider():
    partner = make.make_partner(phone="33 33 33 33")
    service = make.make_service(provider=partner, status="draft", **SILENT)
    centre = make.make_centre(email="post@example.org")
    another = make.make_centre(email="annen@example.org")
    assert contact_of(service, [centre]).whose == centre.name
    assert contact_of(service, [centre, another]).whose == partner.name
    assert contact_of(service, []).phone == "33 33 33 33"


def test_no_contact_is_made_up():
    service = make.make_service(status="draft", **SILENT)
    assert contact_of(service, [make.make_centre()]) is None


def test_closed_places_are_not_listed(client):
    open_, closed = make.make_centre(), make.make_centre(status="ended")
    service = make.make_service(centres=[open_, closed])
    context = client.get(service.get_absolute_url()).context
    assert context["listed"] == [open_]
    assert context["service"].place_count == 1


def test_of_many_places_the_one_for_a_municipality_can_be_asked_for(client):
    town = make.make_municipality(name="Fjellby")
    ours = make.make_centre(name="Vårt kontor")
    ours.serves.add(town)
    others = [make.make_centre() for _number in range(31)]
    service = make.make_service(is_national=True, centres=[ours, *others])
    address = service.get_absolute_url()

    assert "Vårt kontor" not in text_of(client.get(address))
    assert "Vårt kontor" in text_of(client.get(address, {"sted": "Fjellby"}))


@pytest.mark.parametrize("sted", ["Atlantis", "0000", "x" * 10_000, "((("])
def test_a_place_nobody_knows_gets_a_page(client, sted):
    service = make.make_service(centres=[make.make_centre(), make.make_centre()])
    response = client.get(service.get_absolute_url(), {"sted": sted})
    assert response.status_code == 200
    assert response.context["place_answer"]["kind"] == "unknown"
