"""Who does what in a county: the matrix of the agreement in force on a day."""

from datetime import date

import pytest

from tests import factories as make

from .county_rows import roles_address, signed_chart
from .reading import text_of

pytestmark = pytest.mark.django_db

LAST_DAY = date(2019, 12, 31)


@pytest.fixture
def chart():
    return signed_chart()


def test_the_matrix_shows_parts_with_their_clause_and_limit(client, chart):
    response = client.get(roles_address(chart))
    page = text_of(response)

    assert response.context["group"].slug == "adults"
    assert f"{chart.get_absolute_url()}#punkt-8.2" in page
    # Two of three municipalities: told the short way round.
    assert 'class="matrix__place"' in page
    assert "Gjøvik" in page


def test_a_narrower_group_is_covered_by_the_promise_to_the_wider(client, chart):
    lines = client.get(roles_address(chart, "?gruppe=laid_off")).context["lines"]

    assert [line.is_gap for line in lines if "jobbskifte" in line.task] == [False]


def test_what_nobody_does_for_a_group_is_a_hatched_gap(client, chart):
    response = client.get(roles_address(chart, "?gruppe=prisoners"))

    assert all(line.is_gap for line in response.context["lines"])
    assert 'class="matrix__gap"' in text_of(response)


@pytest.mark.parametrize(
    "query",
    [
        "?dato=2020-99-99",
        "?dato=i+morgen",
        "?dato=20250101",
        "?dato=" + "9" * 10_000,
        "?dato=%D9%A2%D9%A0%D9%A2%D9%A5-01-01",
        "?gruppe=finnes-ikke",
        "?gruppe=" + "x" * 10_000,
    ],
)
def test_a_question_that_makes_no_sense_gets_a_notice_and_the_usual_matrix(
    client, chart, query
):
    response = client.get(roles_address(chart, query))

    assert response.status_code == 200
    assert len(response.context["asked"].problems) == 1
    assert response.context["chart"]
    assert len(response.content) < 60_000


def test_nul_in_the_query_answers_400(client, chart):
    assert client.get(roles_address(chart, "?dato=%00")).status_code == 400


@pytest.mark.parametrize("day", ["0001-01-01", "2023-12-31", "1999-05-17"])
def test_a_day_without_an_agreement_names_the_ones_that_exist(client, chart, day):
    response = client.get(roles_address(chart, f"?dato={day}"))

    assert response.status_code == 200
    assert response.context["version"] is None
    assert "?dato=2024-01-01" in text_of(response)


def test_the_first_and_the_last_day_of_an_agreement_have_a_matrix(client):
    version = make.make_version(state="signed", agreed_to=date(2024, 6, 30))

    for day, holds in [
        ("2024-01-01", True),
        ("2024-06-30", True),
        ("2024-07-01", False),
    ]:
        response = client.get(roles_address(version, f"?dato={day}"))
        assert (response.context["version"] is not None) is holds


def test_a_county_without_an_agreement_has_a_page_that_leads_on(client):
    county = make.make_county()

    response = client.get(f"/fylker/{county.slug}/roller/")

    assert response.status_code == 200
    assert county.get_absolute_url() in text_of(response)


def test_an_agreement_that_does_not_share_out_tasks_says_so(client):
    version = make.make_version(
        agreed_to=LAST_DAY, agreed_from=None, is_transcript=True
    )
    for member in version.agreement.partnership.members.all():
        make.make_party(version=version, partner=member)
    make.sign(version)

    response = client.get(roles_address(version, "?dato=2019-01-01"))

    assert response.context["chart"] is None
    assert version.get_absolute_url() in text_of(response)
