"""The pages of the counties: today's and former ones, and who does what."""

from datetime import date

import pytest

from partners.models import Partner
from tests import factories as make

from .county_rows import roles_address, signed_chart
from .reading import queries_of, text_of

pytestmark = pytest.mark.django_db

LAST_DAY = date(2019, 12, 31)
IN_2020 = date(2020, 1, 1)


@pytest.fixture
def oppland():
    """Return Oppland, which became Innlandet but for Jevnaker, which went to Viken."""
    oppland = make.make_county(
        code="05", name="Oppland", slug="oppland", valid_to=LAST_DAY
    )
    hedmark = make.make_county(
        code="04", name="Hedmark", slug="hedmark", valid_to=LAST_DAY
    )
    innlandet = make.make_county(
        code="34", name="Innlandet", slug="innlandet", valid_from=IN_2020
    )
    viken = make.make_county(
        code="30",
        name="Viken",
        slug="viken",
        valid_from=IN_2020,
        valid_to=date(2023, 12, 31),
    )
    akershus = make.make_county(
        code="32", name="Akershus", slug="akershus", valid_from=date(2024, 1, 1)
    )
    for old, new, kind in [
        (oppland, innlandet, "merger"),
        (hedmark, innlandet, "merger"),
        (oppland, viken, "partial_transfer"),
    ]:
        make.make_county_change(old=old, new=new, date=IN_2020, kind=kind)
    make.make_county_change(
        old=viken, new=akershus, date=date(2024, 1, 1), kind="split"
    )
    for name, heirs in [("Jevnaker", [viken, akershus]), ("Lom", [innlandet])]:
        place = make.make_municipality(county=oppland, name=name)
        for heir in heirs:
            new = make.make_municipality(county=heir, name=name)
            make.make_municipality_change(old=place, new=new, date=heir.valid_from)
            place = new
        make.make_boundary(municipality=place)
    return oppland


@pytest.fixture
def chart():
    return signed_chart()


# The list


def test_the_list_has_the_counties_of_today_and_apart_from_them_the_former(
    client, oppland
):
    response = client.get("/fylker/")

    assert [line["county"].name for line in response.context["counties"]] == [
        "Akershus",
        "Innlandet",
    ]
    former = {
        line["county"].name: [each.name for each in line["after"]]
        for line in response.context["former"]
    }
    assert former == {
        "Hedmark": ["Innlandet"],
        "Oppland": ["Innlandet", "Viken"],
        "Viken": ["Akershus"],
    }
    assert 'href="/fylker/oppland/"' in text_of(response)


def test_a_county_that_begins_tomorrow_is_not_listed(client):
    make.make_county(valid_from=date(9999, 1, 1))

    assert client.get("/fylker/").context["counties"] == []


def test_the_list_says_when_an_agreement_in_force_is_an_example(client):
    partnership = make.make_partnership()
    agreement = make.make_agreement(partnership=partnership, is_example=True)
    make.make_version(agreement=agreement, state="signed")

    [line] = client.get("/fylker/").context["counties"]

    assert line["version"].agreement.is_example


# A county of today


def test_a_county_without_a_known_agreement_says_so_and_names_the_duty(client):
    county = make.make_county(name="Agder")
    make.make_partner(
        kind=Partner.Kind.COUNTY_COUNCIL, county=county, name="Agder fylkeskommune"
    )

    page = text_of(client.get(county.get_absolute_url()))

    assert page.count("<h1") == 1
    assert page.count('class="question"') == 5
    assert "28-9" in page
    assert "Agder fylkeskommune" in page


def test_a_draft_partnership_does_not_show(client):
    partnership = make.make_partnership(published=False, name_nb="Hemmelig utkast")

    response = client.get(partnership.county.get_absolute_url())

    assert response.context["partnership"] is None
    assert "Hemmelig utkast" not in text_of(response)


def test_a_draft_of_an_agreement_does_not_show(client, chart):
    agreement = chart.agreement
    make.make_version(agreement=agreement, state="for_comment")

    response = client.get(agreement.partnership.county.get_absolute_url())

    assert len(response.context["agreed"].timeline) == 1


def test_a_county_shows_parties_agreement_tasks_roles_and_measures(client, chart):
    partnership = chart.agreement.partnership
    role = make.make_role(partnership=partnership, name_nb="Koordinator")
    make.make_role_description(role=role)
    draft = make.make_role(partnership=partnership, name_nb="Utkastrollen")
    make.make_role_description(role=draft, status="draft")
    make.make_measure(partnership=partnership, title_nb="Et tiltak")
    make.make_annual_event(partnership=partnership, title_nb="Vårmøtet")
    make.make_body(partnership=partnership, name_nb="Styringsgruppen")

    page = text_of(client.get(partnership.county.get_absolute_url()))

    for shown in [
        chart.agreement.title_nb,
        chart.parties.first().name,
        "Veilede ved jobbskifte",
        "Koordinator",
        "Styringsgruppen",
        "Et tiltak",
        "Vårmøtet",
    ]:
        assert shown in page
    assert "Utkastrollen" not in page


def test_everything_of_an_example_partnership_is_labelled(client):
    partnership = make.make_partnership(is_example=True)
    make.make_measure(partnership=partnership)

    page = text_of(client.get(partnership.county.get_absolute_url()))

    # Once for the page, and once in each answer that rests on the example.
    assert page.count('data-state="example"') == 4


