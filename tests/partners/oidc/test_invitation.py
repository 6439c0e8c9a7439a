"""Accepting an invitation as whom the issuer confirms."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from partners.accounts.operations import invite
from partners.models import ExternalIdentity
from tests.factories import make_membership, make_partner, make_user

from .conftest import is_logged_in, refusals
from .issuer import NUMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender(partner):
    county_person = make_user(is_superuser=True)
    make_membership(user=county_person, partner=partner, role="coordinator")
    return county_person


@pytest.fixture
def invited(partner, sender):
    def to(at_partner=partner, email="ola@eksempel.example", at=None):
        return invite(
            at_partner,
            role="editor",
            email=email,
            actor=sender,
            valid_from=timezone.localdate(),
            at=at,
        )

    return to


def link(invited):
    return f"/min-side/invitasjon/{invited.token}/"


def test_a_stranger_with_an_invitation_gets_an_account_without_a_password(
    client, begin, come_back, issuer, invited, partner
):
    response = come_back(begin(next=link(invited())))
    assert response.status_code == 302
    identity = ExternalIdentity.objects.get()
    assert identity.user.email == "ola@eksempel.example"
    assert not identity.user.has_usable_password()
    assert client.session["_auth_user_id"] == str(identity.user_id)
    assert client.session["acting_for"] == NUMBER
    [membership] = identity.user.memberships.all()
    assert (membership.partner, membership.role) == (partner, "editor")
    assert client.get("/min-side/").status_code == 200


def test_an_invitation_counts_once(client, begin, come_back, issuer, invited):
    address = link(invited())
    come_back(begin(next=address))
    client.logout()
    issuer.script.claims = {"sub": "somebody else"}
    assert come_back(begin(next=address)).status_code == 403
    assert refusals() == ["invitation"]
    assert ExternalIdentity.objects.count() == 1


def test_an_invitation_that_is_too_old_makes_no_account(
    client, begin, come_back, issuer, invited
):
    before = get_user_model().objects.count()
    address = link(invited(at=datetime.now(UTC) - timedelta(days=8)))
    assert come_back(begin(next=address)).status_code == 403
    assert refusals() == ["invitation"]
    assert get_user_model().objects.count() == before


def test_an_invitation_of_another_organisation_is_not_accepted(
    client, begin, come_back, issuer, invited
):
    issuer.script.claims = {"organisation": "974760673"}
    asked = invited()
    assert come_back(begin(next=link(asked))).status_code == 403
    assert refusals() == ["wrong_organisation"]
    assert not is_logged_in(client)
    asked.invitation.refresh_from_db()
    assert asked.invitation.used_at is None


def test_a_partner_below_the_organisation_is_among_it(
    client, begin, come_back, issuer, invited, partner
):
    below = make_partner(parent=partner)
    assert come_back(begin(next=link(invited(below)))).status_code == 302
    assert ExternalIdentity.objects.get().user.memberships.get().partner == below


def test_an_address_that_has_an_account_is_not_taken_over(
    client, begin, come_back, issuer, invited
):
    make_user(username="ola@eksempel.example", email="ola@eksempel.example")
    assert come_back(begin(next=link(invited()))).status_code == 403
    assert refusals() == ["unknown"]
    assert not ExternalIdentity.objects.exists()
    assert not is_logged_in(client)


def test_who_is_known_accepts_for_the_account_they_have(
    client, begin, come_back, identity, kari, invited, partner
):
    below = make_partner(parent=partner)
    assert come_back(begin(next=link(invited(below)))).status_code == 302
    assert kari.memberships.filter(partner=below).exists()
    assert ExternalIdentity.objects.count() == 1
