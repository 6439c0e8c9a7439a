"""Opening hours read from OSM's syntax mean the same when written back."""

from datetime import date, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guidance_centres.opening_hours import (
    DatedException,
    OpeningHoursError,
    WeekInterval,
    check_exceptions,
    check_week,
    day_times,
    intervals_on,
)
from guidance_centres.osm_hours import parse_osm, to_osm


def rows(text):
    week, _, _ = parse_osm(text)
    return [
        f"{row.weekday} {row.opens:%H:%M}-{row.closes:%H:%M}"
        + (" a" if row.by_appointment else "")
        for row in week
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo-We 09:00-15:00", [f"{day} 09:00-15:00" for day in (1, 2, 3)]),
        ("mo-tu 9:00-15:00", [f"{day} 09:00-15:00" for day in (1, 2)]),
        ("Mo–Tu 09:00–15:00", [f"{day} 09:00-15:00" for day in (1, 2)]),
        ("Fr-Mo 10:00-11:00", [f"{day} 10:00-11:00" for day in (1, 5, 6, 7)]),
        ("10:00-11:00", [f"{day} 10:00-11:00" for day in range(1, 8)]),
        (
            "Mo,We 10:00-12:00,13:00-15:00",
            ["1 10:00-12:00", "1 13:00-15:00", "3 10:00-12:00", "3 13:00-15:00"],
        ),
        ("Mo-Tu 09:00-15:00; Tu 09:00-18:00", ["1 09:00-15:00", "2 09:00-18:00"]),
        (
            "Mo-Tu 09:00-15:00, Tu 16:00-18:00",
            ["1 09:00-15:00", "2 09:00-15:00", "2 16:00-18:00"],
        ),
        ("Mo-We 09:00-15:00; Tu off", ["1 09:00-15:00", "3 09:00-15:00"]),
        ("Mo-Tu 09:00-15:00; Tu,PH closed;", ["1 09:00-15:00"]),
        ("Fr 20:00-02:00", ["5 20:00-02:00"]),
        ("Mo 20:00-24:00", ["1 20:00-00:00"]),
        ("Mo 00:00-24:00", ["1 00:00-12:00", "1 12:00-00:00"]),
        ('Mo 09:00-15:00 "etter avtale"', ["1 09:00-15:00 a"]),
        ('Mo 09:00-15:00 "By appointment"', ["1 09:00-15:00 a"]),
        (
            'Mo 09:00-12:00, Mo 12:00-15:00 "etter avtale"',
            ["1 09:00-12:00", "1 12:00-15:00 a"],
        ),
        ("off", []),
        ("", []),
        (" ; ", []),
    ],
)
def test_week(text, expected):
    assert rows(text) == expected


def test_always():
    week, _, on_holidays = parse_osm("24/7")
    assert on_holidays
    assert to_osm(week, (), on_holidays) == "24/7"
    for offset in range(7):
        [(start, end)] = intervals_on(date(2026, 11, 23) + timedelta(offset), week)
        assert end - start == timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "open_on_holidays"),
    [
        ("Mo-Fr 09:00-15:00", True),
        ("Mo-Fr 09:00-15:00; PH off", False),
        ("PH off; Mo-Fr 09:00-15:00", False),
        ("Mo-Fr 09:00-15:00; Sa,Su,PH off", False),
        ("Mo-Fr 09:00-15:00, PH closed", False),
        ("24/7; ph off", False),
    ],
)
def test_holidays(text, open_on_holidays):
    assert parse_osm(text)[2] is open_on_holidays


def test_dated_exceptions():
    _, exceptions, _ = parse_osm(
        "Mo-Fr 09:00-15:00; PH off; 2026 Dec 24-2027 Jan 01 off;"
        " 2026 Dec 30 10:00-12:00,13:00-14:00"
    )
    day = date(2026, 12, 30)
    assert exceptions == (
        DatedException(date(2026, 12, 24), date(2027, 1, 1)),
        DatedException(day, day, False, time(10), time(12)),
        DatedException(day, day, False, time(13), time(14)),
    )


