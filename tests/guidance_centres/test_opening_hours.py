"""Opening hours hold at midnight, when the clock changes, and on every holiday."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance_centres.opening_hours import (
    OSLO,
    DatedException,
    DayTimes,
    OpeningHoursError,
    Status,
    WeekInterval,
    check_exceptions,
    check_week,
    intervals_on,
    is_open,
    next_opening,
    status,
    week_table,
)
from guidance_centres.public_holidays import holiday_name, is_norwegian_holiday

MONDAY = date(2026, 11, 23)


def at(text, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=OSLO, fold=fold)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(days, opens, closes, **rest):
    return [
        WeekInterval(day, time.fromisoformat(opens), time.fromisoformat(closes), **rest)
        for day in days
    ]


OFFICE = hours(range(1, 6), "09:00", "15:00")
TWICE_A_DAY = hours([1], "09:00", "12:00") + hours([1], "13:00", "18:00")
# Friday evening until two, and Saturday evening until half past two.
NIGHTS = hours([5], "20:00", "02:00") + hours([6], "20:00", "02:30")
ALWAYS = hours(range(1, 8), "00:00", "12:00") + hours(range(1, 8), "12:00", "00:00")


@pytest.mark.parametrize(
    ("week", "moment", "expected"),
    [
        (OFFICE, at("2026-11-23 08:59:59"), False),
        (OFFICE, at("2026-11-23 09:00"), True),
        (OFFICE, at("2026-11-23 14:59:59"), True),
        (OFFICE, at("2026-11-23 15:00"), False),
        (OFFICE, at("2026-11-28 12:00"), False),
        (OFFICE, utc("2026-11-23 08:00"), True),
        (OFFICE, utc("2026-07-01 07:00"), True),
        (OFFICE, at("2026-11-23 12:00").astimezone(ZoneInfo("Asia/Tokyo")), True),
        (TWICE_A_DAY, at("2026-11-23 12:30"), False),
        (TWICE_A_DAY, at("2026-11-23 17:30"), True),
        (NIGHTS, at("2026-11-27 23:59"), True),
        (NIGHTS, at("2026-11-28 00:00"), True),
        (NIGHTS, at("2026-11-28 01:59"), True),
        (NIGHTS, at("2026-11-28 02:00"), False),
        (ALWAYS, at("2026-11-23 23:59:59"), True),
        (ALWAYS, at("2026-11-24 00:00"), True),
        ([], at("2026-11-23 12:00"), False),
    ],
)
def test_is_open(week, moment, expected):
    assert is_open(moment, week) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # Spring 2026: 02:00 becomes 03:00 on Sunday 29 March; the clock never
        # shows half past two, so the jump closes.
        (utc("2026-03-29 00:59"), True),
        (utc("2026-03-29 01:00"), False),
        (at("2026-03-29 03:00"), False),
        # Autumn 2026: 03:00 becomes 02:00 on Sunday 25 October; the first half past
        # two closes.
        (at("2026-10-25 02:29"), True),
        (at("2026-10-25 02:30"), False),
        (at("2026-10-25 02:15", fold=1), False),
        (at("2026-10-25 02:30", fold=1), False),
    ],
)
def test_closing_at_half_past_two_when_the_clock_changes(moment, expected):
    assert is_open(moment, NIGHTS) is expected


@pytest.mark.parametrize("fold", [0, 1])
@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_open_through_the_night_is_open_at_half_past_two(day, fold):
    week = hours([6], "22:00", "06:00")
    assert is_open(at(f"{day} 02:30", fold=fold), week)
    assert not is_open(at(f"{day} 06:00"), week)


def test_length_of_the_nights_when_the_clock_changes():
    week = hours([6], "22:00", "06:00")
    for day, length in (("2026-03-28", 7), ("2026-10-24", 9), ("2026-11-28", 8)):
        [(start, end)] = intervals_on(date.fromisoformat(day), week)
        elapsed = end.astimezone(UTC) - start.astimezone(UTC)
        assert elapsed == timedelta(hours=length)
        assert (start.tzinfo, end.tzinfo) == (OSLO, OSLO)


def test_an_opening_that_the_clock_skips_altogether_is_none():
    week = hours([7], "02:10", "02:50")
    assert intervals_on(date(2026, 3, 29), week) == []
    [(start, end)] = intervals_on(date(2026, 10, 25), week)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(minutes=40)


def test_a_naive_datetime_is_refused():
    with pytest.raises(ValueError):
        is_open(datetime(2026, 11, 23, 12), OFFICE)


def easter_sunday(year):
    """Return Easter by the anonymous Gregorian rule, apart from the library."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("year", range(2024, 2036))
def test_public_holidays_are_those_of_the_law(year):
    easter = easter_sunday(year)
    expected = {easter + timedelta(days=n) for n in (-3, -2, 0, 1, 39, 49, 50)}
    expected |= {
        date(year, month, day)
        for month, day in ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
    }
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    found = {d for d in days if d.year == year and is_norwegian_holiday(d)}
    assert found == expected
    for day in expected:
        assert not is_open(
            datetime.combine(day, time(12), tzinfo=OSLO),
            hours(range(1, 8), "09:00", "15:00"),
        )


