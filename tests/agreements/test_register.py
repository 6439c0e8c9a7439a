"""The register of agreements: what it lists, and what its choices leave."""

from datetime import date

import pytest
import time_machine

from tests.agreements.two_versions import make_two_versions
from tests.factories import (
    make_agreement,
    make_partner,
    make_partnership,
    make_party,
    make_version,
    make_version_event,
    sign,
)
from tests.pages.reading import bare_text, body

pytestmark = pytest.mark.django_db

TODAY = date(2025, 3, 10)


@pytest.fixture(autouse=True)
def on_this_day():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def agreement():
    return make_two_versions()


def test_register_tells_county_state_and_number_of_parties(client, agreement):
    shown = bare_text(body(client, "/en/avtaler/"))
    assert str(agreement.title) in shown
    assert "Eksempelfylket" in shown
    assert "In force" in shown
    assert "2 parties" in shown


def test_register_lists_ended_agreements_and_says_so(client):
    version = make_version(state="signed")
    make_version_event(version=version, kind="terminated", on=date(2025, 1, 31))
    shown = body(client, "/en/avtaler/")
    assert str(version.agreement.title) in shown
    assert 'data-state="terminated"' in shown


def test_register_shows_a_partnership_without_an_agreement(client):
    partnership = make_partnership(is_formalised=False)
    shown = body(client, "/avtaler/")
    assert str(partnership.name) in shown
    assert 'data-state="not_formalised"' in shown


def test_register_filters_by_county_and_state(client, agreement):
    other = make_version(state="signed")
    make_version_event(version=other, kind="expired", on=date(2025, 1, 31))
    county = agreement.partnership.county
    assert str(other.agreement.title) not in body(
        client, f"/avtaler/?fylke={county.slug}"
    )
    only_ended = body(client, "/avtaler/?tilstand=avsluttet")
    assert str(other.agreement.title) in only_ended
    assert str(agreement.title) not in only_ended


@pytest.mark.parametrize(
    "query",
    [
        "fylke=finnes-ikke",
        "tilstand=tull",
        "side=abc",
        "fylke=" + "a" * 10_000,
        "part=finnes-ikke",
        "aar=abc",
        "aar=0000",
        "aar=99999",
        "aar=٢٠٢٤",
    ],
)
def test_register_answers_wrong_choices_with_a_page(client, agreement, query):
    body(client, f"/avtaler/?{query}")


@pytest.mark.parametrize("year", ["abc", "0000", "99999", "٢٠٢٤"])
def test_register_has_nothing_for_a_year_that_is_none(client, agreement, year):
    shown = body(client, f"/en/avtaler/?aar={year}")
    assert f'href="/en{agreement.get_absolute_url()}"' not in shown
    assert "See all agreements" in shown


def test_register_answers_an_unknown_choice_with_a_way_on(client, agreement):
    shown = bare_text(body(client, "/en/avtaler/?fylke=finnes-ikke"))
    assert "See all agreements" in shown
    assert str(agreement.title) not in shown


def test_register_filters_by_party(client, agreement):
    other = make_version(state="signed").agreement
    party = agreement.partnership.members.first()
    shown = body(client, f"/avtaler/?part={party.slug}")
    assert f'href="{agreement.get_absolute_url()}"' in shown
    assert f'href="{other.get_absolute_url()}"' not in shown


@pytest.mark.parametrize(
    ("year", "fits"),
    [("2021", False), ("2022", True), ("2023", True), ("2024", True), ("2100", True)],
)
def test_register_filters_by_a_year_in_force(client, agreement, year, fits):
    shown = body(client, f"/avtaler/?aar={year}")
    assert (f'href="{agreement.get_absolute_url()}"' in shown) is fits


def test_register_does_not_count_a_version_that_never_held(client):
    version = make_version(state="signed", agreed_from=date(2024, 9, 1))
    make_version_event(version=version, kind="terminated", on=date(2024, 2, 1))
    url = version.agreement.get_absolute_url()
    assert f'href="{url}"' in body(client, "/avtaler/")
    assert f'href="{url}"' not in body(client, "/avtaler/?aar=2024")


def test_register_asks_for_party_and_year_of_the_same_version(client, agreement):
    newcomer = make_partner()
    in_force = agreement.versions.get(number=2)
    make_version_event(version=in_force, on=date(2024, 12, 31))
    third = make_version(agreement=agreement, agreed_from=date(2025, 1, 1))
    make_party(version=third, partner=newcomer)
    sign(third)
    link = f'href="{agreement.get_absolute_url()}"'
    assert link in body(client, f"/avtaler/?part={newcomer.slug}&aar=2025")
    assert link not in body(client, f"/avtaler/?part={newcomer.slug}&aar=2024")
    assert link in body(client, f"/avtaler/?part={newcomer.slug}")


def test_register_without_agreement_fits_no_party_and_no_year(client):
    partnership = make_partnership(is_formalised=False)
    member = partnership.members.first()
    for query in (f"part={member.slug}", "aar=2025"):
        assert str(partnership.name) not in body(client, f"/avtaler/?{query}")


def test_register_shows_no_draft_and_no_draft_partnership(client):
    draft = make_version(state="draft")
    hidden = make_version(
        state="signed",
        agreement=make_agreement(partnership=make_partnership(published=False)),
    )
    shown = body(client, "/avtaler/")
    assert str(draft.agreement.title) not in shown
    assert str(hidden.agreement.title) not in shown
