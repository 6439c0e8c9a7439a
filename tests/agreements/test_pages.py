"""What the public reads of an agreement, and what it never reads."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements import reading
from agreements.models import ClauseExemption
from tests.agreements.two_versions import make_two_versions
from tests.factories import (
    make_agreement,
    make_clause,
    make_county,
    make_county_change,
    make_former_slug,
    make_partnership,
    make_party,
    make_responsibility,
    make_version,
    make_version_event,
    sign,
)
from tests.pages.reading import bare_text, body

pytestmark = pytest.mark.django_db

TODAY = date(2025, 3, 10)
MOST_QUERIES = 16


@pytest.fixture(autouse=True)
def on_this_day():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def agreement():
    return make_two_versions()


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


# On a day


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("2022-01-01", 1),
        ("2023-12-31", 1),
        ("31.12.2023", 1),
        ("2024-01-01", 2),
        ("2099-01-01", 2),
        ("9999-12-31", 2),
    ],
)
def test_agreement_shows_the_version_of_a_day(client, agreement, day, number):
    shown = bare_text(body(client, f"/en/avtaler/eksempel/?dato={day}"))
    tense = "is" if day.startswith(("2099", "9999")) else "was"
    assert f"version {number} {tense} in force." in shown
    assert ("Vi samarbeider mer." in shown) is (number == 2)


def test_a_day_on_which_none_held_leads_to_the_nearest_versions(client):
    version = make_version(state="signed", agreed_to=date(2024, 3, 31))
    agreement = version.agreement
    later = make_version(agreement=agreement, agreed_from=date(2024, 6, 1))
    sign(later)
    url = f"/en{agreement.get_absolute_url()}"
    shown = body(client, f"{url}?dato=2024-05-01")
    assert "No version was in force on 1 May 2024" in bare_text(shown).replace(
        "\xa0", " "
    )
    assert "v1/" in shown and "v2/" in shown
    before = body(client, f"{url}?dato=2020-05-01")
    assert "v1/" in before and "v2/" not in before
    assert "No version was in force" in before


@pytest.mark.parametrize("text", ["31.2.2024", "i går", "2024-13-01", "x" * 10_000])
def test_a_date_that_is_none_is_said_and_today_shown(client, agreement, text):
    shown = body(client, f"/en/avtaler/eksempel/?dato={text}")
    assert "We do not understand the date" in shown
    assert "Vi samarbeider mer." in shown
    assert len(shown) < 100_000


def test_no_date_is_no_question(client, agreement):
    shown = bare_text(body(client, "/en/avtaler/eksempel/?dato="))
    assert "We do not understand" not in shown
    assert "version 2 is in force." not in shown


# What the public may not read, and what ties an agreement to others


def test_an_exempt_text_is_left_out_and_the_law_named(client, agreement):
    version = agreement.versions.get(number=2)
    ClauseExemption.objects.create(
        clause=version.clauses.get(key="ansvar"),
        legal_basis="offl. § 23",
        decided_on=TODAY,
    )
    shown = body(client, "/en/avtaler/eksempel/v2/")
    assert "Vi samarbeider" not in shown
    assert "Senteret" in shown
    assert "offl. § 23" in shown
    # With the digest a text of few words could be guessed and the guess checked.
    assert version.content_digest[:8] not in shown


def test_an_earlier_exempt_text_is_not_told_by_what_changed(client, agreement):
    version = agreement.versions.get(number=1)
    ClauseExemption.objects.create(
        clause=version.clauses.get(key="ansvar"),
        legal_basis="offl. § 23",
        decided_on=TODAY,
    )
    shown = body(client, "/avtaler/eksempel/v2/")
    assert "Vi samarbeider mer." in shown
    assert "<ins>" not in shown and "<del>" not in shown


def test_clause_shows_the_words_that_changed(client, agreement):
    shown = body(client, "/avtaler/eksempel/v2/")
    assert re.search(r"<ins>.*mer.*</ins>", shown)
    assert "<ins>" not in body(client, "/avtaler/eksempel/v1/")


def test_agreement_of_an_ended_county_leads_to_that_of_its_successor(client, agreement):
    old = make_county(name="Gamlefylket", valid_to=date(2023, 12, 31))
    make_county_change(old=old, new=agreement.partnership.county, date=date(2024, 1, 1))
    ended = make_version(
        state="signed",
        agreement=make_agreement(partnership=make_partnership(county=old)),
        agreed_from=date(2020, 1, 1),
        agreed_to=date(2023, 12, 31),
    ).agreement
    shown = body(client, f"/en{ended.get_absolute_url()}")
    assert "Gamlefylket became part of Eksempelfylket on 1 January 2024." in bare_text(
        shown
    ).replace("\xa0", " ")
    assert f'href="/en{agreement.get_absolute_url()}"' in shown
    assert "became part" not in body(client, "/en/avtaler/eksempel/")


def test_agreement_leads_to_the_one_it_carries_on_and_back(client, agreement):
    old = make_version(state="signed").agreement
    agreement.continues = old
    agreement.save()
    onward = body(client, f"/en{old.get_absolute_url()}")
    assert "Carried on in Eksempelfylket" in onward
    assert f'href="/en{agreement.get_absolute_url()}"' in onward
    back = body(client, "/en/avtaler/eksempel/")
    assert "Carries on the agreement in" in back
    assert f'href="/en{old.get_absolute_url()}"' in back


def test_agreement_is_not_tied_to_what_is_not_public(client, agreement):
    agreement.continues = make_version(state="draft").agreement
    agreement.save()
    make_version(state="draft", agreement=make_agreement(continues=agreement))
    shown = body(client, "/en/avtaler/eksempel/")
    assert "Carries on" not in shown and "Carried on" not in shown


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
