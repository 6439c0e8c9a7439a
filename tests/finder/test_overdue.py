"""Services whose confirmation has lapsed, from the rows to the answer."""

from datetime import UTC, date, datetime

import pytest

from finder.knowledge import load_knowledge
from finder.offers import load_offers
from tests import factories as make
from tests.confirmations import confirm_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_day(time_machine):
    time_machine.move_to(datetime(2026, 11, 30, 9, tzinfo=UTC), tick=False)


@pytest.fixture
def need():
    return make.make_need()


def offered(need, slug, **given):
    return make.make_service(
        slug=slug, needs=[need], is_national=True, referral_required=False, **given
    )


def found(client, need):
    answer = client.get("/api/finn", {"behov": need.slug}).json()
    return {each["id"]: each for each in answer["results"]}


def test_what_is_overdue_comes_later_and_says_why(client, need):
    # By their addresses alone the overdue one would come first.
    late = offered(need, "a-forfalt")
    fresh = offered(need, "b-bekreftet")
    confirm_on(late, date(2026, 3, 3))
    confirm_on(fresh, date(2026, 11, 12))
    results = found(client, need)
    assert list(results) == [fresh.slug, late.slug]
    caution = "Noe av dette er ikke bekreftet siden 3.\N{NO-BREAK SPACE}mars 2026"
    assert results[late.slug]["cautions"] == [caution]
    assert "cautions" not in results[fresh.slug]
    assert caution in client.get("/finn/", {"behov": need.slug}).content.decode()


def test_one_lapsed_group_is_enough_and_the_owner_chooses_the_interval(client, need):
    seldom = make.make_partner(confirm_every_months=12)
    service = offered(need, "sjelden", provider=seldom)
    confirm_on(service, date(2026, 1, 12))
    confirm_on(service, date(2026, 11, 12), "about", "contact")
    assert "cautions" not in found(client, need)[service.slug]
    seldom.confirm_every_months = 6
    seldom.save()
    [caution] = found(client, need)[service.slug]["cautions"]
    assert "12." in caution
    assert "januar 2026" in caution


def test_the_days_of_many_services_are_read_in_one_query(
    need, django_assert_num_queries
):
    services = [offered(need, f"tilbud-{number}") for number in range(20)]
    for service in services:
        confirm_on(service, date(2026, 1, 12))
        confirm_on(service, date(2026, 11, 12), "contact")
        make.make_check(object_id=str(service.pk))
    gazetteer = load_knowledge().gazetteer
    with django_assert_num_queries(1):
        offers = load_offers([service.pk for service in services], gazetteer)
    told = {offer.confirmations for offer in offers.values()}
    # about, contact, availability
    assert told == {(date(2026, 1, 12), date(2026, 11, 12), date(2026, 1, 12))}
    assert {offer.confirmed_on for offer in offers.values()} == {date(2026, 11, 12)}
