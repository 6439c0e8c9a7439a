"""The no-wrong-door card over a small country of our own."""

import re
from datetime import date, datetime, time
from io import StringIO
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest
import segno
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finder.counter_card import QUIET_ZONE, qr_code
from finder.search import FALLBACK_SLUG
from tests import factories as make
from tests.finder.results_page import promise

pytestmark = pytest.mark.django_db

MONDAY_NOON = datetime(2025, 3, 10, 12, tzinfo=ZoneInfo("Europe/Oslo"))


@pytest.fixture
def country():
    """Return a county with a town, a centre in it, and three services for adults."""

    class Country:
        county = make.make_county(name="Fjellfylket")
        town = make.make_municipality(
            county=county, name="Fjellby", latitude=61.0, longitude=10.0
        )
        adults = make.make_target_group(slug="adults", name_nb="voksne")
        job_change = make.make_need(slug="job_change", name_nb="bytte jobb")
        provider = make.make_partner(name="Eksempelgiveren", phone="22334455")
        centre = make.make_centre(
            name="Fjellsenteret", county=county, municipality=town, address="Torget 1"
        )

    def local(slug, **given):
        service = make.make_service(
            slug=slug,
            target_groups=[Country.adults],
            needs=[Country.job_change],
            **given,
        )
        service.counties.add(Country.county)
        return service

    Country.main = local(
        "main",
        name_nb="Rettledningen",
        provider=Country.provider,
        url="",
        centres=[Country.centre],
        how_to_get_nb="Ring og avtal tid.",
        is_free=True,
    )
    local("other-one", is_free=True, referral_required=True)
    local("other-two", referral_required=True)
    make.make_service(slug=FALLBACK_SLUG, name_nb="For alle", is_national=True)
    promise(Country, Country.provider)
    return Country


def card(client, language="", **asked):
    query = urlencode(asked, doseq=True)
    response = client.get(f"{language}/finn/kort/?{query}")
    assert response.status_code == 200
    assert not response.cookies
    return response


def words(response):
    """Return the words of the page, without its markup and its pictures."""
    text = re.sub(r"(?s)<svg.*?</svg>", " ", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


ADULT = {"sted": "Fjellby", "hvem": "adults", "behov": "job_change"}


def test_the_first_result_takes_over_and_the_next_two_can_help_too(client, country):
    results = client.get(f"/finn/?{urlencode(ADULT)}").context["answer"].results
    response = card(client, **ADULT)
    shown = response.context["card"], *(o["card"] for o in response.context["others"])
    assert [each.service.pk for each in shown] == [m.offer.id for m in results[:3]]
    assert response.context["card"].service == country.main
    assert response.context["everybody"]["service"].slug == FALLBACK_SLUG


def test_it_says_how_where_what_to_do_and_by_which_clause(client, country):
    response = card(client, **ADULT)
    text = words(response)
    for told in ["22 33 44 55", "Fjellsenteret", "Torget 1", "Ring og avtal tid."]:
        assert told in text
    (clause,) = [each for each in response.context["reasons"] if each["url"]]
    assert f'href="{clause["url"]}"' in response.content.decode()
    assert clause["address"] == f"http://testserver{clause['url']}"


def test_the_place_s_own_telephone_goes_before_that_of_the_provider(client, country):
    country.centre.phone = "61000000"
    country.centre.save()
    assert [way.text for way in card(client, **ADULT).context["ways"]] == [
        "61\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}00"
    ]


def test_the_week_is_told_with_today_and_holidays_and_other_days(client, country):
    for weekday in (1, 3, 4):
        make.make_weekly_opening(centre=country.centre, weekday=weekday)
    make.make_opening_exception(centre=country.centre, starts_on=date(2025, 4, 16))
    with time_machine.travel(MONDAY_NOON.replace(month=4, day=14), tick=False):
        week = card(client, **ADULT).context["week"]
    assert [bool(day["hours"]) for day in week.days] == [True] + [False] * 6
    assert [day["today"] for day in week.days] == [True] + [False] * 6
    assert week.days[0]["hours"] == ["09.00–15.00"]
    assert week.days[0]["label"].endswith("14.4.")
    assert week.days[2]["note"]
    assert "torsdag" in week.days[3]["note"].lower()
    assert (week.number, week.state) == (16, "open")


def test_unknown_hours_are_told_as_unknown(client, country):
    assert card(client, **ADULT).context["week"] is None


def test_what_somebody_wrote_is_nowhere_on_the_page(client, country):
    response = card(client, q="Ola Nordmann 41234567 Fjellby", hvem="adults")
    assert response.context["card"].service == country.main
    page = response.content.decode()
    for told in ["Ola", "Nordmann", "41234567"]:
        assert told not in page
    asked = parse_qs(urlsplit(response.context["address"]).query)
    assert asked == {"sted": ["Fjellby"], "hvem": ["adults"]}


def test_words_that_a_service_holds_choose_it_but_are_not_repeated(client, country):
    country.main.name_nb = "Sveiseprat"
    country.main.save()
    response = card(client, q="sveiseprat")
    assert response.context["card"].service == country.main
    assert "“" not in words(response)
    assert not [each for each in response.context["reasons"] if "«" in each["text"]]
    # Nothing but the text was asked: the code leads to the service itself.
    assert urlsplit(response.context["address"]).path == "/tilbud/main/"


def test_an_age_decides_but_is_not_printed(client, country):
    country.main.age_from = 19
    country.main.save()
    response = card(client, **ADULT, alder="47")
    assert response.context["card"].service == country.main
    assert "47 år" not in words(response)
    assert "alder=" not in response.content.decode()
    young = card(client, **ADULT, alder="18")
    assert young.context["card"].service != country.main


def test_a_place_is_written_as_its_own_name(client, country):
    make.make_postal_code(code="2815", place="FJELLBY", municipality=country.town)
    for typed, own in [("2815 Kari Nordmann", "2815"), ("fjellby kommune", "Fjellby")]:
        response = card(client, sted=typed, hvem="adults")
        asked = parse_qs(urlsplit(response.context["address"]).query)
        assert asked["sted"] == [own]
        assert "Kari" not in response.content.decode()


def test_an_unknown_place_is_not_repeated_but_told_of(client, country):
    response = card(client, sted="Kari Nordmann", hvem="adults")
    assert response.context["no_such_place"]
    assert "Kari" not in response.content.decode()


def test_the_code_holds_the_very_address_that_stands_beside_it(client, country):
    response = card(client, **ADULT)
    address = response.context["address"]
    assert address.startswith("http://testserver/finn/?sted=Fjellby&hvem=adults")
    assert f'href="{address.replace("&", "&amp;")}"' in response.content.decode()
    code = response.context["qr"]
    assert f'd="{code.path}"' in response.content.decode()
    assert modules(code) == expected_modules(address)


def modules(code):
    """Return the dark units that the path of a code fills, as (x, y)."""
    return {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path)
        for step in range(int(width))
    }


