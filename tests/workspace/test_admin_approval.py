"""In admin an editor meets the same rule: public texts wait for approval."""

import pytest

from services.models import GuidanceService
from tests import factories as make
from tests.admin_forms import address, form_on
from tests.publishing.proposing import People, a_service

from .desks import logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    people = People()
    for user in (people.editor, people.coordinator):
        user.is_staff = True
        user.save()
    return people


def changed(client, row, **changes):
    path = address(type(row), "change", row.pk)
    return client.post(path, form_on(client.get(path)) | changes)


def test_an_editor_changes_only_the_direct_facts_of_a_published_service(people):
    service = a_service(people, summary_nb="Gammel.")
    editor = logged_in(people.editor)
    page = editor.get(address(GuidanceService, "change", service.pk))
    text = page.content.decode()
    assert f"/min-side/tilbud/{service.slug}/endre/" in text
    assert 'name="summary_nb"' not in text
    assert 'name="phone"' in text
    answer = changed(editor, service, summary_nb="Uten godkjenning", phone="22334455")
    assert answer.status_code == 302
    service.refresh_from_db()
    assert (service.summary_nb, service.phone) == ("Gammel.", "22334455")


def test_an_editor_writes_freely_in_a_draft(people):
    service = a_service(people, status="draft", summary_nb="Gammel.")
    editor = logged_in(people.editor)
    assert changed(editor, service, summary_nb="Ny.").status_code == 302
    service.refresh_from_db()
    assert service.summary_nb == "Ny."


def test_whoever_approves_changes_the_text_itself(people):
    service = a_service(people, summary_nb="Gammel.")
    coordinator = logged_in(people.coordinator)
    assert changed(coordinator, service, summary_nb="Ny.").status_code == 302
    service.refresh_from_db()
    assert service.summary_nb == "Ny."


def test_a_place_keeps_its_name_and_its_hours_stay_open(people):
    centre = make.make_centre(partner=people.partner, name="Eksempelsenteret")
    editor = logged_in(people.editor)
    text = editor.get(address(type(centre), "change", centre.pk)).content.decode()
    assert 'name="name"' not in text
    assert 'name="weekly_openings-0' in text or "weekly_openings-TOTAL" in text
    assert changed(editor, centre, name="Nytt", phone="22334455").status_code == 302
    centre.refresh_from_db()
    assert (centre.name, centre.phone) == ("Eksempelsenteret", "22334455")
