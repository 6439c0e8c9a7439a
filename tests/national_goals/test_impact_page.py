"""The page of a draft: who may see it, what it says, and that nobody keeps it."""

import uuid
from datetime import date

import pytest
from django.contrib.auth import get_user_model

from counties.models import County
from partners.models import Partner
from tests import factories as make

from .drafts import draft_like, laid_off_in_the_north_to_nav, version_of_example

pytestmark = pytest.mark.usefixtures("portal_data")


def address(draft, query="", prefix=""):
    return f"{prefix}/min-side/utkast/{draft.public_id}/virkning/{query}"


def member(partner="innlandet-fylkeskommune", role="coordinator", **given):
    user = make.make_user(is_staff=True)
    make.make_membership(
        user=user,
        partner=Partner.objects.get(slug=partner),
        role=role,
        valid_from=date(2020, 1, 1),
        **given,
    )
    return user


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def draft(portal_data):
    return draft_like(version_of_example(1), laid_off_in_the_north_to_nav)


@pytest.fixture
def coordinator(client, portal_data):
    client.force_login(member())
    return client


def test_the_coordinator_reads_what_the_draft_changes(coordinator, draft):
    response = coordinator.get(address(draft, "?dato=2024-06-01", "/en"))
    page = text_of(response)

    assert response.status_code == 200
    assert response.context["page"].headline == (
        "The draft changes who is responsible for people temporarily laid off in Lom"
        " and Skjåk. Nobody loses the one who is responsible for them."
    )
    assert "In force on 1 June 2024" in page
    assert version_of_example(1).get_absolute_url() in page
    assert "Karriere Innlandet</a>" in page
    assert "NAV Innlandet</a>" in page
    assert "karrieresenter-individuell" in page
    assert page.count("<h1") == 1
    assert 'data-state="example"' in page
    assert 'content="noindex"' in page


def test_a_task_that_nobody_gets_is_told_first_and_in_words(coordinator, portal_data):
    draft = draft_like(
        version_of_example(1),
        lambda row: [] if row.task.slug == "folge-opp-unge-utenfor" else [{}],
    )
    response = coordinator.get(address(draft, "?dato=1.6.2024", "/en"))

    assert "with tasks that nobody answers for" in response.context["page"].headline
    [row] = response.context["page"].opened.rows
    assert row.after == ()
    assert "impact-nobody" in text_of(response)
    assert "Nobody will be responsible" in text_of(response)


def test_a_draft_that_changes_no_hands_says_so(coordinator, portal_data):
    draft = draft_like(version_of_example(1))
    response = coordinator.get(address(draft, "?dato=2024-06-01", "/en"))

    assert response.context["page"].headline == (
        "The draft does not change who is responsible for anything."
    )
    assert "empty-state" in text_of(response)
    assert "<table" not in text_of(response)


def test_a_table_that_grows_too_long_says_how_much_is_left_out(
    coordinator, draft, monkeypatch
):
    monkeypatch.setattr("national_goals.impact_page.MOST_ROWS", 3)
    response = coordinator.get(address(draft, "?dato=2020-06-01", "/en"))
    closed = response.context["page"].closed

    assert len(closed.rows) == 3
    assert closed.left_out == len(response.context["impact"].changes.closed) - 3
    assert f"{closed.left_out} more rows are left out here." in text_of(response)


def test_without_a_day_it_is_compared_with_today(coordinator, draft):
    response = coordinator.get(address(draft))

    assert response.context["is_today"]
    assert response.context["impact"].replaced


@pytest.mark.parametrize(
    "query",
    [
        "?dato=2020-99-99",
        "?dato=i+morgen",
        "?dato=" + "9" * 10_000,
        "?dato=<script>",
        "?dato=%D9%A2%D9%A0%D9%A2%D9%A5-01-01",
    ],
)
def test_a_day_that_is_none_gets_a_notice_and_what_holds_today(
    coordinator, draft, query
):
    response = coordinator.get(address(draft, query))

    assert response.status_code == 200
    assert response.context["is_today"]
    assert response.context["misread"]
    assert "<script>" not in text_of(response)
    assert len(response.content) < 90_000


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1999-05-17"])
def test_days_far_away_are_answered_too(coordinator, draft, day):
    response = coordinator.get(address(draft, f"?dato={day}"))

    assert response.status_code == 200
    assert response.context["impact"].replaced is None


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_who_is_not_logged_in_is_sent_there_and_back(client, draft, prefix):
    for public_id in (draft.public_id, uuid.uuid4()):
        here = f"{prefix}/min-side/utkast/{public_id}/virkning/?dato=2024-06-01"
        response = client.get(here)
        assert response.status_code == 302
        assert response.url == (
            f"{prefix}/min-side/logg-inn/?next="
            f"{here.replace('?', '%3F').replace('=', '%3D')}"
        )


def strangers():
    agder = County.objects.get(slug="agder")
    council = Partner.objects.get(county=agder, kind="county_council")
    yield make.make_user(is_staff=True)
    yield get_user_model().objects.create(
        username="alt", is_staff=True, is_superuser=True
    )
    yield member(council.slug)
    yield member(valid_to=date(2021, 1, 1))


def test_who_may_not_see_it_gets_the_answer_of_a_draft_that_is_not_there(client, draft):
    for user in strangers():
        client.force_login(user)
        hidden = client.get(address(draft))
        missing = client.get(f"/min-side/utkast/{uuid.uuid4()}/virkning/")
        assert hidden.status_code == missing.status_code == 404
        assert str(draft.public_id) not in text_of(hidden).replace(address(draft), "")
        assert hidden.headers["Cache-Control"] == missing.headers["Cache-Control"]
        assert len(hidden.content) == len(missing.content)


def test_a_party_reads_it_and_one_that_is_no_party_does_not(client, draft):
    client.force_login(member("nav-innlandet", "editor"))
    assert client.get(address(draft)).status_code == 200

    client.force_login(member("lillehammer-kommune", "editor"))
    assert client.get(address(draft)).status_code == 404


def test_no_answer_is_kept_anywhere(client, draft):
    answers = [client.get(address(draft))]
    client.force_login(member())
    answers.append(client.get(address(draft)))
    answers.append(client.get(f"/min-side/utkast/{uuid.uuid4()}/virkning/"))

    assert [answer.status_code for answer in answers] == [302, 200, 404]
    for answer in answers:
        assert {"private", "no-store"} <= set(
            answer.headers["Cache-Control"].split(", ")
        )


def test_what_is_signed_is_read_on_its_own_page(coordinator, portal_data):
    version = version_of_example(2)
    response = coordinator.get(address(version))

    assert (response.status_code, response.url) == (302, version.get_absolute_url())


def test_it_can_only_be_read(coordinator, draft):
    assert coordinator.post(address(draft)).status_code == 405
    assert coordinator.head(address(draft)).status_code == 200


def test_the_page_asks_the_database_a_fixed_number_of_times(
    coordinator, draft, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15):
        coordinator.get(address(draft, "?dato=2020-06-01"))


def test_the_entrance_of_those_who_log_in_leads_on(client):
    response = client.get("/min-side/")
    assert response.status_code == 302
    assert response.url.endswith("?next=/min-side/")
