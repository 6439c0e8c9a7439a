"""Many lines at once: a fixed number of queries, and a limit."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Partner
from partners.standing import keep_standings
from publishing.importing import FileRefused
from publishing.models import StatusChange
from services.models import GuidanceService
from tests.factories import make_centre, make_need, make_target_group
from tests.publishing.test_operations import intact
from tests.workspace.two_counties import OneCounty
from workspace.imports import operations
from workspace.imports.kinds import KINDS
from workspace.models import ImportFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return OneCounty("Her")


def file_of(kind, here, count, name="Eksempel", bad=()):
    """Return a file with so many lines, of which some are refused by the database."""
    place = here.county.code
    if kind == "partners":
        header = "slug,name,kind,county_code,parent"
        lines = [
            f"p-{number},{name} {number},school,{place},{here.council.slug}"
            for number in range(count)
        ]
    elif kind == "centres":
        header = "id,name,kind,partner,county_code,opening_hours,status,as_of,source"
        lines = [
            f"c-{number},{name} {number},school,{here.nav.slug},{place},"
            "Mo-Fr 09:00-15:00,draft,2024,eksempel"
            for number in range(count)
        ]
    else:
        group, need = make_target_group(), make_need()
        centre = make_centre(partner=here.nav)
        header = (
            "id,provider,name_nb,target_groups,needs,centres,status,age_from,age_to,"
            "checked_on,source"
        )
        lines = [
            f"s-{number},{here.nav.slug},{name} {number},{group.slug},{need.slug},"
            f"{centre.slug},draft,{30 if number in bad else 18},20,2024-01-01,eksempel"
            for number in range(count)
        ]
    return "\n".join([header, *lines, ""]).encode()


def queries_of(work):
    """Return how many questions were asked, as in one request, and the result."""
    with CaptureQueriesContext(connection) as asked:
        result = keep_standings(lambda _request: work())(None)
    return len(asked), result


def bring_in(kind, here, data):
    """Send in a file and accept it; return the number of queries of both."""
    actor = here.people["coordinator"]
    sent, file = queries_of(
        lambda: operations.send_in(
            operations.read(KINDS[kind], "fil.csv", data), actor=actor
        )
    )
    assert not file.rejected, file.lines.exclude(reason="").first()
    accepted, _file = queries_of(
        lambda: operations.accept(file, shown=file.difference, actor=actor)
    )
    return sent, accepted


@pytest.mark.parametrize("kind", ["partners", "centres", "services"])
@pytest.mark.parametrize("step", ["new", "changed"])
def test_more_lines_ask_no_more_questions(here, kind, step):
    counts = []
    for number in (3, 150):
        ours = OneCounty(f"Fylke{number}")
        data = file_of(kind, ours, number, name=f"A{number}")
        if step == "changed":
            bring_in(kind, ours, data)
            data = data.replace(b"A%d " % number, b"B ")
        counts.append(bring_in(kind, ours, data))
        KINDS[kind].model.objects.filter(slug__regex="^[pcs]-").delete()
    (few_sent, few_accepted), (many_sent, many_accepted) = counts
    assert many_sent <= few_sent + 2
    assert many_accepted <= few_accepted + 2


def test_a_few_bad_lines_of_many_are_found_in_few_steps(here):
    data = file_of("services", here, 512, bad={7, 300})
    actor = here.people["coordinator"]
    count, file = queries_of(
        lambda: operations.send_in(
            operations.read(KINDS["services"], "fil.csv", data), actor=actor
        )
    )
    assert (file.added, file.rejected) == (510, 2)
    rejected = file.lines.filter(state="rejected").values_list("line", flat=True)
    assert set(rejected) == {9, 302}
    assert count < 600


def test_a_page_of_many_lines_asks_as_few_questions(here, client):
    client.force_login(here.people["coordinator"])
    counts = []
    for number in (3, 300):
        data = file_of("partners", here, number)
        file = operations.send_in(
            operations.read(KINDS["partners"], "fil.csv", data),
            actor=here.people["coordinator"],
        )
        address = f"/min-side/import/{file.public_id}/"
        counts.append(queries_of(partial(client.get, address))[0])
    assert counts[1] <= counts[0] + 1


def test_a_thousand_lines_are_brought_in_with_an_entry_for_each(here):
    data = file_of("partners", here, 1000)
    before = StatusChange.objects.count()
    bring_in("partners", here, data)
    assert Partner.objects.filter(slug__startswith="p-").count() == 1000
    assert StatusChange.objects.count() == before + 1000
    assert intact()


def test_ten_thousand_lines_are_read_and_one_more_is_not(here):
    data = file_of("partners", here, 10_000)
    sent = operations.read(KINDS["partners"], "fil.csv", data)
    assert len(sent.table.lines) == 10_000
    with pytest.raises(FileRefused):
        operations.read(KINDS["partners"], "fil.csv", data + b"en-til,E,school,,\n")


def test_nothing_is_kept_of_what_was_tried(here):
    data = file_of("services", here, 5)
    actor = here.people["coordinator"]
    operations.send_in(operations.read(KINDS["services"], "fil.csv", data), actor=actor)
    assert not GuidanceService.objects.exists()
    assert ImportFile.objects.count() == 1
