"""ASVS 5.0, V3.7.2: log-in and log-out lead nowhere but to this very host."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.at_the_door import (
    PASSWORD,
    code_now,
    give_code,
    log_in,
    logged_in,
    make_account,
    make_factor,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    "//ond.example/",
    "///ond.example/",
    "https:ond.example",
    "https://ond.example/",
    "http://testserver.ond.example/",
    "https://testserver@ond.example/",
    "/\\ond.example",
    "\\\\ond.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //ond.example",
    "\t//ond.example",
    "\n//ond.example",
    "///\\;@ond.example",
    "https:///ond.example",
    "ftp://testserver/",
]


@pytest.fixture
def kari():
    return make_account()


@pytest.fixture
def secret(kari):
    return make_factor(kari)


@pytest.fixture
def client_in(kari, secret):
    return logged_in(kari, secret)


class TestNext:
    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_v3_7_2_log_in_leads_only_to_this_host(self, kari, secret, hostile):
        client = Client()
        page = client.get(reverse("account_login"), {"next": hostile})
        assert page.context["next_url"] == ""
        log_in(client, next=hostile)
        answer = give_code(client, code_now(secret))
        assert answer.url == reverse("workspace:desk")

    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_v3_7_2_log_out_leads_only_to_this_host(self, client_in, hostile):
        answer = client_in.post(reverse("account_logout"), {"next": hostile})
        assert answer.url == reverse("account_login")

    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_v3_7_2_giving_the_password_again_leads_only_to_this_host(
        self, client_in, hostile
    ):
        answer = client_in.post(
            reverse("account_reauthenticate"), {"password": PASSWORD, "next": hostile}
        )
        assert answer.url == reverse("workspace:desk")

    def test_v3_7_2_an_address_of_the_portal_is_followed(self, kari, secret):
        client = Client()
        log_in(client, next="/nn/min-side/?a=b")
        assert give_code(client, code_now(secret)).url == "/nn/min-side/?a=b"

    def test_v3_7_2_another_host_of_ours_is_another_host(self, kari, secret, settings):
        settings.ALLOWED_HOSTS = ["testserver", "annen.example"]
        settings.CSRF_TRUSTED_ORIGINS = ["https://annen.example"]
        client = Client()
        log_in(client, next="https://annen.example/")
        answer = give_code(client, code_now(secret))
        assert answer.url == reverse("workspace:desk")
