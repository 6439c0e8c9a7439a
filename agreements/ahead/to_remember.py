"""What somebody is to remember: what is overdue, and what comes in the next days."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from . import (
    coming,
    coming_reading,
    coming_words,
)
from .coming import Coming
from .reminders import mended_at

AHEAD_DAYS = 90
# Of each list; more than that is read in the lists of admin.
MOST_SHOWN = 25


@dataclass(frozen=True)
class Line:
    """One line of the list. `url` is '' for who may not see the row it is kept in."""

    day: date
    when: str
    distance: str
    title: str
    lang: str
    label: str
    county: str
    owner: str
    url: str
    is_example: bool


@dataclass(frozen=True)
class Ahead:
    """Two lists by day, and how many lines of each did not find room."""

    overdue: list[Line]
    coming: list[Line]
    more_overdue: int
    more_coming: int


def ahead_of(user: AbstractBaseUser | AnonymousUser, on: date) -> Ahead:
    """Return what a user is to remember on a day. At most six queries."""
    window = coming.Window(on, on + timedelta(days=AHEAD_DAYS))
    points = coming_reading.points_for(user, on, window)
    late = coming.overdue(points, on)
    ahead = coming.lies_ahead(points, on, days=AHEAD_DAYS)
    return Ahead(
        overdue=[_line(each, user, on) for each in late[:MOST_SHOWN]],
        coming=[_line(each, user, on) for each in ahead[:MOST_SHOWN]],
        more_overdue=max(0, len(late) - MOST_SHOWN),
        more_coming=max(0, len(ahead) - MOST_SHOWN),
    )


def _line(each: Coming, user, on: date) -> Line:
    point = each.point
    name = coming_words.name_of(point)
    seen = user.has_perm(f"agreements.view_{point.row[0]}") or user.has_perm(
        f"agreements.change_{point.row[0]}"
    )
    return Line(
        day=each.day,
        when=coming_words.when_of(each),
        distance="" if each.is_whole_month else coming_words.distance_of(each, on),
        title=str(name),
        lang=name.lang,
        label=coming_words.label_of(point),
        county=point.county,
        owner=point.owner,
        url=mended_at(point) if seen else "",
        is_example=point.is_example,
    )
