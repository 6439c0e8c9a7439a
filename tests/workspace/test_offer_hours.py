"""Opening hours on «Min side»: a week as a table, seasons, and days that differ."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from guidance_centres.models import GuidanceCentre, OpeningException, WeeklyOpening
from guidance_centres.operations import set_week
from publishing.models import Check, Proposal, StatusChange
from tests import factories as make
from tests.publishing.proposing import People

from .desks import form_on, logged_in, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return People()


@pytest.fixture
def centre(people):
    return make.make_centre(partner=people.partner, county=people.county)


@pytest.fixture
def editor(people):
    return logged_in(people.editor)


def hours_of(centre):
    return f"/min-side/steder/{centre.slug}/apningstider/"


def week_of(centre):
    return [
        (row.weekday, row.opens, row.closes, row.by_appointment)
        for row in centre.weekly_openings.all()
    ]


@pytest.mark.parametrize("who", ["other_editor", "other_coordinator", "signatory"])
def test_nobody_else_finds_the_hours(people, centre, who):
    client = logged_in(getattr(people, who))
    for path in (hours_of(centre), f"{hours_of(centre)}unntak/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"s0_d1_0_opens": "9"}).status_code == 404
    assert not centre.weekly_openings.exists()


def test_several_times_a_day_as_people_write_them(centre, editor):
    checks = Check.objects.count()
    answer = sent(
        editor,
        hours_of(centre),
        s0_d1_0_opens="9",
        s0_d1_0_closes="11.30",
        s0_d1_1_opens="kl. 12",
        s0_d1_1_closes="1500",
        s0_d1_1_by_appointment="on",
    )
    assert answer.status_code == 302, answer.content.decode()
    assert week_of(centre) == [
        (1, time(9), time(11, 30), False),
        (1, time(12), time(15), True),
    ]
    entry = StatusChange.objects.get(action="edited")
    assert entry.details["changes"]["weeklyopening"] == [
        [],
        ["1 09:00-11:30", "1 12:00-15:00 appointment"],
    ]
    assert Check.objects.count() == checks
    centre.refresh_from_db()
    assert centre.edited_by_person_at is not None
    # They need nobody's approval.
    assert not Proposal.objects.exists()


def test_they_are_public_at_once(centre, editor, client):
    sent(editor, hours_of(centre), s0_d1_0_opens="9.15", s0_d1_0_closes="15.45")
    page = client.get(centre.get_absolute_url()).content.decode()
    assert "09.15" in page


def test_a_season_has_hours_of_its_own_and_keeps_the_others(centre, editor):
    row = make.make_weekly_opening(
        centre=centre, valid_to=date(2026, 5, 31), note_nb="Ring først"
    )
    path = f"{hours_of(centre)}?sesong=ny"
    answer = sent(
        editor,
        path,
        s1_from="1.6.2026",
        s1_to="31/8-2026",
        s1_d1_0_opens="10",
        s1_d1_0_closes="14",
    )
    assert answer.status_code == 302, answer.content.decode()
    first, second = centre.weekly_openings.order_by("opens")
    assert (first.pk, first.note_nb) == (row.pk, "Ring først")
    assert (second.valid_from, second.valid_to) == (
        date(2026, 6, 1),
        date(2026, 8, 31),
    )


@pytest.mark.parametrize(
    "typed",
    [
        {"s0_d1_0_opens": "9"},
        {"s0_d1_0_opens": "ni", "s0_d1_0_closes": "15"},
        {"s0_d1_0_opens": "9", "s0_d1_0_closes": "9"},
        {
            "s0_d1_0_opens": "9",
            "s0_d1_0_closes": "12",
            "s0_d1_1_opens": "11",
            "s0_d1_1_closes": "15",
        },
        {"s0_from": "1.6.2026", "s0_to": "1.5.2026", "s0_d1_0_opens": "9"},
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(centre, editor, typed):
    make.make_weekly_opening(centre=centre, weekday=5)
    before = week_of(centre)
    answer = sent(editor, hours_of(centre), **typed)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "ds-error-summary" in text
    for value in typed.values():
        assert f'value="{value}"' in text
    assert week_of(centre) == before


def test_two_editors_never_overwrite_each_other(people, centre, editor):
    form = form_on(editor.get(hours_of(centre)))
    sent(
        logged_in(people.colleague),
        hours_of(centre),
        s0_d2_0_opens="8",
        s0_d2_0_closes="12",
    )
    mine = form | {"s0_d1_0_opens": "9", "s0_d1_0_closes": "15"}
    answer = editor.post(hours_of(centre), mine)
    assert answer.status_code == 409
    assert "08.00–12.00" in answer.content.decode()
    assert week_of(centre) == [(2, time(8), time(12), False)]


def test_no_more_than_what_the_page_holds_is_read(centre, editor):
    answer = sent(
        editor,
        hours_of(centre),
        s99_d1_0_opens="9",
        s0_d1_9_opens="9",
        s0_d8_0_opens="9",
        centre="1",
    )
    assert answer.status_code in (200, 302)
    assert not WeeklyOpening.objects.exists()


def test_exceptions_are_added_changed_and_removed(centre, editor):
    today = timezone.localdate()
    past = make.make_opening_exception(centre=centre, starts_on=date(2024, 1, 2))
    gone = make.make_opening_exception(
        centre=centre, starts_on=today + timedelta(days=3)
    )
    path = f"{hours_of(centre)}unntak/"
    day = today + timedelta(days=10)
    answer = sent(
        editor,
        path,
        u0_remove="on",
        u1_starts_on=f"{day:%d.%m.%Y}",
        u1_opens="9",
        u1_closes="12",
        u1_note_nb="Kurs for ansatte",
    )
    assert answer.status_code == 302, answer.content.decode()
    kept, new = OpeningException.objects.order_by("starts_on")
    assert kept.pk == past.pk
    assert not OpeningException.objects.filter(pk=gone.pk).exists()
    assert (new.starts_on, new.ends_on, new.opens) == (day, day, time(9))


def test_exceptions_that_overlap_are_told(centre, editor):
    day = timezone.localdate() + timedelta(days=10)
    answer = sent(
        editor,
        f"{hours_of(centre)}unntak/",
        u0_starts_on=f"{day:%d.%m.%Y}",
        u1_starts_on=f"{day:%d.%m.%Y}",
        u1_note_nb="To ganger",
    )
    assert answer.status_code == 200
    assert "To ganger" in answer.content.decode()
    assert not OpeningException.objects.exists()


def test_the_operation_asks_the_right_itself(people, centre):
    with pytest.raises(Exception, match="change"):
        set_week(centre, wanted=[], actor=people.other_editor)


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_pages_of_a_place_in_three_languages(people, centre, editor, prefix):
    make.make_weekly_opening(centre=centre)
    base = f"{prefix}/min-side/steder/"
    row = f"{base}{centre.slug}/"
    for path in (
        base,
        f"{base}ny/",
        row,
        *(f"{row}{page}/" for page in ("endre", "kontakt", "send", "forhandsvis")),
        f"{row}apningstider/",
        f"{row}apningstider/unntak/",
    ):
        answer = editor.get(path)
        assert answer.status_code == 200, path
        assert "no-store" in answer["Cache-Control"]


def test_a_new_place_is_written_sent_and_approved(people, editor):
    municipality = make.make_municipality(county=people.county)
    code = make.make_postal_code(code="2815")
    answer = sent(
        editor,
        "/min-side/steder/ny/",
        name="Eksempelsenteret på Å",
        kind="career_centre",
        address="Storgata 1",
        postal_code="N-2815",
        municipality=str(municipality.pk),
        step_free="True",
        phone="22 33 44 55",
    )
    assert answer.status_code == 302, answer.content.decode()
    place = GuidanceCentre.objects.get(slug="eksempelsenteret-pa-a")
    assert (place.status, place.partner) == ("draft", people.partner)
    assert (place.postal_code, place.county) == (code, people.county)
    sent(editor, f"/min-side/steder/{place.slug}/send/", message="")
    proposal = Proposal.objects.get()
    path = f"/min-side/godkjenning/{proposal.public_id}/"
    sent(logged_in(people.coordinator), path, action=path)
    place.refresh_from_db()
    assert place.status == "published"
