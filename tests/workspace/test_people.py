"""The people of a partner: who sees them, who invites, ends, changes and lends."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from partners.models import Invitation, Membership
from publishing.models import StatusChange
from tests.factories import make_membership, make_partner, make_user
from tests.workspace.test_roles import hidden_fields
from tests.workspace.two_counties import OneCounty, membership_of

pytestmark = pytest.mark.django_db

TODAY = date(2025, 3, 10)


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


def home(partner):
    return f"/min-side/folk/{partner.slug}/"


def send(client, address, shown_at=None, **values):
    fields = hidden_fields(client.get(shown_at or address).content.decode())
    return client.post(address, fields | values)


PAGES = ["", "{key}/avslutt/", "{key}/rolle/", "{key}/vikar/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["coordinator", "editor", "signatory"])
def test_people_of_a_stranger_answer_as_none_at_all(client, here, there, page, role):
    client.force_login(here.people[role])
    key = membership_of(there.people["editor"]).pk
    address = home(there.nav) + page.format(key=key)
    for response in (client.get(address), client.post(address, {})):
        assert response.status_code == 404
        assert "OTHERPARTNER" not in response.content.decode()


@pytest.mark.parametrize("page", PAGES[1:])
@pytest.mark.parametrize("role", ["editor", "signatory"])
def test_only_the_coordinator_changes_access(client, here, page, role):
    client.force_login(here.people[role])
    key = membership_of(here.people["editor"]).pk
    address = home(here.nav) + page.format(key=key)
    assert client.get(address).status_code == 404
    assert client.post(address, {}).status_code == 404


def test_membership_of_another_partner_is_not_reached_through_ones_own(
    client, here, there
):
    client.force_login(here.people["coordinator"])
    foreign = membership_of(there.people["editor"])
    for page in PAGES[1:]:
        address = home(here.nav) + page.format(key=foreign.pk)
        assert client.post(address, {}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.valid_to is None


@pytest.mark.parametrize("role", ["editor", "signatory"])
def test_others_are_told_whom_to_ask(client, here, role):
    client.force_login(here.people[role])
    shown = client.get(home(here.nav)).content.decode()
    assert "Spør Herkoord Eksempel." in shown
    assert "Send invitasjonen" not in shown
    client.post(home(here.nav), {"email": "a@example.org", "role": "editor"})
    assert not Invitation.objects.exists()


def test_county_without_a_coordinator_says_so(client):
    partner = make_partner()
    user = make_user()
    make_membership(user=user, partner=partner)
    client.force_login(user)
    assert "Spør fylkeskommunen" in client.get(home(partner)).content.decode()


def test_own_people_are_shown_at_once_when_there_is_one_partner(client, here):
    client.force_login(here.people["editor"])
    assert client.get("/min-side/folk/").url == home(here.nav)
    client.force_login(here.people["coordinator"])
    assert "/min-side/partnere/" in client.get("/min-side/folk/").content.decode()


def test_coordinator_invites_and_withdraws(client, here):
    client.force_login(here.people["coordinator"])
    values = {"email": "ny@example.org", "role": "signatory"}
    assert send(client, home(here.nav), **values).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.partner, invitation.role) == (here.nav, "signatory")
    shown = client.get(home(here.nav)).content.decode()
    assert "ny@example.org" in shown
    address = f"{home(here.nav)}invitasjon/{invitation.pk}/trekk/"
    # The page has a form for each invitation, and the one to invite by.
    own_form = shown[shown.index(f'action="{address}"') :].split("</form>")[0]
    client.post(address, hidden_fields(own_form))
    invitation.refresh_from_db()
    assert invitation.withdrawn_at
    assert "ny@example.org" not in client.get(home(here.nav)).content.decode()


def test_invitation_of_another_county_is_not_withdrawn(client, here, there):
    client.force_login(there.people["coordinator"])
    send(client, home(there.nav), email="ny@example.org", role="editor")
    invitation = Invitation.objects.get()
    client.force_login(here.people["coordinator"])
    for partner in (here.nav, there.nav):
        address = f"{home(partner)}invitasjon/{invitation.pk}/trekk/"
        assert client.post(address, {}).status_code == 404
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None


def test_coordinator_invites_no_national_administrator(client, here):
    client.force_login(here.people["coordinator"])
    response = send(
        client,
        home(here.nav),
        email="ny@example.org",
        role="national_administrator",
    )
    assert response.status_code == 200
    assert not Invitation.objects.exists()


def test_access_that_is_ended_is_refused_on_the_very_next_request(client, here):
    editor = here.people["editor"]
    client.force_login(editor)
    assert client.get(home(here.nav)).status_code == 200
    coordinator = type(client)()
    coordinator.force_login(here.people["coordinator"])
    address = f"{home(here.nav)}{membership_of(editor).pk}/avslutt/"
    assert send(coordinator, address).status_code == 302
    assert client.get(home(here.nav)).status_code == 404


def test_access_ends_on_the_day_that_is_written(client, here):
    client.force_login(here.people["coordinator"])
    membership = membership_of(here.people["editor"])
    send(client, f"{home(here.nav)}{membership.pk}/avslutt/", last_day="1/5-2025")
    membership.refresh_from_db()
    assert membership.valid_to == date(2025, 5, 1)


def test_last_coordinator_is_told_to_find_a_successor(client, here):
    client.force_login(here.people["coordinator"])
    membership = membership_of(here.people["coordinator"])
    response = send(client, f"{home(here.council)}{membership.pk}/avslutt/")
    assert "siste koordinatoren" in response.content.decode()
    membership.refresh_from_db()
    assert membership.valid_to is None
    assert StatusChange.objects.last().action == "refused"


def test_nobody_raises_the_own_role(client, here):
    client.force_login(here.people["coordinator"])
    make_membership(user=here.people["coordinator"], partner=here.nav)
    own = here.people["coordinator"].memberships.get(role="editor")
    response = send(client, f"{home(here.nav)}{own.pk}/rolle/", role="coordinator")
    assert "sin egen rolle" in response.content.decode()
    assert own.user.memberships.filter(partner=here.nav).count() == 1


def test_another_role_is_another_access(client, here):
    client.force_login(here.people["coordinator"])
    old = membership_of(here.people["editor"])
    send(client, f"{home(here.nav)}{old.pk}/rolle/", role="coordinator")
    old.refresh_from_db()
    assert old.valid_to == date(2025, 3, 9)
    new = old.user.memberships.get(role="coordinator")
    assert (new.partner, new.valid_from) == (here.nav, TODAY)


def test_coordinator_gives_no_role_above_their_own(client, here):
    client.force_login(here.people["coordinator"])
    old = membership_of(here.people["editor"])
    send(client, f"{home(here.nav)}{old.pk}/rolle/", role="national_administrator")
    assert not Membership.objects.filter(role="national_administrator").exists()


def test_deputy_is_shown_as_such(client, here):
    client.force_login(here.people["coordinator"])
    absent = membership_of(here.people["editor"])
    stands_in = here.people["signatory"]
    send(
        client,
        f"{home(here.nav)}{absent.pk}/vikar/",
        person=str(stands_in.pk),
        valid_from="10.3.2025",
        valid_to="31.3.2025",
    )
    given = stands_in.memberships.get(role="editor")
    assert given.deputises_for == absent
    shown = client.get(home(here.nav)).content.decode()
    assert "Vikar for Herredaktør Eksempel" in shown


def test_deputy_is_chosen_among_the_partners_own(client, here, there):
    client.force_login(here.people["coordinator"])
    absent = membership_of(here.people["editor"])
    address = f"{home(here.nav)}{absent.pk}/vikar/"
    assert "OTHERPARTNER" not in client.get(address).content.decode()
    response = send(
        client,
        address,
        person=str(there.people["editor"].pk),
        valid_from="10.3.2025",
        valid_to="31.3.2025",
    )
    assert response.status_code == 200
    assert not Membership.objects.exclude(deputises_for=None).exists()


@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_people_in_three_languages(client, here, language):
    client.force_login(here.people["coordinator"])
    words = {"": "Folk hos", "/nn": "Folk hos", "/en": "People of"}
    assert words[language] in client.get(language + home(here.nav)).content.decode()
