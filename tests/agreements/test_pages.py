"""What the public reads of agreements and roles, and what it never reads."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements import reading
from tests.factories import (
    make_agreement,
    make_clause,
    make_county,
    make_former_slug,
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

TODAY = date(2025, 3, 10)
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def on_this_day():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def agreement():
    """Return an agreement whose first version was replaced by one now in force."""
    county = make_county(name="Eksempelfylket")
    agreement = make_agreement(
        slug="eksempel", partnership=make_partnership(county=county, is_example=True)
    )
    first = write(agreement, date(2022, 1, 1), "Vi samarbeider.", "Vi samarbeider.")
    make_version_event(version=first, on=date(2023, 12, 31))
    write(agreement, date(2024, 1, 1), "Vi samarbeider mer.", "")
    return agreement


def write(agreement, first_day, text_nb, text_nn):
    """Return a signed version with a clause, a clause below it, and who does what."""
    version = make_version(agreement=agreement, agreed_from=first_day)
    make_clause(
        version=version, key="formal", number="1", position=1, heading_nb="Formål"
    )
    clause = make_clause(
        version=version,
        key="ansvar",
        number="8.2",
        position=2,
        heading_nb="Senteret",
        text_nb=text_nb,
        text_nn=text_nn,
    )
    for position, member in enumerate(agreement.partnership.members.all()):
        party = make_party(version=version, partner=member, position=position)
    make_responsibility(
        version=version,
        party=party,
        clause=clause,
        task=make_task(name_nb="Veilede voksne"),
        involvement="leads",
        whole_county=True,
        target_groups=[make_target_group(name_nb="voksne")],
    )
    return sign(version, signed_on=first_day)


# The register


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
    "query", ["fylke=finnes-ikke", "tilstand=tull", "side=abc", "fylke=" + "a" * 10_000]
)
def test_register_answers_wrong_choices_with_a_page(client, agreement, query):
    body(client, f"/avtaler/?{query}")


def test_register_answers_an_unknown_choice_with_a_way_on(client, agreement):
    shown = bare_text(body(client, "/en/avtaler/?fylke=finnes-ikke"))
    assert "See all agreements" in shown
    assert str(agreement.title) not in shown


def test_register_shows_no_draft_and_no_draft_partnership(client):
    draft = make_version(state="draft")
    hidden = make_version(
        state="signed",
        agreement=make_agreement(partnership=make_partnership(published=False)),
    )
    shown = body(client, "/avtaler/")
    assert str(draft.agreement.title) not in shown
    assert str(hidden.agreement.title) not in shown


# One agreement


def test_agreement_shows_the_version_in_force(client, agreement):
    shown = body(client, "/avtaler/eksempel/")
    assert "Vi samarbeider mer." in shown
    assert 'data-state="in_force"' in shown


def test_agreement_address_is_canonical_in_itself(client, agreement):
    shown = body(client, "/avtaler/eksempel/")
    assert 'rel="canonical" href="http://testserver/avtaler/eksempel/"' in shown


def test_ended_agreement_shows_its_latest_version_and_says_so(client):
    version = make_version(state="signed", agreed_to=date(2024, 6, 30))
    shown = body(client, version.agreement.get_absolute_url())
    assert "Partene samarbeider." in shown
    assert 'data-state="ended"' in shown
    assert 'data-state="in_force"' not in shown


def test_replaced_version_stays_readable_and_leads_to_the_one_in_force(
    client, agreement
):
    shown = body(client, "/en/avtaler/eksempel/v1/")
    assert "Vi samarbeider." in shown
    assert 'data-state="replaced"' in shown
    assert "Version 2 is the one in force today." in bare_text(shown)


def test_version_reads_as_a_document(client, agreement):
    shown = body(client, "/en/avtaler/eksempel/v2/")
    assert '<section class="clause clause--paired" id="punkt-8.2">' in shown
    assert 'href="#punkt-8.2"' in shown
    assert re.search(r"<h2[^>]*>.*Formål", shown)
    assert re.search(r"<h3[^>]*>.*Senteret", shown)
    words = bare_text(shown)
    assert "Eksempel Eksempelsen" in words
    assert "Signed on paper 1 January 2024" in words.replace("\xa0", " ")


def test_clause_stands_beside_who_does_what_by_it(client, agreement):
    shown = body(client, "/en/avtaler/eksempel/")
    clause = shown[shown.index('id="punkt-8.2"') :]
    clause = bare_text(clause[: clause.index("</section>")])
    for words in ("Veilede voksne", "Leads", "voksne", "the whole of Eksempelfylket"):
        assert words in clause


def test_clause_tells_what_changed_since_the_version_before(client, agreement):
    shown = bare_text(body(client, "/en/avtaler/eksempel/v2/"))
    assert "Text changed since version 1" in shown
    assert "Text as in version 1" in shown


def test_first_version_is_compared_with_nothing(client, agreement):
    assert "since version" not in bare_text(body(client, "/en/avtaler/eksempel/v1/"))


def test_translation_leads_to_the_form_that_was_signed(client, agreement):
    link = '<a href="/avtaler/eksempel/v1/" hreflang="nb">'
    assert link in body(client, "/nn/avtaler/eksempel/v1/")
    assert link not in body(client, "/avtaler/eksempel/v1/")


def test_clause_without_the_page_language_keeps_its_true_language(client, agreement):
    shown = body(client, "/nn/avtaler/eksempel/v2/")
    assert re.search(r'<div class="clause__text" lang="nb">\s*<p>Vi samarb', shown)
    assert "language-note" in shown


def test_english_page_shows_the_form_that_was_signed():
    texts = {"nb": "bokmålstekst", "nn": "nynorsktekst"}
    shown = reading.written_form(texts, "en", "nn")
    assert (shown, shown.lang) == ("nynorsktekst", "nn")


def test_transcript_says_that_the_signatures_are_not_known(client):
    version = make_version(
        is_transcript=True, agreed_from=None, agreed_to=date(2019, 12, 31)
    )
    make_clause(version=version)
    sign(version)
    shown = body(client, f"/en{version.get_absolute_url()}")
    assert "The signatures are not known" in bare_text(shown)
    assert version.content_digest[:8] not in shown


def test_example_says_so_on_every_page(client):
    version = make_version(state="signed", agreement=make_agreement(is_example=True))
    for address in (
        "/avtaler/",
        version.agreement.get_absolute_url(),
        version.get_absolute_url(),
    ):
        assert 'data-state="example"' in body(client, address)


@pytest.mark.parametrize("state", ["draft", "for_comment", "for_approval", "withdrawn"])
def test_what_is_not_signed_answers_404(client, state):
    version = make_version(state=state, number=1)
    body(client, version.agreement.get_absolute_url(), status=404)
    body(client, version.get_absolute_url(), status=404)


def test_draft_beside_a_signed_version_answers_404(client, agreement):
    make_version(agreement=agreement, state="for_approval", number=3)
    body(client, "/avtaler/eksempel/v3/", status=404)
    assert "v3" not in body(client, "/avtaler/eksempel/")


@pytest.mark.parametrize("number", ["0", "9", "99999999999999999999", "abc"])
def test_unknown_version_answers_404(client, agreement, number):
    body(client, f"/avtaler/eksempel/v{number}/", status=404)


def test_agreement_of_a_draft_partnership_answers_404(client):
    hidden = make_agreement(partnership=make_partnership(published=False))
    version = make_version(agreement=hidden, state="signed")
    body(client, hidden.get_absolute_url(), status=404)
    body(client, version.get_absolute_url(), status=404)


def test_old_address_of_an_agreement_leads_on(client, agreement):
    make_former_slug(kind="avtaler", slug="gammel", current_slug="eksempel")
    for address in ("/avtaler/{}/", "/avtaler/{}/v1/"):
        response = client.get(address.format("gammel"))
        assert response.status_code == 301
        assert response.url == address.format("eksempel")


def test_pages_ask_a_fixed_number_of_questions(client, agreement):
    def asked():
        with CaptureQueriesContext(connection) as few:
            body(client, "/avtaler/eksempel/v2/")
            body(client, "/avtaler/")
        return len(few)

    before = asked()
    assert before <= MOST_QUERIES
    version = make_version(agreement=agreement, agreed_from=date(2025, 7, 1))
    for number in range(1, 6):
        clause = make_clause(version=version, number=str(number), position=number)
        party = make_party(version=version)
        make_responsibility(version=version, clause=clause, party=party)
    in_force = agreement.versions.get(number=2)
    make_version_event(version=in_force, on=date(2025, 6, 30))
    sign(version, signed_on=date(2025, 1, 1))
    make_version(state="signed")
    assert asked() == before
