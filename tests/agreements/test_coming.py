"""What lies ahead: the rules over plain values, and who is told of what."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from agreements.ahead import (
    coming,
    coming_reading,
    coming_words,
)
from agreements.ahead.coming import (
    Point,
    Term,
)
from publishing.local_text import LocalText
from tests import factories as make

TODAY = date(2027, 3, 10)
DAY = timedelta(days=1)


def point(kind="evaluation", number=1, **given):
    defaults = {
        "kind": kind,
        "row": ("deadline", number),
        "title": LocalText("Evaluere", "nb"),
        "county": "Eksempelfylket",
        "partnership": LocalText("Eksempelpartnerskapet", "nb"),
        "owner": "Eksempel",
        "owner_id": 1,
    }
    return Point(**defaults | given)


def days_ahead(points, **given):
    return [each.day for each in coming.lies_ahead(points, TODAY, **given)]


class TestDays:
    def test_the_day_itself_is_ahead_and_the_day_before_is_overdue(self):
        late, now = point(on=TODAY - DAY), point(on=TODAY, number=2)
        assert [each.point for each in coming.lies_ahead([late, now], TODAY)] == [now]
        assert [each.point for each in coming.overdue([late, now], TODAY)] == [late]

    def test_what_is_done_or_fell_away_is_neither(self):
        for gone in ({"is_done": True}, {"is_cancelled": True}):
            points = [point(on=TODAY - DAY, **gone), point(on=TODAY, **gone)]
            assert coming.lies_ahead(points, TODAY) == []
            assert coming.overdue(points, TODAY) == []

    @pytest.mark.parametrize(
        "month, day",
        [
            (1, date(2028, 1, 1)),
            (2, date(2028, 2, 1)),
            (3, date(2027, 3, 1)),
            (4, date(2027, 4, 1)),
            (12, date(2027, 12, 1)),
        ],
    )
    def test_a_month_comes_this_year_or_next_and_this_month_is_still_ahead(
        self, month, day
    ):
        assert days_ahead([point("annual", month=month)]) == [day]

    def test_a_month_is_never_overdue(self):
        assert coming.overdue([point("annual", month=3)], TODAY) == []

    def test_no_first_or_last_day_is_overdue(self):
        points = [point(kind, on=TODAY - DAY) for kind in ("entry", "expiry")]
        assert coming.overdue(points, TODAY) == []

    def test_the_limit_of_days_is_inclusive(self):
        points = [point(on=TODAY + 90 * DAY), point(on=TODAY + 91 * DAY)]
        assert days_ahead(points, days=90) == [TODAY + 90 * DAY]

    def test_what_belongs_to_something_that_is_over_is_left_out(self):
        held = [TODAY - DAY, TODAY, None]
        points = [point(on=TODAY, holds_to=last) for last in held]
        assert len(days_ahead(points)) == 2

    def test_the_year_goes_on_no_longer_than_the_county(self):
        last = date(2027, 12, 31)
        assert days_ahead([point("annual", month=1, holds_to=last)]) == []
        assert days_ahead([point("annual", month=12, holds_to=last)]) == [
            date(2027, 12, 1)
        ]


@given(
    st.lists(
        st.builds(
            point,
            kind=st.sampled_from(["notice", "measure", "entry", "expiry"]),
            number=st.integers(1, 9),
            on=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
            is_done=st.booleans(),
        )
        | st.builds(
            point, kind=st.just("annual"), month=st.integers(1, 12), on=st.none()
        ),
        max_size=12,
    ),
    st.randoms(),
)
def test_nothing_is_both_ahead_and_overdue_and_the_order_is_stable(points, chance):
    ahead, late = coming.lies_ahead(points, TODAY), coming.overdue(points, TODAY)
    assert not {id(each.point) for each in ahead} & {id(each.point) for each in late}
    assert [each.day for each in ahead] == sorted(each.day for each in ahead)
    mixed = list(points)
    chance.shuffle(mixed)
    assert coming.lies_ahead(mixed, TODAY) == ahead
    assert coming.overdue(mixed, TODAY) == late


class TestTerms:
    LAST = date(2027, 12, 31)

    def test_an_agreement_runs_out_unless_the_next_version_takes_over(self):
        ending = Term(1, None, self.LAST)
        assert coming.runs_out(ending, [ending])
        assert coming.runs_out(ending, [Term(1, self.LAST + 2 * DAY, None)])
        assert coming.runs_out(ending, [Term(2, self.LAST + DAY, None)])
        assert not coming.runs_out(ending, [Term(1, self.LAST + DAY, None)])
        assert not coming.runs_out(Term(1, None, None), [])

    def test_a_deadline_falls_away_when_its_version_was_ended_early(self):
        later = self.LAST + DAY
        as_agreed = Term(1, None, self.LAST, agreed_last=self.LAST)
        early = Term(1, None, self.LAST, agreed_last=date(2030, 1, 1))
        assert not coming.falls_away(later, as_agreed)
        assert coming.falls_away(later, early)
        assert not coming.falls_away(self.LAST, early)
        assert coming.falls_away(later, None)


def test_a_month_and_a_day_are_told_in_words():
    month = coming.lies_ahead([point("annual", month=4)], TODAY)[0]
    assert "april 2027" in coming_words.when_of(month)
    [day] = coming.lies_ahead([point(on=date(2027, 12, 31))], TODAY)
    assert coming_words.when_of(day) == "31.\N{NO-BREAK SPACE}desember 2027"


def test_every_kind_has_a_name_and_a_label():
    assert set(coming.KINDS) == set(coming_words.NAMES) == set(coming_words.LABELS)


@pytest.fixture
def partnership(db):
    return make.make_partnership()


def with_deadline(partnership, state="signed", **given):
    """Return a deadline of a version in a state; drafts have the members as parties."""
    agreement = make.make_agreement(partnership=partnership)
    version = make.make_version(agreement=agreement, state=state)
    if state == "draft":
        make.make_content(version)
    return make.make_deadline(version=version, on=date(2027, 6, 1), **given)


def rows(points):
    return {each.row for each in points}


def row(thing):
    return (thing._meta.model_name, thing.pk)


def known_to(partner):
    return rows(coming_reading.partner_points([partner.pk], TODAY))


class TestWhoIsToldOfWhat:
    def test_members_know_what_is_signed_and_the_plans(self, partnership):
        deadline = with_deadline(partnership)
        measure = make.make_measure(partnership=partnership)
        event = make.make_annual_event(partnership=partnership)
        for member in partnership.members.all():
            known = known_to(member)
            assert {row(deadline), row(measure), row(event)} <= known
            assert row(deadline.version) in known

    def test_a_draft_is_known_to_its_parties_alone(self, partnership):
        deadline = with_deadline(partnership, state="draft")
        outsider = make.make_partner()
        make.make_partnership_member(partnership=partnership, partner=outsider)
        assert row(deadline) in known_to(partnership.members.first())
        assert row(deadline) not in known_to(outsider)

    def test_naming_somebody_as_owner_shows_them_no_draft(self, partnership):
        outsider = make.make_partner()
        deadline = with_deadline(partnership, state="draft", owner=outsider)
        assert row(deadline) not in known_to(outsider)
        assert [
            each.owner_id
            for each in coming_reading.all_points()
            if each.row == row(deadline)
        ] == [None]

    def test_who_owns_a_deadline_that_was_signed_knows_it(self, partnership):
        outsider = make.make_partner()
        deadline = with_deadline(partnership, owner=outsider)
        assert known_to(outsider) == {row(deadline)}

    def test_a_partnership_that_is_no_longer_ones_own_is_not_told_of(self, partnership):
        deadline = with_deadline(partnership)
        former = make.make_partner()
        make.make_partnership_member(
            partnership=partnership, partner=former, valid_to=TODAY - DAY
        )
        assert row(deadline) not in known_to(former)

    def test_the_plans_of_a_hidden_partnership_are_for_its_parties(self, db):
        hidden = make.make_partnership(published=False)
        measure = make.make_measure(partnership=hidden)
        member = hidden.members.first()
        assert row(measure) not in known_to(member)
        with_deadline(hidden, state="draft")
        assert row(measure) in known_to(member)

    def test_what_was_withdrawn_is_told_as_fallen_away(self, partnership):
        deadline = with_deadline(partnership, state="draft")
        make.move(deadline.version, "withdrawn")
        [found] = [
            each for each in coming_reading.all_points() if each.row == row(deadline)
        ]
        assert found.is_cancelled

    def test_the_plan_of_a_partnership_that_ended_is_over(self, partnership):
        event = make.make_annual_event(partnership=partnership)
        partnership.status = "ended"
        partnership.save()
        assert row(event) not in rows(coming_reading.all_points())


class TestUsers:
    def test_a_superuser_knows_everything(self, partnership):
        deadline = with_deadline(partnership, state="draft")
        user = make.make_user(is_superuser=True)
        assert row(deadline) in rows(coming_reading.points_for(user, TODAY))

    def test_others_know_what_their_partners_know(self, partnership):
        deadline = with_deadline(partnership, state="draft")
        held = make.make_membership(partner=partnership.members.first())
        stranger = make.make_membership()
        assert row(deadline) in rows(coming_reading.points_for(held.user, TODAY))
        assert coming_reading.points_for(stranger.user, TODAY) == []

    def test_a_membership_that_is_over_and_an_account_switched_off_know_nothing(
        self, partnership
    ):
        with_deadline(partnership)
        member = partnership.members.first()
        over = make.make_membership(partner=member, valid_to=TODAY - DAY)
        off = make.make_membership(
            partner=member, user=make.make_user(is_active=False, is_superuser=True)
        )
        for held in (over, off):
            assert coming_reading.points_for(held.user, TODAY) == []


def test_more_rows_ask_no_more_queries(partnership):
    partner = partnership.members.first()

    def add():
        deadline = with_deadline(partnership, clause_key="x")
        make.make_clause(
            version=make.make_version(agreement=deadline.version.agreement)
        )
        make.make_measure(partnership=partnership)
        make.make_annual_event(partnership=partnership)

    for number in (1, 4):
        for _each in range(number):
            add()
        with CaptureQueriesContext(connection) as queries:
            coming_reading.partner_points([partner.pk], TODAY)
        assert len(queries) == 4


def test_a_deadline_leads_to_its_clause(partnership):
    version = make.make_version(agreement=make.make_agreement(partnership=partnership))
    make.make_content(version)
    clause = make.make_clause(version=version, key="oppsigelse", number="18")
    make.sign(version)
    make.make_deadline(version=version, clause_key=clause.key)
    [found] = coming_reading.deadlines_of(version)
    assert found.clause == "18"
    assert found.url == f"{version.get_absolute_url()}#punkt-18"
