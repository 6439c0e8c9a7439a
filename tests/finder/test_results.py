"""The finder's page over a small country of our own."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Responsibility
from finder.search import FALLBACK_SLUG, FEW
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def country():
    """Return a county with a municipality, and a chain of three groups."""

    class Country:
        county = make.make_county(name="Fjellfylket")
        town = make.make_municipality(
            county=county, name="Fjellby", latitude=61.0, longitude=10.0
        )
        elsewhere = make.make_municipality(name="Havneby")
        everyone = make.make_target_group(slug="everyone", name_nb="alle")
        adults = make.make_target_group(
            slug="adults", name_nb="voksne", broader=everyone
        )
        dismissed = make.make_target_group(
            slug="dismissed", name_nb="oppsagte", broader=adults
        )
        job_change = make.make_need(slug="job_change", name_nb="bytte jobb")
        other_need = make.make_need(slug="other")
        phone = make.make_channel(slug="phone", name_nb="telefon")

    return Country


def search(client, **asked):
    response = client.get(f"/finn/?{urlencode(asked, doseq=True)}")
    assert response.status_code == 200
    return response


def slugs(response):
    return [found.offer.slug for found in response.context["answer"].results]


def card_of(response, slug):
    cards = response.context["recommended"] + response.context["others"]
    (card,) = [card for card in cards if card.service.slug == slug]
    return card


def reasons(response, slug):
    return {reason.code: reason.text for reason in card_of(response, slug).reasons}


def text_of(response):
    return response.content.decode()


def local(country, slug, **given):
    """Return a service for adults who change jobs, in the whole county."""
    service = make.make_service(
        slug=slug,
        **{"target_groups": [country.adults], "needs": [country.job_change]} | given,
    )
    service.counties.add(country.county)
    return service


def promise(country, partner, involvement="leads"):
    """Let the partner have the task in the whole county, by an agreement in force."""
    members = [
        make.make_partner(kind="county_council", county=country.county),
        make.make_partner(kind="nav", county=country.county),
        partner,
    ]
    partnership = make.make_partnership(county=country.county, members=members)
    version = make.make_version(agreement=make.make_agreement(partnership=partnership))
    for member in members:
        make.make_party(version=version, partner=member)
    make.make_responsibility(
        version=version,
        party=version.parties.get(partner=partner),
        clause=make.make_clause(version=version, number="8.2"),
        task=make.make_task(name_nb="Veilede", needs=[country.job_change]),
        target_groups=[country.adults],
        involvement=involvement,
    )
    make.sign(version)
    return version


# Matching


def test_nothing_asked_shows_the_form_and_somebody_to_talk_to(client):
    make.make_service(slug=FALLBACK_SLUG, is_national=True)
    response = search(client)
    assert "answer" not in response.context
    assert f"/tilbud/{FALLBACK_SLUG}/" in text_of(response)
    assert 'name="sted"' in text_of(response)


def test_a_group_finds_services_for_wider_groups_and_not_for_narrower(client, country):
    make.make_service(slug="for-all", target_groups=[country.everyone])
    make.make_service(slug="for-dismissed", target_groups=[country.dismissed])
    assert slugs(search(client, hvem="adults")) == ["for-all"]
    assert slugs(search(client, hvem="dismissed")) == ["for-dismissed", "for-all"]


def test_need_and_channel_narrow_the_answer(client, country):
    video = make.make_channel(slug="video")
    local(country, "fits").channels.add(country.phone)
    local(country, "another-need", needs=[country.other_need]).channels.add(
        country.phone
    )
    local(country, "another-way").channels.add(video)
    local(country, "a-way-nobody-told")
    response = search(client, behov="job_change", kanal="phone")
    assert slugs(response) == ["fits", "a-way-nobody-told"]
    assert not card_of(response, "fits").cautions
    assert card_of(response, "a-way-nobody-told").cautions


def test_another_way_to_meet_is_better_than_nobody_and_it_is_told(client, country):
    local(country, "by-video").channels.add(make.make_channel(slug="video"))
    response = search(client, behov="job_change", kanal="phone")
    assert slugs(response) == ["by-video"]
    assert "telefon" in response.context["given_up"]
    assert "channel" not in reasons(response, "by-video")
    assert card_of(response, "by-video").cautions


def test_age_must_suit_both_the_service_and_a_group(client, country):
    pupils = make.make_target_group(slug="pupils", age_from=12, age_to=16)
    make.make_service(slug="for-pupils", target_groups=[pupils])
    make.make_service(slug="from-19", target_groups=[country.everyone], age_from=19)
    assert slugs(search(client, alder="14")) == ["for-pupils"]
    assert slugs(search(client, alder="19")) == ["from-19"]


def test_language_finds_only_guidance_in_it(client, country):
    local(country, "in-english", languages=["nb", "en"])
    local(country, "in-norwegian", languages=["nb"])
    response = search(client, sprak="en")
    assert slugs(response) == ["in-english"]
    assert "language" in reasons(response, "in-english")
    assert response.context["given_up"] == ""


def test_guidance_in_norwegian_is_better_than_none_and_it_is_told(client, country):
    local(country, "in-norwegian", languages=["nb"])
    response = search(client, sprak="en", hvem="adults")
    assert slugs(response) == ["in-norwegian"]
    assert response.context["given_up"]
    assert "language" not in reasons(response, "in-norwegian")


def test_drafts_and_ended_services_are_never_found(client, country):
    local(country, "draft", status="draft")
    local(country, "ended", status="ended")
    assert slugs(search(client, hvem="adults")) == []


def test_local_services_of_other_places_are_left_out(client, country):
    local(country, "local")
    make.make_service(
        slug="national", is_national=True, target_groups=[country.everyone]
    )
    assert slugs(search(client, sted="Fjellby")) == ["local", "national"]
    assert slugs(search(client, sted="Havneby")) == ["national"]


def test_words_find_services_that_hold_them_and_operators_mean_nothing(client):
    make.make_service(slug="a-one", name_nb="Fagbrev")
    make.make_service(slug="both", name_nb="Realkompetanse og fagbrev")
    make.make_service(slug="none", name_nb="Kurs")
    plain = search(client, q="fagbrev realkompetanse")
    assert slugs(plain) == ["both", "a-one"]
    assert "text" in reasons(plain, "both")
    assert "text" not in reasons(plain, "a-one")
    with_signs = search(client, q="fagbrev & !(x | -realkompetanse) <->")
    assert slugs(with_signs) == ["both", "a-one"]


def test_some_of_the_words_are_better_than_nothing_and_all_are_not_claimed(client):
    make.make_service(slug="one", name_nb="Fagbrev")
    response = search(client, q="fagbrev xyzzy")
    assert slugs(response) == ["one"]
    assert "text" not in reasons(response, "one")
    assert "text" in reasons(search(client, q="fagbrev"), "one")


def test_words_that_nobody_has_are_told_and_somebody_to_talk_to_is_left(client):
    make.make_service(slug=FALLBACK_SLUG, is_national=True)
    response = search(client, q="xyzzy")
    assert slugs(response) == []
    assert response.context["ignored"] == ["xyzzy"]
    assert response.context["fallback"].slug == FALLBACK_SLUG


def test_a_place_in_the_text_is_understood_as_the_place(client, country):
    local(country, "local", name_nb="Sveise rør")
    answer = search(client, q="sveise rør i Fjellby").context["answer"]
    assert answer.question.text == "sveise rør"
    assert answer.place.label == "Fjellby"


# Places


def test_an_unknown_place_is_told_and_national_services_are_shown(client, country):
    local(country, "local")
    make.make_service(slug="national", is_national=True)
    response = search(client, sted="Atlantis")
    assert slugs(response) == ["national"]
    assert response.context["place_help"]["kind"] == "unknown"


def test_equal_names_are_asked_about_with_links(client, country):
    make.make_municipality(
        name="Fjellby", county=make.make_county(name="Kystfylket"), slug="fjellby-2"
    )
    help_ = search(client, sted="Fjellby", hvem="adults").context["place_help"]
    assert help_["kind"] == "several"
    assert [choice["url"] for choice in help_["choices"]] == [
        "?sted=Fjellby+%28Fjellfylket%29&hvem=adults",
        "?sted=Fjellby+%28Kystfylket%29&hvem=adults",
    ]


def test_an_ended_municipality_says_what_it_is_now(client, country):
    old = make.make_municipality(name="Gamleby", valid_to=date(2019, 12, 31))
    make.make_municipality_change(old=old, new=country.town)
    local(country, "local")
    response = search(client, sted="Gamleby")
    assert slugs(response) == ["local"]
    assert response.context["place_help"]["now"] == "Fjellby"


def test_four_digits_are_a_postal_code_and_not_a_municipality_number(client, country):
    make.make_postal_code(code="4614", place="BYEN", municipality=country.town)
    make.make_municipality(code="4614", county=make.make_county(code="46"))
    response = search(client, sted="4614")
    assert response.context["place"].label == "4614 Byen"


def test_svalbard_has_no_county_and_is_told_so(client):
    make.make_postal_code(code="9170", place="LONGYEARBYEN")
    for text in ("9170", "Longyearbyen"):
        help_ = search(client, sted=text).context["place_help"]
        assert help_["kind"] == "outside"


def test_the_place_that_serves_the_municipality_is_shown(client, country):
    ours = make.make_centre(name="Vårt kontor", kind="nav_office")
    ours.serves.add(country.town)
    theirs = make.make_centre(name="Deres kontor", kind="nav_office")
    theirs.serves.add(country.elsewhere)
    closed = make.make_centre(name="Nedlagt kontor", status="ended")
    closed.serves.add(country.town)
    make.make_service(
        is_national=True,
        target_groups=[country.everyone],
        centres=[ours, theirs, closed],
    )
    body = text_of(search(client, sted="Fjellby"))
    assert "Vårt kontor" in body
    assert "Deres kontor" not in body
    assert "Nedlagt kontor" not in body


# Order and reasons


def test_who_leads_by_agreement_comes_first_is_recommended_and_says_why(
    client, country
):
    partner = make.make_partner(name="Karriere Fjell", county=country.county)
    local(country, "a-local")
    local(country, "z-responsible", provider=partner)
    version = promise(country, partner)

    response = search(client, sted="Fjellby", hvem="dismissed", behov="job_change")

    assert slugs(response) == ["z-responsible", "a-local"]
    (card,) = response.context["recommended"]
    reason = card.reasons[0]
    assert reason.code == "responsible"
    assert "Karriere Fjell" in reason.text
    assert "8.2" in reason.link
    assert reason.url.startswith(version.get_absolute_url())


def test_two_who_lead_alike_are_neither_recommended(client, country):
    partner = make.make_partner(county=country.county)
    local(country, "one", provider=partner)
    local(country, "two", provider=partner)
    promise(country, partner)
    response = search(client, sted="Fjellby", hvem="adults", behov="job_change")
    assert response.context["recommended"] == []


def test_who_only_contributes_is_not_recommended_by_the_agreement(client, country):
    partner = make.make_partner(county=country.county)
    local(country, "a-other")
    local(country, "one", provider=partner)
    promise(country, partner, involvement=Responsibility.Involvement.CONTRIBUTES)
    response = search(client, sted="Fjellby", hvem="adults", behov="job_change")
    assert slugs(response) == ["a-other", "one"]
    assert response.context["recommended"] == []
    assert "responsible" not in reasons(response, "one")


def test_without_a_place_nobody_is_recommended_by_an_agreement(client, country):
    partner = make.make_partner(county=country.county)
    local(country, "a-other")
    local(country, "one", provider=partner)
    promise(country, partner)
    response = search(client, hvem="adults", behov="job_change")
    assert slugs(response) == ["a-other", "one"]
    assert response.context["recommended"] == []
    assert "responsible" not in reasons(response, "one")


def test_the_only_one_that_fits_is_recommended_and_says_why(client, country):
    local(country, "one")
    (card,) = search(client, hvem="adults").context["recommended"]
    assert card.why
    assert "Fjellfylket" not in card.why
    assert search(client, sted="Fjellby").context["recommended"] == []


def test_reasons_name_the_services_own_group_and_only_asked_needs(client, country):
    local(country, "one", needs=[country.job_change, country.other_need])
    found = reasons(
        search(client, sted="Fjellby", hvem="dismissed", behov="job_change"), "one"
    )
    assert "voksne" in found["group"]
    assert "Fjellfylket" in found["place"]
    assert "bytte jobb" in found["need"]
    assert "eksempel" not in found["need"]
    assert "channel" not in found


# No answer, and answers that make no sense


def test_no_result_offers_one_answer_less_and_somebody_to_talk_to(client, country):
    make.make_service(slug=FALLBACK_SLUG, target_groups=[country.everyone])
    response = search(client, sted="Fjellby", hvem="adults", behov="other")
    assert slugs(response) == []
    assert [url for _label, url in response.context["widen"]] == [
        "?sted=Fjellby&hvem=adults",
        "?sted=Fjellby&behov=other",
        "?hvem=adults&behov=other",
    ]
    assert response.context["fallback"].slug == FALLBACK_SLUG


def test_the_number_of_results_is_in_the_title(client, country):
    local(country, "one")
    title = text_of(search(client, sted="Fjellby")).split("</title>")[0]
    assert "Fjellby" in title
    assert "1 " in title


@pytest.mark.parametrize(
    "asked",
    [
        {"hvem": "nonsense"},
        {"alder": "abc"},
        {"alder": "999"},
        {"alder": "-1"},
        {"sprak": "zz"},
        {"kanal": ["<b>", "x"]},
    ],
)
def test_what_is_no_answer_is_left_out_and_told(client, asked):
    response = search(client, **asked)
    assert response.context["ignored"]
    assert "<b>" not in text_of(response)


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "x" * 10_000},
        {"sted": "x" * 10_000},
        {"q": "'; --"},
        {"q": ":*!&|"},
        {"q": "\u200b"},
        {"hvem": ["x" * 10_000] * 3},
        {"sted": "Fjellby", "side": "abc"},
        {"sted": "Fjellby", "side": "-1"},
        {"sted": "Fjellby", "side": "9" * 50},
        {"sted": "(((((((((,,,,, i i i i"},
    ],
)
def test_strange_input_gets_a_page(client, country, asked):
    search(client, **asked)


def test_nul_characters_are_refused(client):
    assert client.get("/finn/?q=%00").status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "Eksempeltilbudet i Fjellby", "hvem": "adults"},
        {"sted": "Fjellby", "hvem": "dismissed", "behov": "job_change"},
        {"hvem": "dismissed", "kanal": "phone"},
    ],
)
def test_the_queries_do_not_grow_with_the_results(client, country, asked):
    make.make_service(slug=FALLBACK_SLUG, is_national=True, needs=[country.other_need])
    partner = make.make_partner(county=country.county)
    promise(country, partner)
    centre = make.make_centre(county=country.county)
    # The words of the taxonomy and the places have been read before.
    search(client, **asked)

    def count():
        with CaptureQueriesContext(connection) as queries:
            search(client, **asked)
        return len(queries)

    def add(numbers):
        for number in numbers:
            local(country, f"s-{number}", provider=partner, centres=[centre])

    none = count()
    add(range(1))
    one = count()
    add(range(1, 1 + FEW))
    few = count()
    add(range(1 + FEW, 30))
    assert count() == few
    assert max(none, one, few) <= 12


def test_the_answer_sets_no_cookie(client, country):
    assert not search(client, sted="Fjellby").cookies
