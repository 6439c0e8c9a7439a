"""The no-wrong-door card: who takes over, as a slip of paper to hand over the counter.

Nothing is chosen anew. The card is made from the query and the match of /finn/: the
first result takes over, the next two are others who can help. What leaves the counter
must not tell who stood there, so the paper and its address hold answers that were
understood, and nothing else:

- what was written as free text is left out, for it may be anything, a name too;
- a place is written as its own name or postal code, not as it was typed;
- an age decides the match but is not printed: with a place and a group it may point
  out one person, and whoever reads the card needs the limits of the service, not it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

import segno
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guidance_centres.models import GuidanceCentre, Weekday
from guidance_centres.opening_hours import DayRow, DayTimes, week_table
from guidance_centres.opening_words import Hours, state_words
from guidance_centres.public_holidays import HOLIDAY_LANGUAGES, holiday_name
from publishing.writing import bare_clock, phone, phone_href, web_name

from .cards import Card
from .contact import Contact, actions_of
from .gazetteer import Gazetteer
from .matching import Match, Reason
from .offers import FALLBACK_SLUG
from .places import Found, Outcome, OutsideCounties, SeveralPlaces, query_for
from .question import Question
from .search import Answer

MOST_OTHERS = 2
# Reasons that repeat what somebody wrote, or tell how old they are.
ABOUT_THE_PERSON = {"text", "age"}
# Parts of the address, and terms on the paper, that could do the same.
NOT_ON_PAPER = {"q", "alder"}
# Modules of white around a QR code that its standard asks for.
QUIET_ZONE = 4


@dataclass(frozen=True)
class Chosen:
    """Who stands on the card: first who takes over, then others, then for everybody.

    `is_nearby` says that the first one is for another municipality. `everybody` is
    None when it is the first one, or not published.
    """

    first: Match
    others: tuple[Match, ...] = ()
    everybody: Match | None = None
    is_nearby: bool = False

    @property
    def all(self) -> list[Match]:
        """Return them in the order of the card."""
        return [self.first, *self.others, *([self.everybody] if self.everybody else [])]

    @property
    def rests_on_an_example(self) -> bool:
        """Return whether a made-up agreement speaks for the first one."""
        return any(promise.is_example for promise in self.first.offer.promises)


@dataclass(frozen=True)
class Way:
    """One way to reach somebody. `text` is what paper can hold, `url` for the screen.

    `kind` is book, call, write or visit.
    """

    kind: str
    label: str
    text: str
    url: str


@dataclass(frozen=True)
class Week:
    """When a place is open in the ISO week of that number.

    `days` are those of components/opening_hours.html. `state` is "open" or "closed".
    """

    number: int
    days: list[dict]
    state: str
    state_label: str
    on_holidays: str


@dataclass(frozen=True)
class QrCode:
    """The dark modules of a QR code as the path of an SVG, `size` units wide and high.

    The quiet zone is part of the size.
    """

    size: int
    path: str


def choose(answer: Answer) -> Chosen | None:
    """Return who stands on the card of an answer; None when nobody can help.

    Without results, what the finder shows instead takes over.
    """
    fallback = list(answer.fallback)
    everybody = next((each for each in fallback if _is_for_everybody(each)), None)
    ordered = list(answer.results) or fallback
    if not ordered:
        return None
    first, *rest = ordered
    near = [each for each in fallback if not _is_for_everybody(each)]
    taken, others = {first.offer.id}, []
    for each in [*rest, *near]:
        if each.offer.id not in taken and not _is_for_everybody(each):
            taken.add(each.offer.id)
            others.append(each)
    return Chosen(
        first=first,
        others=tuple(others[:MOST_OTHERS]),
        everybody=None if _is_for_everybody(first) else everybody,
        is_nearby=not answer.results and not first.offer.is_national,
    )


def _is_for_everybody(found: Match) -> bool:
    return found.offer.slug == FALLBACK_SLUG


def question_on_paper(answer: Answer, gazetteer: Gazetteer) -> Question:
    """Return the question as the card may hold it: see the top of this file."""
    place = _place_on_paper(answer.place, gazetteer)
    return replace(answer.question, text="", age=None, place=place)


def _place_on_paper(place: Outcome | None, gazetteer: Gazetteer) -> str:
    """Return a text of our own that means the same place, '' when there is none."""
    match place:
        case Found(postal_code=code) if code:
            return code
        case Found():
            names = [
                place.label,
                *(f"{place.label} ({area.name})" for area in place.areas),
                *map(query_for, place.areas),
                *([query_for(place.former)] if place.former else []),
            ]
            meant = replace(place, misspelt="", former=None)
            for name in names:
                found = gazetteer.find(name)
                if (
                    isinstance(found, Found)
                    and replace(found, misspelt="", former=None) == meant
                ):
                    return name
        case SeveralPlaces(choices=choices):
            return choices[0].former_name or choices[0].label
        case OutsideCounties():
            return place.text
    return ""


def terms_on_paper(terms: Iterable[dict]) -> list[str]:
    """Return the names of what was understood, of those of words.terms_of."""
    return [term["name"] for term in terms if term["parameter"] not in NOT_ON_PAPER]


def reasons_on_paper(card: Card) -> list[Reason]:
    """Return why just they take over, without what tells of the person."""
    return [each for each in card.reasons if each.code not in ABOUT_THE_PERSON]


def clauses_on_paper(
    reasons: Iterable[Reason], absolute: Callable[[str], str]
) -> list[dict]:
    """Return reasons for the template, each clause's full address told once.

    `absolute` makes a full address of a path.
    """
    told, found = set(), []
    for reason in reasons:
        is_new = reason.url and reason.url not in told
        told.add(reason.url)
        address = absolute(reason.url) if is_new else ""
        words = {"text": reason.text, "link": reason.link, "url": reason.url}
        found.append(words | {"address": address})
    return found


def ways_to_place(centre: GuidanceCentre, known: Iterable[Way]) -> list[Way]:
    """Return how to reach a place itself, without ways that are `known` already."""
    own = Contact(
        whose=centre.name,
        phone=centre.phone,
        email=centre.email,
        web=centre.website,
        is_own=True,
    )
    told = {way.url for way in known}
    return [way for way in ways_of(own) if way.url not in told]


def ways_of(contact: Contact | None) -> list[Way]:
    """Return how to reach somebody: book, call, write, visit. The best comes first."""
    if contact is None:
        return []
    ways = []
    for kind, _label, address in actions_of(contact):
        if kind == "call":
            url = f"tel:{phone_href(address)}"
            ways.append(Way(kind, _("Call"), phone(address), url))
        elif kind == "book":
            ways.append(Way(kind, _("Book a time"), web_name(address), address))
        else:
            ways.append(Way(kind, _("Website"), web_name(address), address))
    if contact.email:
        write = Way("write", _("Write"), contact.email, f"mailto:{contact.email}")
        order = ["book", "call", "write", "visit"]
        ways = sorted([*ways, write], key=lambda way: order.index(way.kind))
    return ways


def week_of(hours: Hours, now: datetime, today: date) -> Week | None:
    """Return this week's opening in words, None when no hours are known.

    `now` is aware, `today` its day in Europe/Oslo.
    """
    if not hours.are_known:
        return None
    table = week_table(
        hours.week, today, hours.exceptions, open_on_holidays=hours.open_on_holidays
    )
    state, state_label = state_words(hours, now, today)
    on_holidays = ""
    if hours.week:
        on_holidays = (
            _("Open on public holidays too.")
            if hours.open_on_holidays
            else _("Closed on public holidays.")
        )
    return Week(
        number=today.isocalendar().week,
        days=[_day(row, today) for row in table],
        state=state,
        state_label=state_label,
        on_holidays=on_holidays,
    )


def _day(row: DayRow, today: date) -> dict:
    # With its date: «today» means another day to whoever takes the paper home.
    written = date_format(row.day, "j M" if get_language() == "en" else "j.n.")
    return {
        "label": f"{Weekday(row.weekday).label} {written}",
        "hours": [_clock_times(times) for times in row.times],
        "today": row.day == today,
        "note": _why_changed(row),
    }


def _clock_times(times: DayTimes) -> str:
    hours = f"{bare_clock(times.opens)}–{bare_clock(times.closes)}"
    if times.by_appointment:
        return _("%(hours)s by appointment") % {"hours": hours}
    return hours


def _why_changed(row: DayRow) -> str:
    if not row.is_changed:
        return ""
    language = get_language()
    holiday = holiday_name(row.day, language if language in HOLIDAY_LANGUAGES else "nb")
    return holiday or _("Not as usual")


def qr_code(address: str) -> QrCode | None:
    """Return an address as a QR code, None when it is longer than a code can hold."""
    try:
        code = segno.make(address, error="m", micro=False)
    except segno.DataOverflowError:
        return None
    parts = []
    for y, row in enumerate(code.matrix_iter(border=QUIET_ZONE)):
        x = 0
        for is_dark, run in groupby(row):
            width = len(list(run))
            if is_dark:
                parts.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return QrCode(size=code.symbol_size(border=QUIET_ZONE)[0], path="".join(parts))


def first_places(card: Card, most: int) -> Sequence[int]:
    """Return the ids of the places to visit, the nearest first; at most `most`."""
    return [spot.id for spot in card.nearby.spots[:most]] if card.nearby else []
