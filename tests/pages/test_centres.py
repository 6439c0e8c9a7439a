"""The pages of the places people visit."""

from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType

from tests import factories as make

from .reading import queries_of, text_of

pytestmark = pytest.mark.django_db


def names(response):
    return [centre.name for centre in response.context["page"]]


# The list


def test_the_list_shows_published_career_centres_and_no_others(client):
    make.make_centre(name="Senteret")
    make.make_centre(name="Kontoret", kind="nav_office")
    make.make_centre(name="Kladden", status="draft")
    make.make_centre(name="Det nedlagte", status="ended")

    response = client.get("/karrieresentre/")

    assert names(response) == ["Senteret"]
    assert "Kladden" not in text_of(response)


def test_other_kinds_are_found_by_filter(client):
    make.make_centre(name="Senteret")
    make.make_centre(name="Kontoret", kind="nav_office")

    assert names(client.get("/karrieresentre/?type=nav_office")) == ["Kontoret"]
    assert names(client.get("/karrieresentre/?type=all")) == ["Senteret", "Kontoret"]


def test_career_centres_stand_under_their_county_in_norwegian_order(client):
    for name in ["Østfold", "Agder", "Åsgard"]:
        make.make_centre(county=make.make_county(name=name))

    groups = client.get("/karrieresentre/").context["groups"]

    assert [county.name for county, _centres in groups] == [
        "Agder",
        "Østfold",
        "Åsgard",
    ]


def test_the_county_filter_keeps_the_places_of_that_county(client):
    county = make.make_county()
    make.make_centre(county=county, name="Her")
    make.make_centre(county=make.make_county(), name="Der")

    assert names(client.get(f"/karrieresentre/?fylke={county.slug}")) == ["Her"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lillestr", ["Navnet Lillestrøm"]),
        ("storgata 2", ["Adressen"]),
        ("2815", ["Postnummeret"]),
        ("lom", ["Betjener Lom", "Kommunen"]),
        ("kommunen lom", ["Kommunen"]),
        ("%", []),
    ],
)
def test_words_are_looked_for_in_names_addresses_and_municipalities(
    client, words, found
):
    lom = make.make_municipality(name="Lom")
    make.make_centre(name="Navnet Lillestrøm")
    make.make_centre(name="Adressen", address="Storgata 2")
    make.make_centre(
        name="Postnummeret",
        postal_code=make.make_postal_code(code="2815", place="GJØVIK"),
    )
    make.make_centre(name="Kommunen", municipality=lom)
    serving = make.make_centre(name="Betjener Lom")
    serving.serves.add(lom)

    assert names(client.get("/karrieresentre/", {"q": words})) == found


def test_who_writes_something_looks_among_all_kinds(client):
    make.make_centre(name="Gjøvik Nav", kind="nav_office")
    make.make_centre(name="Gjøvik karriere")

    assert names(client.get("/karrieresentre/?q=gj%C3%B8vik")) == [
        "Gjøvik karriere",
        "Gjøvik Nav",
    ]


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ("?type=slott", 1),
        ("?fylke=narnia", 1),
        ("?type=slott&fylke=narnia&side=abc", 2),
        ("?side=abc", 0),
        ("?side=-1", 0),
        ("?side=99999999999999999999", 0),
        ("?q=" + "x" * 10_000, 0),
        ("?type=" + "x" * 10_000, 1),
    ],
)
def test_a_question_that_makes_no_sense_gets_a_clear_page(client, query, problems):
    make.make_centre()

    response = client.get(f"/karrieresentre/{query}")

    assert response.status_code == 200
    assert len(response.context["asked"]["problems"]) == problems
    assert len(response.content) < 60_000


def test_nul_in_the_query_answers_400(client):
    assert client.get("/karrieresentre/?q=%00").status_code == 400


def test_a_search_without_results_says_what_to_do(client):
    page = text_of(client.get("/karrieresentre/?q=finnesikke"))

    assert 'class="empty-state"' in page


def test_the_list_is_cut_into_pages(client):
    for _number in range(41):
        make.make_centre()

    first, second = (client.get(f"/karrieresentre/?side={side}") for side in (1, 2))

    assert (len(names(first)), len(names(second))) == (40, 1)


