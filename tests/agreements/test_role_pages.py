"""What the public reads of roles, and what it never reads."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements import role_reading
from tests.factories import (
    make_former_slug,
    make_partnership,
    make_partnership_member,
    make_role,
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
        make_role_description(role=make_role(partnership=partnership))
    assert asked() == before
