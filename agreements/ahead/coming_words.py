"""What lies ahead in words, in the language that is active."""

from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing.local_text import LocalText
from publishing.writing import long_date

from .coming import (
    Coming,
    Point,
)

# What each kind is called where nobody has given it words of its own.
NAMES = {
    "entry": gettext_lazy("A new agreement comes into force"),
    "expiry": gettext_lazy("The agreement runs out"),
    "notice": gettext_lazy("Last day to give notice"),
    "renewal": gettext_lazy("Renewal is to be agreed"),
    "evaluation": gettext_lazy("The agreement is to be evaluated"),
    "other": gettext_lazy("Deadline"),
    "measure": gettext_lazy("Measure"),
    "annual": gettext_lazy("Annual cycle"),
}
LABELS = {
    "entry": gettext_lazy("new agreement"),
    "expiry": gettext_lazy("last day"),
    "notice": gettext_lazy("notice"),
    "renewal": gettext_lazy("renewal"),
    "evaluation": gettext_lazy("evaluation"),
    "other": gettext_lazy("deadline"),
    "measure": gettext_lazy("measure"),
    "annual": gettext_lazy("annual cycle"),
}


def name_of(point: Point) -> LocalText:
    """Return the title that was given, with its language, else what the kind is called.

    Words of ours have no `lang`: they are in the language of the page.
    """
    return point.title or LocalText(str(NAMES[point.kind]))


def label_of(point: Point) -> str:
    """Return the kind in a word or two, for beside a title."""
    return str(LABELS[point.kind])


def when_of(coming: Coming) -> str:
    """Return «31. desember 2027», or «i mars 2027» for a whole month."""
    if not coming.is_whole_month:
        return long_date(coming.day)
    return _("in %(month)s %(year)s") % {
        "month": MONTHS[coming.day.month],
        "year": coming.day.year,
    }


def distance_of(coming: Coming, on: date) -> str:
    """Return how far off it is: «i dag», «om 7 dager», «for 3 dager siden»."""
    days = coming.days_left(on)
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}