def test_the_map_shows_places_with_a_known_position(client):
    county = make.make_county()
    make.make_boundary(county=county, box=[0, 60000, 5000, 80000])
    make.make_centre(county=county, name="Med", latitude=60.79, longitude=10.69)
    make.make_centre(county=county, name="Uten")

    response = client.get("/karrieresentre/")

    assert [centre.name for centre in response.context["on_map"]] == ["Med"]
    assert '<svg class="map__drawing"' in text_of(response)


# One place


def test_a_draft_answers_404(client):
    centre = make.make_centre(status="draft")

    assert client.get(centre.get_absolute_url()).status_code == 404


def test_an_unknown_place_answers_404(client):
    assert client.get("/karrieresentre/finnes-ikke/").status_code == 404


def test_an_old_address_leads_to_the_present_one_in_the_same_language(client):
    centre = make.make_centre()
    make.make_former_slug(
        kind="karrieresentre", slug="gammel", current_slug=centre.slug
    )

    response = client.get("/en/karrieresentre/gammel/")

    assert response.status_code == 301
    assert response["Location"] == f"/en/karrieresentre/{centre.slug}/"


def test_a_place_tells_who_runs_it_how_to_reach_it_and_its_source(client):
    partner = make.make_partner(name="Eksempel fylkeskommune")
    centre = make.make_centre(
        partner=partner,
        address="Storgata 2",
        phone="61000000",
        email="post@example.org",
        step_free=True,
        source="Eksempelkilden",
        as_of="2018",
    )

    page = text_of(client.get(centre.get_absolute_url()))

    for shown in [
        "Eksempel fylkeskommune",
        "Storgata 2",
        "tel:+4761000000",
        "post@example.org",
        "Eksempelkilden",
        "source-line--stale",
    ]:
        assert shown in page


def test_a_confirmation_by_a_person_is_told_instead_of_the_age_of_the_source(client):
    centre = make.make_centre(source="Eksempelkilden", as_of="2018")
    make.make_check(
        content_type=ContentType.objects.get_for_model(centre),
        object_id=str(centre.pk),
        kind="confirmed",
        actor=make.make_audit_person(),
        checked_on=date.today(),
    )

    page = text_of(client.get(centre.get_absolute_url()))

    assert "source-line--stale" not in page


def test_without_own_contact_that_of_the_parent_stands_in_and_is_named(client):
    parent = make.make_centre(name="Hovedsenteret", website="https://example.org/")
    branch = make.make_centre(parent=parent)

    contact = client.get(branch.get_absolute_url()).context["contact"]

    assert (contact.web, contact.through) == ("https://example.org/", "Hovedsenteret")


def test_a_draft_branch_does_not_show(client):
    parent = make.make_centre()
    make.make_centre(parent=parent, name="Avdelingen")
    make.make_centre(parent=parent, name="Kladden", status="draft")

    page = text_of(client.get(parent.get_absolute_url()))

    assert "Avdelingen" in page
    assert "Kladden" not in page


def test_only_published_services_are_given_here(client):
    centre = make.make_centre()
    make.make_service(name_nb="Tilbudet", centres=[centre])
    make.make_service(name_nb="Kladden", status="draft", centres=[centre])
    make.make_service(name_nb="Det gamle", status="ended", centres=[centre])

    response = client.get(centre.get_absolute_url())

    assert [service.name for service in response.context["services"]] == ["Tilbudet"]


@pytest.mark.parametrize(
    ("kind", "whole"), [("career_centre", True), ("school", False)]
)
def test_only_places_for_everybody_serve_their_whole_county(client, kind, whole):
    centre = make.make_centre(kind=kind, county=make.make_county())

    response = client.get(centre.get_absolute_url())

    assert response.context["serves_whole_county"] is whole


def test_a_branch_is_not_said_to_serve_the_whole_county(client):
    county = make.make_county()
    branch = make.make_centre(county=county, parent=make.make_centre(county=county))

    response = client.get(branch.get_absolute_url())

    assert not response.context["serves_whole_county"]


