"""A version as JSON: who gets it, what it leaves out, and when its bytes change."""

import json
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.exchange.partnership_export import partnership_content
from tests.factories import (
    make_agreement,
    make_clause,
    make_deadline,
    make_exemption,
    make_former_slug,
    make_partnership,
    make_party,
    make_responsibility,
    make_version,
    make_version_event,
    sign,
)

from .papers import make_printable_agreement, write

pytestmark = pytest.mark.django_db

ADDRESS = "/avtaler/eksempel/v1.json"
MOST_QUERIES = 12


@pytest.fixture
def agreement():
    return make_printable_agreement()


def told(client, address=ADDRESS):
    response = client.get(address)
    assert response.status_code == 200
    return json.loads(response.content)


def test_public_version_is_answered_as_open_data(client, agreement):
    version = write(agreement)
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Disposition"] == (
        'inline; filename="avtale-eksempel-v1.json"'
    )
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")
    content = json.loads(response.content)
    assert content["url"] == "http://testserver/avtaler/eksempel/v1/"
    assert content["is_example"] is False
    assert content["agreement"]["slug"] == "eksempel"
    assert content["version"]["content_digest"] == version.content_digest
    assert content["version"]["state"] == "signed"
    assert "about_digest" not in content


def test_version_is_told_as_the_file_of_the_partnership_tells_it(client, agreement):
    version = write(agreement)
    file = partnership_content(agreement.partnership, agreement)
    shown = told(client)["version"]
    assert shown.pop("previous") is None
    assert [shown] == file["agreement"]["versions"]
    assert shown["clauses"][1]["text"] == {"nb": "Partene samarbeider."}
    assert [each["name"] for each in shown["signatures"]] == [
        party.signature.name for party in version.parties.all()
    ]


def test_text_that_is_exempt_is_left_out_and_the_rest_is_told(client, agreement):
    version = write(agreement, text="Hemmelig tekst.")
    make_exemption(
        clause=version.clauses.get(key="ansvar"),
        legal_basis="offl. § 13",
        decided_on=date(2024, 4, 1),
    )
    answer = client.get(ADDRESS).content.decode()
    assert "Hemmelig" not in answer
    content = json.loads(answer)
    open_clause, exempt = content["version"]["clauses"]
    assert open_clause["text"] == {"nb": "Partene samarbeider."}
    assert exempt["text"] is None
    assert exempt["heading"] == {"nb": "Ansvar", "nn": "Ansvaret"}
    assert exempt["exemption"] == {
        "legal_basis": "offl. § 13",
        "decided_on": "2024-04-01",
    }
    assert content["version"]["responsibilities"][0]["clause"] == "ansvar"
    assert content["version"]["content_digest"] is None
    assert version.content_digest not in answer
    assert "gjettet" in content["about_digest"]["nb"]
    assert set(content["about_digest"]) == {"nb", "nn", "en"}


@pytest.mark.parametrize("state", ["draft", "for_comment", "for_approval", "withdrawn"])
def test_what_is_not_signed_has_no_json(client, agreement, state):
    write(agreement)
    make_version(agreement=agreement, state=state, number=2)
    assert client.get("/avtaler/eksempel/v2.json").status_code == 404


def test_draft_partnership_has_no_json(client):
    partnership = make_partnership(published=False)
    version = make_version(
        state="signed", agreement=make_agreement(partnership=partnership)
    )
    address = f"/avtaler/{version.agreement.slug}/v{version.number}.json"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", ["0", "7", "9" * 30])
def test_number_that_is_not_there_has_no_json(client, agreement, number):
    write(agreement)
    assert client.get(f"/avtaler/eksempel/v{number}.json").status_code == 404


def test_json_cannot_be_posted_to(client, agreement):
    write(agreement)
    assert client.post(ADDRESS).status_code == 405


