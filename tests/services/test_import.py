"""Importing services, places and partners from files that people make."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from guidance_centres.models import GuidanceCentre
from partners.models import Partner
from publishing.models import Check
from services.models import GuidanceService, Need, TargetGroup

pytestmark = pytest.mark.django_db

HEADER = (
    "id,provider,name_nb,summary_nb,target_groups,needs,national,price,url,outcome_nb,"
    "checked_on,status,source"
)
LINE = (
    "{id},nav,{name},Vi hjelper deg.,adults,job_search,yes,{price},"
    "https://www.nav.no/,En plan.,2026-03-01,{status},nav.no"
)


@pytest.fixture
def world():
    Partner.objects.create(slug="nav", name="Nav", kind="nav")
    TargetGroup.objects.create(slug="adults", name_nb="voksne")
    Need.objects.create(slug="job_search", name_nb="søke jobb")


@pytest.fixture
def load(tmp_path, world):
    """Return a function that imports lines and gives back what was printed."""

    def run(*lines, name="services", **options):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        output = StringIO()
        try:
            call_command(f"import_{name}", str(path), stdout=output, **options)
        except CommandError as error:
            return output.getvalue() + str(error), False
        return output.getvalue(), True

    return run


def line(id="kurs", name="Kurs", price="free", status="published"):
    return LINE.format(id=id, name=name, price=price, status=status)


def test_a_file_is_loaded_and_the_same_again_is_nothing(load):
    load(HEADER, line())
    service = GuidanceService.objects.get(slug="kurs")
    assert service.is_free
    assert service.is_national
    assert [need.slug for need in service.needs.all()] == ["job_search"]
    check = Check.objects.get(object_id=str(service.pk))
    assert (check.kind, str(check.checked_on)) == ("stated_by_source", "2026-03-01")
    load(HEADER, line())
    assert Check.objects.count() == 1


def test_a_changed_line_changes_its_row_and_no_other(load):
    load(HEADER, line(), line(id="samtale", name="Samtale"))
    load(HEADER, line(name="Nytt navn"))
    assert GuidanceService.objects.get(slug="kurs").name_nb == "Nytt navn"
    assert GuidanceService.objects.get(slug="samtale").name_nb == "Samtale"


def test_historical_ends_a_service(load):
    load(HEADER, line())
    load(HEADER, line(status="historical"))
    assert GuidanceService.objects.get(slug="kurs").status == "ended"


def test_one_bad_line_stops_the_whole_file_and_is_named(load):
    printed, fine = load(HEADER, line(), line(id="b", status="perhaps"))
    assert not fine
    assert "3" in printed
    assert not GuidanceService.objects.exists()


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        (LINE.replace("adults", "martians"), "martians"),
        (LINE.replace("nav,", "nasa,", 1), "nasa"),
        (LINE.replace("2026-03-01", "1.3.2026"), "1.3.2026"),
        (LINE.replace("yes", "maybe"), "national"),
        (LINE.replace("https://www.nav.no/", "javascript:alert(1)"), "url"),
    ],
)
def test_a_line_that_cannot_be_used_says_why(load, bad, word):
    printed, fine = load(
        HEADER, bad.format(id="kurs", name="Kurs", price="free", status="published")
    )
    assert not fine
    assert word in printed
    assert not GuidanceService.objects.exists()


def test_what_the_database_refuses_is_told_by_line(load):
    without_outcome = line(id="b").replace("En plan.", "")
    printed, fine = load(HEADER, line(), without_outcome)
    assert not fine
    assert "3" in printed
    assert not GuidanceService.objects.exists()


def test_a_repeated_id_is_refused(load):
    printed, fine = load(HEADER, line(), line())
    assert not fine
    assert "kurs" in printed


def test_dry_run_reports_and_changes_nothing(load):
    printed, fine = load(HEADER, line(), dry_run=True)
    assert fine
    assert "1" in printed
    assert not GuidanceService.objects.exists()


def test_what_a_person_edited_is_kept_unless_forced(load):
    load(HEADER, line())
    GuidanceService.objects.update(name_nb="Min", edited_by_person_at=timezone.now())
    load(HEADER, line(name="Filens"))
    assert GuidanceService.objects.get().name_nb == "Min"
    load(HEADER, line(name="Filens"), force=True)
    assert GuidanceService.objects.get().name_nb == "Filens"


@pytest.mark.parametrize(
    "lines",
    [
        ["id,provider,colour", "a,nav,red"],
        ["id,id,provider", "a,a,nav"],
        ["name_nb", "Kurs"],
        [],
        [HEADER, line() + ",one,too,many"],
        [HEADER, '"never closed'],
        [HEADER, "a\0b"],
    ],
)
def test_a_file_that_is_no_such_file_is_refused_whole(load, lines):
    _printed, fine = load(*lines)
    assert not fine
    assert not GuidanceService.objects.exists()


def test_a_file_in_another_encoding_is_refused(tmp_path, world):
    path = tmp_path / "latin.csv"
    path.write_bytes((HEADER + "\n" + line(name="Søk")).encode("latin-1"))
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("import_services", str(path), stdout=StringIO())


def test_a_byte_order_mark_from_a_spreadsheet_is_no_problem(load):
    _printed, fine = load("\ufeff" + HEADER, line())
    assert fine


def test_parents_may_stand_later_in_the_file(load):
    load(
        "slug,name,kind,parent",
        "office,Office,nav,region",
        "region,Region,nav,nav",
        name="partners",
    )
    assert Partner.objects.get(slug="office").parent.slug == "region"


@pytest.mark.parametrize("number", ["123456789", "12345678", "98382563O"])
def test_an_organisation_number_is_checked(load, number):
    printed, fine = load(
        "slug,name,kind,organisation_number", f"a,A,other,{number}", name="partners"
    )
    assert not fine
    assert number in printed


def test_opening_hours_are_read_and_holidays_are_closed(load):
    _printed, fine = load(
        "id,name,kind,opening_hours",
        'a,A,career_centre,"Mo-Fr 09:00-15:00; We 09:00-18:00; PH off"',
        "b,B,career_centre,Mo-Fr 09:00-15:00",
        name="centres",
    )
    assert fine
    centre = GuidanceCentre.objects.get(slug="a")
    wednesday = centre.weekly_openings.get(weekday=3)
    assert wednesday.closes.hour == 18
    assert centre.weekly_openings.count() == 5
    assert not GuidanceCentre.objects.filter(open_on_public_holidays=True)


def test_opening_hours_that_cannot_be_read_are_refused(load):
    printed, fine = load(
        "id,name,kind,opening_hours", "a,A,career_centre,whenever", name="centres"
    )
    assert not fine
    assert "whenever" in printed


def test_only_line_ends_end_a_line(load):
    printed, fine = load(
        "slug,name,kind",
        "a,En\u2028to,other",
        "b,En\x85to,other",
        "c,C,no such kind",
        name="partners",
    )
    assert not fine
    assert "linje 4" in printed and "linje 3" not in printed


@pytest.mark.parametrize("address", ["To ord", "bø", "a/b", "x" * 121])
def test_what_cannot_be_an_address_is_refused(load, address):
    _printed, fine = load(HEADER, line(id=address))
    assert not fine


def test_a_number_that_another_has_is_refused_in_norwegian(load):
    rows = ["a,A,other,889640782", "b,B,other,889640782"]
    printed, fine = load("slug,name,kind,organisation_number", *rows, name="partners")
    assert not fine
    assert "duplicate key" not in printed


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "20260301", "2026-W10-1"])
def test_a_day_that_nobody_means_is_refused(load, day):
    printed, fine = load(HEADER, line().replace("2026-03-01", day))
    assert not fine
    assert day in printed


def test_any_language_can_be_one_of_guidance(load, client):
    header = f"{HEADER},languages"
    assert load(header, f"{line()},NB so so xx")[1]
    assert GuidanceService.objects.get().languages == ["nb", "so", "xx"]
    text = client.get("/tilbud/kurs/").content.decode()
    assert "xx" in text
    assert client.get("/finn/?sprak=so&hvem=adults").context["ignored"] == []
    assert not load(header, f"{line()},næ")[1]
