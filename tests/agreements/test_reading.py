"""What pages tell of agreements, read from rows and dates."""

from datetime import date

import pytest
import time_machine

from agreements import reading, time_bars
from tests.factories import (
    make_clause,
    make_municipality,
    make_partner,
    make_party,
    make_responsibility,
    make_target_group,
    make_task,
    make_version,
    make_version_event,
)

pytestmark = pytest.mark.django_db

TODAY = date(2025, 3, 10)


@pytest.fixture(autouse=True)
def on_this_day():
    with time_machine.travel(TODAY, tick=False):
        yield


def test_parties_that_act_at_home_are_told_as_one():
    version = make_version(number=1)
    clause = make_clause(version=version)
    task = make_task()
    group = make_target_group()
    rows = []
    for _each in range(3):
        home = make_municipality()
        party = make_party(version=version, partner=make_partner(municipality=home))
        rows.append(
            make_responsibility(
                version=version,
                clause=clause,
                task=task,
                party=party,
                involvement="leads",
                target_groups=[group],
                whole_county=False,
                municipalities=[home],
            )
        )
    (told,) = reading.tasks_of(rows)
    (duty,) = told.duties
    assert duty.each_in_own
    assert len(duty.parties) == 3


def test_parties_with_different_notes_are_told_apart():
    version = make_version(number=1)
    shared = {
        "version": version,
        "clause": make_clause(version=version),
        "task": make_task(),
        "target_groups": [make_target_group()],
    }
    rows = [make_responsibility(**shared, note_nb=note) for note in ("", "Om våren.")]
    (told,) = reading.tasks_of(rows)
    assert len(told.duties) == 2


def test_version_that_ended_before_it_began_holds_on_no_day():
    version = make_version(state="signed", agreed_from=date(2025, 1, 1))
    make_version_event(version=version, kind="terminated", on=date(2024, 12, 1))
    version.effective.refresh_from_db()
    holding = reading.holding_on(version, date(2025, 1, 1))
    assert holding.state == "terminated"


def test_state_follows_from_the_day():
    version = make_version(state="signed", agreed_to=date(2024, 12, 31))
    states = {
        date(2023, 12, 31): "upcoming",
        date(2024, 1, 1): "in_force",
        date(2024, 12, 31): "in_force",
        date(2025, 1, 1): "ended",
    }
    for day, state in states.items():
        assert reading.holding_on(version, day).state == state


# Bars


def test_bars_share_an_axis_of_whole_years():
    spans = [
        time_bars.Span("v1", "ended", date(2020, 7, 1), date(2020, 12, 31)),
        time_bars.Span("v2", "in_force", date(2021, 1, 1), None),
    ]
    axis = time_bars.axis_of(spans, date(2021, 6, 1))
    assert (axis.first, axis.last) == (date(2020, 1, 1), date(2022, 12, 31))
    first, second = time_bars.bars_on(axis, spans)
    assert first.x == "16.61%"
    assert second.fades_out and not second.fades_in
    assert float(first.x[:-1]) + float(first.width[:-1]) == pytest.approx(
        float(second.x[:-1]), abs=0.02
    )


def test_bars_without_any_date_have_no_axis():
    assert time_bars.axis_of([], TODAY) is None
    nothing = [time_bars.Span("v1", "ended", None, None)]
    assert time_bars.axis_of(nothing, TODAY) is None