def test_draft_and_ended_places_and_services_are_not_offered(client):
    county = make.make_county()
    make.make_centre(county=county, name="Kladden", status="draft")
    make.make_centre(county=county, name="Det nedlagte", status="ended")
    make.make_centre(county=county, name="Det åpne")
    service = make.make_service(status="draft", name_nb="Utkasttilbudet")
    service.counties.add(county)

    response = client.get(county.get_absolute_url())

    assert [each.name for each in response.context["places"].centres] == ["Det åpne"]
    assert "Kladden" not in text_of(response)
    assert "Utkasttilbudet" not in text_of(response)


def test_sami_and_kven_names_carry_their_language(client):
    county = make.make_county(
        name="Troms", name_sami="Romsa", sami_language="sme", name_kven="Tromssa"
    )

    page = text_of(client.get(county.get_absolute_url()))

    assert '<span lang="se">Romsa</span>' in page
    assert '<span lang="fkv">Tromssa</span>' in page


# A county that is gone


def test_a_former_county_says_what_it_became_and_what_went_elsewhere(client, oppland):
    response = client.get("/fylker/oppland/")
    page = text_of(response)
    story = response.context["story"]

    assert "Innlandet" in story.end
    assert "1. januar 2020" in story.end.replace("\N{NO-BREAK SPACE}", " ")
    assert [("Jevnaker" in text, "Viken" in text) for text in story.gave] == [
        (True, True)
    ]
    assert 'href="/fylker/innlandet/"' in page
    assert 'href="/fylker/viken/"' in page
    assert 'data-state="historical"' in page


def test_a_former_county_lists_its_municipalities_and_its_heirs_of_today(
    client, oppland
):
    response = client.get("/fylker/oppland/")

    assert response.context["municipality_names"] == ["Jevnaker", "Lom"]
    assert {each.name for each in response.context["counties_today"]} == {
        "Akershus",
        "Innlandet",
    }
    assert {shape.label for shape in response.context["map"].shapes} == {
        "Jevnaker",
        "Lom",
    }


def test_the_agreement_of_a_former_county_stays_readable(client, oppland):
    steward = make.make_partner(name="Karriere Oppland", slug="karriere-oppland")
    partnership = make.make_partnership(county=oppland, steward=steward)
    agreement = make.make_agreement(partnership=partnership, slug="oppland")
    make.make_version(
        agreement=agreement,
        state="signed",
        agreed_from=None,
        agreed_to=LAST_DAY,
        is_transcript=True,
    )

    page = text_of(client.get("/fylker/oppland/"))

    assert 'href="/avtaler/oppland/v1/"' in page
    assert 'href="/partnere/karriere-oppland/"' in page
    assert 'data-state="ended"' in page


def test_a_county_that_was_made_of_others_names_them(client, oppland):
    story = client.get("/fylker/innlandet/").context["story"]

    assert [each.name for each in story.before] == ["Hedmark", "Oppland"]


# Addresses


@pytest.mark.parametrize("end", ["", "roller/"])
def test_an_unknown_county_answers_404(client, end):
    assert client.get(f"/fylker/finnes-ikke/{end}").status_code == 404


@pytest.mark.parametrize("end", ["", "roller/"])
def test_an_old_address_leads_to_the_present_one_in_the_same_language(client, end):
    county = make.make_county(slug="nytt-navn")
    make.make_former_slug(kind="fylker", slug="gammelt-navn", current_slug=county.slug)

    response = client.get(f"/nn/fylker/gammelt-navn/{end}")

    assert response.status_code == 301
    assert response["Location"] == f"/nn/fylker/nytt-navn/{end}"


@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_the_pages_answer_in_every_language_without_a_cookie(client, chart, language):
    county = chart.agreement.partnership.county
    for path in [
        "/fylker/",
        f"/fylker/{county.slug}/",
        f"/fylker/{county.slug}/roller/",
    ]:
        response = client.get(language + path)
        assert response.status_code == 200
        assert not response.cookies


# Queries


def test_queries_do_not_grow_with_rows(client, chart):
    county = chart.agreement.partnership.county
    addresses = ["/fylker/", f"/fylker/{county.slug}/", roles_address(chart)]
    make.make_centre(county=county)
    partnership = chart.agreement.partnership
    make.make_role_description(role=make.make_role(partnership=partnership))
    before = [queries_of(client, address) for address in addresses]
    for _number in range(3):
        make.make_centre(county=county)
        make.make_county(valid_to=LAST_DAY)
        make.make_municipality(county=county)
        make.make_target_group()
        make.make_service(is_national=True)
        make.make_measure(partnership=partnership)
        role = make.make_role(partnership=partnership)
        make.make_role_answer(description=make.make_role_description(role=role))

    assert [queries_of(client, address) for address in addresses] == before
    assert max(before) <= 15


def test_queries_of_a_former_county_do_not_grow_with_its_municipalities(
    client, oppland
):
    before = queries_of(client, "/fylker/oppland/")
    for _number in range(3):
        old = make.make_municipality(county=oppland)
        make.make_municipality_change(old=old, date=IN_2020)

    assert queries_of(client, "/fylker/oppland/") == before <= 15
