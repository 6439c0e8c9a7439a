"""A log-in that ended, or a page that grew old, costs nobody what they wrote."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from partners.models import Partner
from publishing.forms.keeping import kept_fields
from publishing.models import StatusChange
from tests import factories as make
from tests.admin_forms import address, form_on, loaded, shown

pytestmark = pytest.mark.django_db
OURS = {"origin": "http://testserver"}
TEXT = "Første linje\r\nAndre linje med <b>tegn</b>"


@pytest.fixture
def row():
    return make.make_partner(name="Eksempel")


@pytest.fixture
def boss():
    return make.make_user(is_superuser=True, is_staff=True, first_name="Kari")


def logged_in(user, **options):
    client = Client(headers=OURS, **options)
    client.force_login(user)
    return client


@pytest.fixture
def form(row, boss):
    return loaded(logged_in(boss), row) | {"name": "Nytt navn", "source": TEXT}


def post(client, row, form, **options):
    return client.post(address(Partner, "change", row.pk), form, **options)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"referer": "https://evil.example/http://testserver/"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
        {"origin": "http://testserver.evil.example"},
    ],
)
def test_a_form_of_another_site_is_never_shown_to_be_sent(row, form, headers):
    for client in (Client(), Client(enforce_csrf_checks=True)):
        answer = post(client, row, form, headers=headers)
        assert answer.status_code in {302, 403}
        assert "Nytt navn" not in shown(answer)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_only_a_form_that_was_sent_is_kept(row, method):
    answer = getattr(Client(headers=OURS), method)(address(Partner, "change", row.pk))
    assert "<form" not in shown(answer) or answer.status_code == 302


def test_without_a_log_in_the_text_comes_back(row, form, settings):
    answer = post(Client(headers=OURS), row, form)
    assert answer.status_code == 403
    assert "no-store" in answer.headers["Cache-Control"]
    told = shown(answer)
    assert resolve_url(settings.LOGIN_URL) in told
    assert 'target="_blank"' in told
    kept = form_on(answer)
    assert kept.items() >= {"name": ["Nytt navn"], "source": [TEXT]}.items()
    assert f'action="{address(Partner, "change", row.pk)}"' in told
    assert Partner.objects.get(pk=row.pk).name == "Eksempel"


def test_then_logging_in_beside_it_and_sending_again_saves(row, form, boss, settings):
    client = Client(headers=OURS, enforce_csrf_checks=True)
    client.get(resolve_url(settings.LOGIN_URL))
    form["csrfmiddlewaretoken"] = client.cookies["csrftoken"].value
    first = form_on(post(client, row, form))
    # The log-in in the other tab gives the browser another token.
    client.force_login(boss)
    client.cookies["csrftoken"] = "a" * 32
    second = post(client, row, first)
    assert second.status_code == 403
    assert "Kari" in shown(second)
    done = post(client, row, form_on(second))
    assert done.status_code == 302
    saved = Partner.objects.get(pk=row.pk)
    assert (saved.name, saved.source) == ("Nytt navn", TEXT.replace("\r\n", "\n"))


def test_what_will_be_sent_is_told_in_words_first(row, form):
    told = shown(post(Client(headers=OURS), row, form))
    listed = told[told.index("<dl") : told.index("</dl>")]
    assert "Nytt navn" in listed
    assert "row_token" not in listed
    assert "TOTAL_FORMS" not in listed
    assert "<b>tegn</b>" not in answer_source(Client(headers=OURS), row, form)


def answer_source(client, row, form):
    return post(client, row, form).content.decode()


def test_an_old_page_of_somebody_logged_in_keeps_its_text(row, form, boss):
    client = logged_in(boss, enforce_csrf_checks=True)
    answer = post(client, row, form | {"csrfmiddlewaretoken": "gammel"})
    assert answer.status_code == 403
    fresh = form_on(answer)
    assert fresh["name"] == ["Nytt navn"]
    entry = StatusChange.objects.get(action="refused")
    assert entry.details["status"] == 403
    assert post(client, row, fresh).status_code == 302


def test_passwords_codes_and_files_are_never_kept(row, form):
    secret = {
        "password": "hemmelig1",
        "new_password2": "hemmelig2",
        "passord": "hemmelig3",
        "code": "hemmelig4",
        "login-otp_token": "hemmelig5",
        "postal_code": "2815",
    }
    sent = form | secret | {"document": SimpleUploadedFile("a.pdf", b"hemmelig6")}
    answer = post(Client(headers=OURS), row, sent)
    assert "hemmelig" not in shown(answer)
    assert form_on(answer)["postal_code"] == ["2815"]
    assert shown(answer).count("ds-alert") == 2


def test_marks_that_nobody_sees_do_not_hide_what_is_sent(rf):
    sent = rf.post("/", {"name": "A\u202eB\0"}).POST
    assert kept_fields(sent) == [("name", "AB\N{REPLACEMENT CHARACTER}")]


def test_an_old_log_in_page_only_asks_to_be_loaded_again(boss):
    client = Client(headers=OURS, enforce_csrf_checks=True)
    answer = client.post(reverse("admin:login"), {"password": "hemmelig"})
    assert answer.status_code == 403
    assert "hemmelig" not in shown(answer)