@pytest.mark.parametrize(
    ("day", "language", "name"),
    [
        (date(2026, 5, 17), "nb", "Grunnlovsdag"),
        (date(2026, 5, 17), "nn", "Grunnlovsdagen"),
        (date(2026, 5, 1), "nn", "Arbeidardagen"),
        (date(2026, 5, 1), "en", "Labour Day"),
        (date(2027, 5, 17), "nb", "Andre pinsedag, Grunnlovsdag"),
        (date(2027, 5, 17), "en", "Constitution Day, Whit Monday"),
        (date(2026, 5, 18), "nb", None),
        (date(2026, 12, 24), "nb", None),
    ],
)
def test_holiday_name(day, language, name):
    assert holiday_name(day, language) == name


def test_open_on_holidays_where_the_place_says_so():
    moment = at("2027-05-17 12:00")
    assert not is_open(moment, OFFICE)
    assert is_open(moment, OFFICE, open_on_holidays=True)


def test_a_dated_opening_prevails_over_the_holiday():
    exception = DatedException(
        date(2027, 5, 17), date(2027, 5, 17), False, time(10), time(12)
    )
    assert is_open(at("2027-05-17 11:00"), OFFICE, [exception])
    assert not is_open(at("2027-05-17 13:00"), OFFICE, [exception])


def test_the_shortest_period_prevails_then_the_later_one():
    week_off = DatedException(date(2026, 12, 21), date(2026, 12, 31))
    days_open = DatedException(
        date(2026, 12, 28), date(2026, 12, 29), False, time(10), time(12)
    )
    later = DatedException(
        date(2026, 12, 29), date(2026, 12, 30), False, time(8), time(9)
    )
    exceptions = [later, week_off, days_open]
    expected = {
        21: [],
        28: [("10:00", "12:00")],
        29: [("08:00", "09:00")],
        30: [("08:00", "09:00")],
        31: [],
    }
    for day, times in expected.items():
        found = intervals_on(date(2026, 12, day), OFFICE, exceptions)
        assert [(f"{a:%H:%M}", f"{b:%H:%M}") for a, b in found] == times


def test_exceptions_of_the_same_days_add_up():
    day = date(2026, 12, 28)
    exceptions = [
        DatedException(day, day, False, time(13), time(14)),
        DatedException(day, day, False, time(10), time(12)),
    ]
    assert [start.hour for start, _ in intervals_on(day, OFFICE, exceptions)] == [
        10,
        13,
    ]


def test_a_night_that_began_before_a_closed_day_ends_on_it():
    closed = DatedException(date(2026, 11, 28), date(2026, 11, 28))
    assert is_open(at("2026-11-28 01:00"), NIGHTS, [closed])
    assert not is_open(at("2026-11-28 21:00"), NIGHTS, [closed])


def test_seasons_include_their_first_and_last_day():
    summer = hours(
        range(1, 8),
        "09:00",
        "14:00",
        valid_from=date(2026, 6, 1),
        valid_to=date(2026, 8, 31),
    )
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 8, 31), date(2026, 9, 1)]
    assert [bool(intervals_on(day, summer)) for day in days] == [
        *(False, True, True, False),
    ]


def test_openings_that_touch_are_one():
    [(start, end)] = intervals_on(MONDAY, ALWAYS)
    assert (start, end) == (at("2026-11-23 00:00"), at("2026-11-24 00:00"))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23 08:00", "2026-11-23 09:00"),
        ("2026-11-23 09:00", "2026-11-24 09:00"),
        ("2026-11-23 12:00", "2026-11-24 09:00"),
        ("2026-11-27 15:00", "2026-11-30 09:00"),
        # From Wednesday before Easter to Tuesday after it.
        ("2026-04-01 16:00", "2026-04-07 09:00"),
        ("2026-03-28 12:00", "2026-03-30 09:00"),
    ],
)
def test_next_opening(moment, expected):
    assert next_opening(at(moment), OFFICE) == at(expected)


def test_no_next_opening_within_the_horizon():
    later = hours([1], "09:00", "15:00", valid_from=date(2027, 2, 1))
    assert next_opening(at("2026-11-23 12:00"), later) is None
    assert next_opening(at("2026-11-23 12:00"), later, horizon_days=70) == at(
        "2027-02-01 09:00"
    )
    assert next_opening(at("2026-11-23 12:00"), []) is None


def test_status_tells_what_comes_next():
    assert status(at("2026-11-23 12:00"), OFFICE) == Status(
        True, until=at("2026-11-23 15:00")
    )
    assert status(at("2026-11-23 18:00"), OFFICE) == Status(
        False, opens_at=at("2026-11-24 09:00")
    )
    assert status(at("2026-11-23 18:00"), ALWAYS, open_on_holidays=True) == Status(True)
    assert status(at("2026-11-23 18:00"), []) == Status(False)


def test_status_tells_hours_by_appointment_apart():
    week = hours([1], "09:00", "12:00") + hours(
        [1], "12:00", "15:00", by_appointment=True
    )
    assert status(at("2026-11-23 10:00"), week).until == at("2026-11-23 12:00")
    afternoon = status(at("2026-11-23 13:00"), week)
    assert (afternoon.is_open, afternoon.by_appointment) == (True, True)


