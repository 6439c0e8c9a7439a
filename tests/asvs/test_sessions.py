"""ASVS 5.0 on sessions and cookies: V3.3, V3.5, V7, V14, named by line."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.urls import reverse

from partners.accounts import changes
from partners.accounts.models import AccountSession
from partners.accounts.private_pages import SEEN_EVERY_SECONDS
from partners.accounts.sessions import SEEN_KEY, STARTED_KEY
from publishing.models import OutgoingMail, StatusChange
from publishing.secret_addresses import without_secrets
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
    said,
)
from tests.factories import make_invitation, make_user

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


@pytest.fixture
def kari():
    return make_account()


@pytest.fixture
def secret(kari):
    return make_factor(kari)


@pytest.fixture
def client_in(kari, secret):
    return logged_in(kari, secret)


def elsewhere(user):
    """Return a client of the same person in another browser."""
    client = Client()
    client.force_login(user)
    assert client.get(reverse("account")).status_code == 200
    return client


def is_out(client):
    answer = client.get(reverse("account"))
    return answer.headers.get("Location", "").startswith(reverse("account_login"))


class TestCookies:
    def production(self, *names):
        asked = "; ".join(f"print(repr(settings.{name}))" for name in names)
        done = subprocess.run(
            [sys.executable, "-c", f"from django.conf import settings; {asked}"],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "partnership_portal.settings.production",
                "SECRET_KEY": "x" * 60,
                "DATABASE_URL": "postgresql://a@b/c",
                "ALLOWED_HOSTS": "portal.example",
                "PORTAL_OPERATOR": "Eksempel",
            },
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    def test_v3_3_1_v3_3_3_cookies_are_bound_to_the_host_in_production(self):
        assert self.production(
            "SESSION_COOKIE_NAME",
            "CSRF_COOKIE_NAME",
            "PORTAL_DEVICE_COOKIE_NAME",
            "SESSION_COOKIE_SECURE",
            "CSRF_COOKIE_SECURE",
            "SESSION_COOKIE_DOMAIN",
            "SESSION_COOKIE_PATH",
        ) == [
            "'__Host-sessionid'",
            "'__Host-csrftoken'",
            "'__Host-device'",
            "True",
            "True",
            "None",
            "'/'",
        ]

    def test_v3_3_2_v3_3_4_cookies_are_lax_and_out_of_reach_of_scripts(
        self, client_in, settings
    ):
        names = {"sessionid", "csrftoken", settings.PORTAL_DEVICE_COOKIE_NAME}
        client_in.get(reverse("account"))
        assert names <= set(client_in.cookies)
        for name in names:
            cookie = client_in.cookies[name]
            assert cookie["samesite"] == "Lax", name
            assert cookie["httponly"], name
            assert not cookie["domain"], name

    def test_v3_3_1_the_device_cookie_is_secure_where_the_session_is(
        self, kari, secret, settings
    ):
        settings.SESSION_COOKIE_SECURE = True
        client = Client()
        client.post(
            reverse("account_login"),
            {"login": kari.username, "password": PASSWORD},
            secure=True,
        )
        client.post(
            reverse("mfa_authenticate"), {"code": code_now(secret)}, secure=True
        )
        assert client.cookies[settings.PORTAL_DEVICE_COOKIE_NAME]["secure"]
        assert client.cookies["sessionid"]["secure"]


class TestWriting:
    WRITING = [
        ("account_login", []),
        ("mfa_authenticate", []),
        ("account_reauthenticate", []),
        ("account_logout", []),
        ("account_change_password", []),
        ("account_sessions", []),
        ("mfa_activate_totp", []),
        ("mfa_deactivate_totp", []),
        ("mfa_generate_recovery_codes", []),
        ("account_reset_password", []),
        ("accept-invitation", ["x"]),
    ]

    @pytest.mark.parametrize("name, given", WRITING)
    def test_v3_5_1_a_form_without_its_token_is_refused(self, kari, name, given):
        client = Client(enforce_csrf_checks=True)
        client.force_login(kari)
        assert client.post(reverse(name, args=given)).status_code == 403
        # That it was refused is written down, and nothing else was done.
        [entry] = StatusChange.objects.all()
        assert entry.action == "refused"

    def test_v3_5_3_reading_changes_nothing(self, client_in, kari):
        def state():
            return (
                kari.__class__.objects.values_list("password", "is_active").get(),
                list(
                    Authenticator.objects.filter(type="totp").values_list("pk", "data")
                ),
                StatusChange.objects.count(),
                OutgoingMail.objects.count(),
                AccountSession.objects.count(),
            )

        before = state()
        for name, given in self.WRITING:
            for ask in (client_in.get, client_in.head):
                ask(reverse(name, args=given))
        assert state() == before
        assert not is_out(client_in)

    def test_v3_5_3_reading_the_recovery_codes_changes_nothing(self, kari):
        client = Client()
        log_in(client)
        page = client.get(reverse("mfa_activate_totp"))
        code = code_now(page.context["form"].secret)
        client.post(reverse("mfa_activate_totp"), {"code": code})
        for make_new in (False, True):
            if make_new:
                client.post(reverse("mfa_generate_recovery_codes"))
            before = list(Authenticator.objects.order_by("pk").values())
            assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
            assert list(Authenticator.objects.order_by("pk").values()) == before

    def test_v3_5_3_logging_out_wants_a_post(self, client_in):
        page = client_in.get(reverse("account_logout"))
        assert page.status_code == 200
        assert is_in(client_in)
        client_in.post(reverse("account_logout"))
        assert not is_in(client_in)


class TestLife:
    def test_v7_2_4_log_in_gives_a_new_id_and_the_old_one_is_dead(self, kari, secret):
        client = Client()
        log_in(client)
        before = client.session.session_key
        give_code(client, code_now(secret))
        after = client.session.session_key
        assert before and after and before != after
        assert not AccountSession.objects.filter(pk=before).exists()

    def test_v7_2_4_a_chosen_id_is_not_taken(self, kari, secret):
        client = Client()
        client.cookies["sessionid"] = "a" * 32
        log_in(client)
        give_code(client, code_now(secret))
        assert client.session.session_key != "a" * 32

    def test_v7_3_1_a_session_ends_after_two_hours_of_nothing(
        self, client_in, settings
    ):
        assert settings.SESSION_COOKIE_AGE == 2 * 60 * 60
        row = AccountSession.objects.get()
        assert (row.expire_date - row.seen_at).total_seconds() == pytest.approx(
            settings.SESSION_COOKIE_AGE, abs=60
        )
        assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
        assert not client_in.cookies["sessionid"]["max-age"]
        AccountSession.objects.update(expire_date="2020-01-01T00:00:00Z")
        assert is_out(client_in)

    def test_v7_3_1_using_it_keeps_it(self, client_in):
        session = client_in.session
        session[SEEN_KEY] = time.time() - SEEN_EVERY_SECONDS - 1
        session.save()
        before = AccountSession.objects.get().expire_date
        client_in.get(reverse("account"))
        assert AccountSession.objects.get().expire_date > before

    def test_v7_3_1_not_every_page_writes(self, client_in):
        before = AccountSession.objects.get().expire_date
        client_in.get(reverse("account"))
        assert AccountSession.objects.get().expire_date == before

    def test_v7_3_2_a_session_ends_after_twelve_hours(self, client_in, settings):
        assert settings.PORTAL_LONGEST_SESSION == 12 * 60 * 60
        session = client_in.session
        session[STARTED_KEY] = time.time() - settings.PORTAL_LONGEST_SESSION - 1
        session.save()
        assert is_out(client_in)
        assert not is_in(client_in)

    def test_v7_3_2_the_limits_are_written_down(self):
        written = (ROOT / "docs" / "running.md").read_text()
        assert "two hours" in written
        assert "twelve hours" in written


class TestEnd:
    def test_v7_4_1_logging_out_ends_the_session_on_the_server(self, client_in):
        kept = client_in.cookies["sessionid"].value
        client_in.post(reverse("account_logout"))
        thief = Client()
        thief.cookies["sessionid"] = kept
        assert is_out(thief)
        assert not AccountSession.objects.filter(user__isnull=False).exists()

    def test_v7_4_1_logging_out_everywhere_ends_all(self, client_in, kari):
        other, stranger = elsewhere(kari), elsewhere(make_user())
        client_in.post(reverse("account_sessions"), {"hvor": "overalt"})
        assert is_out(client_in)
        assert is_out(other)
        assert not is_out(stranger)

    def test_v7_4_1_logging_out_everywhere_else_spares_this_one(self, client_in, kari):
        other, stranger = elsewhere(kari), elsewhere(make_user())
        client_in.post(reverse("account_sessions"), {"hvor": "andre"})
        assert not is_out(client_in)
        assert is_out(other)
        assert not is_out(stranger)

    def test_v7_4_2_who_is_switched_off_is_out_with_the_next_request(
        self, client_in, kari
    ):
        kari.is_active = False
        kari.save()
        assert is_out(client_in)

    def test_v7_4_2_sessions_do_not_come_back_with_the_account(self, client_in, kari):
        changes.deactivate(kari, actor=None)
        kari.refresh_from_db()
        kari.is_active = True
        kari.save()
        assert is_out(client_in)
        assert StatusChange.objects.last().action == "deactivate"

    def test_v7_4_2_it_does_not_matter_how_it_was_switched_off(self, client_in, kari):
        users = type(kari).objects.filter(pk=kari.pk)
        users.update(is_active=False)
        users.update(is_active=True)
        assert is_out(client_in)

    def test_v7_4_3_a_new_password_ends_the_others(self, client_in, kari):
        other = elsewhere(kari)
        before = client_in.session.session_key
        client_in.post(
            reverse("account_change_password"),
            {
                "oldpassword": PASSWORD,
                "password1": NEXT_PASSWORD,
                "password2": NEXT_PASSWORD,
            },
        )
        assert not is_out(client_in)
        assert client_in.session.session_key != before
        assert is_out(other)

    def test_v7_4_3_a_password_by_link_ends_all(self, client_in, kari):
        client = Client()
        client.post(reverse("account_reset_password"), {"email": kari.email})
        page = client.get(link_in(OutgoingMail.objects.last(), "glemt"))
        client.post(page.url, {"password1": NEXT_PASSWORD, "password2": NEXT_PASSWORD})
        assert is_out(client_in)

    def test_v7_4_3_a_new_factor_ends_the_others(self, client_in, kari):
        other = elsewhere(kari)
        client_in.post(reverse("mfa_deactivate_totp"))
        assert is_out(other)
        other = elsewhere(kari)
        page = client_in.get(reverse("mfa_activate_totp"))
        code = code_now(page.context["form"].secret)
        client_in.post(reverse("mfa_activate_totp"), {"code": code})
        assert is_out(other)
        assert not is_out(client_in)

    def test_v7_4_3_changing_it_asks_for_the_password_after_a_while(
        self, client_in, monkeypatch
    ):
        later = time.time() + 1000
        monkeypatch.setattr(time, "time", lambda: later)
        for name in ("mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
            answer = client_in.get(reverse(name))
            assert answer.url.startswith(reverse("account_reauthenticate")), name
        answer = client_in.post(reverse("mfa_deactivate_totp"))
        assert answer.url.startswith(reverse("account_reauthenticate"))
        assert Authenticator.objects.filter(type="totp").exists()

    def test_a_row_that_was_deleted_does_not_come_back(self, client_in, kari):
        """A request under way saves its session after all of them were ended."""
        session = client_in.session
        session["something"] = 1
        AccountSession.objects.all().delete()
        with pytest.raises(UpdateError):
            session.save()
        assert is_out(client_in)


class TestPrivacy:
    def test_v14_2_1_nothing_typed_stands_in_an_address(self, kari, secret):
        client = Client()
        answer = log_in(client)
        assert answer.url == reverse("mfa_authenticate")
        answer = client.post(reverse("account_reset_password"), {"email": kari.email})
        assert answer.url == reverse("account_reset_password_done")
        page = said(Client().get(reverse("account_login")))
        assert 'method="post"' in page

    @pytest.mark.parametrize(
        "line",
        [
            "Not Found: /min-side/invitasjon/hemmelig-del/",
            "Not Found: /nn/min-side/konto/glemt/1a/hemmelig-del/",
            "GET /min-side/logg-inn/?next=%2Fmin-side%2Finvitasjon%2Fhemmelig-del%2F",
        ],
    )
    def test_v14_2_1_secret_parts_of_addresses_reach_no_log(self, line):
        assert "hemmelig-del" not in without_secrets(line)

    def test_v14_2_1_an_invitation_tells_its_address_to_no_other_page(self, client):
        make_invitation()
        answer = client.get(reverse("accept-invitation", args=["x"]))
        # Without the path; «no-referrer» would keep browsers from sending the form.
        assert answer.headers["Referrer-Policy"] == "strict-origin"

    def test_v14_3_2_pages_behind_log_in_are_never_kept(self, client_in):
        for name, given in [
            ("account_login", []),
            ("account", []),
            ("account_change_password", []),
            ("mfa_view_recovery_codes", []),
            ("workspace:desk", []),
            ("admin:index", []),
            ("accept-invitation", ["x"]),
        ]:
            answer = client_in.get(reverse(name, args=given))
            assert "no-store" in answer.headers["Cache-Control"], name
        for path in ("/min-side/finnes-ikke/", "/admin/finnes-ikke/"):
            assert "no-store" in client_in.get(path).headers["Cache-Control"], path

    def test_public_pages_know_nobody(self, client_in):
        answer = client_in.get("/om/")
        assert "Set-Cookie" not in answer.headers
        assert "no-store" not in answer.headers.get("Cache-Control", "")
