"""The log of «Min side»: what happened to all that somebody may see, and to no more."""

import pytest
from django.urls import reverse

from publishing.operations import record_edit, record_refusal
from publishing.snapshots import snapshot
from tests import factories as make
from tests.admin_forms import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def url():
    return reverse("workspace:trail")


@pytest.fixture
def partner():
    return make.make_partner(name="Eksempel Nav")


@pytest.fixture
def kari(partner):
    user = make.make_user(first_name="Kari", last_name="Eksempel")
    make.make_membership(user=user, partner=partner, role="editor")
    return user


@pytest.fixture
def mine(client, kari):
    client.force_login(kari)
    return client


def edited(row, actor, within=None, **changes):
    before = snapshot(row)
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    return record_edit(
        row, actor=actor, before=before, after=snapshot(row), within=within
    )


def test_a_stranger_is_sent_to_the_log_in(client, url):
    assert client.get(url).status_code == 302


def test_another_partner_s_entries_are_nowhere(mine, url):
    other = make.make_partner(name="OTHERPARTNER")
    stranger = make.make_user(first_name="OTHERPARTNER")
    make.make_membership(user=stranger, partner=other)
    edited(other, stranger, phone="11 22 33 44")
    service = make.make_service(provider=other, name_nb="OTHERPARTNER")
    edited(service, stranger, summary_nn="OTHERPARTNER")
    opening = make.make_weekly_opening(centre=make.make_centre(partner=other))
    before = snapshot(opening)
    centre = opening.centre
    record_edit(opening, actor=stranger, before=before, after=None, within=centre)
    record_refusal(actor=stranger, reason="OTHERPARTNER")
    answer = mine.get(url)
    assert answer.status_code == 200
    assert "OTHERPARTNER" not in shown(answer)
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_happened_to_one_s_own_is_told_with_who_and_for_whom(
    mine, url, partner, kari
):
    edited(partner, kari, phone="22 33 44 55")
    told = shown(mine.get(url))
    assert "Kari Eksempel endret «Eksempel Nav»" in told
    assert "på vegne av Eksempel Nav" in told


def test_what_belonged_to_one_s_own_is_told_when_it_is_gone(mine, url, partner, kari):
    opening = make.make_weekly_opening(centre=make.make_centre(partner=partner))
    before, centre = snapshot(opening), opening.centre
    record_edit(opening, actor=kari, before=before, after=None, within=centre)
    opening.delete()
    assert "Kari Eksempel slettet" in shown(mine.get(url))


def test_one_s_own_account_is_told_and_a_role_that_ended_shows_no_more(
    mine, url, partner, kari
):
    edited(partner, kari, phone="22 33 44 55")
    record_refusal(actor=kari, reason="x")
    kari.memberships.all().delete()
    told = shown(mine.get(url))
    assert "slapp ikke til" in told
    assert "Eksempel Nav" not in told


def test_an_empty_log_says_so(mine, url):
    assert "Ingenting er endret ennå" in shown(mine.get(url))


@pytest.mark.parametrize("side", ["0", "-1", "abc", "٣", "9" * 20, "2\0", "1e9"])
def test_no_page_number_breaks_it(mine, url, side):
    assert mine.get(url, {"side": side}).status_code in {200, 400}


def test_more_entries_take_no_more_queries(
    mine, url, partner, kari, django_assert_max_num_queries
):
    def ask():
        with django_assert_max_num_queries(60) as asked:
            mine.get(url)
        return len(asked)

    edited(partner, kari, phone="22 33 44 50")
    mine.get(url)
    few = ask()
    for number in range(40):
        edited(partner, kari, phone=f"22 33 44 {number + 51}")
    assert ask() <= few + 1
    assert 'rel="next"' in shown(mine.get(url))
