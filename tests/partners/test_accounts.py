"""What there is of log-in, who may use it, and what the trail tells of it."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from partners.accounts.models import GuessCount
from partners.accounts.second_factor import has_factor
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


class TestHostileForms:
    VALUES = ["\0", "a\0b", "x" * 100_000, "😀" * 300, "' OR 1=1 --", "\u202e", " "]
    FORMS = [
        ("account_login", ["login", "password", "next"]),
        ("account_reset_password", ["email"]),
        ("account_logout", ["next"]),
        ("accept-invitation", ["first_name", "password1"]),
    ]
    FORMS_INSIDE = [
        ("account_reauthenticate", ["password", "next"]),
        ("account_change_password", ["oldpassword", "password1", "password2"]),
        ("account_sessions", ["hvor"]),
        ("mfa_activate_totp", ["code"]),
    ]

    def send(self, client, forms):
        for name, fields in forms:
            given = ["x"] if name == "accept-invitation" else []
            for value in self.VALUES:
                for data in (
                    dict.fromkeys(fields, value),
                    {field: [value, "y"] for field in fields},
                ):
                    answer = client.post(reverse(name, args=given), data)
                    assert answer.status_code in {200, 302, 404}, (name, value[:9])

    def test_nothing_typed_is_a_fault_at_the_door(self, client):
        self.send(client, self.FORMS)

    def test_nothing_typed_is_a_fault_inside(self, kari, client):
        client.force_login(kari)
        self.send(client, self.FORMS_INSIDE)

    def test_nothing_typed_is_a_fault_as_a_code(self, client, kari, secret):
        for value in self.VALUES:
            log_in(client)
            assert give_code(client, value).status_code == 200

    @pytest.mark.parametrize(
        "path",
        [
            "/min-side/invitasjon/%00/",
            "/min-side/invitasjon/%C3%28/",
            "/min-side/konto/glemt/%00/%00/",
            "/min-side/konto/glemt/zzzzzzzzzzzzz/x/",
            "/min-side/konto/glemt/1/nytt-passord/",
            "/min-side/konto/glemt/-1/x/",
        ],
    )
    def test_no_address_is_a_fault(self, client, path):
        assert client.get(path).status_code in {200, 400, 404}


class TestCommands:
    def test_a_lost_factor_is_taken_away_by_who_runs_the_portal(self, kari, secret):
        client = logged_in(kari, secret)
        output = StringIO()
        call_command("take_codes_away", "kari@eksempel.no", stdout=output)
        assert client.get(reverse("account")).status_code == 302
        assert not has_factor(kari)
        assert StatusChange.objects.last().action == "remove_factor"
        assert OutgoingMail.objects.get().to_address == "kari@eksempel.no"

    @pytest.mark.parametrize("name", ["ingen@eksempel.no", "kari@eksempel.no"])
    def test_it_says_when_there_is_nothing_to_take(self, kari, name):
        with pytest.raises(CommandError):
            call_command("take_codes_away", name)

    def test_counts_and_sessions_that_are_out_of_date_are_cleared(self):
        now = datetime.now(UTC)
        for days in (1, 3):
            key = f"{days}" * 64
            GuessCount.objects.create(key=key, last_at=now - timedelta(days=days))
        call_command("clearsessions")
        assert GuessCount.objects.get().key == "1" * 64