def expected_modules(address):
    """Return the same out of what the library itself writes as text."""
    written = StringIO()
    segno.make(address, error="m", micro=False).save(
        written, kind="txt", border=QUIET_ZONE
    )
    rows = written.getvalue().splitlines()
    return {
        (x, y) for y, row in enumerate(rows) for x, bit in enumerate(row) if bit == "1"
    }


def test_an_address_too_long_for_a_code_stands_as_text_alone():
    assert qr_code(f"https://example.org/?{'x' * 4000}") is None


def test_the_language_goes_with_the_address(client, country):
    response = card(client, "/en", **ADULT)
    assert urlsplit(response.context["address"]).path == "/en/finn/"
    links = {link["code"]: link["url"] for link in response.context["language_links"]}
    assert links["nn"].startswith("/nn/finn/kort/?sted=Fjellby&hvem=adults")


def test_a_made_up_agreement_is_called_an_example(client, country):
    country.main.is_example = True
    country.main.save()
    assert "Eksempel" in words(card(client, **ADULT))


def test_without_a_result_somebody_else_takes_over(client, country):
    pupils = make.make_target_group(slug="pupils", name_nb="elever")
    response = card(client, hvem=pupils.slug, sted="Fjellby")
    assert response.context["card"].service.slug == FALLBACK_SLUG
    assert response.context["everybody"] is None


def test_without_a_question_the_card_is_explained(client, country):
    text = card(client).content.decode()
    assert 'href="/finn/sted/"' in text
    assert '<meta name="robots" content="noindex">' in text
    assert "<article" not in text


def test_when_nothing_is_published_it_says_so(client):
    make.make_target_group(slug="adults", name_nb="voksne")
    assert card(client, hvem="adults").context["found_nobody"]


def test_it_takes_few_queries_and_stores_nothing(client, country):
    make.make_weekly_opening(centre=country.centre, opens=time(8))
    card(client, **ADULT)
    with CaptureQueriesContext(connection) as queries:
        card(client, **ADULT)
    assert len(queries) <= 12
    assert not [
        query["sql"]
        for query in queries
        if re.match("(INSERT|UPDATE|DELETE)", query["sql"])
    ]
    assert client.post("/finn/kort/").status_code == 405
