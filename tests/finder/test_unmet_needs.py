"""What is counted of searches that found nothing, and what of it is ever shown."""

import logging
from datetime import UTC, date, datetime
from threading import Event

import pytest
import time_machine
from django.db import InternalError, OperationalError, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from finder import unmet_needs
from finder.unmet_needs import Buffer, Search, Writer, note_unmet, write_waiting
from partnership_portal.management.commands.grant_app_role import table_rights
from services.models import UnmetNeed
from services.models.unmet_need import LOWEST_SHOWN
from tests import factories as make
from tests.admin_forms import address, editor_called
from tests.finder.results_page import local

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) AppleWebKit/537.36 Chrome/99.0"


@pytest.fixture(autouse=True)
def buffer(monkeypatch):
    """Return an empty buffer that takes the place of the process's own."""
    empty = Buffer()
    monkeypatch.setattr(unmet_needs, "waiting", empty)
    return empty


def request(method="get", agent=BROWSER, **headers):
    return getattr(RequestFactory(), method)(
        "/finn/?q=ord", headers={"user-agent": agent} | headers
    )


def note(asked=None, *, municipality_id=None, groups=(), needs=()):
    note_unmet(
        asked or request(),
        municipality_id=municipality_id,
        groups=groups,
        needs=needs,
    )


def stored():
    return set(
        UnmetNeed.objects.values_list(
            "municipality_id", "target_group__slug", "need__slug", "count"
        )
    )


# In Oslo it is already Monday.
@time_machine.travel(datetime(2027, 1, 3, 23, 30, tzinfo=UTC), tick=False)
def test_each_group_is_counted_with_each_need_of_the_week_in_oslo(buffer):
    home = make.make_municipality()
    for slug in ("adults", "parents"):
        make.make_target_group(slug=slug)
    make.make_need(slug="job_change")
    for _time in range(2):
        note(
            municipality_id=home.pk, groups=("adults", "parents"), needs=("job_change",)
        )
    assert write_waiting(buffer) == 2
    assert stored() == {
        (home.pk, "adults", "job_change", 2),
        (home.pk, "parents", "job_change", 2),
    }
    assert set(UnmetNeed.objects.values_list("year", "week")) == {(2027, 1)}
    note(municipality_id=home.pk, groups=("adults",), needs=("job_change",))
    write_waiting(buffer)
    assert (home.pk, "adults", "job_change", 3) in stored()
    assert len(buffer) == 0


def test_what_was_not_named_is_counted_without_it_and_in_one_row(buffer):
    for _time in range(2):
        note()
        write_waiting(buffer)
    assert stored() == {(None, None, None, 2)}


def test_who_ticks_nearly_everything_has_named_nothing(buffer):
    slugs = [make.make_target_group().slug for _number in range(5)]
    note(groups=slugs)
    write_waiting(buffer)
    assert stored() == {(None, None, None, 1)}


@pytest.mark.parametrize(
    "asked",
    [
        {"agent": ""},
        {"agent": "Mozilla/5.0 (compatible; Eksempelbot/2.1; +https://example.org/)"},
        {"agent": "python-requests/2.32"},
        {"agent": "curl/8.5.0"},
        {"method": "head"},
        {"sec-purpose": "prefetch;prerender"},
        {"x-moz": "prefetch"},
    ],
)
def test_programs_and_pages_fetched_beforehand_are_left_out(buffer, asked):
    note(request(**asked))
    assert len(buffer) == 0


@pytest.mark.parametrize("agent", [BROWSER, PHONE])
def test_browsers_are_counted(buffer, agent):
    note(request(agent=agent))
    assert len(buffer) == 1


def test_the_page_counts_what_nobody_offers_and_the_open_data_count_nothing(
    client, country, buffer
):
    asked = "sted=Fjellby&hvem=adults&behov=job_change"
    assert client.get(f"/api/finn?{asked}").json()["results"] == []
    client.get(f"/finn/kort/?{asked}", headers={"user-agent": BROWSER})
    assert len(buffer) == 0
    client.get(f"/finn/?{asked}", headers={"user-agent": BROWSER})
    (waiting,) = buffer.take()
    assert waiting[2:] == (country.town.pk, "adults", "job_change")


@pytest.mark.parametrize("wished", ["sprak=en", "kanal=phone"])
def test_another_language_or_way_to_meet_is_no_hole_in_what_is_offered(
    client, country, buffer, wished
):
    video = make.make_channel(slug="video")
    local(country, "one", languages=["nb"]).channels.add(video)
    response = client.get(
        f"/finn/?sted=Fjellby&hvem=adults&{wished}", headers={"user-agent": BROWSER}
    )
    assert response.context["given_up"]
    assert len(buffer) == 0


