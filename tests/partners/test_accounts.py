"""What there is of log-in, who may use it, and what the trail tells of it."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from publishing.models import OutgoingMail, StatusChange
from tests.at_the_door import (
    NEXT_PASSWORD,
    PASSWORD,
    code_now,
    give_code,
    is_in,
    log_in,
    logged_in,
    make_account,
    make_factor,
    said,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    return make_account(first_name="Kari", last_name="Eksempel")


@pytest.fixture
def secret(kari):
    return make_factor(kari)


def set_password(client, password):
    return client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )


class TestWhatThereIs:
    @pytest.mark.parametrize(
        "name",
        [
            "account_signup",
            "account_email",
            "account_set_password",
            "account_inactive",
            "account_confirm_email",
            "account_request_login_code",
            "mfa_trust",
            "mfa_index",
            "mfa_download_recovery_codes",
            "mfa_reauthenticate",
            "mfa_add_webauthn",
            "socialaccount_signup",
        ],
    )
    def test_nothing_of_the_library_is_there_unnamed(self, name):
        with pytest.raises(NoReverseMatch):
            reverse(name)

    @pytest.mark.parametrize(
        "path", ["/accounts/login/", "/accounts/signup/", "/min-side/signup/"]
    )
    def test_its_own_addresses_lead_nowhere(self, path):
        with pytest.raises(Resolver404):
            resolve(path)

    def test_admin_has_no_log_in_of_its_own(self, client):
        answer = client.get("/admin/login/?next=/admin/partners/")
        assert answer.url == (f"{reverse('account_login')}?next=%2Fadmin%2Fpartners%2F")
        answer = client.post("/admin/login/", {"username": "a", "password": "b"})
        assert answer.status_code == 302
        assert not is_in(client)

    def test_who_is_no_staff_meets_a_closed_door_in_admin(self, client):
        client.force_login(make_user())
        assert client.get("/admin/", follow=True).status_code == 403

    def test_who_has_no_password_cannot_change_it(self, client):
        user = make_user()
        user.set_unusable_password()
        user.save()
        client.force_login(user)
        page = said(client.get(reverse("account")))
        assert reverse("account_change_password") not in page
        answer = client.get(reverse("account_change_password"))
        assert answer.url == reverse("account")
        assert client.get(reverse("mfa_activate_totp")).status_code == 403

    def test_an_account_that_is_switched_off_is_answered_like_a_wrong_password(
        self, client, kari
    ):
        kari.is_active = False
        kari.save()
        assert "hører ikke sammen" in said(log_in(client))

    def test_one_may_log_in_with_the_address_or_the_name(self, client):
        make_account("Ola", email="ola@eksempel.no")
        for name in ["Ola", " OLA@eksempel.no "]:
            answer = log_in(Client(), name)
            assert answer.status_code == 302, name

    def test_an_address_that_two_share_names_nobody(self, client):
        for name in ("a", "b"):
            make_account(name, email="felles@eksempel.no")
        assert log_in(client, "felles@eksempel.no").status_code == 200


class TestTrail:
    def actions(self):
        return list(
            StatusChange.objects.order_by("position").values_list("action", flat=True)
        )

    def test_log_in_and_out_are_recorded_with_their_actor(self, kari, secret):
        client = logged_in(kari, secret)
        client.post(reverse("account_logout"))
        assert self.actions() == ["log_in", "log_out"]
        entry = StatusChange.objects.first()
        assert entry.actor.user == kari
        assert entry.object_id == str(kari.pk)

    def test_failures_are_recorded_without_what_was_typed(self, client, kari, secret):
        log_in(client, password="hemmelig nok til alt")
        log_in(client, "fire hester i en lavvo", "x")
        log_in(client)
        give_code(client, "000000")
        entries = StatusChange.objects.order_by("position")
        assert [entry.action for entry in entries] == [
            "failed_log_in",
            "failed_log_in",
            "failed_code",
        ]
        for entry in entries:
            kept = f"{entry.object_label} {entry.details} {entry.reason}"
            assert "hester" not in kept
            assert "kari" not in kept.lower()
            assert "hemmelig" not in kept

    def test_changes_of_an_account_are_recorded(self, kari, secret):
        client = logged_in(kari, secret)
        set_password(client, NEXT_PASSWORD)
        client.post(reverse("mfa_generate_recovery_codes"))
        client.post(reverse("mfa_deactivate_totp"))
        page = client.get(reverse("mfa_activate_totp"))
        client.post(
            reverse("mfa_activate_totp"),
            {"code": code_now(page.context["form"].secret)},
        )
        assert self.actions() == [
            "log_in",
            "change_password",
            "new_recovery_codes",
            "remove_factor",
            "set_factor",
        ]

    def test_the_owner_is_told_by_e_mail(self, kari, secret):
        client = logged_in(kari, secret)
        set_password(client, NEXT_PASSWORD)
        client.post(reverse("mfa_deactivate_totp"))
        subjects = [mail.subject for mail in OutgoingMail.objects.order_by("pk")]
        assert subjects == [
            "Passordet ditt er endret",
            "Innlogging i to trinn er endret",
        ]
