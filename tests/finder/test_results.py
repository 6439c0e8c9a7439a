"""What the finder's page shows, over a small country of our own."""

from datetime import date

import pytest

from finder.search import FALLBACK_SLUG
from tests import factories as make
from tests.finder.results_page import (
    card_of,
    local,
    reasons,
    search,
    slugs,
    text_of,
)

pytestmark = pytest.mark.django_db


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
