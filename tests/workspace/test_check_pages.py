"""The pages on which somebody who is logged in confirms facts."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from publishing.models import Check
from tests import factories as make
from tests.confirmations import confirm_on
from tests.pages.reading import bare_text, text_of

pytestmark = pytest.mark.django_db
LIST = "/min-side/bekreft/"


@pytest.fixture(autouse=True)
def on_a_day(time_machine):
    time_machine.move_to(datetime(2026, 11, 30, 9, tzinfo=UTC), tick=False)


@pytest.fixture
def partner():
    return make.make_partner(name="Nav Eksempel")


@pytest.fixture
def editor(client, partner):
    user = make.make_membership(partner=partner).user
    client.force_login(user)
    return user


def address_of(row):
    return reverse("workspace:confirm", args=["tilbud", row.slug])


def seen_by(client, row):
    groups = client.get(address_of(row)).context["groups"]
    return {each["state"].group.key: each["seen"] for each in groups}


def test_without_log_in_one_is_sent_to_it(client):
    response = client.get(LIST)
    assert response.status_code == 302
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_strangers_row_and_no_row_answer_the_same(client, editor, method):
    foreign = make.make_service()
    answers = [
        getattr(client, method)(url, {"gruppe": "about"})
        for url in (
            address_of(foreign),
            reverse("workspace:confirm", args=["tilbud", "finnes-ikke"]),
            reverse("workspace:confirm", args=["annet", foreign.slug]),
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert foreign.name not in text_of(answers[0])
    assert not Check.objects.exists()


def test_a_reading_request_confirms_nothing(client, editor, partner):
    service = make.make_service(provider=partner)
    for url in (address_of(service), LIST):
        client.get(url)
        client.head(url)
        client.get(url, {"gruppe": "about"})
    assert not Check.objects.exists()


def test_one_sees_the_facts_and_confirms_them(client, editor, partner):
    service = make.make_service(provider=partner, phone="22334455")
    page = bare_text(text_of(client.get(address_of(service))))
    assert "22334455" in page
    assert "Ja, dette stemmer" in page
    seen = seen_by(client, service)
    answer = client.post(
        address_of(service), {"gruppe": "contact", "sett": seen["contact"]}
    )
    assert answer.status_code == 302
    assert answer["Location"].endswith("#contact")
    check = Check.objects.get()
    assert (check.fact_group, check.checked_on) == ("contact", date(2026, 11, 30))
    assert "Bekreftet i dag" in text_of(client.get(address_of(service)))


def test_what_changed_while_one_was_reading_is_shown_again(client, editor, partner):
    service = make.make_service(provider=partner, phone="22334455")
    seen = seen_by(client, service)
    service.phone = "66778899"
    service.save()
    answer = client.post(
        address_of(service), {"gruppe": "contact", "sett": seen["contact"]}
    )
    assert answer.status_code == 409
    assert "66778899" in text_of(answer)
    assert not Check.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"gruppe": "all"}, {"gruppe": "hours"}])
def test_a_group_that_is_none_is_not_found(client, editor, partner, sent):
    service = make.make_service(provider=partner)
    assert client.post(address_of(service), sent).status_code == 404


def test_the_list_has_what_is_late_first(client, editor, partner):
    fresh = make.make_service(provider=partner, name_nb="Ferskt")
    late = make.make_service(provider=partner, name_nb="For sent")
    confirm_on(fresh, date(2026, 11, 12))
    confirm_on(late, date(2026, 3, 3))
    page = bare_text(text_of(client.get(LIST)))
    assert page.index("For sent") < page.index("Ferskt")
    assert "ikke bekreftet siden 3. mars 2026" in page


@pytest.mark.parametrize(("months", "expected"), [("3", 3), ("0", 6), ("tre", 6)])
def test_the_owner_chooses_how_often(client, editor, partner, months, expected):
    url = reverse("workspace:check-interval", args=[partner.slug])
    assert client.post(url, {"maneder": months}).status_code == 302
    partner.refresh_from_db()
    assert partner.confirm_every_months == expected


def test_nobody_chooses_for_a_stranger(client, editor):
    foreign = make.make_partner()
    url = reverse("workspace:check-interval", args=[foreign.slug])
    assert client.post(url, {"maneder": "3"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.confirm_every_months == 6


def test_the_list_asks_as_much_for_3_rows_as_for_30(
    client, editor, partner, django_assert_max_num_queries
):
    def asked():
        with django_assert_max_num_queries(15) as captured:
            client.get(LIST)
        return len(captured)

    make.make_centre(partner=partner)
    for _number in range(3):
        make.make_service(provider=partner)
    client.get(LIST)
    few = asked()
    for _number in range(27):
        confirm_on(make.make_service(provider=partner), date(2026, 1, 1))
        make.make_centre(partner=partner)
    assert asked() == few
