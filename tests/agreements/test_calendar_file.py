"""A partner's calendar: the file, and who gets to read what."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from agreements.ahead.calendar_file import (
    Entry,
    calendar_file,
)
from partnership_portal.log_lines import WithoutSecretAddresses
from tests import factories as make

CHANGED = datetime(2027, 3, 10, 12, tzinfo=UTC)
LETTERS = "a" * 43


def entry(**given):
    defaults = {
        "uid": "deadline-1@portal.example",
        "day": date(2027, 12, 31),
        "title": "Eksempel: Si opp avtalen",
        "status": "CONFIRMED",
        "sequence": 2,
        "changed_at": CHANGED,
    }
    return Entry(**defaults | given)


def events_in(content):
    return Calendar.from_ical(content).walk("VEVENT")


class TestFile:
    def test_an_event_lasts_its_whole_day_and_no_longer(self):
        [event] = events_in(calendar_file("Navn", [entry()]))
        assert event.decoded("dtstart") == date(2027, 12, 31)
        assert event.decoded("dtend") == date(2028, 1, 1)
        assert event["transp"] == "TRANSPARENT"
        assert event.decoded("sequence") == 2
        assert event.decoded("dtstamp") == event.decoded("last-modified") == CHANGED

    def test_it_is_a_calendar_to_subscribe_to(self):
        content = calendar_file("Karriereveiledning: Nav", [])
        calendar = Calendar.from_ical(content)
        assert calendar["x-wr-calname"] == "Karriereveiledning: Nav"
        assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in content
        assert b"X-PUBLISHED-TTL:PT12H\r\n" in content
        assert "method" not in calendar
        assert {"prodid", "version"} <= {name.lower() for name in calendar}

    def test_lines_are_folded_and_letters_survive_the_folding(self):
        title = "Ærlig talt: på høy tid å si opp, fornye; eller « ø » \\ bryte\nav " * 4
        content = calendar_file(title, [entry(title=title, description=title)])
        lines = content.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        assert lines[-1] == b""
        assert b"\n" not in content.replace(b"\r\n", b"")
        [event] = events_in(content)
        assert str(event["summary"]) == title
        assert str(event["description"]) == title

    def test_the_year_goes_round_until_its_end(self):
        first = date(2027, 3, 1)
        [event] = events_in(calendar_file("x", [entry(day=first, every_year=True)]))
        assert event["rrule"].to_ical() == b"FREQ=YEARLY"
        ending = entry(day=first, every_year=True, last_on=date(2029, 12, 31))
        [event] = events_in(calendar_file("x", [ending]))
        assert event["rrule"]["until"] == [date(2029, 12, 31)]

    @given(
        st.lists(
            st.builds(
                entry,
                uid=st.uuids().map(str),
                day=st.dates(date(2000, 1, 1), date(2200, 12, 31)),
                title=st.text(
                    st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=90
                ),
                status=st.sampled_from(["CONFIRMED", "TENTATIVE", "CANCELLED"]),
                sequence=st.integers(0, 99),
            ),
            max_size=5,
        ),
        st.randoms(),
    )
    def test_the_same_events_in_any_order_are_the_same_bytes(self, entries, chance):
        content = calendar_file("Navn", entries)
        mixed = list(entries)
        chance.shuffle(mixed)
        assert calendar_file("Navn", mixed) == content
        found = {str(event["uid"]): event for event in events_in(content)}
        assert len(found) == len(entries)
        for each in entries:
            assert found[each.uid].decoded("dtstart") == each.day
            assert str(found[each.uid].get("summary", "")) == each.title


pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    return make.make_partnership()


@pytest.fixture
def partner(partnership):
    member = partnership.members.first()
    make.make_calendar_address(partner=member, given_out=LETTERS)
    return member


def ask(letters=LETTERS, **headers):
    return Client(headers=headers).get(f"/kalender/{letters}.ics")


def titles():
    return {str(event["summary"]) for event in events_in(ask().content)}


def named(uid):
    """Return the event of a row; None when the calendar has none."""
    events = events_in(ask().content)
    return next((each for each in events if str(each["uid"]).startswith(uid)), None)


def deadline_in(partnership, state="signed", *, parties=None, **given):
    agreement = make.make_agreement(partnership=partnership)
    version = make.make_version(agreement=agreement, state=state)
    for party in parties or ():
        make.make_party(version=version, partner=party)
    defaults = {"version": version, "title_nb": "Evaluere", "on": date(2027, 12, 31)}
    return make.make_deadline(**defaults | given)


class TestAddress:
    def test_it_answers_privately_and_opens_no_session(self, partner):
        response = ask()
        assert response.status_code == 200
        headers = response.headers
        assert headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert headers["Cache-Control"].startswith("private, max-age=")
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert not response.cookies
        assert "Cookie" not in headers.get("Vary", "")

    @pytest.mark.parametrize("letters", ["b" * 43, "b", "a" * 42, "a" * 44, "ø" * 43])
    def test_another_address_is_not_found_like_any_other_page(self, partner, letters):
        response = ask(letters)
        assert response.status_code == 404
        assert "<h1" in response.content.decode()

    def test_it_is_only_read_and_has_no_other_language(self, partner):
        client = Client()
        assert client.post(f"/kalender/{LETTERS}.ics").status_code == 405
        assert client.get(f"/nn/kalender/{LETTERS}.ics").status_code == 404

    def test_it_is_not_sent_again_while_nothing_has_changed(self, partner, partnership):
        tag = ask().headers["ETag"]
        again = ask(**{"if-none-match": tag})
        assert again.status_code == 304
        assert again.headers["Cache-Control"].startswith("private")
        make.make_annual_event(partnership=partnership)
        assert ask(**{"if-none-match": tag}).status_code == 200

    def test_the_number_of_queries_does_not_grow(self, partner, partnership):
        for _round in range(3):
            deadline_in(partnership)
            make.make_measure(partnership=partnership)
            make.make_annual_event(partnership=partnership)
            with CaptureQueriesContext(connection) as queries:
                ask()
            assert len(queries) == 10


class TestContents:
    def test_it_holds_what_is_signed_what_is_planned_and_the_last_day(
        self, partner, partnership
    ):
        deadline_in(partnership)
        make.make_measure(partnership=partnership, title_nb="Kurs")
        make.make_annual_event(partnership=partnership, title_nb="Møte", month=3)
        agreement = make.make_agreement(partnership=partnership)
        ending = make.make_version(
            agreement=agreement, state="signed", agreed_to=date(2028, 12, 31)
        )
        told = " ".join(titles())
        for words in ("Evaluere", "Kurs", "Møte", "mars"):
            assert words in told
        expiry = named(f"expiry-{ending.pk}@portal.example")
        assert expiry.decoded("dtstart") == date(2028, 12, 31)
        assert str(expiry["url"]).startswith("https://portal.example/avtaler/")

    def test_no_draft_of_others_stands_in_it(self, partner, partnership):
        stranger = make.make_partner()
        theirs = deadline_in(partnership, "draft", parties=[stranger])
        given_to = deadline_in(partnership, "draft", parties=[stranger], owner=partner)
        own = deadline_in(partnership, "draft", parties=[partner])
        assert named(f"deadline-{theirs.pk}@") is None
        assert named(f"deadline-{given_to.pk}@") is None
        assert named(f"deadline-{own.pk}@")["status"] == "TENTATIVE"

    def test_nothing_of_another_county_stands_in_it(self, partner):
        other = deadline_in(make.make_partnership())
        assert named(f"deadline-{other.pk}@") is None

    def test_what_was_withdrawn_is_cancelled(self, partner, partnership):
        deadline = deadline_in(partnership, "draft", parties=[partner])
        before = named(f"deadline-{deadline.pk}@")
        make.move(deadline.version, "withdrawn")
        after = named(f"deadline-{deadline.pk}@")
        assert after["status"] == "CANCELLED"
        # Or a program may take it for the one that it has.
        assert after.decoded("sequence") > before.decoded("sequence")

    def test_a_change_counts_up_and_says_when(self, partner, partnership):
        deadline = deadline_in(partnership)
        before = named(f"deadline-{deadline.pk}@")
        deadline.on += timedelta(days=1)
        deadline.save()
        deadline.done_on = deadline.on
        deadline.save()
        after = named(f"deadline-{deadline.pk}@")
        assert after["uid"] == before["uid"]
        assert after.decoded("sequence") == before.decoded("sequence") + 2
        assert after.decoded("last-modified") >= before.decoded("last-modified")
        assert after.decoded("dtstart") == deadline.on

    def test_a_version_that_ends_early_moves_its_last_day(self, partner, partnership):
        agreement = make.make_agreement(partnership=partnership)
        version = make.make_version(agreement=agreement, state="signed")
        began = named(f"entry-{version.pk}@")
        assert named(f"expiry-{version.pk}@") is None
        make.make_version_event(
            version=version, kind="terminated", on=date(2027, 6, 30)
        )
        ended = named(f"expiry-{version.pk}@")
        assert ended.decoded("dtstart") == date(2027, 6, 30)
        assert ended.decoded("sequence") > began.decoded("sequence")

    def test_on_another_day_the_bytes_are_the_same(self, partner, partnership):
        deadline_in(partnership)
        make.make_annual_event(partnership=partnership)
        found = set()
        for day in ("2027-01-01", "2027-12-31", "2028-06-01"):
            with time_machine.travel(f"{day} 12:00+01:00", tick=False):
                found.add(ask().content)
        assert len(found) == 1

    def test_what_is_made_up_says_so(self, partner):
        example = make.make_partnership(is_example=True, members=None)
        make.make_partnership_member(partnership=example, partner=partner)
        make.make_annual_event(partnership=example, title_nb="Møte")
        [title] = titles()
        assert title.startswith(("Eksempel", "Example"))

    def test_it_is_in_the_language_of_the_county(self, partner, partnership):
        partnership.county.language_decision = "nynorsk"
        partnership.county.save()
        deadline_in(partnership, title_nb="Si opp", title_nn="Seie opp")
        assert "Seie opp" in " ".join(titles())
        assert ask().headers["Content-Language"] == "nn"


@pytest.mark.parametrize("arguments", [(), (LETTERS,)])
def test_no_log_holds_an_address(arguments):
    line = (
        "Not Found: /kalender/%s.ics 100 %%"
        if arguments
        else (f"Not Found: /kalender/{LETTERS}.ics")
    )
    record = logging.LogRecord("x", logging.WARNING, "x", 1, line, arguments, None)
    assert WithoutSecretAddresses().filter(record)
    assert LETTERS not in record.getMessage()
    assert "/kalender/" in record.getMessage()
    other = logging.LogRecord("x", logging.WARNING, "x", 1, "%s", ("/om/",), None)
    WithoutSecretAddresses().filter(other)
    assert other.getMessage() == "/om/"


def test_every_line_that_is_logged_passes_there(settings):
    for handler in settings.LOGGING["handlers"].values():
        assert "secret_addresses" in handler["filters"]
