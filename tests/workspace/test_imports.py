"""What cannot be imported: what is others', what is wrong, what changed meanwhile."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from partners.models import Partner
from publishing.models import StatusChange
from services.models import GuidanceService
from tests.factories import (
    make_centre,
    make_former_slug,
    make_membership,
    make_service,
    make_user,
)
from tests.workspace.importing import (
    NOW,
    START,
    accept,
    line_of,
    logged_in,
    partners_csv,
    send_in,
    shown,
)
from tests.workspace.test_roles import hidden_fields
from tests.workspace.two_counties import OneCounty
from workspace.models import ImportFile, ImportLine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_this_day():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def here():
    return OneCounty("Her")


@pytest.fixture
def there():
    return OneCounty("OTHERPARTNER")


@pytest.fixture
def client(here):
    return logged_in(here.people["coordinator"])


@pytest.mark.parametrize("role", ["editor", "signatory"])
def test_only_a_coordinator_imports(here, role):
    client = logged_in(here.people[role])
    assert client.get(START).status_code == 404
    assert client.post(START, {"kind": "partners"}).status_code == 404
    assert client.get(f"{START}mal/partners/csv/").status_code == 404
    assert START not in client.get("/min-side/").content.decode()


def test_who_is_not_logged_in_is_sent_to_the_log_in():
    assert "logg-inn" in Client().get(START).headers["Location"]


def test_a_partner_of_another_county_is_refused(client, there):
    before = Partner.objects.get(pk=there.nav.pk).name
    address, lines = shown(client, partners_csv(line_of(there.nav, name="Mitt")))
    assert [line.state for line in lines] == ["rejected"]
    assert 'name="difference"' not in client.get(address).content.decode()
    assert Partner.objects.get(pk=there.nav.pk).name == before


def test_a_foreign_row_answers_the_same_whatever_the_line_says(client, there):
    """Whoever guesses cannot tell a draft from a public row, nor what stands in it."""
    secret = make_service(status="draft", provider=there.nav, slug="hemmelig")
    public = make_service(provider=there.nav, slug="offentlig")
    former = make_former_slug(kind="tilbud", slug="gammel", current_slug="offentlig")
    header = "id,provider,name_nb,status"
    provider = there.nav.slug
    reasons = set()
    for slug in (secret.slug, public.slug, former.slug):
        for name in ("Noe annet", secret.name_nb, public.name_nb):
            row = f"{slug},{provider},{name},draft"
            _address, (line,) = shown(client, f"{header}\n{row}\n", "services")
            reasons.add(line.reason.replace(slug, "SLUG"))
            assert line.changes == {}
    assert len(reasons) == 1


def test_a_draft_of_another_county_is_not_told_of(client, here, there):
    secret = make_service(status="draft", provider=there.nav, slug="hemmelig")
    make_service(provider=there.nav, slug="offentlig")
    header = "id,provider,name_nb,status"
    found = {}
    for slug in (secret.slug, "offentlig"):
        row = f"{slug},{here.nav.slug},Kurs,draft"
        address, (line,) = shown(client, f"{header}\n{row}\n", "services")
        found[slug] = line.reason.replace(slug, "SLUG")
        page = client.get(address).content.decode()
        assert "OTHERPARTNER" not in page
        assert secret.name_nb not in page
    assert len(set(found.values())) == 1


def test_a_foreign_draft_place_is_not_known_and_a_hidden_link_stays(
    client, here, there
):
    secret = make_centre(status="draft", partner=there.nav, slug="hemmelig-sted")
    own = make_centre(partner=here.nav, slug="eget-sted")
    service = make_service(
        provider=here.nav, slug="kurs", status="draft", centres=[secret]
    )
    header = "id,provider,name_nb,status,centres"
    row = f"kurs,{here.nav.slug},Kurs,draft"
    _address, (line,) = shown(client, f"{header}\n{row},hemmelig-sted\n", "services")
    unknown = line.reason
    _address, (line,) = shown(client, f"{header}\n{row},finnes-ikke\n", "services")
    assert unknown.replace("hemmelig-sted", "X") == line.reason.replace(
        "finnes-ikke", "X"
    )
    address, (line,) = shown(client, f"{header}\n{row},eget-sted\n", "services")
    assert secret.name not in str(line.changes)
    accept(client, address)
    assert set(service.centres.all()) == {own, secret}


def test_no_row_is_moved_to_another_county(client, here, there):
    moved = partners_csv(line_of(here.nav, county=there.county.code))
    _address, lines = shown(client, moved)
    assert lines[0].state == "rejected"
    service = make_service(provider=here.nav, slug="kurs", status="draft")
    header = "id,provider,name_nb,status"
    row = f"kurs,{there.nav.slug},{service.name_nb},draft"
    _address, lines = shown(client, f"{header}\n{row}\n", "services")
    assert lines[0].state == "rejected"


def test_nothing_new_is_added_to_another_county(client, there):
    _address, lines = shown(
        client, partners_csv(f"ny,Ny,school,{there.county.code}", "ingen,Ingen,nav,")
    )
    assert [line.state for line in lines] == ["rejected", "rejected"]


def test_a_name_of_others_is_a_refusal_in_the_trail(client, there):
    shown(client, partners_csv(line_of(there.nav, name="Mitt")))
    assert StatusChange.objects.filter(action="refused").count() == 1


def test_one_bad_line_and_nothing_at_all_is_brought_in(client, here):
    rows = [f"god,God,school,{here.county.code}", "dårlig,Dårlig,tull,"]
    address, lines = shown(client, partners_csv(*rows))
    assert [line.state for line in lines] == ["added", "rejected"]
    page = client.get(address).content.decode()
    assert 'name="difference"' not in page
    sent = hidden_fields(client.get(START).content.decode())
    file = ImportFile.objects.get()
    client.post(address, {**sent, "difference": file.difference})
    assert not Partner.objects.filter(slug="god").exists()


def test_a_forged_yes_to_a_file_with_a_bad_line_changes_nothing(client, here):
    """The page has no button; whoever sends its fields all the same gets nowhere."""
    good, _lines = shown(client, partners_csv(f"a,A,school,{here.county.code}"))
    fields = hidden_fields(client.get(good).content.decode())
    bad, _lines = shown(
        client, partners_csv(f"b,B,school,{here.county.code}", "c,C,tull,")
    )
    file = ImportFile.objects.get(public_id=bad.split("/")[-2])
    client.post(bad, {**fields, "difference": file.difference})
    assert not Partner.objects.filter(slug__in="ab").exists()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Søk".encode("latin-1"), "UTF-8"),
        ("slug,name,kind,farge\n", "farge"),
        ("slug,name\n", "kind"),
        (b"\xd0\xcf\x11\xe0 old", ".xls"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_beside_the_field(client, text, word):
    answer = send_in(client, text)
    assert answer.status_code == 200
    assert word in answer.context["form"].errors["file"][0]
    assert not ImportFile.objects.exists()


def test_a_form_without_file_or_kind_says_so(client):
    sent = hidden_fields(client.get(START).content.decode())
    answer = client.post(START, sent)
    assert set(answer.context["form"].errors) == {"kind", "file"}


def test_what_stands_twice_in_the_file_is_refused(client, here):
    row = f"ny,Ny,school,{here.county.code}"
    _address, lines = shown(client, partners_csv(row, row))
    assert [line.state for line in lines] == ["added", "rejected"]
    assert "2" in lines[1].reason


def test_what_the_database_refuses_is_said_in_a_sentence(client, here):
    rows = [
        f"kurs,{here.nav.slug},Kurs,published,,",
        f"samtale,{here.nav.slug},Samtale,published,Vi hjelper,En plan",
        f"mer,{here.nav.slug},Mer,draft,,",
    ]
    header = "id,provider,name_nb,status,summary_nb,outcome_nb"
    _address, lines = shown(client, "\n".join([header, *rows]), "services")
    assert [line.state for line in lines] == ["rejected", "rejected", "added"]
    for line in lines[:2]:
        assert "constraint" not in line.reason and "Nothing" not in line.reason
    assert not GuidanceService.objects.exists()


def test_a_status_that_cannot_follow_is_refused(client, here):
    make_service(provider=here.nav, slug="kurs", status="ended")
    row = f"kurs,{here.nav.slug},Kurs,draft"
    _address, lines = shown(client, f"id,provider,name_nb,status\n{row}\n", "services")
    assert lines[0].state == "rejected"


def test_what_has_ended_is_not_changed(client, here):
    make_service(provider=here.nav, slug="kurs", status="ended")
    row = f"kurs,{here.nav.slug},Nytt navn,historical"
    _address, lines = shown(client, f"id,provider,name_nb,status\n{row}\n", "services")
    assert lines[0].state == "rejected"


def test_a_source_of_tomorrow_is_refused(client, here):
    row = f"kurs,{here.nav.slug},Kurs,draft,2025-03-11,eksempel"
    header = "id,provider,name_nb,status,checked_on,source"
    _address, lines = shown(client, f"{header}\n{row}\n", "services")
    assert lines[0].state == "rejected"


# What changed in between


def test_what_changed_in_between_stops_the_import_and_is_shown(client, here):
    address, _lines = shown(client, partners_csv(line_of(here.nav, name="Nytt")))
    page = hidden_fields(client.get(address).content.decode())
    Partner.objects.filter(pk=here.nav.pk).update(name="Noen andres")
    answer = client.post(address, page)
    assert answer.headers["Location"] == address
    assert Partner.objects.get(pk=here.nav.pk).name == "Noen andres"
    (line,) = ImportLine.objects.all()
    assert line.changes["name"] == ["Noen andres", "Nytt"]
    accept(client, address)
    assert Partner.objects.get(pk=here.nav.pk).name == "Nytt"


def test_a_page_of_an_older_difference_brings_nothing_in(client, here):
    address, _lines = shown(client, partners_csv(line_of(here.nav, name="Nytt")))
    page = hidden_fields(client.get(address).content.decode())
    client.post(address, {**page, "difference": "0" * 64})
    assert Partner.objects.get(pk=here.nav.pk).name != "Nytt"


def test_who_lost_the_role_meanwhile_brings_nothing_in(client, here):
    address, _lines = shown(client, partners_csv(line_of(here.nav, name="Nytt")))
    page = hidden_fields(client.get(address).content.decode())
    here.people["coordinator"].memberships.update(valid_to=date(2025, 3, 9))
    assert client.post(address, page).status_code == 404
    assert Partner.objects.get(pk=here.nav.pk).name != "Nytt"


def test_a_partner_that_left_the_county_meanwhile_is_not_changed(client, here, there):
    service = make_service(provider=here.nav, slug="kurs", status="draft")
    row = f"kurs,{here.nav.slug},Nytt,draft"
    address, _lines = shown(client, f"id,provider,name_nb,status\n{row}\n", "services")
    page = hidden_fields(client.get(address).content.decode())
    Partner.objects.filter(pk=here.nav.pk).update(county=there.county)
    client.post(address, page)
    service.refresh_from_db()
    assert service.name_nb != "Nytt"
    assert ImportLine.objects.get().state == "rejected"


def test_somebody_elses_file_is_no_page(client, here):
    address, _lines = shown(client, partners_csv(line_of(here.nav, name="Nytt")))
    colleague = make_user()
    make_membership(user=colleague, partner=here.council, role="coordinator")
    other = logged_in(colleague)
    assert other.get(address).status_code == 404
    assert other.post(address).status_code == 404