def test_week_table_has_seven_days_from_monday():
    rows = week_table(OFFICE, date(2026, 11, 26))
    assert [row.weekday for row in rows] == list(range(1, 8))
    assert rows[0].day == MONDAY
    assert rows[0].times == (DayTimes(time(9), time(15)),)
    assert rows[6].times == ()
    assert not any(row.is_changed for row in rows)


def test_week_table_of_what_really_holds_marks_what_is_changed():
    rows = week_table(OFFICE, date(2026, 5, 14), open_on_holidays=False)
    assert [row.weekday for row in rows if row.is_changed] == [4]
    assert rows[3].times == ()


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: WeekInterval(0, time(9), time(15)), "weekday"),
        (lambda: WeekInterval(8, time(9), time(15)), "weekday"),
        (lambda: WeekInterval(1, time(9), time(9)), "same_time"),
        (lambda: WeekInterval(1, time(9, 0, 1), time(15)), "minutes"),
        (lambda: WeekInterval(1, time(9, tzinfo=UTC), time(15)), "minutes"),
        (
            lambda: WeekInterval(
                1, time(9), time(15), MONDAY, MONDAY - timedelta(days=1)
            ),
            "period",
        ),
        (lambda: DatedException(MONDAY, MONDAY - timedelta(days=1)), "period"),
        (lambda: DatedException(MONDAY, MONDAY, False), "exception_times"),
        (lambda: DatedException(MONDAY, MONDAY, False, time(9)), "exception_times"),
        (
            lambda: DatedException(MONDAY, MONDAY, True, time(9), time(15)),
            "exception_times",
        ),
        (
            lambda: DatedException(MONDAY, MONDAY, False, time(9), time(9)),
            "same_time",
        ),
    ],
)
def test_hours_that_cannot_be_are_refused(build, code):
    with pytest.raises(OpeningHoursError) as refusal:
        build()
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("week", "rows"),
    [
        (TWICE_A_DAY, None),
        (ALWAYS, None),
        (hours([1], "09:00", "12:00") + hours([1], "11:00", "15:00"), (1, 2)),
        (hours([2, 7], "20:00", "02:00") + hours([1], "01:00", "03:00"), (2, 3)),
        (hours([1], "01:00", "03:00") + hours([7], "20:00", "02:00"), (1, 2)),
        (hours([1], "20:00", "02:00") + hours([2], "02:00", "03:00"), None),
        (
            hours([1], "09:00", "15:00", valid_to=date(2026, 5, 31))
            + hours([1], "09:00", "14:00", valid_from=date(2026, 6, 1)),
            None,
        ),
        (
            hours([1], "09:00", "15:00", valid_to=date(2026, 6, 1))
            + hours([1], "09:00", "14:00", valid_from=date(2026, 6, 1)),
            (1, 2),
        ),
        (
            # 2 June 2026 is a Tuesday: no Monday lies in both.
            hours([1], "09:00", "15:00", valid_to=date(2026, 6, 7))
            + hours([1], "09:00", "14:00", valid_from=date(2026, 6, 2)),
            None,
        ),
    ],
)
def test_overlapping_rows_are_named(week, rows):
    if rows is None:
        check_week(week)
        return
    with pytest.raises(OpeningHoursError) as refusal:
        check_week(week)
    assert refusal.value.code == "overlap"
    assert refusal.value.params == {"first": rows[0], "second": rows[1]}


def test_clashing_exceptions_are_named():
    day = [MONDAY, MONDAY]
    morning = DatedException(*day, False, time(9), time(12))
    afternoon = DatedException(*day, False, time(12), time(15))
    noon = DatedException(*day, False, time(11), time(13))
    check_exceptions([morning, afternoon])
    for clash in ([morning, noon], [morning, DatedException(*day)]):
        with pytest.raises(OpeningHoursError) as refusal:
            check_exceptions(clash)
        assert refusal.value.params == {"first": 1, "second": 2}


minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
openings = (
    st.tuples(st.integers(1, 7), minutes, minutes)
    .filter(lambda row: row[1] != row[2])
    .map(lambda row: WeekInterval(*row))
)
moments = st.datetimes(
    datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)
)


@given(st.lists(openings, max_size=6), moments)
def test_is_open_agrees_with_the_intervals_of_the_days_around(week, moment):
    today = moment.astimezone(OSLO).date()
    around = [
        (start.astimezone(UTC), end.astimezone(UTC))
        for offset in (-1, 0, 1)
        for start, end in intervals_on(today + timedelta(days=offset), week)
    ]
    assert is_open(moment, week) == any(s <= moment < e for s, e in around)


@given(st.lists(openings, max_size=6), moments)
def test_the_next_opening_opens_a_place_that_was_closed(week, moment):
    opening = next_opening(moment, week)
    if opening is None:
        return
    assert opening.astimezone(UTC) > moment
    assert is_open(opening, week)
    before = opening.astimezone(UTC) - timedelta(seconds=1)
    assert before < moment or not is_open(before, week)
