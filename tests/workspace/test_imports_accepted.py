"""Import from a spreadsheet: all of what was shown is brought in, once."""

import io
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.management import call_command
from openpyxl import Workbook

from guidance_centres.models import GuidanceCentre
from partners.models import Partner
from publishing.models import Check, StatusChange
from services.models import GuidanceService
from tests.factories import (
    make_centre,
    make_need,
    make_partner,
    make_service,
    make_target_group,
)
from tests.publishing.test_operations import intact
from tests.refusals import refused
from tests.workspace.importing import (
    NOW,
    START,
    accept,
    line_of,
    logged_in,
    partners_csv,
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


def test_what_was_shown_is_brought_in_with_its_trail(client, here):
    address, lines = shown(
        client,
        partners_csv(
            line_of(here.nav, name="Nytt navn"),
            f"skolen,Skolen,school,{here.county.code}",
            line_of(here.council),
        ),
    )
    assert [line.state for line in lines] == ["changed", "added", "unchanged"]
    assert lines[0].changes == {"name": [here.nav.name, "Nytt navn"]}
    page = client.get(address).content.decode()
    assert all(word in page for word in (here.nav.name, "Nytt navn", "Skolen"))
    before = StatusChange.objects.count()
    accept(client, address)
    assert Partner.objects.get(pk=here.nav.pk).name == "Nytt navn"
    school = Partner.objects.get(slug="skolen")
    assert school.county == here.county
    assert school.edited_by_person_at == NOW
    entries = StatusChange.objects.order_by("position")[before:]
    assert [entry.action for entry in entries] == ["edited", "added"]
    assert {entry.actor.user for entry in entries} == {here.people["coordinator"]}
    assert entries[0].details["changes"] == {"name": [here.nav.name, "Nytt navn"]}
    assert entries[0].details["on_behalf_of"] == here.council.slug
    assert intact()
    assert not ImportLine.objects.exists()
    assert "skolen" not in client.get(address).content.decode()


def test_pressing_twice_brings_in_once(client, here):
    address, _lines = shown(
        client, partners_csv(f"skolen,Skolen,school,{here.county.code}")
    )
    page = hidden_fields(client.get(address).content.decode())
    first, second = client.post(address, page), client.post(address, page)
    assert first.headers["Location"] == second.headers["Location"] == address
    assert Partner.objects.filter(slug="skolen").count() == 1
    assert StatusChange.objects.filter(action="added").count() == 1
    third = client.post(address, {**page, "form_token": ""})
    assert third.status_code == 200
    assert StatusChange.objects.filter(action="added").count() == 1


def test_the_same_file_again_is_nothing(client, here):
    text = partners_csv(f"skolen,Skolen,school,{here.county.code}")
    accept(client, shown(client, text)[0])
    address, lines = shown(client, text)
    assert [line.state for line in lines] == ["unchanged"]
    assert 'name="difference"' not in client.get(address).content.decode()


def test_an_import_confirms_nothing(client, here):
    row = f"kurs,{here.nav.slug},Kurs,draft,2025-03-01,eksempel.no"
    header = "id,provider,name_nb,status,checked_on,source"
    accept(client, shown(client, f"{header}\n{row}\n", "services")[0])
    check = Check.objects.get()
    assert (check.kind, check.checked_on) == ("stated_by_source", date(2025, 3, 1))


def test_a_coordinator_publishes_and_ends_by_a_file(client, here):
    here.nav.website = "https://example.org"
    here.nav.save()
    ending = make_service(provider=here.nav, slug="gammelt")
    group, need = make_target_group(), make_need()
    header = "id,provider,name_nb,summary_nb,outcome_nb,url,target_groups,needs,status"
    new = f"nytt,{here.nav.slug},Nytt,Kort,Plan,https://example.org,{group.slug},"
    address, lines = shown(
        client,
        f"{header}\n{new}{need.slug},published\n"
        f"gammelt,{here.nav.slug},{ending.name_nb},{ending.summary_nb},"
        f"{ending.outcome_nb},{ending.url},,,historical\n",
        "services",
    )
    assert [line.reason for line in lines] == ["", ""]
    assert lines[1].changes == {"status": ["published", "ended"]}
    accept(client, address)
    assert GuidanceService.objects.get(slug="nytt").is_published
    ending.refresh_from_db()
    assert ending.status == "ended"


def test_opening_hours_are_shown_and_brought_in(client, here):
    header = "id,name,kind,partner,opening_hours,status"
    row = f'sted,Sted,career_centre,{here.nav.slug},"Mo-Fr 09:00-15:00",draft'
    address, (line,) = shown(client, f"{header}\n{row}\n", "centres")
    assert "09:00-15:00" in line.changes["opening_hours"][1]
    accept(client, address)
    assert GuidanceCentre.objects.get(slug="sted").weekly_openings.count() == 5


def test_what_somebody_wrote_by_hand_is_marked_before_it_is_overwritten(client, here):
    Partner.objects.filter(pk=here.nav.pk).update(edited_by_person_at=NOW)
    address, (line,) = shown(client, partners_csv(line_of(here.nav, name="Nytt")))
    assert line.overwrites
    accept(client, address)
    assert Partner.objects.get(pk=here.nav.pk).name == "Nytt"


def test_columns_that_are_missing_are_told(client, here):
    Partner.objects.filter(pk=here.nav.pk).update(phone="22334455")
    address, (line,) = shown(client, partners_csv(line_of(here.nav)))
    assert line.changes == {"phone": ["22334455", ""]}
    assert "organisation_number, " in client.get(address).content.decode()


# Pages and files


def test_lines_can_be_filtered_and_come_in_pages(client, here):
    rows = [f"skole-{number},S,school,{here.county.code}" for number in range(60)]
    address, _lines = shown(client, partners_csv(*rows, line_of(here.nav)))
    page = client.get(address)
    assert len(page.context["shown_lines"]) == 50
    assert len(client.get(f"{address}?side=2").context["shown_lines"]) == 11
    assert len(client.get(f"{address}?vis=uendret").context["shown_lines"]) == 1
    for odd in ("?vis=tull&side=-1", "?side=999999999999", "?vis=avvist"):
        assert client.get(f"{address}{odd}").status_code == 200


@pytest.mark.parametrize("kind", ["services", "centres", "partners"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_downloaded_can_be_sent_in_again_unchanged(client, here, kind, form):
    there = make_partner(name="=1+1", county=here.county, phone="+47 22 33 44 55")
    centre = make_centre(partner=there, name="@sted", latitude=60.5, longitude=10.25)
    make_service(
        provider=there,
        name_nb="=cmd|' /C calc'!A0",
        target_groups=[make_target_group()],
        needs=[make_need()],
        centres=[centre],
        languages=["nb", "so"],
        is_free=True,
        referral_required=False,
    )
    data = client.get(f"{START}mal/{kind}/{form}/?innhold=mitt").content
    if form == "csv":
        assert not re.search(r'(^|[;"])[=@+-]', data.decode().lstrip("\ufeff"))
    address, lines = shown(client, data, kind)
    assert {line.reason for line in lines} == {""}
    assert {line.state for line in lines} == {"unchanged"}, [
        line.changes for line in lines
    ]
    assert there.slug in {line.key for line in lines} or kind != "partners"
    assert client.get(address).status_code == 200


def test_the_download_holds_nothing_of_others(client, there):
    make_service(status="draft", provider=there.nav, name_nb="OTHERPARTNER")
    for kind in ("services", "centres", "partners"):
        data = client.get(f"{START}mal/{kind}/csv/?innhold=mitt").content.decode()
        assert "OTHERPARTNER" not in data


@pytest.mark.parametrize("kind", ["services", "centres", "partners"])
def test_an_empty_template_is_a_header_alone(client, kind):
    data = client.get(f"{START}mal/{kind}/csv/").content
    address, lines = shown(client, data, kind)
    assert lines == []
    assert client.get(address).status_code == 200
    assert client.get(f"{START}mal/{kind}/xlsx/").content.startswith(b"PK")


def test_other_files_are_no_page(client):
    for name in ("agreements/csv", "services/xls", "services/pdf"):
        assert client.get(f"{START}mal/{name}/").status_code == 404


def test_a_workbook_is_taken_as_the_same_csv(client, here):
    made = Workbook()
    made.active.append(["slug", "name", "kind", "county_code", "organisation_number"])
    made.active.append(["skolen", "Skolen", "school", here.county.code, 889640782])
    written = io.BytesIO()
    made.save(written)
    _address, (of_book,) = shown(client, written.getvalue())
    text = partners_csv(
        f"skolen,Skolen,school,{here.county.code},889640782",
        header="slug,name,kind,county_code,organisation_number",
    )
    _address, (of_csv,) = shown(client, text)
    assert of_book.changes == of_csv.changes
    assert of_book.state == of_csv.state == "added"


def test_files_are_forgotten_after_a_day(client, here, on_this_day):
    shown(client, partners_csv(line_of(here.nav, name="Nytt")))
    on_this_day.move_to(NOW + timedelta(hours=23))
    call_command("forget_imports", stdout=io.StringIO())
    assert ImportFile.objects.count() == 1
    on_this_day.move_to(NOW + timedelta(hours=25))
    call_command("forget_imports", stdout=io.StringIO())
    assert not ImportFile.objects.exists()


def test_old_files_go_with_the_next_that_comes(client, here, on_this_day):
    text = partners_csv(line_of(here.nav, name="Nytt"))
    shown(client, text)
    on_this_day.move_to(NOW + timedelta(hours=25))
    client = logged_in(here.people["coordinator"])
    shown(client, text)
    assert ImportFile.objects.count() == 1


def test_the_message_after_a_change_in_between_tells_what_to_do(client, here):
    address, _lines = shown(client, partners_csv(line_of(here.nav, name="Nytt")))
    page = hidden_fields(client.get(address).content.decode())
    Partner.objects.filter(pk=here.nav.pk).update(name="Noen andres")
    answer = client.post(address, page)
    (message,) = get_messages(answer.wsgi_request)
    assert message.level_tag == "error"


# The database's own rules


def test_a_kind_that_is_none_is_refused(here):
    with refused("importfile_kind"):
        ImportFile.objects.create(
            user=here.people["coordinator"], kind="agreements", sent_at=NOW
        )


def test_a_line_stands_once_in_its_file(here):
    file = ImportFile.objects.create(
        user=here.people["coordinator"], kind="partners", sent_at=NOW
    )
    ImportLine.objects.create(file=file, line=2, cells={}, state="added")
    with refused("importline_once"):
        ImportLine.objects.create(file=file, line=2, cells={}, state="added")