def test_a_later_longer_exception_takes_the_days_from_an_earlier_one():
    week, exceptions, _ = parse_osm(
        "24/7; 2026 Dec 22-2026 Dec 26 10:00-12:00; 2026 Dec 24-2026 Dec 31 off"
    )
    open_days = [
        day for day in range(20, 32) if day_times(date(2026, 12, day), week, exceptions)
    ]
    assert open_days == [20, 21, 22, 23]


def test_a_season_replaces_the_ordinary_week_while_it_lasts():
    week, _, _ = parse_osm(
        "Mo-Fr 09:00-15:00; 2026 Jun 01-2026 Aug 31 Mo-Fr 09:00-14:00"
    )
    closes = [
        day_times(day, week)[0].closes.hour
        for day in (
            date(2026, 5, 29),
            date(2026, 6, 1),
            date(2026, 8, 31),
            date(2026, 9, 1),
        )
    ]
    assert closes == [15, 14, 14, 15]
    assert len(week) == 15


def test_a_season_without_end():
    week, _, _ = parse_osm("Mo 09:00-15:00; 2026 Jun 01+ Mo 10:00-16:00")
    assert [(row.valid_from, row.valid_to) for row in week] == [
        (None, date(2026, 5, 31)),
        (date(2026, 6, 1), None),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Jun-Aug Mo-Fr 09:00-14:00", "month_without_year"),
        ("Dec 24 off", "month_without_year"),
        ("PH 10:00-12:00", "holiday_hours"),
        ("Mo-Su,PH 10:00-12:00", "holiday_hours"),
        ('"etter avtale"', "appointment_without_hours"),
        ('Mo-Fr "etter avtale"', "appointment_without_hours"),
        ('Mo off "etter avtale"', "appointment_without_hours"),
        ('Mo 09:00-15:00 "bare drop-in"', "comment"),
        ('2026 Dec 24 09:00-12:00 "etter avtale"', "comment"),
        ("Mo-Fr", "syntax"),
        ("Mo-Fr 09.00-15.00", "syntax"),
        ("Mo-Fr 09:00", "syntax"),
        ("Mo-Fr 09:00+", "syntax"),
        ("Mo 24/7", "syntax"),
        ("Mo-Fr sunrise-sunset", "syntax"),
        ("Mo[1] 09:00-15:00", "syntax"),
        ("week 1-10 Mo 09:00-15:00", "syntax"),
        ("SH off", "syntax"),
        ("man-fre 9-15", "syntax"),
        ("-2026 Dec 24 off", "syntax"),
        ("Mo 25:00-26:00", "time"),
        ("Mo 09:60-15:00", "time"),
        ("Mo 09:00-09:00", "same_time"),
        ("2026 Feb 30 off", "date"),
        ("1800 Feb 01 off", "date"),
        ("0000 Feb 01 off", "date"),
        ("2026 Dec 24-2026 Dec 23 off", "period"),
        ("2026 Dec 24 off; Mo 09:00-15:00", "order"),
        ("2026 Dec 24 off, 2026 Dec 25 10:00-12:00", "order"),
        ("Mo 09:00-12:00, Mo 11:00-15:00", "overlap"),
        ("Mo 20:00-03:00; Tu 02:00-04:00", "overlap"),
        ("2026 Dec 24 09:00-12:00,11:00-13:00", "overlap"),
        ("Mo 09:00-15:00;" * 200, "too_long"),
        ("Mo 09:00-15:00\x00", "syntax"),
        ("Mo 0９:00-15:00", "syntax"),
    ],
)
def test_what_is_not_understood_is_refused(text, code):
    with pytest.raises(OpeningHoursError) as refusal:
        parse_osm(text)
    assert refusal.value.code == code


def test_a_refusal_names_the_rule():
    with pytest.raises(OpeningHoursError) as refusal:
        parse_osm("Mo 09:00-15:00;  Jul   Mo off")
    assert refusal.value.params == {"rule": "Jul Mo off"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24/7",
        "24/7; PH off",
        "Mo-Fr 09:00-15:00; PH off",
        "Mo,Tu,Th,Fr 09:00-15:00; We 09:00-18:00; PH off",
        "Mo,We 10:00-12:00,13:00-15:00",
        'Mo 09:00-12:00, Mo 13:00-15:00 "etter avtale"; PH off',
        "Fr,Sa 20:00-24:00",
        "Mo-Fr 09:00-15:00; PH off; 2026 Dec 24-2027 Jan 01 off",
        "Mo-Fr 09:00-15:00; 2026 Dec 24-2027 Jan 01 off; 2026 Dec 30 10:00-12:00",
        "1900 Jan 01-2026 May 31 Mo 09:00-15:00; 2026 Jun 01+ Mo 09:00-14:00; PH off",
        "2026 Dec 30 10:00-12:00,13:00-14:00",
        "2026 Jun 01-2026 Aug 31 Mo-Su 00:00-24:00",
        "9999 Dec 31 off",
    ],
)
def test_what_is_written_by_us_is_read_and_written_alike(text):
    assert to_osm(*parse_osm(text)) == text


