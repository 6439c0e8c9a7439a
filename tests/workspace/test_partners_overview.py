"""Every partner of a county on one page, and as a table; and one more partner."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Invitation, Partner
from partners.partner_operations import PartnerKnown, add_partner, find_partners
from publishing.csv_writing import safe_cell
from publishing.models import StatusChange
from publishing.operations import record_change
from tests.factories import (
    make_agreement,
    make_check,
    make_membership,
    make_municipality,
    make_partner,
    make_role,
    make_role_answer,
    make_role_description,
    make_service,
    make_user,
    make_version,
)
from tests.workspace.test_roles import hidden_fields
from tests.workspace.two_counties import OneCounty
from workspace.people.overview import partner_rows

pytestmark = pytest.mark.django_db

TODAY = date(2025, 3, 10)
LIST, TABLE, NEW = (
    "/min-side/partnere/",
    "/min-side/partnere/tabell.csv",
    "/min-side/partnere/ny/",
)


@pytest.fixture(autouse=True)
def on_this_day():
    with time_machine.travel(datetime(2025, 3, 10, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def here():
    return OneCounty("Her")


@pytest.fixture
def there():
    return OneCounty("OTHERPARTNER")


def row_of(here, partner):
    rows = partner_rows(here.people["coordinator"], TODAY)
    return next(row for row in rows if row.partner == partner)


@pytest.mark.parametrize("address", [LIST, TABLE, NEW])
@pytest.mark.parametrize("role", ["editor", "signatory", "nobody", "anonymous"])
def test_only_coordinators_see_all_partners(client, here, address, role):
    if role != "anonymous":
        client.force_login(here.people.get(role) or make_user())
    response = client.get(address)
    assert response.status_code == (302 if role == "anonymous" else 404)
    assert here.nav.name not in response.content.decode()


@pytest.mark.parametrize("address", [LIST, TABLE])
def test_coordinator_sees_the_own_county_alone(client, here, there, address):
    client.force_login(here.people["coordinator"])
    response = client.get(address)
    shown = response.content.decode()
    assert here.nav.name in shown
    assert "OTHERPARTNER" not in shown
    assert "no-store" in response["Cache-Control"]


def test_partner_that_has_ended_is_left_out(client, here):
    make_partner(county=here.county, name="Forbi", ended_on=date(2024, 1, 1))
    client.force_login(here.people["coordinator"])
    assert "Forbi" not in client.get(LIST).content.decode()


def test_partner_of_a_municipality_counts_to_its_county(here):
    place = make_municipality(county=here.county)
    partner = make_partner(municipality=place)
    assert row_of(here, partner).partner == partner


def test_row_tells_who_has_access(here):
    row = row_of(here, here.nav)
    assert (row.people, row.roles_of_people) == (2, ("editor", "signatory"))
    make_membership(partner=here.nav, valid_to=date(2025, 3, 9))
    make_membership(partner=here.nav, user=make_user(is_active=False))
    Invitation.objects.create(
        partner=here.nav,
        role="editor",
        email="eksempel@example.org",
        valid_from=TODAY,
        made_at=datetime(2025, 3, 9, tzinfo=UTC),
        expires_at=datetime(2025, 3, 16, tzinfo=UTC),
        digest="0" * 64,
    )
    row = row_of(here, here.nav)
    assert (row.people, row.invitations) == (2, 1)


def test_row_tells_of_membership_services_and_overdue_facts(here):
    outside = make_partner(county=here.county)
    assert row_of(here, here.nav).is_member
    assert not row_of(here, outside).is_member
    service = make_service(provider=outside)
    make_service(provider=outside, status="draft")
    row = row_of(here, outside)
    assert (row.published, row.drafts, row.overdue) == (1, 1, 0)
    change = record_change(service, action="edit", actor=make_user())
    make_check(
        content_type=ContentType.objects.get_for_model(service),
        object_id=str(service.pk),
        kind="confirmed",
        source="",
        actor=change.actor,
        fact_group="contact",
        checked_on=date(2024, 1, 1),
    )
    assert row_of(here, outside).overdue == 1


def test_row_tells_of_roles_and_agreement(here):
    role = make_role(partnership=here.partnership, partner=here.nav)
    description = make_role_description(role=role)
    row = row_of(here, here.nav)
    assert (row.roles, row.roles_to_answer, row.agreement) == (1, 1, "not_a_party")
    make_role_answer(
        description=description, answer="objected", reason="Nei.", language="nb"
    )
    agreement = make_agreement(partnership=here.partnership)
    make_version(agreement=agreement, state="signed")
    row = row_of(here, here.nav)
    assert (row.roles_to_answer, row.objections, row.agreement) == (0, 1, "signed")
    make_version(agreement=agreement, state="for_approval")
    row = row_of(here, here.nav)
    assert (row.agreement, row.waits) == ("to_sign", True)


def test_last_change_is_read_from_the_trail_and_visits_are_not(client, here):
    assert row_of(here, here.nav).last_active is None
    client.force_login(here.people["editor"])
    client.get("/min-side/")
    record_change(
        here.people["editor"], action="logged_in", actor=here.people["editor"]
    )
    assert row_of(here, here.nav).last_active is None
    record_change(
        here.nav,
        action="edit",
        actor=here.people["editor"],
        at=datetime(2025, 3, 1, 23, 30, tzinfo=UTC),
    )
    assert row_of(here, here.nav).last_active == date(2025, 3, 2)


@pytest.mark.parametrize(
    "query, count",
    [("", 3), ("?vis=uten-folk", 1), ("?vis=utenfor", 1), ("?vis=tull", 3)],
)
def test_filters(client, here, query, count):
    make_partner(county=here.county)
    client.force_login(here.people["coordinator"])
    shown = client.get(LIST + query)
    assert len(shown.context["page"].object_list) == count


def test_search_finds_by_name_and_number(client, here):
    found = make_partner(
        county=here.county, name="Ålesund skule", organisation_number="974760673"
    )
    client.force_login(here.people["coordinator"])
    for text in ("ålesund", "974 760 673"):
        page = client.get(LIST, {"q": text}).context["page"]
        assert [row.partner for row in page] == [found]


def test_pages_are_stable_and_whole(client, here):
    for _number in range(120):
        make_partner(county=here.county)
    client.force_login(here.people["coordinator"])
    seen = []
    for number in (1, 2, 3):
        page = client.get(f"{LIST}?side={number}").context["page"]
        seen += [row.partner.pk for row in page]
    assert len(seen) == len(set(seen)) == 122


def test_four_hundred_partners_ask_as_many_questions_as_three(client, here):
    client.force_login(here.people["coordinator"])

    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    role = make_role(partnership=here.partnership, partner=here.nav)
    make_role_answer(description=make_role_description(role=role))
    make_service(provider=here.nav)
    asked(LIST)
    before = [asked(LIST), asked(TABLE)]
    partners = Partner.objects.bulk_create(
        Partner(
            name=f"Eksempel {number}",
            slug=f"mange-{number}",
            kind="other",
            county=here.county,
        )
        for number in range(400)
    )
    for partner in partners[:40]:
        make_membership(partner=partner)
        make_service(provider=partner)
        role = make_role(partnership=here.partnership, partner=partner)
        make_role_answer(description=make_role_description(role=role))
    assert [asked(LIST), asked(TABLE)] == before


# The table.


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+47 22", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1", "\0=1"],
)
def test_v1_2_10_no_cell_begins_a_formula(text):
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["Nav Gjøvik", "920717152", "", "a=b", None, 3])
def test_ordinary_cells_stay_as_they_are(text):
    assert safe_cell(text) == ("" if text is None else str(text))


def test_table_has_a_line_for_each_partner_and_no_formula(client, here):
    make_partner(county=here.county, name='=HYPERLINK("http://x","y"); @a')
    client.force_login(here.people["coordinator"])
    response = client.get(TABLE)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    text = response.content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(lines) == 4
    assert len({len(line) for line in lines}) == 1
    assert not any(cell[:1] in "=+-@" for line in lines for cell in line if cell)


# One more partner.


def given(**values):
    return {
        "name": "Ny skole",
        "kind": "school",
        "email": "ny@example.org",
        "role": "editor",
    } | values


def test_partner_is_found_before_it_is_added(client, here):
    client.force_login(here.people["coordinator"])
    assert "Legg til partneren og send" not in client.get(NEW).content.decode()
    shown = client.get(NEW, {"q": "nav her"}).content.decode()
    assert f"/min-side/folk/{here.nav.slug}/" in shown


def test_partner_of_another_county_is_not_led_into(client, here, there):
    client.force_login(here.people["coordinator"])
    shown = client.get(NEW, {"q": there.nav.name}).content.decode()
    assert f"/min-side/folk/{there.nav.slug}/" not in shown


def test_partner_is_added_with_its_first_person(client, here):
    place = make_municipality(county=here.county)
    client.force_login(here.people["coordinator"])
    fields = hidden_fields(client.get(f"{NEW}?q=Ny+skole").content.decode())
    values = given(organisation_number="974 760 673", municipality=place.pk)
    response = client.post(NEW, fields | values)
    assert response.status_code == 302, response.content.decode()
    partner = Partner.objects.get(slug="ny-skole")
    assert (partner.county, partner.organisation_number) == (here.county, "974760673")
    assert Invitation.objects.get().partner == partner
    client.post(NEW, fields | values)
    assert Partner.objects.filter(name="Ny skole").count() == 1
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"organisation_number": "974760674"},
        {"name": ""},
        {"email": "ikke en adresse"},
        {"role": "national_administrator"},
        {"kind": "king"},
        {"municipality": "0"},
    ],
)
def test_partner_that_is_not_right_is_not_added(client, here, values):
    client.force_login(here.people["coordinator"])
    fields = hidden_fields(client.get(f"{NEW}?q=Ny").content.decode())
    response = client.post(NEW, fields | given(**values))
    assert response.status_code == 200
    assert not Partner.objects.filter(slug="ny-skole").exists()
    assert not Invitation.objects.exists()


def test_municipality_of_another_county_is_not_chosen(client, here, there):
    place = make_municipality(county=there.county)
    client.force_login(here.people["coordinator"])
    fields = hidden_fields(client.get(f"{NEW}?q=Ny").content.decode())
    client.post(NEW, fields | given(municipality=place.pk))
    assert not Partner.objects.filter(slug="ny-skole").exists()


@pytest.mark.parametrize(
    "values", [{"name": "nav  HER"}, {"organisation_number": "974760673"}]
)
def test_partner_that_is_there_is_refused_kindly(client, here, there, values):
    Partner.objects.filter(pk=here.nav.pk).update(organisation_number="974760673")
    client.force_login(here.people["coordinator"])
    fields = hidden_fields(client.get(f"{NEW}?q=Ny").content.decode())
    response = client.post(NEW, fields | given(**values))
    shown = response.content.decode()
    assert "er her allerede" in shown
    assert "ny@example.org" in shown
    assert Partner.objects.filter(county=here.county).count() == 2
    assert StatusChange.objects.last().action == "refused"


def test_operation_refuses_what_is_there(here):
    with pytest.raises(PartnerKnown):
        add_partner(
            name=here.nav.name,
            kind="nav",
            county=here.county,
            actor=here.people["coordinator"],
        )


def test_partners_are_found_by_part_of_name_and_by_number(here):
    made = make_partner(
        county=here.county, name="Gjøvik læringssenter", organisation_number="974760673"
    )
    other = make_partner(name="Gjøvik kommune")
    assert find_partners("gjøvik", county=here.county) == [made, other]
    assert find_partners("974 760 673") == [made]
    assert find_partners("  ") == find_partners("…") == []


def test_a_name_without_a_letter_has_an_address_too(here):
    made = [
        add_partner(
            name=name,
            kind="other",
            county=here.county,
            actor=here.people["coordinator"],
        )
        for name in ("!!!", "???")
    ]
    assert [partner.slug for partner in made] == ["partner", "partner-2"]
