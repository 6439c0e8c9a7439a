"""The list of partners, and the page of one with all it has promised."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Partner
from tests.factories import (
    make_agreement,
    make_centre,
    make_clause,
    make_county,
    make_former_slug,
    make_partner,
    make_partnership,
    make_party,
    make_responsibility,
    make_role,
    make_role_description,
    make_service,
    make_task,
    make_version,
    make_version_event,
    sign,
)
from tests.pages.reading import body

pytestmark = pytest.mark.django_db

TODAY = date(2025, 3, 10)
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def on_this_day():
    with time_machine.travel(TODAY, tick=False):
        yield


def promise(partner, *, is_example=False):
    """Return a version in force in which the partner leads «Veilede voksne»."""
    agreement = make_agreement(is_example=is_example)
    version = make_version(agreement=agreement)
    for member in agreement.partnership.members.all():
        make_party(version=version, partner=member)
    make_responsibility(
        version=version,
        party=make_party(version=version, partner=partner),
        clause=make_clause(version=version, number="8.2"),
        task=make_task(name_nb="Veilede voksne"),
    )
    return sign(version)


# The list


def test_list_is_in_norwegian_order(client):
    for name in ("Ås kommune", "Bø kommune", "Østre Toten kommune", "Asker kommune"):
        make_partner(name=name)
    shown = body(client, "/partnere/")
    names = ("Asker kommune", "Bø kommune", "Østre Toten kommune", "Ås kommune")
    places = [shown.index(f">{name}<") for name in names]
    assert places == sorted(places)


@pytest.mark.parametrize("query", ["gjøvik", "GJØVIK", "gjovik", "920 717 152"])
def test_search_finds_a_name_however_it_is_typed(client, query):
    make_partner(
        name="Gjøvik kommune",
        slug="gjovik-kommune",
        organisation_number="920717152",
    )
    make_partner(name="Lom kommune", slug="lom-kommune")
    shown = client.get("/partnere/", {"q": query}).content.decode()
    assert "Gjøvik kommune" in shown
    assert "Lom kommune" not in shown


def test_list_filters_by_kind_county_and_whole(client):
    county = make_county()
    whole = make_partner(name="Helheten")
    fitting = make_partner(name="Treffet", kind="nav", county=county, parent=whole)
    make_partner(name="Bommen", kind="school")
    for query in ("type=nav", f"fylke={county.slug}", f"del_av={whole.slug}"):
        shown = body(client, f"/partnere/?{query}")
        assert f">{fitting.name}<" in shown
        assert "Bommen" not in shown


@pytest.mark.parametrize(
    "query",
    [
        "q=%C2%B4",
        "q=%E4%B8%AD",
        "q=" + "a" * 10_000,
        "type=tull",
        "fylke=tull",
        "del_av=tull",
        "side=abc",
        "side=-1",
    ],
)
def test_list_answers_wrong_input_with_a_page(client, query):
    make_partner()
    body(client, f"/partnere/?{query}")


def test_list_refuses_nul(client):
    body(client, "/partnere/?q=%00", status=400)


def test_list_without_a_hit_says_what_to_do(client):
    make_partner()
    assert "See all partners" in body(client, "/en/partnere/?q=finnesikke")


def test_list_is_paged(client):
    for number in range(51):
        make_partner(name=f"Virksomhet {number:02}")
    assert "Virksomhet 50" not in body(client, "/partnere/")
    assert "Virksomhet 50" in body(client, "/partnere/?side=2")


def test_list_asks_a_fixed_number_of_questions(client):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            body(client, "/partnere/")
        return len(queries)

    make_partner(county=make_county())
    before = asked()
    assert before <= MOST_QUERIES
    for _each in range(4):
        make_partner(county=make_county())
    assert asked() == before


# One partner


def test_partner_shows_what_it_has_promised_by_which_clause(client):
    partner = make_partner()
    version = promise(partner)
    shown = body(client, partner.get_absolute_url())
    assert "Veilede voksne" in shown
    assert f"{version.get_absolute_url()}#punkt-8.2" in shown


def test_partner_shows_no_promise_that_has_ended(client):
    partner = make_partner()
    version = promise(partner)
    make_version_event(version=version, kind="terminated", on=date(2025, 1, 31))
    shown = body(client, partner.get_absolute_url())
    assert "Veilede voksne" not in shown
    assert 'data-state="terminated"' in shown


def test_partner_shows_no_promise_of_a_draft(client):
    partner = make_partner()
    version = make_version(state="for_comment")
    make_responsibility(
        version=version,
        party=make_party(version=version, partner=partner),
        clause=make_clause(version=version),
        task=make_task(name_nb="Veilede voksne"),
    )
    shown = body(client, partner.get_absolute_url())
    assert "Veilede voksne" not in shown
    assert str(version.agreement.title) not in shown


def test_promise_of_an_example_says_so(client):
    partner = make_partner()
    promise(partner, is_example=True)
    shown = body(client, partner.get_absolute_url())
    promised = shown[shown.index('id="lovt"') : shown.index('id="avtaler"')]
    assert 'data-state="example"' in promised


def test_whole_leads_to_the_parts_that_have_promises(client):
    whole = make_partner()
    part = make_partner(parent=whole, name="Eksempelavdelingen")
    promise(part)
    shown = body(client, whole.get_absolute_url())
    promised = shown[shown.index('id="lovt"') : shown.index('id="deler"')]
    assert "Eksempelavdelingen" in promised


def test_partner_shows_agreement_it_looks_after_without_being_a_party(client):
    steward = make_partner()
    agreement = make_agreement(partnership=make_partnership(steward=steward))
    make_version(agreement=agreement, state="signed")
    assert str(agreement.title) in body(client, steward.get_absolute_url())


def test_partner_shows_cooperation_without_an_agreement(client):
    partnership = make_partnership(is_formalised=False)
    member = partnership.members.first()
    shown = body(client, member.get_absolute_url())
    assert 'data-state="not_formalised"' in shown


def test_partner_shows_published_roles_services_and_places_only(client):
    partner = make_partner()
    role = make_role(partner=partner, name_nb="Koordinator")
    make_role_description(role=role)
    make_role_description(
        role=make_role(partner=partner, name_nb="Rolleutkast"), status="draft"
    )
    make_service(provider=partner, name_nb="Samtale")
    make_service(provider=partner, name_nb="Tilbudsutkast", status="draft")
    make_service(provider=partner, name_nb="Slutt på dette", status="ended")
    make_centre(partner=partner, name="Senteret")
    make_centre(partner=partner, name="Stedsutkast", status="draft")
    shown = body(client, partner.get_absolute_url())
    for name in ("Koordinator", "Samtale", "Senteret"):
        assert name in shown
    for name in ("Rolleutkast", "Tilbudsutkast", "Slutt på dette", "Stedsutkast"):
        assert name not in shown


def test_partner_shows_number_family_and_contact(client):
    before = make_partner(name="Forgjengeren")
    above = make_partner(name="Overordnet")
    partner = make_partner(
        predecessor=before,
        parent=above,
        organisation_number="920717152",
        phone="22334455",
        email="post@example.org",
        website="https://example.org/",
        source="Eksempelkilden",
        as_of="2025-01-01",
    )
    make_partner(name="Etterfølgeren", predecessor=partner)
    shown = body(client, partner.get_absolute_url()).replace("\xa0", " ")
    for words in (
        "920 717 152",
        "Forgjengeren",
        "Overordnet",
        "Etterfølgeren",
        "22 33 44 55",
        "post@example.org",
        "Eksempelkilden",
    ):
        assert words in shown


def test_ended_partner_says_so(client):
    partner = make_partner(ended_on=date(2023, 12, 31))
    assert 'data-state="ended"' in body(client, partner.get_absolute_url())


def test_partner_on_its_last_day_has_not_ended(client):
    partner = make_partner(ended_on=TODAY)
    assert 'data-state="ended"' not in body(client, partner.get_absolute_url())


def test_many_children_are_cut_and_lead_to_the_list(client):
    parent = make_partner()
    for number in range(31):
        make_partner(parent=parent, name=f"Avdeling {number:02}")
    shown = body(client, parent.get_absolute_url())
    assert "Avdeling 29" in shown
    assert "Avdeling 30" not in shown
    assert f"?del_av={parent.slug}" in shown
    assert "Avdeling 30" in body(client, f"/partnere/?del_av={parent.slug}")


def test_many_places_are_paged(client):
    partner = make_partner()
    for number in range(31):
        make_centre(partner=partner, name=f"Sted {number:02}")
    assert "Sted 30" not in body(client, partner.get_absolute_url())
    assert "Sted 30" in body(client, f"{partner.get_absolute_url()}?side=2")


def test_unknown_partner_answers_404(client):
    body(client, "/partnere/finnes-ikke/", status=404)


def test_old_address_of_a_partner_leads_on(client):
    partner = make_partner()
    make_former_slug(kind="partnere", slug="gammel", current_slug=partner.slug)
    response = client.get("/partnere/gammel/")
    assert response.status_code == 301
    assert response.url == partner.get_absolute_url()


def test_partner_asks_a_fixed_number_of_questions(client):
    partner = make_partner(kind=Partner.Kind.GUIDANCE_CENTRE, county=make_county())

    def grow():
        promise(partner)
        make_role_description(role=make_role(partner=partner))
        make_service(provider=partner)
        make_centre(partner=partner)
        make_partner(parent=partner)
        make_partner(predecessor=partner)
        make_partnership(
            is_formalised=False,
            members=[
                partner,
                make_partner(kind=Partner.Kind.COUNTY_COUNCIL),
                make_partner(kind=Partner.Kind.NAV),
            ],
        )

    def asked():
        with CaptureQueriesContext(connection) as queries:
            body(client, partner.get_absolute_url())
        return len(queries)

    grow()
    before = asked()
    assert before <= MOST_QUERIES
    grow()
    grow()
    assert asked() == before
