"""A partner's first days: the link of the invitation, a place in the partnership."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from agreements.life import StepRefused
from agreements.members import admit_member
from agreements.models import PartnershipMember
from partners.models import Invitation
from publishing.models import OutgoingMail, StatusChange
from tests.factories import make_partner, make_partnership_member, make_service
from tests.workspace.test_people import home, send
from tests.workspace.test_roles import hidden_fields
from tests.workspace.two_counties import OneCounty, person

pytestmark = pytest.mark.django_db

LINK = re.compile(r"https://portal\.example(/min-side/invitasjon/[\w-]+/)")


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


@pytest.fixture
def newcomer(here):
    return make_partner(county=here.county, name="Nykomlingen")


@pytest.fixture
def coordinator(client, here):
    client.force_login(here.people["coordinator"])
    return client


def shown(client, partner):
    return client.get(home(partner)).content.decode()


class TestLink:
    @pytest.fixture(autouse=True)
    def no_mail_server(self, settings):
        settings.EMAIL_HOST = ""

    def test_is_shown_to_the_sender_once_where_no_mail_can_leave(
        self, coordinator, here
    ):
        send(coordinator, home(here.nav), email="ny@example.org", role="editor")
        path = LINK.search(shown(coordinator, here.nav))[1]
        assert Client().get(path).status_code == 200
        assert not LINK.search(shown(coordinator, here.nav))

    def test_waits_for_the_page_of_its_partner(self, coordinator, here):
        send(coordinator, home(here.nav), email="ny@example.org", role="editor")
        assert not LINK.search(shown(coordinator, here.council))
        assert LINK.search(shown(coordinator, here.nav))

    def test_is_not_shown_where_the_mail_takes_it_along(
        self, coordinator, here, settings
    ):
        settings.EMAIL_HOST = "mail.example"
        send(coordinator, home(here.nav), email="ny@example.org", role="editor")
        page = shown(coordinator, here.nav)
        assert "er på vei til ny@example.org" in page
        assert not LINK.search(page)
        assert LINK.search(OutgoingMail.objects.get().text)

    def test_is_not_shown_when_it_opens_nothing_any_more(self, coordinator, here):
        send(coordinator, home(here.nav), email="ny@example.org", role="editor")
        Invitation.objects.update(withdrawn_at=datetime(2025, 3, 10, tzinfo=UTC))
        assert not LINK.search(shown(coordinator, here.nav))

    def test_does_not_lie_open_in_the_session(self, coordinator, here):
        send(coordinator, home(here.nav), email="ny@example.org", role="editor")
        kept = str(dict(coordinator.session))
        path = LINK.search(shown(coordinator, here.nav))[1]
        assert path.split("/")[-2] not in kept

    def test_is_seen_by_nobody_else_of_the_partner(self, coordinator, here):
        send(coordinator, home(here.nav), email="ny@example.org", role="editor")
        other = Client()
        other.force_login(here.people["signatory"])
        assert not LINK.search(shown(other, here.nav))


class TestPartnership:
    def address(self, partner):
        return f"{home(partner)}partnerskap/"

    def join(self, client, partner):
        page = shown(client, partner)
        form = page[page.index(f'action="{self.address(partner)}"') :]
        fields = hidden_fields(form.split("</form>")[0])
        return client.post(self.address(partner), fields)

    def test_takes_in_a_partner_of_the_county(self, coordinator, here, newcomer):
        assert "Ta med i partnerskapet" in shown(coordinator, newcomer)
        assert self.join(coordinator, newcomer).status_code == 302
        member = PartnershipMember.objects.get(partner=newcomer)
        assert (member.partnership, member.valid_from, member.valid_to) == (
            here.partnership,
            date(2025, 3, 10),
            None,
        )
        assert StatusChange.objects.last().action == "admit_member"
        assert "Ta med i partnerskapet" not in shown(coordinator, newcomer)

    def test_is_offered_to_the_coordinator_alone(self, client, here, newcomer):
        client.force_login(person(newcomer, "editor", "Even"))
        assert "Ta med i partnerskapet" not in shown(client, newcomer)
        assert client.post(self.address(newcomer), {}).status_code == 404
        assert not PartnershipMember.objects.filter(partner=newcomer).exists()

    def test_of_another_county_is_not_reached(self, coordinator, there):
        stranger = make_partner(county=there.county)
        assert coordinator.post(self.address(stranger), {}).status_code == 404
        assert not PartnershipMember.objects.filter(partner=stranger).exists()

    def test_takes_in_nobody_twice(self, coordinator, here):
        assert coordinator.post(self.address(here.nav), {}).status_code == 404
        with pytest.raises(StepRefused):
            admit_member(
                here.partnership,
                partner=here.nav,
                actor=here.people["coordinator"],
            )
        assert PartnershipMember.objects.filter(partner=here.nav).count() == 1
        assert StatusChange.objects.last().action == "refused_admit_member"

    def test_takes_in_who_has_left_it_before(self, here, newcomer):
        make_partnership_member(
            partnership=here.partnership, partner=newcomer, valid_to=date(2024, 12, 31)
        )
        admit_member(
            here.partnership, partner=newcomer, actor=here.people["coordinator"]
        )
        assert PartnershipMember.objects.filter(partner=newcomer).count() == 2

    def test_takes_in_nobody_who_does_not_exist_any_more(self, here):
        gone = make_partner(county=here.county, ended_on=date(2025, 1, 1))
        with pytest.raises(StepRefused):
            admit_member(
                here.partnership, partner=gone, actor=here.people["coordinator"]
            )

    def test_operation_asks_for_the_right_itself(self, here, there, newcomer):
        for actor in (here.people["editor"], there.people["coordinator"]):
            with pytest.raises(PermissionDenied):
                admit_member(here.partnership, partner=newcomer, actor=actor)
        assert not PartnershipMember.objects.filter(partner=newcomer).exists()


def test_editor_of_no_member_is_told_whom_to_ask_for_a_role(client, newcomer):
    client.force_login(person(newcomer, "editor", "Even"))
    page = client.get("/min-side/roller/").content.decode()
    assert "/min-side/roller/ny/" not in page
    assert "Be koordinatoren i fylket" in page


def test_number_that_was_looked_for_is_not_typed_again(coordinator):
    page = coordinator.get("/min-side/partnere/ny/?q=910 000 004").content.decode()
    assert "Ingen her har organisasjonsnummeret 910 000 004." in page
    assert re.search(r'name="organisation_number"[^>]*value="910 000 004"', page) or (
        re.search(r'value="910 000 004"[^>]*name="organisation_number"', page)
    )


def test_service_without_a_name_is_told_beside_its_field(client, newcomer):
    client.force_login(person(newcomer, "editor", "Even"))
    page = send(client, "/min-side/tilbud/ny/").content.decode()
    assert '<a href="#id_name_nb">Gi tilbudet et navn' in page
    assert "autofocus" in page


def test_preview_leads_back_to_the_text(client, newcomer):
    client.force_login(person(newcomer, "editor", "Even"))
    service = make_service(provider=newcomer, status="draft")
    page = client.get(f"/min-side/tilbud/{service.slug}/forhandsvis/").content.decode()
    assert f'<a href="/min-side/tilbud/{service.slug}/">Tilbake til teksten' in page
