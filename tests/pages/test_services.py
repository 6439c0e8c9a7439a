"""The list of services, and the page of one."""

import re
from datetime import UTC, date, datetime, time

import pytest

from finder.contact import Contact, actions_of, contact_of
from tests import factories as make

from .reading import bare_text, queries_of, text_of

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
    assert [place.centre for place in context["listed"]] == [open_]
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
    assert response.context["place_answer"].kind == "unknown"


# The order of the facts


ORDER = [
    *("hva", "hvem", "behov", "steder", "hvordan", "kontakt"),
    *("resultat", "ansvar", "kilde"),
]


def test_the_facts_stand_in_one_fixed_order(client):
    service = make.make_service(
        description_nb="Mer om tilbudet.",
        target_groups=[make.make_target_group()],
        needs=[make.make_need()],
        age_from=19,
        languages=["nb", "en"],
        price="100 kroner",
        referral_required=True,
        how_to_get_nb="Ring oss.",
        waiting_time="To uker",
        waiting_time_stated_on=date(2025, 3, 1),
    )
    service.channels.set([make.make_channel(name_nb="videosamtale")])

    page = text_of(client.get(service.get_absolute_url()))
    page = page[page.index('<h2 id="hva"') :]

    assert re.findall(r'<h2 id="(\w+)"', page) == ORDER
    in_order = [
        *("Mer om tilbudet.", "Fra 19 år", "Videosamtale", "Bokmål", "100 kroner"),
        *("Du må ha henvisning", "Ring oss.", "To uker", "Du vet mer om valgene"),
    ]
    places = [page.index(words) for words in in_order]
    assert places == sorted(places)


def test_what_everybody_needs_to_know_is_said_to_be_unknown(client):
    service = make.make_service()
    page = text_of(client.get(service.get_absolute_url()))
    assert page.count("Ikke oppgitt i kilden") == 4
    for left_out in ("Ventetid", 'id="hva"'):
        assert left_out not in page


def test_a_waiting_time_says_who_stated_it_when(client, time_machine):
    time_machine.move_to(datetime(2025, 3, 10, 9, tzinfo=UTC), tick=False)
    service = make.make_service(
        provider=make.make_partner(name="Eksempelgiveren"),
        waiting_time="to uker",
        waiting_time_stated_on=date(2025, 3, 1),
    )
    page = bare_text(text_of(client.get(service.get_absolute_url())))
    assert "Ventetid To uker Ifølge Eksempelgiveren, 1. mars 2025." in page


def test_an_old_source_is_not_confirmed_since(client):
    centre = make.make_centre(source="Eksempelkilden", as_of="2016-10")
    fresh = make.make_centre(source="Eksempelkilden", as_of=f"{date.today()}")
    service = make.make_service(
        source="Eksempelkilden", as_of="2018", centres=[centre, fresh]
    )
    page = text_of(client.get(service.get_absolute_url()))
    assert "Ikke bekreftet siden 2018." in page
    assert page.count("Ikke bekreftet siden oktober 2016.") == 1
    assert page.count("Ikke bekreftet siden") == 2


def test_names_in_another_language_say_which_wherever_they_stand(client):
    group = make.make_target_group(name_nb="voksne", name_en="")
    channel = make.make_channel(name_nb="oppmøte", name_en="")
    service = make.make_service(name_nb="", name_nn="Tilbodet", target_groups=[group])
    service.channels.set([channel])
    page = text_of(client.get(f"/en{service.get_absolute_url()}"))
    assert '<span aria-current="page" lang="nn">Tilbodet</span>' in page
    assert '<li lang="nb">Voksne</li>' in page
    assert '<span lang="nb">Oppmøte</span>' in page


# What one can do at once


def test_one_can_call_and_go_to_the_website_from_the_top(client):
    service = make.make_service(phone="22334455", url="https://www.example.org/om-oss")
    page = text_of(client.get(service.get_absolute_url()))
    top = page[: page.index('id="hvem"')]
    assert 'href="tel:+4722334455"' in top
    assert 'href="https://www.example.org/om-oss"' in top
    assert "Gå til example.org" in top


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://example.org/bestill-time", "book"),
        ("https://example.org/booking/", "book"),
        ("https://bestill.example.org/", "visit"),
        ("https://example.org/", "visit"),
    ],
)
def test_only_an_address_that_says_so_takes_bookings(address, kind):
    contact = Contact("Senteret", phone="22334455", web=address)
    kinds = [action[0] for action in actions_of(contact)]
    assert kinds == (["book", "call"] if kind == "book" else ["call", "visit"])


def test_without_any_contact_there_is_nothing_to_press():
    assert actions_of(None) == []