def test_an_ended_place_stays_readable_and_leads_on(client):
    county = make.make_county()
    centre = make.make_centre(
        status="ended", county=county, phone="61000000", name="Det nedlagte"
    )
    make.make_weekly_opening(centre=centre)

    response = client.get(centre.get_absolute_url())
    page = text_of(response)

    assert response.status_code == 200
    assert 'data-state="historical"' in page
    assert f"/karrieresentre/?fylke={county.slug}" in page
    assert "opening" not in response.context


def test_a_place_of_a_county_that_is_gone_leads_to_the_county_of_today(client):
    gone = make.make_county(valid_to=date(2019, 12, 31), name="Oppland")
    today = make.make_county(valid_from=date(2020, 1, 1), name="Innlandet")
    make.make_county_change(old=gone, new=today, date=date(2020, 1, 1))
    make.make_municipality_change(
        old=make.make_municipality(county=gone),
        new=make.make_municipality(county=today),
        date=date(2020, 1, 1),
    )
    centre = make.make_centre(status="ended", county=gone)

    instead = client.get(centre.get_absolute_url()).context["instead"]

    assert [county.name for county in instead["counties"]] == ["Innlandet"]
    assert "Innlandet" in instead["sentence"]


def test_an_example_says_so(client):
    centre = make.make_centre(is_example=True)

    assert 'data-state="example"' in text_of(client.get(centre.get_absolute_url()))


# Where it is


def test_the_map_has_the_same_as_text_and_takes_no_tab_stop(client):
    county = make.make_county()
    make.make_boundary(county=county, box=[0, 60000, 5000, 80000])
    centre = make.make_centre(
        county=county, latitude=60.79, longitude=10.69, address="Storgata 1"
    )

    page = text_of(client.get(centre.get_absolute_url()))

    assert "60,7900° nord, 10,6900° øst" in page
    assert "Storgata 1" in page
    drawing = page[page.index('<svg class="map__drawing') : page.index("</figure>")]
    assert 'aria-hidden="true"' in drawing
    assert "<a " not in drawing


def test_how_to_get_there_has_a_heading(client):
    centre = make.make_centre(access_nb="Inngang fra plassen.", step_free=True)
    page = text_of(client.get(f"/en{centre.get_absolute_url()}"))
    assert page.index("How to get there") < page.index("Inngang fra plassen.")


def test_services_of_all_county_councils_are_given_by_that_of_the_county(client):
    everybody = make.make_partner(name="Fylkeskommunene")
    county = make.make_county()
    make.make_partner(
        kind="county_council", name="Vårt fylke", county=county, parent=everybody
    )
    centre = make.make_centre(county=county)
    make.make_service(provider=everybody, centres=[centre])
    make.make_service(provider=make.make_partner(name="En annen"), centres=[centre])

    services = client.get(centre.get_absolute_url()).context["services"]

    assert {service.giver for service in services} == {"Vårt fylke", "En annen"}


# Queries


def test_queries_do_not_grow_with_rows(client):
    centre = make.make_centre(county=make.make_county())
    addresses = ["/karrieresentre/?type=all", centre.get_absolute_url()]
    make.make_weekly_opening(centre=centre)
    make.make_centre(parent=centre)
    make.make_service(centres=[centre])
    before = [queries_of(client, address) for address in addresses]
    for weekday in (2, 3, 4):
        county = make.make_county()
        make.make_centre(
            parent=centre,
            county=county,
            municipality=make.make_municipality(county=county),
        )
        make.make_service(centres=[centre])
        make.make_weekly_opening(centre=centre, weekday=weekday)
        centre.serves.add(make.make_municipality(county=county))

    assert [queries_of(client, address) for address in addresses] == before
    assert max(before) <= 15


def test_queries_of_an_ended_place_are_few(client):
    centre = make.make_centre(
        status="ended", county=make.make_county(valid_to=date(2019, 12, 31))
    )

    assert queries_of(client, centre.get_absolute_url()) <= 15


def test_a_parent_that_is_a_draft_lends_no_contact(client):
    parent = make.make_centre(status="draft", name="Kladden", phone="99 88 77 66")
    make.make_centre(slug="avdelingen", parent=parent)
    text = text_of(client.get("/karrieresentre/avdelingen/"))
    assert "Kladden" not in text
    assert "99 88 77 66" not in text
