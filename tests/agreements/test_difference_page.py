"""The page of what changed between two versions, and who may read which words."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import AgreementVersion, ClauseExemption
from agreements.text.difference_reading import (
    read_difference,
    read_rows,
)
from agreements.text.version_text import version_text
from tests.factories import (
    make_agreement,
    make_clause,
    make_county,
    make_former_slug,
    make_municipality,
    make_partner,
    make_partnership,
    make_party,
    make_responsibility,
    make_target_group,
    make_task,
    make_version,
    make_version_event,
    sign,
)
from tests.pages.reading import bare_text, body

pytestmark = pytest.mark.django_db

PAGE = "/avtaler/eksempel/endringer/1-2/"
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def on_this_day():
    with time_machine.travel(date(2025, 3, 10), tick=False):
        yield


@pytest.fixture
def county():
    county = make_county(name="Eksempelfylket")
    for name in ("Lom", "Skjåk", "Gjøvik"):
        make_municipality(county=county, name=name)
    return county


@pytest.fixture
def agreement(county):
    """Return an agreement: Nav takes over for the laid-off in two municipalities."""
    partnership = make_partnership(county=county)
    agreement = make_agreement(slug="eksempel", partnership=partnership)
    task = make_task(name_nb="Veilede ved jobbskifte")
    group = make_target_group(name_nb="permitterte")
    centre = make_partner(name="Karriere Eksempel")
    places = {place.name: place for place in county.municipalities.all()}
    two = [places["Lom"], places["Skjåk"]]
    first = draft(agreement, date(2022, 1, 1), centre, "Senteret hjelper alle.")
    lead(first, centre, task, group)
    sign(first)
    make_version_event(version=first, on=date(2023, 12, 31))
    second = draft(agreement, date(2024, 1, 1), centre, "Senteret hjelper nesten alle.")
    lead(second, centre, task, group, [places["Gjøvik"]])
    lead(second, second.parties.get(name="NAV").partner, task, group, two)
    make_clause(version=second, key="ny", number="3", heading_nb="Møter", position=3)
    sign(second)
    return agreement


def draft(agreement, first_day, centre, text):
    version = make_version(agreement=agreement, agreed_from=first_day)
    make_clause(
        version=version, key="formal", number="1", position=1, heading_nb="Formål"
    )
    make_clause(
        version=version,
        key="ansvar",
        number="2",
        position=2,
        heading_nb="Ansvar",
        text_nb=text,
    )
    for place, member in enumerate(agreement.partnership.members.all()):
        name = "NAV" if member.kind == "nav" else member.name
        make_party(version=version, partner=member, name=name, position=place)
    make_party(version=version, partner=centre, name="Karriere Eksempel", position=9)
    return version


def lead(version, partner, task, group, municipalities=()):
    make_responsibility(
        version=version,
        party=version.parties.get(partner=partner),
        clause=version.clauses.get(key="ansvar"),
        task=task,
        involvement="leads",
        target_groups=[group],
        municipalities=municipalities,
    )


def exempt(agreement, number, key="ansvar"):
    clause = agreement.versions.get(number=number).clauses.get(key=key)
    ClauseExemption.objects.create(
        clause=clause, legal_basis="offl. § 23", decided_on=date(2024, 1, 1)
    )


def test_it_is_told_in_a_sentence_what_changes_hands(client, agreement):
    words = bare_text(body(client, f"/en{PAGE}"))
    assert (
        "Responsibility for permitterte in Lom and Skjåk passes from Karriere Eksempel"
        " to NAV: «Veilede ved jobbskifte»." in words
    )


def test_each_word_that_came_or_went_is_told(client, agreement):
    shown = body(client, f"/en{PAGE}")
    assert re.search(r"<ins>.*nesten.*</ins>", shown)
    assert "(added: nesten" in bare_text(shown)


def test_a_new_clause_is_told_and_an_unchanged_one_is_counted(client, agreement):
    words = bare_text(body(client, f"/en{PAGE}"))
    assert "New clause: 3 Møter." in words
    assert "1 clause reads as before." in words


def test_a_clause_that_is_gone_keeps_its_words(client, agreement):
    version = make_version(agreement=agreement, agreed_from=date(2026, 1, 1))
    for member in agreement.partnership.members.all():
        make_party(version=version, partner=member)
    make_clause(version=version, key="formal", number="1", heading_nb="Formål")
    make_version_event(version=agreement.versions.get(number=2), on=date(2025, 12, 31))
    sign(version)
    shown = body(client, "/en/avtaler/eksempel/endringer/2-3/")
    assert "The clause is gone" in shown
    assert re.search(r"<del>.*Senteret hjelper nesten alle\..*</del>", shown)


def test_either_order_tells_the_way_from_the_earlier_to_the_later(client, agreement):
    turned = body(client, "/avtaler/eksempel/endringer/2-1/")
    straight = body(client, PAGE)
    assert bare_text(turned) == bare_text(straight)
    canonical = f'rel="canonical" href="http://testserver{PAGE}"'
    assert canonical in turned and canonical in straight


@pytest.mark.parametrize(
    "pair", ["1-1", "1-3", "0-1", "1-99999999999999999999", "a-b", "1", "1-2-3"]
)
def test_what_cannot_be_compared_answers_404(client, agreement, pair):
    body(client, f"/avtaler/eksempel/endringer/{pair}/", status=404)


def test_a_draft_is_not_compared(client, agreement):
    make_version(agreement=agreement, state="for_approval", number=3)
    body(client, "/avtaler/eksempel/endringer/2-3/", status=404)


def test_an_agreement_that_is_not_public_is_not_compared(client, agreement):
    agreement.partnership.status = "draft"
    agreement.partnership.save()
    body(client, PAGE, status=404)


def test_an_old_address_leads_on(client, agreement):
    make_former_slug(kind="avtaler", slug="gammel", current_slug="eksempel")
    response = client.get("/avtaler/gammel/endringer/1-2/")
    assert response.status_code == 301
    assert response.url == PAGE


@pytest.mark.parametrize("number", [1, 2])
def test_an_exempt_text_is_left_out_on_both_sides(client, agreement, number):
    exempt(agreement, number)
    shown = body(client, PAGE)
    assert "Senteret hjelper" not in shown
    assert "nesten" not in shown
    assert "offl. § 23" in shown
    assert "Møter" in shown


def test_an_exempt_text_is_not_even_handed_to_the_page(agreement):
    exempt(agreement, 1)
    before, after = agreement.versions.order_by("number")
    found = read_difference(before, after, language="nb").clauses
    assert [(each.key, each.blocks) for each in found if each.legal_basis] == [
        ("ansvar", ())
    ]


def test_an_example_says_so(client, agreement):
    agreement.is_example = True
    agreement.save()
    assert 'data-state="example"' in body(client, PAGE)


def test_the_versions_can_be_chosen_when_there_are_more_than_two(client, agreement):
    assert "compared__choice" not in body(client, PAGE)
    make_version_event(version=agreement.versions.get(number=2), on=date(2025, 12, 31))
    make_version(agreement=agreement, state="signed", agreed_from=date(2026, 1, 1))
    shown = body(client, PAGE)
    assert 'href="/avtaler/eksempel/endringer/1-3/"' in shown
    assert 'href="/avtaler/eksempel/endringer/2-3/"' not in shown


def test_the_version_page_leads_to_what_changed(client, agreement):
    assert f'href="{PAGE}"' in body(client, "/avtaler/eksempel/v2/")
    assert "endringer" not in body(client, "/avtaler/eksempel/v1/")


def test_nothing_is_asked_of_the_database_again_for_each_row(client, agreement):
    with CaptureQueriesContext(connection) as few:
        body(client, PAGE)
    assert len(few) <= MOST_QUERIES
    version = make_version(agreement=agreement, agreed_from=date(2026, 1, 1))
    for number in range(1, 9):
        clause = make_clause(version=version, number=str(number), position=number)
        party = make_party(version=version)
        make_responsibility(version=version, clause=clause, party=party)
    make_version_event(version=agreement.versions.get(number=2), on=date(2025, 12, 31))
    sign(version)
    with CaptureQueriesContext(connection) as many:
        body(client, "/avtaler/eksempel/endringer/2-3/")
    assert len(many) == len(few)


def test_what_is_compared_is_what_is_signed(agreement):
    versions = list(AgreementVersion.objects.select_related("agreement"))
    for rows in read_rows(versions):
        assert rows.text == version_text(rows.version)


def test_a_change_in_the_signed_form_alone_is_shown_on_every_page(client, agreement):
    for version in agreement.versions.all():
        assert not version.clauses.get(key="ansvar").text_nn
    assert re.search(r'lang="nb".*\s*<p>Senteret hjelper', body(client, f"/nn{PAGE}"))