def test_the_last_day_of_the_calendar_does_not_overflow():
    week, _, _ = parse_osm("Mo 09:00-15:00; 2026 Jun 01-9999 Dec 31 Mo 09:00-14:00")
    assert len(week) == 2


quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
days = st.dates(date(2026, 11, 1), date(2027, 2, 28))


def valid(build, *parts):
    try:
        return build(*parts)
    except OpeningHoursError:
        return None


week_rows = st.builds(
    lambda *parts: valid(WeekInterval, *parts),
    st.integers(1, 7),
    quarters,
    quarters,
    st.none() | days,
    st.none() | days,
    st.booleans(),
).filter(bool)
dated = st.builds(
    lambda start, length, times: valid(
        DatedException, start, start + timedelta(length), times is None, *(times or ())
    ),
    days,
    st.integers(0, 9),
    st.none() | st.tuples(quarters, quarters),
).filter(bool)
whole_days = st.integers(1, 7).map(
    lambda day: [
        WeekInterval(day, time(0), time(12)),
        WeekInterval(day, time(12), time(0)),
    ]
)


def without_clashes(items, check):
    kept = []
    for item in items:
        try:
            check([*kept, item])
        except OpeningHoursError:
            continue
        kept.append(item)
    return kept


weeks = st.builds(
    lambda some, all_day: without_clashes([*all_day, *some], check_week),
    st.lists(week_rows, max_size=8),
    st.just([]) | whole_days,
)


@given(weeks, st.lists(dated, max_size=5), st.booleans())
def test_round_trip(week, exceptions, open_on_holidays):
    exceptions = without_clashes(exceptions, check_exceptions)
    text = to_osm(week, exceptions, open_on_holidays)
    assume(len(text) <= 2000)
    parsed_week, parsed_exceptions, parsed_holidays = parse_osm(text)
    assert set(parsed_week) == set(week)
    assert len(parsed_week) == len(week)
    assert sorted(map(repr, parsed_exceptions)) == sorted(map(repr, exceptions))
    assert parsed_holidays == (open_on_holidays and bool(week))
    assert to_osm(parsed_week, parsed_exceptions, parsed_holidays) == text


rule_texts = st.builds(
    lambda start, length, body: (
        f"{start:%Y} {MONTH[start.month]} {start:%d}-"
        f"{start + timedelta(length):%Y} {MONTH[(start + timedelta(length)).month]}"
        f" {start + timedelta(length):%d} {body}",
        start,
        start + timedelta(length),
        body,
    ),
    days,
    st.integers(0, 20),
    st.sampled_from(["off", "10:00-12:00", "13:00-14:00"]),
)
MONTH = {11: "Nov", 12: "Dec", 1: "Jan", 2: "Feb", 3: "Mar"}


@given(st.lists(rule_texts, max_size=6))
def test_of_dated_rules_the_last_one_written_holds(rules):
    _, exceptions, _ = parse_osm("; ".join(text for text, *_ in rules))
    for offset in range(150):
        day = date(2026, 11, 1) + timedelta(offset)
        bodies = [body for _, first, last, body in rules if first <= day <= last]
        expected = bodies[-1] if bodies else "off"
        found = day_times(day, [], exceptions)
        assert (
            ",".join(f"{t.opens:%H:%M}-{t.closes:%H:%M}" for t in found) or "off"
        ) == expected


@given(st.text(max_size=60) | st.text('MoTuWe -,;:"0123456789/PHof', max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        parsed = parse_osm(text)
    except OpeningHoursError:
        return
    assert parse_osm(to_osm(*parsed)) == parsed
