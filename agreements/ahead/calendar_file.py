"""A calendar as a file (RFC 5545): values in, bytes out, the same for the same values.

It is one that programs subscribe to: they ask again and again and replace what they
had. So it has no METHOD, and what was withdrawn is told as cancelled for as long as
its row is there. Every event lasts a whole day and keeps nobody from being free.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vDuration, vText

PRODUCT = "-//Karriereveiledning i fylket//Kalender for partnere//NO"
ASK_AGAIN_AFTER = timedelta(hours=12)


@dataclass(frozen=True)
class Entry:
    """One event. `uid` stays the same for as long as the thing is the same.

    `sequence` counts how often it was changed, and `changed_at` says when last.
    `status` is CONFIRMED, TENTATIVE or CANCELLED. `every_year` repeats it on the day,
    until `last_on` when that is given. '' stands for no description and no address.
    """

    uid: str
    day: date
    title: str
    status: str
    sequence: int
    changed_at: datetime
    description: str = ""
    url: str = ""
    every_year: bool = False
    last_on: date | None = None


def calendar_file(
    name: str, entries: Iterable[Entry], *, language: str = "nb"
) -> bytes:
    """Return the calendar in UTF-8, its events by day and then by `uid`."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # The library takes them for no text, and would not escape what is in them.
    calendar.add("name", vText(name))
    calendar.add("x-wr-calname", vText(name))
    calendar.add("x-wr-timezone", "Europe/Oslo")
    calendar.add("refresh-interval", ASK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN_AFTER))
    for entry in sorted(entries, key=lambda entry: (entry.day, entry.uid)):
        calendar.add_component(_event(entry, language))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry, language: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.day)
    # The end of a whole day is the day after: it is no longer part of the event.
    event.add("dtend", entry.day + timedelta(days=1))
    if entry.every_year:
        rule: dict[str, object] = {"freq": "yearly"}
        if entry.last_on is not None:
            rule["until"] = entry.last_on
        event.add("rrule", rule)
    event.add("summary", entry.title, parameters={"LANGUAGE": language})
    if entry.description:
        event.add("description", entry.description, parameters={"LANGUAGE": language})
    if entry.url:
        event.add("url", entry.url)
    event.add("status", entry.status)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