def test_former_address_leads_to_the_json(client, agreement):
    write(agreement)
    make_former_slug(kind="avtaler", slug="for", current_slug="eksempel")
    response = client.get("/nn/avtaler/for/v1.json")
    assert response.status_code == 301
    assert response["Location"] == "/nn/avtaler/eksempel/v1.json"


def test_page_of_the_version_leads_to_the_json(client, agreement):
    write(agreement)
    shown = client.get("/nn/avtaler/eksempel/v1/").content.decode()
    assert 'href="/nn/avtaler/eksempel/v1.json" type="application/json"' in shown


def test_bytes_are_the_same_in_every_language_and_year(client, agreement):
    write(agreement, agreed_to=date(2027, 12, 31))
    answers = set()
    for day in (date(2020, 1, 1), date(2026, 1, 1), date(2040, 1, 1)):
        with time_machine.travel(day):
            answers |= {
                client.get(prefix + ADDRESS).content for prefix in ("", "/nn", "/en")
            }
    assert len(answers) == 1
    assert answers.pop().endswith(b"}\n")


def test_unchanged_json_is_not_sent_again(client, agreement):
    version = write(agreement)
    first = client.get(ADDRESS)
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    make_exemption(clause=version.clauses.first())
    changed = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_days_on_which_it_holds_follow_what_happened_later(client, agreement):
    version = write(agreement, agreed_from=date(2024, 1, 1))
    assert told(client)["in_force"] == {"from": "2024-01-01", "to": None}
    make_version_event(version=version, kind="terminated", on=date(2024, 6, 30))
    content = told(client)
    assert content["in_force"] == {"from": "2024-01-01", "to": "2024-06-30"}
    assert content["version"]["events"][0]["kind"] == "terminated"


def test_version_that_never_held_holds_on_no_day(client, agreement):
    version = write(agreement, agreed_from=date(2024, 1, 1))
    make_version_event(version=version, kind="terminated", on=date(2023, 6, 30))
    assert told(client)["in_force"] is None


def test_example_is_called_one(client, agreement):
    agreement.is_example = True
    agreement.save()
    write(agreement)
    assert told(client)["is_example"] is True


def test_only_what_is_public_is_named_as_carried_on_or_followed(client, agreement):
    hidden = make_agreement(partnership=make_partnership(published=False))
    make_version(agreement=hidden, state="signed")
    withdrawn = make_version(agreement=agreement, state="withdrawn", number=2)
    agreement.continues = hidden
    agreement.save()
    write(agreement, previous=withdrawn, number=1)
    content = told(client)
    assert content["agreement"]["continues"] is None
    assert content["version"]["previous"] is None
    public = make_version(state="signed").agreement
    agreement.continues = public
    agreement.save()
    assert told(client)["agreement"]["continues"] == public.slug


def test_version_names_the_one_that_it_follows(client, agreement):
    first = write(agreement, agreed_to=date(2029, 12, 31))
    write(agreement, agreed_from=date(2030, 1, 1), previous=first)
    assert told(client, "/avtaler/eksempel/v2.json")["version"]["previous"] == 1


def test_deadlines_and_templates_are_no_open_data(client, agreement):
    template = make_version(state="signed")
    make_deadline(version=write(agreement, copied_from=template))
    shown = told(client)["version"]
    assert not {"deadlines", "copied_from"} & shown.keys()


def test_queries_do_not_grow_with_the_json(client, agreement):
    write(agreement, agreed_to=date(2029, 12, 31))
    version = make_version(agreement=agreement, agreed_from=date(2030, 1, 1))
    for position in range(12):
        make_responsibility(
            version=version,
            party=make_party(version=version),
            clause=make_clause(version=version, position=position),
            whole_county=True,
        )
    sign(version)
    counted = []
    for address in (ADDRESS, "/avtaler/eksempel/v2.json"):
        with CaptureQueriesContext(connection) as queries:
            told(client, address)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= MOST_QUERIES
