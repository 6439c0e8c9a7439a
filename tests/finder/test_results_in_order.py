"""In which order the finder's page shows them and why, and what it says of none."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Responsibility
from finder.search import FALLBACK_SLUG, FEW
from tests import factories as make
from tests.finder.results_page import (
    local,
    promise,
    reasons,
    search,
    slugs,
    text_of,
)

pytestmark = pytest.mark.django_db


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
    (card,) = search(client, sted="Fjellby", hvem="adults").context["recommended"]
    assert card.why
    assert "Fjellfylket" not in card.why
    # Who has said nothing of themselves is recommended nothing.
    assert search(client, sted="Fjellby").context["recommended"] == []


def test_what_holds_in_one_place_is_only_recommended_to_who_lives_there(
    client, country
):
    local(country, "one")
    response = search(client, hvem="adults")
    assert slugs(response) == ["one"]
    assert response.context["recommended"] == []
    assert search(client, sted="Atlantis", hvem="adults").context["recommended"] == []


def test_what_is_for_a_few_is_only_recommended_to_who_is_one_of_them(client, country):
    local(country, "one", target_groups=[country.dismissed])
    response = search(client, sted="Fjellby", behov="job_change")
    assert slugs(response) == ["one"]
    assert response.context["recommended"] == []
    response = search(client, sted="Fjellby", behov="job_change", hvem="dismissed")
    assert [card.service.slug for card in response.context["recommended"]] == ["one"]


@pytest.mark.parametrize("wished", [{"sprak": "en"}, {"kanal": "phone"}])
def test_what_is_shown_only_because_something_was_given_up_is_not_recommended(
    client, country, wished
):
    video = make.make_channel(slug="video")
    local(country, "one", languages=["nb"]).channels.add(video)
    response = search(client, sted="Fjellby", hvem="adults", **wished)
    assert slugs(response) == ["one"]
    assert response.context["given_up"]
    assert response.context["recommended"] == []


def test_what_is_there_for_everybody_is_recommended_like_any_other(client, country):
    """It is also the way on for those whom nothing fits, and is still a result."""
    make.make_service(
        slug=FALLBACK_SLUG,
        is_national=True,
        target_groups=[country.everyone],
        needs=[country.job_change],
    )
    response = search(client, sted="Fjellby", hvem="adults", behov="job_change")
    (card,) = response.context["recommended"]
    assert card.service.slug == FALLBACK_SLUG
    assert response.context["fallback"] is None


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
