"""The opening hours on the page of a place, at every hour that is hard."""

from datetime import UTC, date, datetime, time

import pytest

from tests import factories as make

from .reading import text_of

pytestmark = pytest.mark.django_db

# A Monday in an ordinary week; 10.30 in Norway.
MONDAY = datetime(2025, 3, 10, 9, 30, tzinfo=UTC)


def test_without_known_hours_nothing_is_said_to_be_open(client):
    centre = make.make_centre()

    response = client.get(centre.get_absolute_url())

    assert response.context["opening"] is None
    assert 'data-state="open"' not in text_of(response)


def test_an_open_place_says_until_when(client, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    centre = make.make_centre()
    make.make_weekly_opening(centre=centre)

    opening = client.get(centre.get_absolute_url()).context["opening"]

    assert opening.state == "open"
    assert "15.00" in opening.state_label
    assert opening.days[0]["today"]
    assert opening.days[0]["hours"] == ["09.00–15.00"]
    assert opening.days[1]["hours"] == []


def test_a_closed_place_says_when_it_opens(client, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    centre = make.make_centre()
    make.make_weekly_opening(centre=centre, weekday=3)

    opening = client.get(centre.get_absolute_url()).context["opening"]

    assert opening.state == "closed"
    assert "09.00" in opening.state_label


def test_a_public_holiday_closes_and_is_named(client, time_machine):
    time_machine.move_to(datetime(2025, 5, 1, 9, tzinfo=UTC), tick=False)
    centre = make.make_centre()
    make.make_weekly_opening(centre=centre, weekday=4)

    opening = client.get(centre.get_absolute_url()).context["opening"]

    assert opening.state == "closed"
    assert opening.days[3]["hours"] == []
    assert opening.days[3]["note"]


def test_an_exception_changes_the_day_and_is_told_ahead(client, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    centre = make.make_centre()
    make.make_weekly_opening(centre=centre, weekday=2)
    make.make_opening_exception(
        centre=centre,
        starts_on=date(2025, 3, 11),
        opens=time(12),
        closes=time(14),
        note_nb="Planleggingsdag",
    )

    opening = client.get(centre.get_absolute_url()).context["opening"]

    assert opening.days[1]["hours"] == ["12.00–14.00"]
    assert opening.days[1]["note"] == "Planleggingsdag"
    assert len(opening.ahead) == 1


# The week: opening from Monday to Sunday at the same times
DAILY = range(1, 8)


@pytest.mark.parametrize(
    ("at", "opens", "closes", "state", "words"),
    [
        # Open until midnight: the last minute counts, midnight does not.
        ("2025-03-10T23:59+01:00", time(9), time(0), "open", "00.00"),
        ("2025-03-11T00:00+01:00", time(9), time(0), "closed", "i dag kl. 09.00"),
        # Open over midnight.
        ("2025-03-10T23:59+01:00", time(20), time(2), "open", "02.00"),
        ("2025-03-11T00:00+01:00", time(20), time(2), "open", "02.00"),
        ("2025-03-11T02:00+01:00", time(20), time(2), "closed", "i dag kl. 20.00"),
        # 02.30 does not exist on 29 March 2026: the clock goes from 02.00 to 03.00.
        ("2026-03-29T01:59+01:00", time(20), time(2, 30), "open", "03.00"),
        ("2026-03-29T03:00+02:00", time(20), time(2, 30), "closed", "20.00"),
        ("2026-03-29T03:30+02:00", time(2, 30), time(5), "open", "05.00"),
        # 02.30 comes twice on 25 October 2026: the first one counts.
        ("2026-10-25T02:29+02:00", time(20), time(2, 30), "open", "02.30"),
        ("2026-10-25T02:30+02:00", time(20), time(2, 30), "closed", "20.00"),
        ("2026-10-25T02:30+01:00", time(20), time(2, 30), "closed", "20.00"),
        ("2026-10-25T02:30+01:00", time(2, 30), time(5), "open", "05.00"),
        # Norwegian holidays: 17 May 2026 is a Sunday, 2 April Maundy Thursday.
        ("2026-05-17T12:00+02:00", time(9), time(15), "closed", "i morgen kl. 09.00"),
        ("2026-04-01T14:59+02:00", time(9), time(15), "open", "15.00"),
        ("2026-04-02T12:00+02:00", time(9), time(15), "closed", "lørdag kl. 09.00"),
    ],
)
def test_open_now_is_right_at_midnight_clock_changes_and_holidays(
    client, time_machine, at, opens, closes, state, words
):
    time_machine.move_to(datetime.fromisoformat(at), tick=False)
    centre = make.make_centre()
    for weekday in DAILY:
        make.make_weekly_opening(
            centre=centre, weekday=weekday, opens=opens, closes=closes
        )

    response = client.get(centre.get_absolute_url())
    opening = response.context["opening"]

    assert opening.state == state
    assert words in opening.state_label.replace("\xa0", " ")
    assert opening.state_label in response.content.decode()


def test_maundy_thursday_is_closed_in_the_week_and_named(client, time_machine):
    time_machine.move_to(datetime(2026, 4, 1, 10, tzinfo=UTC), tick=False)
    centre = make.make_centre()
    for weekday in DAILY:
        make.make_weekly_opening(centre=centre, weekday=weekday)

    days = client.get(centre.get_absolute_url()).context["opening"].days

    assert [bool(day["hours"]) for day in days] == [
        *(True, True, True),
        *(False, False, True, False),
    ]
    assert days[3]["note"] == "Skjærtorsdag"


@pytest.mark.parametrize("on_holidays", [True, False])
def test_what_holds_on_holidays_is_said(client, on_holidays):
    centre = make.make_centre(open_on_public_holidays=on_holidays)
    make.make_weekly_opening(centre=centre)
    page = text_of(client.get(f"/en{centre.get_absolute_url()}"))
    assert ("Open on public holidays too." in page) is on_holidays
    assert ("Closed on public holidays." in page) is not on_holidays


def test_hours_of_a_season_to_come_are_told_ahead(client, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    centre = make.make_centre()
    for weekday in (1, 2):
        make.make_weekly_opening(
            centre=centre, weekday=weekday, valid_from=date(2025, 4, 1)
        )

    ahead = client.get(f"/en{centre.get_absolute_url()}").context["opening"].ahead

    assert [line.replace("\xa0", " ") for line in ahead] == [
        "From 1 April 2025: Monday 09:00–15:00, Tuesday 09:00–15:00"
    ]
