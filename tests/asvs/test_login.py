"""ASVS 5.0 on log-in: V6. Each test is named after its line."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from partners.accounts import pace, throttle
from partners.accounts.guessing import at_account
from partners.accounts.models import GuessCount
from publishing.models import OutgoingMail
from tests.at_the_door import (
    NEXT_PASSWORD,
    PASSWORD,
    code_now,
    give_code,
    is_in,
    link_in,
    log_in,
    logged_in,
    make_account,
    make_factor,
    recovery_codes,
    said,
)
from tests.factories import make_membership, make_user
from tests.strong_logins import weak_login

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


class TestPasswords:
    @pytest.mark.parametrize("short", ["a", "fire hester", "fire hester i "])
    def test_v6_2_1_a_password_below_15_characters_is_refused(
        self, kari, secret, short
    ):
        client = logged_in(kari, secret)
        answer = set_password(client, short)
        assert answer.status_code == 200
        assert "15" in said(answer)
        kari.refresh_from_db()
        assert kari.check_password(PASSWORD)

    @pytest.mark.parametrize("common", ["passwordpassword", "PasswordPassword"])
    def test_v6_2_4_a_common_password_is_refused(
        self, kari, secret, common, tmp_path, settings
    ):
        settings.AUTH_PASSWORD_VALIDATORS = [
            each
            if "Common" not in each["NAME"]
            else each | {"OPTIONS": {"password_list_path": tmp_path / "common"}}
            for each in settings.AUTH_PASSWORD_VALIDATORS
        ]
        (tmp_path / "common").write_text("passwordpassword\n")
        answer = set_password(logged_in(kari, secret), common)
        assert answer.status_code == 200
        kari.refresh_from_db()
        assert kari.check_password(PASSWORD)

    def test_v6_2_4_the_list_of_common_passwords_is_asked(self, settings):
        names = [each["NAME"] for each in settings.AUTH_PASSWORD_VALIDATORS]
        assert any(name.endswith("CommonPasswordValidator") for name in names)

    @pytest.mark.parametrize(
        "plain",
        [
            "fem brune bjørner",
            "99 ulver 99 ulver",
            "ååååååååååååååå bare små",
            " " * 9 + "bare lufta",
        ],
    )
    def test_v6_2_5_no_kind_of_character_is_demanded(self, kari, secret, plain):
        assert set_password(logged_in(kari, secret), plain).status_code == 302
        kari.refresh_from_db()
        assert kari.check_password(plain)

    def test_v6_2_7_passwords_may_be_pasted_and_filled_in(self, client):
        page = said(client.get(reverse("account_login")))
        assert 'autocomplete="username"' in page
        assert 'autocomplete="current-password"' in page
        assert "onpaste" not in page
        assert 'type="password"' in page

    @pytest.mark.parametrize("length", [64, 128, 256])
    def test_v6_2_9_long_passwords_are_taken_whole(self, kari, secret, length):
        long = ("hest og " * 40)[: length - 1] + "!"
        assert set_password(logged_in(kari, secret), long).status_code == 302
        client = Client()
        log_in(client, password=long[:-1] + "?")
        assert "account_login" not in client.session
        answer = log_in(client, password=long)
        assert answer.url == reverse("mfa_authenticate")


class TestGuessing:
    def guess(self, client, number, name="kari@eksempel.no", **extra):
        answers = [
            client.post(
                reverse("account_login"),
                {"login": name, "password": f"feil passord nummer {turn}"},
                **extra,
            )
            for turn in range(number)
        ]
        return answers[-1]

    def test_v6_3_1_guessing_at_an_account_is_slowed(self, client, kari):
        assert "Vent" not in said(self.guess(client, pace.ACCOUNT.free))
        answer = log_in(client)
        assert "Vent 5 sekunder" in said(answer)
        assert not is_in(client)

    def test_v6_3_1_the_wait_grows_and_ends(self, client, kari):
        self.guess(client, pace.ACCOUNT.free)
        later = datetime.now(UTC) + timedelta(seconds=6)
        throttle.count_guess([at_account(kari)], at=later)
        with pytest.raises(throttle.TooSoon) as refusal:
            throttle.count_guess([at_account(kari)], at=later)
        assert refusal.value.wait == timedelta(seconds=10)
        throttle.count_guess([at_account(kari)], at=later + timedelta(minutes=5))

    def test_v6_3_1_a_known_browser_gets_in_while_strangers_guess(self, kari, secret):
        own = logged_in(kari, secret)
        own.post(reverse("account_logout"))
        stranger = Client(REMOTE_ADDR="203.0.113.9")
        self.guess(stranger, pace.ACCOUNT.free + 3)
        assert "Vent" in said(log_in(stranger))
        assert log_in(own).url == reverse("mfa_authenticate")

    def test_v6_3_1_the_cookie_of_a_browser_is_worth_nothing_to_others(
        self, kari, secret
    ):
        own = logged_in(kari, secret)
        own.post(reverse("account_logout"))
        make_account("ola@eksempel.no")
        self.guess(Client(), pace.ACCOUNT.free, "ola@eksempel.no")
        assert "Vent" in said(log_in(own, "ola@eksempel.no"))

    def test_v6_3_1_a_link_by_e_mail_opens_the_way_again(self, client, kari, secret):
        self.guess(client, pace.ACCOUNT.free)
        fresh = Client(REMOTE_ADDR="203.0.113.9")
        choose_new_password(fresh, kari)
        answer = log_in(fresh, password=NEXT_PASSWORD)
        assert answer.url == reverse("mfa_authenticate")

    def test_v6_3_1_guessing_at_many_accounts_from_one_address_is_slowed(self, kari):
        client = Client(REMOTE_ADDR="203.0.113.7")
        for number in range(pace.ADDRESS.free):
            self.guess(client, 1, f"person-{number}@eksempel.no")
        assert "Vent" in said(log_in(client))
        assert log_in(Client(REMOTE_ADDR="203.0.113.8")).status_code == 302

    def test_v6_3_1_the_right_password_forgets_the_wrong_ones(self, client, kari):
        for _turn in range(3):
            self.guess(client, pace.ACCOUNT.free - 1)
            assert log_in(client).status_code == 302
            client.post(reverse("account_logout"))
            client.cookies.clear()

    def test_v6_3_1_what_comes_too_soon_is_not_looked_at(self, client, kari):
        self.guess(client, pace.ACCOUNT.free + 4)
        counted = GuessCount.objects.order_by("-guesses").first()
        assert counted.guesses == pace.ACCOUNT.free

    def test_v6_3_1_codes_are_slowed_too(self, client, kari, secret):
        log_in(client)
        for _turn in range(pace.CODE.free):
            give_code(client, "000000")
        assert "Vent 30 sekunder" in said(give_code(client, code_now(secret)))
        assert not is_in(client)

    def test_v6_3_1_the_password_of_who_is_in_is_slowed_too(self, kari, secret):
        client = logged_in(kari, secret)
        for _turn in range(pace.DEVICE.free):
            client.post(
                reverse("account_reauthenticate"), {"password": "ikke dette passordet"}
            )
        answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert "Vent" in said(answer)

    def test_a_name_that_nobody_has_is_answered_and_slowed_alike(self, client, kari):
        known = self.guess(client, pace.ACCOUNT.free + 1)
        other = Client(REMOTE_ADDR="203.0.113.7")
        unknown = self.guess(other, pace.ACCOUNT.free + 1, "ingen@eksempel.no")
        assert "Vent 5 sekunder" in said(known)
        assert "Vent 5 sekunder" in said(unknown)

    def test_one_password_is_hashed_whether_the_account_exists_or_not(
        self, client, kari, monkeypatch
    ):
        hashed = []
        monkeypatch.setattr(
            "django.contrib.auth.base_user.make_password",
            lambda raw: hashed.append(raw) or make_password(raw),
        )
        log_in(client, "ingen@eksempel.no", "noe helt annet enn det")
        assert hashed == ["noe helt annet enn det"]


class TestSecondFactor:
    def test_v6_3_3_a_password_alone_opens_nothing(self, client, kari, secret):
        assert log_in(client).url == reverse("mfa_authenticate")
        assert not is_in(client)
        answer = give_code(client, code_now(secret))
        assert answer.url == reverse("workspace:desk")
        assert is_in(client)

    def test_v6_3_3_who_has_none_sets_it_up_before_anything_else(self, client, kari):
        make_membership(user=kari)
        kari.is_staff = True
        kari.save()
        log_in(client)
        for path in [
            "/min-side/",
            "/admin/",
            "/admin/partners/partner/",
            "/admin/jsi18n/",
            reverse("account"),
            reverse("account_change_password"),
            reverse("mfa_view_recovery_codes"),
        ]:
            answer = client.get(path)
            assert answer.status_code == 302, path
            assert answer.url.startswith(reverse("mfa_activate_totp")), path
            assert client.post(path).status_code == 302, path

    def test_v6_3_3_setting_it_up_lets_one_go_on(self, client, kari):
        log_in(client)
        page = client.get(reverse("mfa_activate_totp"))
        key = page.context["form"].secret
        assert page.context["secret_in_groups"].replace(" ", "") == key
        assert "<svg" in said(page)
        assert "style=" not in said(page)
        answer = client.post(reverse("mfa_activate_totp"), {"code": code_now(key)})
        assert answer.url == reverse("mfa_view_recovery_codes")
        codes = client.get(answer.url)
        assert all(code in said(codes) for code in recovery_codes(kari))
        assert client.get(reverse("workspace:desk")).status_code == 200

    def test_v6_3_3_a_wrong_code_sets_nothing_up(self, client, kari):
        log_in(client)
        client.get(reverse("mfa_activate_totp"))
        answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
        assert answer.status_code == 200
        assert not Authenticator.objects.exists()

    def test_v6_3_3_admin_wants_it_of_staff(self):
        staff = make_user(is_staff=True, is_superuser=True)
        weak = Client()
        weak_login(weak, staff)
        assert weak.get("/admin/").url.startswith(reverse("mfa_activate_totp"))
        strong = Client()
        strong.force_login(staff)
        assert strong.get("/admin/").status_code == 200

    def test_v6_3_3_a_session_from_before_begins_again(self, kari, secret):
        weak = Client()
        weak_login(weak, kari)
        assert weak.get("/min-side/").url.startswith(reverse("account_login"))
        assert not is_in(weak)

    def test_v6_3_3_example_users_are_spared_on_the_embedded_server_alone(
        self, settings
    ):
        example = make_membership(is_example=True).user
        client = Client()
        weak_login(client, example)
        assert client.get("/min-side/").status_code == 302
        settings.PORTAL_EMBEDDED = True
        assert client.get("/min-side/").status_code == 200
        make_membership(user=example)
        assert client.get("/min-side/").status_code == 302

    def test_a_code_opens_once(self, kari, secret):
        code = code_now(secret)
        first, second = Client(), Client()
        log_in(first)
        assert give_code(first, code).status_code == 302
        log_in(second)
        # The cache of the process would know too; only the database knows for all.
        cache.clear()
        assert "passer ikke" in said(give_code(second, code))
        assert not is_in(second)

    def test_a_recovery_code_opens_once(self, kari, secret):
        code = recovery_codes(kari)[0]
        first, second = Client(), Client()
        log_in(first)
        assert give_code(first, code).status_code == 302
        log_in(second)
        assert "passer ikke" in said(give_code(second, code))
        assert len(recovery_codes(kari)) == 9

    def test_what_codes_rest_on_is_encrypted(self, kari, secret, settings):
        stored = Authenticator.objects.get(type=Authenticator.Type.TOTP)
        assert secret not in str(stored.data)
        old = settings.SECRET_KEY
        settings.SECRET_KEY = "n" * 60
        settings.SECRET_KEY_FALLBACKS = [old]
        assert stored.wrap().validate_code(code_now(secret))

    def test_taking_it_away_wants_a_new_one_at_once(self, kari, secret):
        client = logged_in(kari, secret)
        answer = client.post(reverse("mfa_deactivate_totp"))
        assert answer.url == reverse("mfa_activate_totp")
        assert not Authenticator.objects.exists()
        assert client.get("/min-side/").url.startswith(reverse("mfa_activate_totp"))


def ask_for_link(client, address="kari@eksempel.no"):
    return client.post(
        reverse("account_reset_password"), {"email": address}, follow=True
    )


def choose_new_password(client, user, password=NEXT_PASSWORD):
    ask_for_link(client, user.email)
    mail = OutgoingMail.objects.order_by("-pk").first()
    page = client.get(link_in(mail, "glemt"))
    return client.post(page.url, {"password1": password, "password2": password})


class TestLinks:
    def test_v6_4_1_a_link_to_a_new_password_works_once(self, client, kari):
        choose_new_password(client, kari)
        path = link_in(OutgoingMail.objects.order_by("pk").first(), "glemt")
        answer = Client().get(path)
        assert "virker ikke lenger" in said(answer)

    def test_v6_4_1_the_link_works_for_an_hour(self, client, kari, settings):
        ask_for_link(client)
        path = link_in(OutgoingMail.objects.get(), "glemt")
        assert settings.PASSWORD_RESET_TIMEOUT == 3600
        settings.PASSWORD_RESET_TIMEOUT = -1
        assert "virker ikke lenger" in said(client.get(path))

    def test_v6_4_1_the_token_leaves_the_address_at_once(self, client, kari):
        ask_for_link(client)
        path = link_in(OutgoingMail.objects.get(), "glemt")
        answer = client.get(path)
        assert answer.status_code == 302
        token = path.rstrip("/").rsplit("/", 1)[1]
        assert token not in answer.url

    def test_v6_4_3_a_new_password_does_not_skip_the_second_factor(
        self, client, kari, secret
    ):
        answer = choose_new_password(client, kari)
        assert answer.url == reverse("account_login")
        assert not is_in(client)
        answer = log_in(client, password=NEXT_PASSWORD)
        assert answer.url == reverse("mfa_authenticate")
        assert not is_in(client)

    def test_the_answer_is_the_same_whoever_has_an_account(self, kari):
        provider = make_user(email="bare-ansattporten@eksempel.no")
        provider.set_unusable_password()
        provider.save()
        make_account("sluttet@eksempel.no", is_active=False)
        pages = {
            said(ask_for_link(Client(), address))
            for address in [
                "kari@eksempel.no",
                "ingen@eksempel.no",
                "bare-ansattporten@eksempel.no",
                "sluttet@eksempel.no",
            ]
        }
        assert len(pages) == 1
        assert [mail.to_address for mail in OutgoingMail.objects.all()] == [
            "kari@eksempel.no"
        ]

    def test_nobody_fills_anothers_mailbox(self, client, kari):
        for _turn in range(pace.LETTER.free + 2):
            answer = ask_for_link(client)
        assert OutgoingMail.objects.count() == pace.LETTER.free
        assert "vent" in said(answer)
