"""The calendar of a partner: what it may know of, as events with stable names.

Nothing in it hangs on the day it is asked for, but which partnerships the partner is
a member of; so the file is the same until something changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import Count, Max, Min
from django.utils import timezone, translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from partners.models import Partner
from publishing.writing import long_date

from ..models import (
    AgreementVersion,
    AnnualEvent,
    Deadline,
    Measure,
)
from . import (
    coming_reading,
    coming_words,
)
from .calendar_file import Entry
from .coming import Point

KEPT_BY = {
    model._meta.model_name: model
    for model in (AgreementVersion, AnnualEvent, Deadline, Measure)
}


@dataclass(frozen=True)
class Changes:
    """How often a row was written, and when first and last."""

    count: int
    first: datetime
    last: datetime


def language_of(partner: Partner) -> str:
    """Return the written form that a partner's county has decided on: nn, else nb."""
    county = partner.county
    return "nn" if county and county.language_decision == "nynorsk" else "nb"


def name_of(partner: Partner) -> str:
    """Return what the calendar is called in the list of somebody's calendars."""
    with translation.override(language_of(partner)):
        return _("Career guidance: %(partner)s") % {"partner": partner.name}


def entries_of(partner: Partner, on: date) -> list[Entry]:
    """Return the events of a partner's calendar, in no order. Nine queries.

    `on` says which partnerships it is a member of.
    """
    with translation.override(language_of(partner)):
        points = coming_reading.partner_points([partner.pk], on)
        changes = _changes_of(points)
        # A row can be taken away between the one query and the other.
        entries = [
            _entry(point, changes[point.row])
            for point in points
            if point.row in changes
        ]
        # The year of a county that was over when it was written never came round.
        return [
            entry
            for entry in entries
            if entry.last_on is None or entry.day <= entry.last_on
        ]


def absolute(path: str) -> str:
    """Return the address of a page for where there is no request; '' for ''."""
    return urljoin(settings.PORTAL_ADDRESS, path) if path else ""


def _entry(point, changes):
    name = point.kind if point.row[0] == "agreementversion" else point.row[0]
    host = urlsplit(settings.PORTAL_ADDRESS).hostname
    day = point.on or _first_time(point.month, changes)
    return Entry(
        uid=f"{name}-{point.row[1]}@{host}",
        day=day,
        title=_title(point),
        status=_status(point),
        sequence=changes.count - 1,
        changed_at=changes.last,
        description=_description(point),
        url=absolute(point.url),
        every_year=point.on is None,
        last_on=point.holds_to if point.on is None else None,
    )


def _first_time(month, changes):
    """Return the first day of the month in the year that the event was written in."""
    return date(timezone.localdate(changes.first).year, month, 1)


def _status(point):
    if point.is_cancelled:
        return "CANCELLED"
    is_draft = point.state not in ("", AgreementVersion.State.SIGNED)
    return "TENTATIVE" if is_draft else "CONFIRMED"


def _title(point):
    title = str(coming_words.name_of(point))
    if point.on is None:
        title = _("In %(month)s: %(title)s") % {
            "month": MONTHS[point.month],
            "title": title,
        }
    if point.is_done:
        title = _("Done: %(title)s") % {"title": title}
    if point.is_example and not title.startswith(_("Example")):
        title = _("Example: %(title)s") % {"title": title}
    return f"{title} ({point.county})"


def _description(point: Point):
    """Return the lines that tell where it follows from, and who sees to it."""
    lines = [str(point.agreement or point.partnership)]
    if point.clause:
        lines.append(_("Clause %(number)s") % {"number": point.clause})
    if point.owner:
        lines.append(_("Seen to by: %(partner)s") % {"partner": point.owner})
    if point.done_on:
        lines.append(_("Done on %(date)s") % {"date": long_date(point.done_on)})
    if point.state not in ("", AgreementVersion.State.SIGNED):
        lines.append(_("The agreement is not signed yet."))
    return "\n".join(lines)


def _changes_of(points: Iterable[Point]) -> dict[tuple[str, int], Changes]:
    """Return for each row how often it was written. One query for each kind, and two.

    Of a version also counts what happened to it later: that moves its last day. Of a
    deadline also counts its version: with that it is confirmed, or falls away.
    """
    points = list(points)
    keys: dict[str, set[int]] = {name: set() for name in KEPT_BY}
    for point in points:
        name, key = point.row
        keys[name].add(key)
        if point.version_id is not None:
            keys["agreementversion"].add(point.version_id)
    found = {}
    for name, model in KEPT_BY.items():
        rows = model._default_manager.filter(pk__in=keys[name]).order_by()
        for key, count, first, last in rows.values_list("pk").annotate(
            Count("events"),
            Min("events__pgh_created_at"),
            Max("events__pgh_created_at"),
        ):
            found[name, key] = Changes(count, first, last)
    versions = AgreementVersion.objects.filter(
        pk__in=keys["agreementversion"], later_events__isnull=False
    )
    for key, count, last in (
        versions.order_by()
        .values_list("pk")
        .annotate(Count("later_events"), Max("later_events__recorded_at"))
    ):
        was = found["agreementversion", key]
        found["agreementversion", key] = Changes(
            was.count + count, was.first, max(was.last, last)
        )
    return {point.row: _of(point, found) for point in points if point.row in found}


def _of(point, found):
    own = found[point.row]
    version = found.get(("agreementversion", point.version_id))
    if version is None or version is own:
        return own
    return Changes(own.count + version.count, own.first, max(own.last, version.last))
