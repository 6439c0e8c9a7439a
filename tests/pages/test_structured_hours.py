"""The page, JSON-LD and OSM's syntax tell the same opening hours."""

import json
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance_centres.models import OpeningException, WeeklyOpening
from guidance_centres.opening_hours import (
    DatedException,
    OpeningHoursError,
    WeekInterval,
    check_exceptions,
    check_week,
    day_times,
)
from guidance_centres.opening_words import AHEAD, opening_of
from guidance_centres.osm_hours import parse_osm, to_osm
from partnership_portal import structured_data as build
from tests import factories as make

TODAY = date(2026, 3, 31)
NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)
MONDAY = date(2026, 3, 30)

clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30]))
days = st.integers(-20, 90).map(lambda number: TODAY + timedelta(days=number))


@st.composite
def weeks(draw):
    rows = []
    for _number in range(draw(st.integers(0, 6))):
        first, last = draw(st.none() | days), draw(st.none() | days)
        try:
            row = WeekInterval(
                draw(st.integers(1, 7)),
                draw(clocks),
                draw(clocks),
                first,
                last,
                draw(st.booleans()),
            )
            check_week([*rows, row])
        except OpeningHoursError:
            continue
        rows.append(row)
    return rows


@st.composite
def exceptions(draw):
    rows = []
    for _number in range(draw(st.integers(0, 4))):
        first = draw(days)
        last = first + timedelta(days=draw(st.integers(0, 10)))
        closed = draw(st.booleans())
        try:
            row = DatedException(
                first,
                last,
                closed,
                None if closed else draw(clocks),
                None if closed else draw(clocks),
            )
            check_exceptions([*rows, row])
        except OpeningHoursError:
            continue
        rows.append(row)
    return rows


def place_with(week, dated, on_holidays):
    """Return what stands in for a place whose rows are these; nothing is stored."""
    week_rows = [
        WeeklyOpening(
            weekday=row.weekday,
            opens=row.opens,
            closes=row.closes,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            by_appointment=row.by_appointment,
        )
        for row in week
    ]
    dated_rows = [
        OpeningException(
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            opens=row.opens,
            closes=row.closes,
        )
        for row in dated
    ]
    return SimpleNamespace(
        weekly_openings=SimpleNamespace(all=lambda: week_rows),
        opening_exceptions=SimpleNamespace(filter=lambda **_given: dated_rows),
        open_on_public_holidays=on_holidays,
    )


def read_json(nodes):
    """Return (week, whether it opens on holidays) as a machine reads JSON-LD."""
    week, on_holidays = [], True
    for node in nodes:
        day = node["dayOfWeek"].removeprefix("https://schema.org/")
        if day == build.PUBLIC_HOLIDAYS:
            on_holidays = False
            continue
        week.append(
            WeekInterval(
                build.WEEKDAYS.index(day) + 1,
                time.fromisoformat(node["opens"]),
                time.fromisoformat(node["closes"]),
                as_day(node.get("validFrom")),
                as_day(node.get("validThrough")),
                bool(node.get("description")),
            )
        )
    return week, on_holidays


def read_special(nodes):
    return [
        DatedException(
            as_day(node["validFrom"]), as_day(node["validThrough"]), *special(node)
        )
        for node in nodes
    ]


def special(node):
    if node["opens"] == node["closes"] == "00:00":
        return True, None, None
    return (
        False,
        time.fromisoformat(node["opens"]),
        time.fromisoformat(node["closes"]),
    )


def as_day(text):
    return date.fromisoformat(text) if text else None


@given(week=weeks(), dated=exceptions(), on_holidays=st.booleans())
def test_the_page_json_ld_and_osm_tell_the_same_hours(week, dated, on_holidays):
    opening = opening_of(place_with(week, dated, on_holidays), NOW, TODAY)
    if opening is None:
        assert not week
        assert not dated
        return
    hours = opening.shown_hours
    text = build.block(
        {
            "week": build.opening_hours(hours.week, hours.open_on_holidays),
            "special": build.special_hours(hours.exceptions),
        }
    )
    [node] = json.loads(text)["@graph"]
    json_week, json_on_holidays = read_json(node.get("week", []))
    json_dated = read_special(node.get("special", []))
    osm_week, osm_dated, osm_on_holidays = parse_osm(to_osm(week, dated, on_holidays))

    for number in range((TODAY - MONDAY + AHEAD).days):
        day = MONDAY + timedelta(days=number)
        told = day_times(day, json_week, json_dated, open_on_holidays=json_on_holidays)
        assert told == day_times(
            day, osm_week, osm_dated, open_on_holidays=osm_on_holidays
        )
        if number < 7:
            shown = opening.days[number]["hours"]
            assert [words[:11] for words in shown] == [
                f"{times.opens:%H.%M}–{times.closes:%H.%M}" for times in told
            ]


@pytest.mark.django_db
def test_a_closed_day_is_told_as_schema_org_wants_it(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    centre = make.make_centre()
    make.make_weekly_opening(centre=centre, weekday=2)
    make.make_opening_exception(centre=centre, starts_on=date(2026, 4, 7))

    page = client.get(centre.get_absolute_url()).content.decode()
    text = page.partition('<script type="application/ld+json">')[2]
    node = json.loads(text.partition("</script>")[0])["@graph"][0]

    assert node["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": "https://schema.org/Tuesday",
            "opens": "09:00",
            "closes": "15:00",
        },
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": "https://schema.org/PublicHolidays",
            "opens": "00:00",
            "closes": "00:00",
        },
    ]
    assert node["specialOpeningHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "opens": "00:00",
            "closes": "00:00",
            "validFrom": "2026-04-07",
            "validThrough": "2026-04-07",
        }
    ]
