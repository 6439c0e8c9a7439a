"""What the public reads of roles, and what it never reads."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements import role_reading
from tests.factories import (
    make_former_slug,
    make_partner,
    make_partnership,
    make_partnership_member,
    make_role,
    make_role_answer,
    make_role_description,
)
from tests.pages.reading import bare_text, body

pytestmark = pytest.mark.django_db

TODAY = date(2025, 3, 10)
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def on_this_day():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def role():
    """Return a role with an earlier description, one in force, and a draft."""
    role = make_role(slug="koordinator", name_nb="Koordinator")
    make_role_description(
        role=role,
        number=1,
        for_citizens_nb="Slik var det før.",
        valid_from=date(2022, 1, 1),
        valid_to=date(2023, 12, 31),
    )
    make_role_description(
        role=role,
        number=2,
        for_citizens_nb="Slik er det nå.",
        for_professionals_nb="Innkaller til møter.",
        holder="Eksempel Eksempelsen",
        deputy="Eksempel Vararud",
        valid_from=date(2024, 1, 1),
    )
    make_role_description(
        role=role,
        number=3,
        status="draft",
        for_citizens_nb="Slik blir det kanskje.",
        valid_from=date(2027, 1, 1),
    )
    return role


def test_role_shows_the_description_in_force_and_those_before(client, role):
    shown = bare_text(body(client, "/roller/koordinator/"))
    for words in (
        "Slik er det nå.",
        "Innkaller til møter.",
        "Eksempel Eksempelsen",
        "Eksempel Vararud",
        "Slik var det før.",
    ):
        assert words in shown


def test_role_never_shows_a_draft(client, role):
    assert "kanskje" not in body(client, "/roller/koordinator/")
    assert "kanskje" not in body(client, "/roller/")


def test_role_with_nothing_but_drafts_answers_404(client):
    draft = make_role_description(status="draft")
    body(client, draft.role.get_absolute_url(), status=404)
    assert str(draft.role.name) not in body(client, "/roller/")


def test_role_of_a_draft_partnership_answers_404(client):
    hidden = make_role(partnership=make_partnership(published=False))
    make_role_description(role=hidden)
    body(client, hidden.get_absolute_url(), status=404)


def test_ended_description_does_not_hold_whatever_its_dates():
    description = make_role_description(status="ended")
    described = role_reading.described_on(description, TODAY)
    assert described.state == "ended"


def test_old_address_of_a_role_leads_on(client, role):
    make_former_slug(kind="roller", slug="gammel", current_slug="koordinator")
    response = client.get("/roller/gammel/")
    assert (response.status_code, response.url) == (301, "/roller/koordinator/")


def test_list_of_roles_filters_by_county(client, role):
    county = role.partnership.county
    assert "Koordinator" in body(client, f"/roller/?fylke={county.slug}")
    assert "Koordinator" not in body(client, "/roller/?fylke=finnes-ikke")


def test_example_role_says_so(client):
    role = make_role(is_example=True)
    make_role_description(role=role)
    for address in ("/roller/", role.get_absolute_url()):
        assert 'data-state="example"' in body(client, address)


def test_list_of_roles_asks_a_fixed_number_of_questions(client, role):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            body(client, "/roller/")
        return len(queries)

    before = asked()
    assert before <= MOST_QUERIES
    partnership = make_partnership()
    make_partnership_member(partnership=partnership)
    for _each in range(5):
        role = make_role(partnership=partnership)
        make_role_answer(description=make_role_description(role=role))
    assert asked() == before


ANSWERED = {"given_at": datetime(2025, 3, 1, 12, tzinfo=UTC)}
CONFIRMED = {
    "": "Bekreftet av Nav Eksempel 1. mars 2025",
    "/nn": "Stadfesta av Nav Eksempel 1. mars 2025",
    "/en": "Confirmed by Nav Eksempel on 1 March 2025",
}
NOT_YET = {
    "": "Ikke godtatt ennå",
    "/nn": "Ikkje godteken enno",
    "/en": "Not accepted yet",
}
OBJECTS = {
    "": "Nav Eksempel har innvendinger",
    "/nn": "Nav Eksempel har innvendingar",
    "/en": "Nav Eksempel has objections",
}


@pytest.fixture
def of_nav():
    """Return a role of a partner with a name, with one version in force."""
    partner = make_partner(name="Nav Eksempel")
    role = make_role(partner=partner, slug="kontakt")
    return make_role_description(role=role)


def everywhere(role):
    """Return the addresses of all public pages that show the role."""
    county = role.partnership.county
    return [
        role.get_absolute_url(),
        "/roller/",
        f"/fylker/{county.slug}/",
        f"/fylker/{county.slug}/roller/",
        role.partner.get_absolute_url(),
    ]


@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_every_page_tells_whether_the_partner_accepts_the_role(
    client, of_nav, language
):
    def shown_where(words):
        return [
            words in bare_text(body(client, language + address))
            for address in everywhere(of_nav.role)
        ]

    assert all(shown_where(NOT_YET[language]))
    make_role_answer(description=of_nav, **ANSWERED)
    assert all(shown_where(CONFIRMED[language]))
    assert not any(shown_where(NOT_YET[language]))
    make_role_answer(
        description=of_nav,
        answer="objected",
        reason="Vi har ikke folk til dette.",
        language="nb",
        **ANSWERED,
    )
    assert all(shown_where(OBJECTS[language]))
    assert not any(shown_where(CONFIRMED[language]))


def test_reason_of_an_objection_is_shown_in_its_own_language(client, of_nav):
    make_role_answer(
        description=of_nav,
        answer="objected",
        reason="Vi har ikkje folk <til> dette.",
        language="nn",
        **ANSWERED,
    )
    page = body(client, "/en/roller/kontakt/")
    assert "Vi har ikkje folk &lt;til&gt; dette." in page
    assert '<div class="prose" lang="nn">' in page


def test_answer_counts_for_its_version_alone(client, role):
    make_role_answer(description=role.descriptions.get(number=1), **ANSWERED)
    page = bare_text(body(client, "/roller/koordinator/"))
    before, after = page.index("Ikke godtatt ennå"), page.index("Bekreftet av")
    assert before < page.index("Slik er det nå.") < after


def test_example_role_that_is_accepted_still_says_that_it_is_an_example(client):
    role = make_role(is_example=True)
    make_role_answer(description=make_role_description(role=role), **ANSWERED)
    for address in ("/roller/", role.get_absolute_url()):
        assert 'data-state="example"' in body(client, address)
