"""Who may invite whom to what, and what becomes of an invitation."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from partners.accounts.models import AccountSession, GuessCount, SpentCode
from partners.accounts.operations import (
    InvitationGone,
    InvitationRefused,
    LogInFirst,
    accept_invitation,
    find_invitation,
    invite,
    may_invite,
    roles_to_invite_to,
    withdraw_invitation,
)
from partners.models import Invitation, Membership
from publishing.models import OutgoingMail, StatusChange
from tests.at_the_door import PASSWORD, is_in, link_in, make_account, said
from tests.factories import (
    make_county,
    make_invitation,
    make_membership,
    make_municipality,
    make_partner,
    make_user,
)
from tests.refusals import refused

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 10, 9, tzinfo=UTC)
DAY = date(2025, 3, 10)
ROLES = list(Membership.Role)


@pytest.fixture
def county():
    return make_county()


@pytest.fixture
def partner(county):
    return make_partner(county=county, name="Eksempelkommunen")


@pytest.fixture
def coordinator(county):
    council = make_partner(county=county)
    user = make_user(first_name="Kari", last_name="Koordinator")
    make_membership(user=user, partner=council, role="coordinator")
    return user


def ask(partner, actor, **given):
    defaults = {
        "role": "editor",
        "email": "ny@eksempel.no",
        "valid_from": DAY,
        "at": AT,
    }
    return invite(partner, actor=actor, **defaults | given)


def accept(token, **given):
    defaults = {"password": PASSWORD, "first_name": "Ny", "last_name": "Eksempel"}
    return accept_invitation(token, **{"at": AT} | defaults | given)


class TestWhoMayInvite:
    @pytest.mark.parametrize("role", ROLES)
    def test_a_coordinator_invites_within_the_county_up_to_their_own_role(
        self, partner, coordinator, role
    ):
        if role == Membership.Role.NATIONAL_ADMINISTRATOR:
            with pytest.raises(PermissionDenied):
                ask(partner, coordinator, role=role)
            assert not Invitation.objects.exists()
        else:
            assert ask(partner, coordinator, role=role).invitation.role == role

    @pytest.mark.parametrize("role", ROLES)
    def test_nobody_invites_to_another_county(self, coordinator, role):
        elsewhere = make_partner(county=make_county())
        nowhere = make_partner()
        for partner in (elsewhere, nowhere):
            with pytest.raises(PermissionDenied):
                ask(partner, coordinator, role=role)
            assert roles_to_invite_to(coordinator, partner, on=DAY) == []

    def test_a_municipality_lies_in_its_county(self, county, coordinator):
        municipality = make_municipality(county=county)
        partner = make_partner(municipality=municipality)
        assert ask(partner, coordinator)

    @pytest.mark.parametrize("own", ["editor", "signatory"])
    def test_a_partner_invites_nobody(self, partner, own):
        user = make_membership(partner=partner, role=own).user
        with pytest.raises(PermissionDenied):
            ask(partner, user)

    def test_a_national_administrator_invites_to_everything(self, partner):
        user = make_membership(role="national_administrator").user
        assert roles_to_invite_to(user, partner, on=DAY) == ROLES

    def test_a_role_that_has_ended_invites_nobody(self, partner, coordinator):
        coordinator.memberships.update(valid_to=DAY - timedelta(days=1))
        with pytest.raises(PermissionDenied):
            ask(partner, coordinator)

    def test_who_is_switched_off_invites_nobody(self, partner, coordinator):
        coordinator.is_active = False
        assert not may_invite(coordinator, partner, "editor", on=DAY)

    def test_a_refusal_is_recorded_after_the_rollback(self, partner):
        stranger = make_user()
        with pytest.raises(PermissionDenied):
            ask(partner, stranger)
        entry = StatusChange.objects.get()
        assert (entry.action, entry.actor.user) == ("refused_invite", stranger)
        assert not OutgoingMail.objects.exists()


class TestInviting:
    def test_the_token_is_in_the_e_mail_alone(self, partner, coordinator):
        made = ask(partner, coordinator)
        mail = OutgoingMail.objects.get()
        assert mail.to_address == "ny@eksempel.no"
        assert made.token in link_in(mail, "invitasjon")
        assert "Eksempelkommunen" in mail.text
        assert "Kari Koordinator" in mail.text
        row = Invitation.objects.get()
        assert made.token not in str(vars(row))
        assert made.token not in mail.key
        assert len(made.token) >= 43

    def test_the_trail_holds_no_address(self, partner, coordinator):
        ask(partner, coordinator)
        entry = StatusChange.objects.get()
        assert entry.action == "invite"
        assert "ny@" not in f"{entry.object_label} {entry.details} {entry.reason}"

    def test_once_is_enough(self, partner, coordinator):
        ask(partner, coordinator)
        with pytest.raises(InvitationRefused):
            ask(partner, coordinator, email=" NY@eksempel.no ")
        assert Invitation.objects.count() == OutgoingMail.objects.count() == 1

    def test_an_invitation_that_grew_too_old_makes_room(self, partner, coordinator):
        ask(partner, coordinator)
        ask(partner, coordinator, at=AT + timedelta(days=8))
        assert Invitation.objects.open().count() == 1

    def test_who_has_the_role_is_not_invited(self, partner, coordinator):
        make_membership(user=make_account("ny@eksempel.no"), partner=partner)
        with pytest.raises(InvitationRefused):
            ask(partner, coordinator)

    @pytest.mark.parametrize("last", [DAY - timedelta(days=1), date(2020, 1, 1)])
    def test_a_period_that_is_past_is_refused(self, partner, coordinator, last):
        with pytest.raises(InvitationRefused):
            ask(partner, coordinator, valid_from=date(2019, 1, 1), valid_to=last)

    def test_nobody_acts_for_a_partner_that_is_gone(self, partner, coordinator):
        partner.ended_on = DAY - timedelta(days=1)
        partner.save()
        with pytest.raises(InvitationRefused):
            ask(partner, coordinator)


class TestWithdrawing:
    def test_it_opens_nothing_any_more(self, partner, coordinator):
        made = ask(partner, coordinator)
        withdraw_invitation(made.invitation, actor=coordinator, at=AT)
        assert find_invitation(made.token, at=AT) is None
        with pytest.raises(InvitationGone):
            accept(made.token)
        withdraw_invitation(made.invitation, actor=coordinator, at=AT)
        actions = StatusChange.objects.values_list("action", flat=True)
        assert list(actions) == ["invite", "withdraw_invitation"]

    def test_a_stranger_cannot(self, partner, coordinator):
        made = ask(partner, coordinator)
        stranger = make_membership(role="coordinator").user
        with pytest.raises(PermissionDenied):
            withdraw_invitation(made.invitation, actor=stranger, at=AT)
        assert find_invitation(made.token, at=AT)

    def test_what_was_accepted_stays(self, partner, coordinator):
        made = ask(partner, coordinator)
        accept(made.token)
        with pytest.raises(InvitationRefused):
            withdraw_invitation(made.invitation, actor=coordinator, at=AT)


class TestAccepting:
    def test_it_makes_an_account_and_the_membership(self, partner, coordinator):
        made = ask(partner, coordinator, role="signatory", valid_to=date(2026, 1, 1))
        membership = accept(made.token)
        assert membership.partner == partner
        assert membership.role == "signatory"
        assert membership.valid_to == date(2026, 1, 1)
        user = membership.user
        assert user.check_password(PASSWORD)
        assert (user.username, user.email) == ("ny@eksempel.no", "ny@eksempel.no")
        assert not user.is_superuser
        assert Invitation.objects.get().membership == membership

    def test_it_works_once(self, partner, coordinator):
        made = ask(partner, coordinator)
        accept(made.token)
        with pytest.raises(InvitationGone):
            accept(made.token, user=make_user())
        assert Membership.objects.filter(partner=partner).count() == 1

    def test_it_works_for_a_week(self, partner, coordinator):
        made = ask(partner, coordinator)
        with pytest.raises(InvitationGone):
            accept(made.token, at=AT + timedelta(days=7))
        assert accept(made.token, at=AT + timedelta(days=7, seconds=-1))

    @pytest.mark.parametrize("token", ["", "x", "é" * 50, "\ud800", "%00"])
    def test_what_is_none_opens_nothing(self, partner, coordinator, token):
        ask(partner, coordinator)
        with pytest.raises(InvitationGone):
            accept(token)

    def test_it_falls_with_the_role_of_who_sent_it(self, partner, coordinator):
        made = ask(partner, coordinator)
        coordinator.memberships.all().delete()
        assert find_invitation(made.token, at=AT) is None
        with pytest.raises(InvitationGone):
            accept(made.token)

    def test_who_is_logged_in_gets_the_role_with_the_account_they_have(
        self, partner, coordinator
    ):
        made = ask(partner, coordinator)
        user = make_user()
        assert accept(made.token, user=user).user == user
        assert not get_user_model().objects.filter(username="ny@eksempel.no").exists()

    def test_an_account_that_exists_is_not_taken_over(self, partner, coordinator):
        owner = make_account("NY@eksempel.no")
        made = ask(partner, coordinator)
        with pytest.raises(LogInFirst):
            accept(made.token, password="noe annet som er langt")
        owner.refresh_from_db()
        assert owner.check_password(PASSWORD)
        assert find_invitation(made.token, at=AT)

    def test_who_has_the_role_by_now_is_told(self, partner, coordinator):
        made = ask(partner, coordinator)
        user = make_membership(partner=partner).user
        with pytest.raises(InvitationRefused):
            accept(made.token, user=user)

    def test_the_trail_tells_of_account_membership_and_answer(
        self, partner, coordinator
    ):
        user = accept(ask(partner, coordinator).token).user
        entries = StatusChange.objects.order_by("position")
        assert [each.action for each in entries] == [
            "invite",
            "make_account",
            "accept_invitation",
            "add",
        ]
        for entry in entries:
            kept = f"{entry.object_label} {entry.details} {entry.reason}"
            assert "ny@" not in kept.lower()
            assert user.last_name not in kept.replace("Eksempelkommunen", "")


class TestPages:
    @pytest.fixture
    def address(self, partner, coordinator):
        made = invite(
            partner,
            role="editor",
            email="ny@eksempel.no",
            actor=coordinator,
            valid_from=date(2024, 1, 1),
        )
        return reverse("accept-invitation", args=[made.token])

    def form(self, **given):
        return {
            "first_name": "Ny",
            "last_name": "Eksempel",
            "password1": PASSWORD,
            "password2": PASSWORD,
        } | given

    def test_the_invited_choose_a_password_and_are_in(self, client, address, partner):
        page = said(client.get(address))
        assert "Eksempelkommunen" in page
        assert 'autocomplete="new-password"' in page
        answer = client.post(address, self.form())
        assert answer.status_code == 302
        assert is_in(client)
        membership = Membership.objects.get(partner=partner)
        assert client.session["_auth_user_id"] == str(membership.user_id)
        # The second factor comes before everything else.
        assert client.get(answer.url).url.startswith(reverse("mfa_activate_totp"))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"password1": "kort", "password2": "kort"},
            {"password2": "noe annet enn det"},
            {"first_name": ""},
            {"password1": "ny@eksempel.no", "password2": "ny@eksempel.no"},
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(
        self, client, address, partner, wrong
    ):
        answer = client.post(address, self.form(**wrong))
        assert answer.status_code == 200
        assert "ds-error-summary" in said(answer)
        assert 'value="Eksempel"' in said(answer)
        assert not is_in(client)
        assert not Membership.objects.filter(partner=partner).exists()

    def test_a_link_that_is_used_is_gone(self, client, address):
        client.post(address, self.form())
        answer = Client().get(address)
        assert answer.status_code == 404
        assert "virker ikke lenger" in said(answer)
        nothing = Client().get(reverse("accept-invitation", args=["x" * 43]))
        assert (nothing.status_code, said(nothing).count("virker ikke lenger")) == (
            404,
            said(answer).count("virker ikke lenger"),
        )

    def test_who_has_an_account_is_sent_to_the_log_in_and_back(self, client, address):
        make_account("ny@eksempel.no")
        page = client.get(address)
        assert page.context["form"] is None
        assert client.post(address, self.form()).status_code == 200
        assert not is_in(client)
        log_in = client.get(page.context["log_in"])
        assert log_in.context["next_url"] == address

    def test_who_is_logged_in_accepts_with_one_click(self, client, address, partner):
        user = make_user()
        client.force_login(user)
        assert client.post(address).status_code == 302
        assert Membership.objects.get(partner=partner).user == user


class TestTheDatabaseRefuses:
    def test_a_token_that_is_kept_itself(self):
        with refused("invitation_digest"):
            make_invitation(digest="not a digest")

    def test_a_period_that_ends_before_it_begins(self):
        with refused("invitation_period"):
            make_invitation(valid_from=DAY, valid_to=DAY - timedelta(days=1))

    def test_a_role_that_is_none(self):
        with refused("invitation_role"):
            make_invitation(role="king")

    def test_one_that_is_used_and_withdrawn(self):
        with refused("invitation_used_or_withdrawn"):
            make_invitation(used_at=AT, withdrawn_at=AT)

    def test_two_open_ones_to_the_same(self):
        first = make_invitation()
        with refused("invitation_one_open"):
            make_invitation(partner=first.partner, email=first.email)
        first.withdrawn_at = AT
        first.save()
        make_invitation(partner=first.partner, email=first.email)

    def test_a_count_that_names_what_was_typed(self):
        with refused("guesscount_digest"):
            GuessCount.objects.create(key="kari@eksempel.no", last_at=AT)

    def test_a_code_spent_twice(self):
        user = make_user()
        SpentCode.objects.create(user=user, digest="a", spent_at=AT)
        with refused("spentcode_once"):
            SpentCode.objects.create(user=user, digest="a", spent_at=AT)

    def test_sessions_go_with_their_account(self):
        user = make_user()
        client = Client()
        client.force_login(user)
        user.delete()
        assert not AccountSession.objects.exists()
