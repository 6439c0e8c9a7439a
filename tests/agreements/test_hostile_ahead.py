"""What lies ahead where it is easily lost: at the end, in the crowd, behind a law."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from agreements.ahead import calendar_reading, coming, coming_reading
from agreements.ahead.coming import Term, Window
from agreements.ahead.reminders import remind
from agreements.models import Deadline
from publishing.models import OutgoingMail
from tests import factories as make
from tests.admin_forms import address, editor_called, shown

DAY = timedelta(days=1)
TODAY = date(2027, 3, 10)
LAST = date(2027, 12, 31)


class TestAfterTheEnd:
    ENDING = Term(1, None, LAST, agreed_last=LAST)

    @pytest.mark.parametrize("on", [LAST, LAST + 30 * DAY])
    def test_what_is_to_be_done_at_the_end_is_asked_for_after_it(self, on):
        asked_until = coming.asked_until(on, self.ENDING)
        assert asked_until == on + coming.ASKED_FOR_AFTER

    def test_what_was_to_be_done_long_before_is_not_asked_for_after_the_end(self):
        assert coming.asked_until(date(2025, 1, 1), self.ENDING) == LAST

    def test_what_the_next_version_took_over_is_not_asked_for_twice(self):
        replaced = Term(1, None, LAST, agreed_last=date(2030, 12, 31))
        assert coming.asked_until(LAST, replaced) == LAST

    def test_an_agreement_without_an_end_asks_without_end(self):
        assert coming.asked_until(LAST, Term(1, None, None)) is None


pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.make_partner(email="post@example.org")


def subjects(on):
    """Remind on a day; return the subjects of what was written."""
    known = set(OutgoingMail.objects.values_list("pk", flat=True))
    remind(on, at=datetime(2027, 1, 1, tzinfo=UTC))
    rows = OutgoingMail.objects.exclude(pk__in=known)
    return sorted(rows.values_list("subject", flat=True))


class TestReminders:
    def test_the_last_day_of_an_agreement_is_told_of_late_too(self, owner):
        version = make.make_version(state="signed", agreed_to=LAST)
        make.make_deadline(version=version, owner=owner, on=LAST)
        assert len(subjects(LAST + 2 * DAY)) == 1

    def test_an_evaluation_after_the_end_is_told_of(self, owner):
        version = make.make_version(state="signed", agreed_to=LAST)
        due = LAST + 60 * DAY
        make.make_deadline(version=version, owner=owner, on=due)
        assert len(subjects(due - 30 * DAY)) == 1

    def test_many_deadlines_of_the_past_hide_none_of_the_next(self, owner, monkeypatch):
        monkeypatch.setattr(coming_reading, "MOST_ROWS", 3)
        version = make.make_version(state="signed")
        partnership = version.agreement.partnership
        for number in range(5):
            past = TODAY - (100 + number) * DAY
            make.make_deadline(version=version, owner=owner, on=past)
            make.make_measure(partnership=partnership, owner=owner, deadline=past)
        for number in range(4):
            make.make_deadline(version=version, owner=owner, on=TODAY + number * DAY)
        make.make_measure(partnership=partnership, owner=owner, deadline=TODAY)
        assert len(subjects(TODAY)) == 5


class TestWindow:
    """What is asked of a few days is what all that there is would have answered."""

    def points(self, window):
        points = coming_reading.all_points(window)
        late_from = window and window.late_from
        return (
            coming.lies_ahead(points, TODAY, days=30),
            [
                each
                for each in coming.overdue(points, TODAY)
                if late_from is None or each.day >= late_from
            ],
        )

    @pytest.mark.parametrize("late_from", [None, TODAY - 7 * DAY])
    def test_a_window_loses_nothing_of_its_days(self, owner, late_from):
        for days in (-8, -7, -1, 0, 29, 30, 31):
            day = TODAY + days * DAY
            agreement = make.make_agreement()
            ending = make.make_version(
                agreement=agreement, state="signed", agreed_to=day
            )
            make.make_version(state="signed", agreed_from=day)
            make.make_deadline(version=ending, owner=owner, on=day)
            make.make_measure(owner=owner, deadline=day)
        make.make_annual_event(month=4)
        # A version that another one follows the day after does not run out.
        agreement = make.make_agreement()
        followed = TODAY + 30 * DAY
        make.make_version(agreement=agreement, state="signed", agreed_to=followed)
        make.make_version(
            agreement=agreement, state="signed", agreed_from=followed + DAY
        )
        whole = self.points(None)
        asked = self.points(Window(TODAY, TODAY + 30 * DAY, late_from))
        assert asked[0] == whole[0]
        late = [each for each in whole[1] if not late_from or each.day >= late_from]
        assert asked[1] == late
        assert len(whole[0]) == 13
        assert len(late) == (6 if late_from is None else 4)

    def test_the_front_page_finds_the_next_behind_many_of_the_past(
        self, monkeypatch, owner
    ):
        monkeypatch.setattr(coming_reading, "MOST_ROWS", 3)
        version = make.make_version(state="signed")
        for number in range(1, 6):
            make.make_deadline(
                version=version, owner=owner, on=TODAY - number * DAY, done_on=TODAY
            )
        make.make_deadline(version=version, owner=owner, on=TODAY)
        with time_machine.travel("2027-03-10 12:00+01:00", tick=False):
            page = editor_called("eksempel-redaktor").get("/admin/")
        assert len(page.context["ahead"].coming) == 1

    def test_a_calendar_that_is_full_leaves_out_what_lies_furthest_back(
        self, monkeypatch, owner
    ):
        monkeypatch.setattr(coming_reading, "MOST_ROWS", 2)
        version = make.make_version(state="signed")
        days = [TODAY + number * 30 * DAY for number in (-2, -1, 0, 1)]
        for day in days:
            make.make_deadline(version=version, owner=owner, on=day)
        points = coming_reading.partner_points([owner.pk], TODAY)
        assert sorted(point.on for point in points) == days[2:]


class TestExempt:
    @pytest.fixture
    def secret(self):
        version = make.make_version()
        make.make_content(version)
        clause = make.make_clause(version=version, key="unntatt", number="9")
        make.make_exemption(clause=clause)
        make.sign(version)
        return make.make_deadline(
            version=version,
            on=TODAY + 20 * DAY,
            title_nb="Røper det unntatte",
            clause_key=clause.key,
            owner=version.parties.first().partner,
        )

    def test_the_public_reads_no_deadline_of_a_clause_that_is_exempt(
        self, client, secret
    ):
        open_one = make.make_deadline(
            version=secret.version, on=secret.on, title_nb="Åpen for alle"
        )
        county = secret.version.agreement.partnership.county
        with time_machine.travel("2027-03-10 12:00+01:00", tick=False):
            for page in (secret.version, county):
                text = shown(client.get(page.get_absolute_url()))
                assert open_one.title_nb in text
                assert secret.title_nb not in text

    def test_the_parties_keep_it_in_their_calendar(self, secret):
        points = coming_reading.partner_points([secret.owner_id], TODAY)
        assert ("deadline", secret.pk) in {point.row for point in points}


def test_the_year_of_a_county_that_was_over_makes_no_event_at_all():
    partnership = make.make_partnership()
    partnership.county.valid_to = date(2019, 12, 31)
    partnership.county.save()
    make.make_annual_event(partnership=partnership, month=3)
    [partner, *_others] = partnership.members.all()
    assert calendar_reading.entries_of(partner, date(2019, 6, 1)) == []


class TestAdminList:
    def test_what_fell_away_is_not_called_overdue(self):
        draft = make.make_version()
        ended = make.make_version(state="signed")
        for version in (draft, ended):
            make.make_deadline(version=version, on=TODAY - DAY, title_nb="Frist")
        make.move(draft, "withdrawn")
        make.make_version_event(version=ended, on=TODAY - 60 * DAY)
        lists = address(Deadline, "changelist")
        with time_machine.travel("2027-03-10 12:00+01:00", tick=False):
            editor = editor_called("eksempel-redaktor")
            text = editor.get(lists).content.decode()
            late = editor.get(lists, {"when": "overdue"}).context["cl"].result_list
        assert text.count('data-state="ended"') == 2
        assert 'data-state="unconfirmed"' not in text
        assert [row.version for row in late] == [ended]
