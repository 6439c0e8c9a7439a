"""Who gets the PDF of a version, at what cost, and what happens when there is none."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.paper import press
from agreements.paper.reading import paper_of
from tests.factories import (
    make_agreement,
    make_clause,
    make_former_slug,
    make_partnership,
    make_party,
    make_responsibility,
    make_version,
    sign,
)

from . import pdf_reading as pdf
from .papers import ADDRESS, make_printable_agreement, read, spelt, write

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


@pytest.fixture
def agreement():
    return make_printable_agreement()


def test_public_version_is_answered_as_a_file_with_a_name(client, agreement):
    version = write(agreement)
    response = client.get("/avtaler/eksempel/v1.pdf")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"] == 'inline; filename="avtale-eksempel-v1.pdf"'
    )
    assert response["Content-Language"] == "nb"
    assert "Set-Cookie" not in response
    assert version.content_digest in pdf.text_of(response.content)


def test_page_of_the_version_leads_to_the_file(client, agreement):
    write(agreement)
    shown = client.get("/nn/avtaler/eksempel/v1/").content.decode()
    assert 'href="/nn/avtaler/eksempel/v1.pdf" type="application/pdf"' in shown


def test_file_is_the_same_in_every_language_of_the_site(client, agreement):
    write(agreement)
    answers = [
        client.get(f"{prefix}/avtaler/eksempel/v1.pdf") for prefix in ("", "/nn", "/en")
    ]
    assert len({answer.content for answer in answers}) == 1
    assert {answer["Content-Language"] for answer in answers} == {"nb"}


def test_head_answers_without_the_file(client, agreement):
    write(agreement)
    response = client.head("/avtaler/eksempel/v1.pdf")
    assert response.status_code == 200
    assert not response.content
    assert int(response["Content-Length"]) > 10_000


def test_unchanged_file_is_not_made_or_sent_again(client, agreement, monkeypatch):
    write(agreement)
    first = client.get("/avtaler/eksempel/v1.pdf")
    monkeypatch.setattr("agreements.paper_views.pdf_of", None)
    again = client.get(
        "/avtaler/eksempel/v1.pdf", headers={"If-None-Match": first["ETag"]}
    )
    assert again.status_code == 304
    assert not again.content
    assert again["Cache-Control"] == "public, no-cache"


def test_file_asked_for_twice_is_set_once(agreement, monkeypatch):
    paper = spelt(write(agreement))
    first = press.pdf_of(paper)
    monkeypatch.setattr(press.subprocess, "run", None)
    assert press.pdf_of(paper) == first


@pytest.mark.parametrize("state", ["draft", "for_comment", "for_approval", "withdrawn"])
def test_what_is_not_signed_has_no_file(client, agreement, state):
    write(agreement)
    make_version(agreement=agreement, state=state, number=2)
    assert client.get("/avtaler/eksempel/v2.pdf").status_code == 404


def test_draft_partnership_has_no_file(client):
    partnership = make_partnership(published=False)
    version = make_version(
        state="signed", agreement=make_agreement(partnership=partnership)
    )
    address = f"/avtaler/{version.agreement.slug}/v{version.number}.pdf"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", ["0", "7", "9" * 30])
def test_number_that_is_not_there_answers_404(client, agreement, number):
    write(agreement)
    assert client.get(f"/avtaler/eksempel/v{number}.pdf").status_code == 404


def test_former_address_leads_to_the_file(client, agreement):
    write(agreement)
    make_former_slug(kind="avtaler", slug="for", current_slug="eksempel")
    response = client.get("/nn/avtaler/for/v1.pdf")
    assert response.status_code == 301
    assert response["Location"] == "/nn/avtaler/eksempel/v1.pdf"


def test_file_cannot_be_posted_to(client, agreement):
    write(agreement)
    assert client.post("/avtaler/eksempel/v1.pdf").status_code == 405


def test_queries_do_not_grow_with_the_agreement(agreement, django_assert_num_queries):
    small = read(write(agreement, agreed_to=date(2029, 12, 31)))
    version = make_version(agreement=agreement, agreed_from=date(2030, 1, 1))
    for position in range(12):
        make_responsibility(
            version=version,
            party=make_party(version=version),
            clause=make_clause(version=version, position=position),
            whole_county=True,
        )
    large = read(sign(version))
    with CaptureQueriesContext(connection) as few:
        paper_of(small, ADDRESS)
    assert len(few) <= MOST_QUERIES
    with django_assert_num_queries(len(few)):
        paper_of(large, ADDRESS)


# Bounds


def test_paper_that_is_too_large_is_refused_and_the_page_named(
    client, agreement, monkeypatch
):
    write(agreement)
    monkeypatch.setattr(press, "MAX_PAPER_BYTES", 100)
    response = client.get("/avtaler/eksempel/v1.pdf")
    assert response.status_code == 503
    assert "/avtaler/eksempel/v1/" in response.content.decode()
    assert "ETag" not in response


def test_typesetting_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(press, "MAX_SECONDS", 0.001)
    with pytest.raises(press.NotPrinted, match="seconds"):
        press.print_anew("{}")


def test_typesetting_that_fails_says_why():
    with pytest.raises(press.NotPrinted, match="does not contain key"):
        press.print_anew("{}")


def test_typesetter_gets_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hemmelig")
    seen = {}

    def run(*_command, env, **_given):
        seen.update(env)
        raise press.subprocess.TimeoutExpired("typesetter", 1)

    monkeypatch.setattr(press.subprocess, "run", run)
    with pytest.raises(press.NotPrinted):
        press.print_anew("{}")
    assert "SECRET_KEY" not in seen
