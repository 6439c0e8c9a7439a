"""The pages about roles: who sees what, who answers, who writes and who publishes."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Role, RoleAnswer, RoleDescription
from publishing.models import StatusChange
from tests.agreements.partnership_people import make_people
from tests.factories import (
    make_partner,
    make_partnership,
    make_partnership_member,
    make_role,
    make_role_answer,
    make_role_description,
)

pytestmark = pytest.mark.django_db

TODAY = date(2025, 3, 10)


@pytest.fixture(autouse=True)
def on_this_day():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def partnership():
    return make_partnership()


@pytest.fixture
def people(partnership):
    return make_people(partnership)


@pytest.fixture
def role(partnership):
    """Return Nav's role, with a version in force and a draft."""
    role = make_role(
        partnership=partnership,
        partner=partnership.members.get(kind="nav"),
        slug="kontakt",
        name_nb="Kontaktperson",
    )
    make_role_description(role=role, holder="Eksempel Eksempelsen")
    make_role_description(
        role=role,
        number=2,
        status="draft",
        for_citizens_nb="Den du kan ringe.",
        valid_from=date(2025, 4, 1),
    )
    return role


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    if status != 302:
        assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def hidden_fields(html):
    """Return the tokens that a page carries."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and value and 'type="hidden"' in tag:
            found[name[1]] = value[1].replace("&quot;", '"')
    return found


def send(client, shown_at, address=None, **values):
    """Fill in the form of a page and send it; return the answer."""
    fields = hidden_fields(page(client, shown_at))
    return client.post(address or shown_at, fields | values)


ADDRESSES = {
    "list": "/min-side/roller/",
    "role": "/min-side/roller/kontakt/",
    "new": "/min-side/roller/ny/",
    "object": "/min-side/roller/kontakt/v1/innvending/",
    "end": "/min-side/roller/kontakt/v1/avslutt/",
    "draft": "/min-side/roller/kontakt/utkast/",
    "send_back": "/min-side/roller/kontakt/utkast/tilbake/",
    "publish": "/min-side/roller/kontakt/utkast/publiser/",
}
OPEN_TO = {
    "list": "editor signatory coordinator coordinator_elsewhere editor_elsewhere"
    " national_administrator superuser",
    "role": "editor signatory coordinator national_administrator superuser",
    "new": "editor coordinator superuser",
    "object": "editor signatory superuser",
    "end": "coordinator superuser",
    "draft": "editor coordinator superuser",
    "send_back": "coordinator superuser",
    "publish": "coordinator superuser",
}
READERS = [*OPEN_TO["list"].split(), "anonymous"]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ADDRESSES)
def test_who_opens_which_page(client, role, people, name, reader):
    if reader == "anonymous":
        response = client.get(ADDRESSES[name])
        assert response.status_code == 302
        return
    client.force_login(people[reader])
    expected = 200 if reader in OPEN_TO[name].split() else 404
    assert "Kontaktperson" not in page(client, ADDRESSES[name], expected) or (
        expected == 200
    )


def test_strangers_role_answers_as_one_that_is_not_there(client, role, people):
    client.force_login(people["editor_elsewhere"])
    there, nowhere = (
        # Each answer names its own request.
        re.sub(r"<code>[0-9a-f]{16}</code>", "", page(client, address, 404))
        for address in ("/min-side/roller/kontakt/", "/min-side/roller/finnes-ikke/")
    )
    assert there.replace("kontakt", "") == nowhere.replace("finnes-ikke", "")
    assert "Kontaktperson" not in page(client, "/min-side/roller/")


@pytest.mark.parametrize("path", ["v1/godta/", "v1/innvending/"])
@pytest.mark.parametrize("reader", ["coordinator", "editor_elsewhere", "superuser"])
def test_only_the_partner_answers(client, role, people, path, reader):
    client.force_login(people["editor"])
    fields = hidden_fields(page(client, "/min-side/roller/kontakt/"))
    client.force_login(people[reader])
    response = client.post(
        f"/min-side/roller/kontakt/{path}", fields | {"reason": "Nei."}
    )
    assert response.status_code in (200, 403, 404)
    assert not RoleAnswer.objects.exists()


def test_get_never_answers(client, role, people):
    client.force_login(people["editor"])
    assert client.get("/min-side/roller/kontakt/v1/godta/").status_code == 302
    assert not RoleAnswer.objects.exists()


def test_draft_is_no_version_to_answer(client, role, people):
    client.force_login(people["editor"])
    page(client, "/min-side/roller/kontakt/v2/innvending/", 404)
    page(client, "/min-side/roller/kontakt/v9/innvending/", 404)


def test_partner_accepts_its_role(client, role, people):
    client.force_login(people["signatory"])
    response = send(
        client, "/min-side/roller/kontakt/", "/min-side/roller/kontakt/v1/godta/"
    )
    assert response.status_code == 302
    assert RoleAnswer.objects.get().answer == "acknowledged"
    shown = page(client, response.url)
    assert "Bekreftet av" in shown
    assert "v1/godta/" not in shown


def test_objection_says_that_it_is_public_and_wants_a_reason(client, role, people):
    client.force_login(people["editor"])
    address = "/min-side/roller/kontakt/v1/innvending/"
    assert "Alle kan lese dette" in page(client, address)
    refused = send(client, address, reason="  ")
    assert refused.status_code == 200
    assert "Skriv hva du har innvendinger mot." in refused.content.decode()
    assert not RoleAnswer.objects.exists()
    assert send(client, address, reason="Vi har ikke folk.").status_code == 302
    answer = RoleAnswer.objects.get()
    assert (answer.reason, answer.language) == ("Vi har ikke folk.", "nb")
    assert "Vi har ikke folk." in page(client, "/min-side/roller/kontakt/")


def test_objection_in_nynorsk_knows_its_language(client, role, people):
    client.force_login(people["editor"])
    address = "/nn/min-side/roller/kontakt/v1/innvending/"
    send(client, address, reason="Vi har ikkje folk.")
    assert RoleAnswer.objects.get().language == "nn"


def test_same_form_twice_is_one_answer(client, role, people):
    client.force_login(people["editor"])
    fields = hidden_fields(page(client, "/min-side/roller/kontakt/v1/innvending/"))
    for _time in range(2):
        client.post(
            "/min-side/roller/kontakt/v1/innvending/", fields | {"reason": "Nei."}
        )
    assert RoleAnswer.objects.count() == 1


def test_what_the_rule_refuses_is_shown_and_recorded(client, role, people):
    client.force_login(people["coordinator"])
    fields = hidden_fields(page(client, "/min-side/roller/kontakt/v1/avslutt/"))
    response = client.post(
        "/min-side/roller/kontakt/v1/avslutt/", fields | {"last_day": "1.1.2020"}
    )
    assert "innenfor perioden" in response.content.decode()
    assert 'value="1.1.2020"' in response.content.decode()
    assert StatusChange.objects.last().action == "refused"


DRAFT = {
    "for_citizens_nb": "Den du kan spørre om alt.",
    "holder": "Eksempel Holdersen",
    "deputy": "Eksempel Vararud",
    "valid_from": "1/4-2025",
}


def test_editor_writes_a_role_sends_it_and_the_coordinator_publishes(
    client, people, partnership
):
    client.force_login(people["editor"])
    nav = partnership.memberships.get(partner__kind="nav")
    answer = send(
        client,
        "/min-side/roller/ny/",
        whose=str(nav.pk),
        name_nb="Kontakt for voksne",
        **DRAFT,
    )
    assert answer.status_code == 302, answer.content.decode()
    role = Role.objects.get()
    own = f"/min-side/roller/{role.slug}/"
    assert answer.url == own
    send(client, own, own + "utkast/send/")
    assert role.descriptions.get().submitted_at

    client.force_login(people["coordinator"])
    assert "Sendt til koordinatoren" in page(client, own)
    send(client, own + "utkast/tilbake/", reason="Skriv kortere.")
    client.force_login(people["editor"])
    assert "Skriv kortere." in page(client, own)
    send(client, own + "utkast/", **DRAFT | {"for_citizens_nb": "Spør om alt."})
    send(client, own, own + "utkast/send/")

    client.force_login(people["coordinator"])
    assert send(client, own + "utkast/publiser/").status_code == 302
    description = role.descriptions.get()
    assert description.status == "published"
    assert description.valid_from == date(2025, 4, 1)
    assert "Spør om alt." in client.get(role.get_absolute_url()).content.decode()


def test_editor_of_one_partner_adds_no_role_for_another(client, people, partnership):
    client.force_login(people["editor"])
    council = partnership.memberships.get(partner__kind="county_council")
    answer = send(
        client, "/min-side/roller/ny/", whose=str(council.pk), name_nb="X", **DRAFT
    )
    assert answer.status_code == 200
    assert not Role.objects.exists()


def test_status_is_not_written_by_the_form(client, role, people):
    client.force_login(people["editor"])
    send(
        client,
        "/min-side/roller/kontakt/utkast/",
        **DRAFT,
        status="published",
        number="9",
    )
    draft = role.descriptions.get(number=2)
    assert (draft.status, draft.holder) == ("draft", "Eksempel Holdersen")


def test_new_version_begins_with_the_text_of_the_one_before(client, role, people):
    role.descriptions.get(number=2).delete()
    client.force_login(people["coordinator"])
    assert "Den du kan spørre." in page(client, "/min-side/roller/kontakt/utkast/")
    send(client, "/min-side/roller/kontakt/utkast/", **DRAFT)
    assert role.descriptions.get(number=2).status == "draft"


def test_second_of_two_writers_sees_both_texts(client, role, people):
    client.force_login(people["editor"])
    address = "/min-side/roller/kontakt/utkast/"
    fields = hidden_fields(page(client, address))
    RoleDescription.objects.filter(number=2).update(for_citizens_nb="En annens ord.")
    answer = client.post(address, fields | DRAFT)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "En annens ord." in shown
    assert "Den du kan spørre om alt." in shown


def test_coordinator_reads_what_changes_before_publishing(client, role, people):
    client.force_login(people["coordinator"])
    shown = page(client, "/min-side/roller/kontakt/utkast/publiser/")
    assert "<ins>" in shown
    assert "ringe" in shown
    assert "spørre" in shown


def test_text_that_changed_since_it_was_read_is_not_published(client, role, people):
    client.force_login(people["coordinator"])
    address = "/min-side/roller/kontakt/utkast/publiser/"
    fields = hidden_fields(page(client, address))
    RoleDescription.objects.filter(number=2).update(for_citizens_nb="Noe annet.")
    answer = client.post(address, fields)
    assert "endret siden du leste den" in answer.content.decode()
    assert role.descriptions.get(number=2).status == "draft"
    again = client.post(address, hidden_fields(answer.content.decode()))
    assert again.status_code == 302
    assert role.descriptions.get(number=2).status == "published"


@pytest.mark.parametrize(
    "values, words",
    [
        ({"holder": ""}, "Rollen står uten innehaver"),
        ({"valid_to": date(2025, 4, 30), "holder": "X"}, "Perioden til innehaveren"),
        ({"valid_to": date(2025, 3, 9), "holder": "X"}, "Rollen står uten innehaver"),
    ],
)
def test_role_without_a_holder_is_told(client, partnership, people, values, words):
    role = make_role(
        partnership=partnership, partner=partnership.members.get(kind="nav")
    )
    make_role_description(role=role, **values)
    client.force_login(people["coordinator"])
    assert words in page(client, "/min-side/roller/?vis=uten-innehaver")
    assert words in page(client, f"/min-side/roller/{role.slug}/")


def test_role_whose_holder_is_followed_is_not_warned_of(client, partnership, people):
    role = make_role(partnership=partnership)
    make_role_description(role=role, holder="X", valid_to=date(2025, 4, 30))
    make_role_description(role=role, number=2, holder="Y", valid_from=date(2025, 5, 1))
    client.force_login(people["coordinator"])
    assert "innehaver" not in page(client, f"/min-side/roller/{role.slug}/").lower()


@pytest.mark.parametrize(
    "language, words", [("", "Roller"), ("/nn", "Roller"), ("/en", "Roles")]
)
def test_list_in_three_languages(client, role, people, language, words):
    client.force_login(people["editor"])
    assert words in page(client, f"{language}/min-side/roller/")


def test_filter_leaves_what_it_says(client, role, people):
    client.force_login(people["coordinator"])
    assert "Kontaktperson" in page(client, "/min-side/roller/?vis=ikke-godtatt")
    assert "Kontaktperson" not in page(client, "/min-side/roller/?vis=innvendinger")
    assert "Kontaktperson" in page(client, "/min-side/roller/?vis=tull&side=x")
    make_role_answer(description=role.descriptions.get(number=1))
    assert "Kontaktperson" not in page(client, "/min-side/roller/?vis=ikke-godtatt")


def test_list_asks_a_fixed_number_of_questions(client, role, people, partnership):
    client.force_login(people["coordinator"])
    make_role_answer(description=role.descriptions.get(number=1))

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page(client, "/min-side/roller/")
        return len(queries)

    asked()
    before = asked()
    partner = make_partner()
    make_partnership_member(partnership=partnership, partner=partner)
    for _number in range(40):
        more = make_role(partnership=partnership, partner=partner)
        make_role_answer(description=make_role_description(role=more))
    assert asked() == before
