"""Tying an issuer's identity to one's own account, and ending that."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from partners.models import ExternalIdentity
from partners.oidc.checks import Confirmed, Refused
from partners.oidc.operations import Presented, tie, untie
from publishing.models import StatusChange
from tests.factories import make_external_identity, make_membership, make_user
from tests.refusals import refused

from .conftest import START, TIE, refusals
from .issuer import NUMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def presented(issuer):
    who = Confirmed(issuer.address, "pairwise-1", "idporten-loa-high")
    return Presented(who, NUMBER)


@pytest.mark.parametrize("subject", ["31129912345", "311299 12345", " 31129912345 "])
def test_the_database_keeps_no_national_identity_number(db, subject):
    with refused("externalidentity_no_personal_number"):
        make_external_identity(subject=subject)


def test_an_identity_opens_one_account(db):
    make_external_identity()
    make_external_identity(issuer="https://other.example")
    with refused("externalidentity_once"):
        make_external_identity()


@pytest.mark.parametrize("number", ["98746429", "9874642911", "abcdefghi"])
def test_an_organisation_number_of_an_identity_has_nine_digits(db, number):
    if len(number) > 9:
        number = number[:8] + "x"
    with refused("externalidentity_organisation_number"):
        make_external_identity(organisation_number=number)


def test_who_is_logged_in_ties_what_the_issuer_confirms(
    client, begin, come_back, kari, issuer
):
    client.force_login(kari)
    before = client.session.session_key
    response = come_back(begin(TIE))
    assert response.status_code == 302
    identity = ExternalIdentity.objects.get()
    assert (identity.user, identity.subject) == (kari, "pairwise-1")
    assert client.session.session_key != before
    # Their session is as it was: not begun by the issuer, and not limited.
    assert "acting_for" not in client.session
    [entry] = StatusChange.objects.filter(action="tie_identity")
    assert entry.actor.user == kari
    assert entry.details["organisation_number"] == NUMBER
    assert set(entry.details) == {"organisation_number", "request_id"}
    other = Client()
    assert other.get("/min-side/").status_code == 302


def test_nobody_ties_without_being_logged_in(client, issuer):
    response = client.post(TIE)
    assert response.status_code == 302
    assert "oidc_pending" not in client.session


def test_tying_asks_for_the_password_after_a_while(client, kari, issuer, monkeypatch):
    client.force_login(kari)
    later = time.time() + 1000
    monkeypatch.setattr(time, "time", lambda: later)
    answer = client.post(TIE)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert "oidc_pending" not in client.session


def test_who_logged_out_on_the_way_ties_nothing(client, begin, come_back, kari, issuer):
    client.force_login(kari)
    asked = begin(TIE)
    pending = client.session["oidc_pending"]
    client.logout()
    session = client.session
    session["oidc_pending"] = pending
    session.save()
    assert come_back(asked).status_code in {400, 403}
    assert not ExternalIdentity.objects.exists()


def test_a_session_that_the_issuer_began_ties_no_more(
    client, begin, come_back, kari, identity, issuer
):
    come_back(begin())
    # It gave no password here.
    answer = client.post(TIE)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    type(kari).objects.filter(pk=kari.pk).update(password="!")
    come_back(begin())
    issuer.script.claims = {"sub": "somebody else"}
    assert come_back(begin(TIE)).status_code == 403
    assert refusals() == ["not_logged_in"]
    assert ExternalIdentity.objects.count() == 1


def test_what_opens_another_account_is_not_tied(client, begin, come_back, kari, issuer):
    make_external_identity(issuer=issuer.address)
    client.force_login(kari)
    assert come_back(begin(TIE)).status_code == 403
    assert refusals() == ["taken"]
    [entry] = StatusChange.objects.filter(action="refuse_log_in")
    assert entry.actor.user == kari


def test_tying_needs_a_role_for_the_organisation(presented, partner):
    stranger = make_membership().user
    with pytest.raises(Refused, match="no_role"):
        tie(presented, actor=stranger)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"is_active": False}, "closed"), ({"is_superuser": True}, "password_only")],
)
def test_such_accounts_are_tied_to_nothing(presented, kari, changed, reason):
    vars(kari).update(changed)
    with pytest.raises(Refused, match=reason):
        tie(presented, actor=kari)


def test_tying_twice_is_one(presented, kari):
    assert tie(presented, actor=kari) == tie(presented, actor=kari)
    assert StatusChange.objects.filter(action="tie_identity").count() == 1


def test_tying_is_begun_by_a_form_of_ours_alone(kari, issuer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(kari)
    assert client.post(TIE).status_code == 403
    assert client.post(START).status_code == 403
    assert client.get(TIE).status_code == 302
    assert client.get(START).status_code == 302
    assert "oidc_pending" not in client.session


def test_one_ends_ones_own(client, kari, identity):
    kari.set_password("et langt passord som ingen gjetter")
    kari.save()
    client.force_login(kari)
    address = f"{START}fjern/{identity.pk}/"
    assert client.get(address).status_code == 302
    assert ExternalIdentity.objects.exists()
    assert client.post(address).status_code == 302
    assert not ExternalIdentity.objects.exists()
    [entry] = StatusChange.objects.filter(action="untie_identity")
    assert entry.actor.user == kari


def test_anothers_and_none_answer_the_same(client, identity):
    client.force_login(make_user())
    answers = [
        client.post(f"{START}fjern/{pk}/") for pk in (identity.pk, identity.pk + 1)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert ExternalIdentity.objects.exists()
    assert untie(identity, actor=make_user()) is False


def test_the_last_way_in_is_not_taken_away(client, kari, identity):
    kari.set_unusable_password()
    kari.save()
    client.force_login(kari)
    assert client.post(f"{START}fjern/{identity.pk}/").status_code == 403
    assert ExternalIdentity.objects.exists()
    make_external_identity(user=kari, issuer=identity.issuer, subject="another")
    assert client.post(f"{START}fjern/{identity.pk}/").status_code == 302