# Places, and whom one meets there

MONDAY = datetime(2025, 3, 10, 9, 30, tzinfo=UTC)


def test_each_place_says_whether_it_is_open(client, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    places = [make.make_centre(name=name) for name in ("A", "B", "C")]
    make.make_weekly_opening(centre=places[0])
    make.make_weekly_opening(centre=places[1], weekday=2)
    make.make_opening_exception(centre=places[1], starts_on=date(2025, 3, 11))
    service = make.make_service(centres=places)

    listed = client.get(service.get_absolute_url()).context["listed"]

    assert [(place.name, place.state) for place in listed] == [
        ("A", "open"),
        ("B", "closed"),
        ("C", ""),
    ]
    assert "15.00" in listed[0].state_label
    assert "18. mars 2025" in listed[1].state_label.replace("\xa0", " ")


def shared_service(**given):
    """Return a service of all county councils, one council, a town in its county."""
    everybody = make.make_partner(name="Fylkeskommunene")
    town = make.make_municipality(name="Fjellby")
    council = make.make_partner(
        kind="county_council",
        name="Fjell fylkeskommune",
        county=town.county,
        parent=everybody,
    )
    return make.make_service(provider=everybody, **given), council, town


def test_of_all_county_councils_the_one_of_the_asked_place_is_named(client):
    service, council, _town = shared_service(is_national=True)
    address = service.get_absolute_url()

    here = client.get(address, {"sted": "Fjellby"})
    anywhere = client.get(address)

    assert here.context["council"].slug == council.slug
    assert "Fjell fylkeskommune" in text_of(here)
    assert "Fjell fylkeskommune" not in text_of(anywhere)
    assert "Fylkeskommunene" in text_of(here)


def test_a_council_that_has_ended_gives_nothing(client):
    service, council, _town = shared_service(is_national=True)
    council.ended_on = date(2019, 12, 31)
    council.save()
    page = client.get(service.get_absolute_url(), {"sted": "Fjellby"})
    assert page.context["council"] is None


def test_a_provider_of_its_own_is_shown_as_itself(client):
    town = make.make_municipality(name="Fjellby")
    make.make_partner(kind="county_council", county=town.county)
    service = make.make_service(is_national=True)
    page = client.get(service.get_absolute_url(), {"sted": "Fjellby"})
    assert page.context["council"] is None


def test_the_contact_is_that_of_the_council_where_the_service_has_none():
    council = make.make_partner(phone="44 44 44 44")
    service = make.make_service(status="draft", **SILENT)
    assert contact_of(service, [], council).whose == council.name


def test_a_place_that_was_asked_for_makes_the_title_one_of_its_own(client):
    make.make_municipality(name="Fjellby")
    service = make.make_service(name_nb="Samtale", is_national=True)
    address = service.get_absolute_url()
    page = text_of(client.get(address, {"sted": "Fjellby"}))
    assert "<title>Samtale – Fjellby – " in page
    assert "<title>Samtale – Karriere" in text_of(client.get(address))


def test_a_service_for_another_county_says_so_and_leads_on(client):
    make.make_municipality(name="Fjellby")
    service = make.make_service(name_nb="Samtale")
    service.counties.add(make.make_county())
    page = client.get(service.get_absolute_url(), {"sted": "Fjellby"})
    assert page.context["place_answer"].kind == "outside"
    assert "/finn/?sted=Fjellby" in text_of(page)
    assert "<title>Samtale – Fjellby" not in text_of(page)


def test_a_county_is_covered_when_a_part_of_it_is(client):
    town = make.make_municipality(county=make.make_county(name="Fjellfylket"))
    service = make.make_service()
    service.municipalities.add(town)
    page = client.get(service.get_absolute_url(), {"sted": "Fjellfylket"})
    assert page.context["place_answer"] is None


# Queries


@pytest.mark.parametrize("places", [3, 31])
def test_queries_do_not_grow_with_places_hours_and_promises(client, places):
    service, _council, town = shared_service(is_national=True)
    group = make.make_target_group()
    service.target_groups.add(group)
    address = f"{service.get_absolute_url()}?sted=Fjellby"

    def grow():
        centre = make.make_centre(county=town.county, municipality=town)
        make.make_weekly_opening(centre=centre, opens=time(8), closes=time(16))
        make.make_opening_exception(centre=centre, starts_on=date(2099, 1, 1))
        service.centres.add(centre)

    for _number in range(places):
        grow()
    # What the process keeps of words and places is read once.
    client.get(address)
    before = queries_of(client, address)
    for _number in range(4):
        grow()
    assert queries_of(client, address) == before
    assert before <= 15