@pytest.mark.parametrize("asked", ["q=xyzzy", "sted=Atlantis", "sprak=en"])
def test_a_search_that_names_nobody_and_nothing_is_not_counted(
    client, country, buffer, asked
):
    client.get(f"/finn/?{asked}", headers={"user-agent": BROWSER})
    assert len(buffer) == 0


def test_noting_asks_the_database_nothing(buffer):
    with CaptureQueriesContext(connection) as queries:
        note(municipality_id=1, groups=("adults",), needs=("job_change",))
    assert len(queries) == 0


def test_what_waits_holds_neither_words_nor_persons(buffer):
    note(groups=("adults",))
    assert Search._fields == ("year", "week", "municipality", "group", "need")
    (waiting,) = buffer.take()
    assert waiting[2:] == (None, "adults", None)


def test_made_up_searches_do_not_fill_the_memory():
    buffer = Buffer(size=2)
    weeks = [Search(2026, week, None, None, None) for week in (1, 2, 3)]
    for search in [*weeks, weeks[0]]:
        buffer.add({search: 1})
    assert buffer.take() == {weeks[0]: 2, weeks[1]: 1}


def test_what_is_no_longer_there_is_left_out_without_losing_the_rest(buffer):
    make.make_need(slug="job_change")
    note(municipality_id=987_654)
    note(groups=("gone",))
    note(needs=("job_change",))
    assert write_waiting(buffer) == 1
    assert stored() == {(None, None, "job_change", 1)}


def test_counts_wait_while_the_database_is_away(buffer, monkeypatch):
    def away(counts):
        raise OperationalError("the connection is closed")

    note()
    with monkeypatch.context() as patched:
        patched.setattr(unmet_needs, "add_to_counts", away)
        assert write_waiting(buffer) == 0
    assert write_waiting(buffer) == 1


def test_a_database_that_may_only_be_read_is_no_error_of_a_page(
    buffer, monkeypatch, caplog
):
    def refused(counts):
        raise InternalError("cannot execute INSERT in a read-only transaction")

    monkeypatch.setattr(unmet_needs, "add_to_counts", refused)
    note()
    with caplog.at_level(logging.CRITICAL):
        assert write_waiting(buffer) == 0
    assert len(buffer) == 0


def test_the_thread_writes_when_woken_and_once_more_when_it_ends(monkeypatch):
    buffer, written, woken = Buffer(), [], Event()

    def write(waiting):
        written.extend(waiting.take())
        woken.set()

    monkeypatch.setattr(unmet_needs, "write_waiting", write)
    writer = Writer(buffer, seconds=600)
    writer.end()
    writer.start()
    first, second = unmet_needs.searches(
        date(2026, 11, 23), municipality_id=None, groups=("a", "b"), needs=()
    )
    buffer.add({first: 1})
    writer.wake()
    assert woken.wait(10)
    buffer.add({second: 1})
    writer.end()
    assert written == [first, second]


def test_only_counts_of_at_least_five_are_shown():
    make.make_unmet_need(week=1, count=LOWEST_SHOWN - 1)
    seen = make.make_unmet_need(week=2, count=LOWEST_SHOWN)
    assert LOWEST_SHOWN == 5
    assert list(UnmetNeed.objects.shown()) == [seen]


def test_the_admin_shows_no_smaller_count_wherever_one_looks():
    home = make.make_municipality(name="Fjellby")
    few = make.make_unmet_need(week=7, count=4, municipality=home)
    many = make.make_unmet_need(week=8, count=5, municipality=home)
    editor = editor_called("eksempel-redaktor")
    page = editor.get(address(UnmetNeed, "changelist"), {"q": "Fjellby"})
    assert list(page.context["cl"].result_list) == [many]
    assert page.context["cl"].full_result_count == 1
    for what in ("change", "history"):
        assert editor.get(address(UnmetNeed, what, many.pk)).status_code == 200
        answer = editor.get(address(UnmetNeed, what, few.pk))
        assert answer.status_code == 302
    # What keeps a municipality from being deleted is listed by its text.
    assert str(few) == "2024-W07"


def test_the_webs_role_may_count_and_look_up():
    assert {"SELECT", "INSERT", "UPDATE"} <= table_rights()["services_unmetneed"]
