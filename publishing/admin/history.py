"""Who changed what in a row, and when, read from the tracked events and the trail."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.formats import localize
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..asking import readable_rows
from ..editors import event_model, names_of, user_id
from ..trail_reading import entries_of
from .seen import NOT_SHOWN

# The newest of each kind; older ones stay in the database.
LIMIT = 500
UNTOLD = {"id", "edited_by_person_at"}


@dataclass(frozen=True)
class Person:
    """A name in the shape that Django's history template asks for."""

    name: str

    def get_username(self):
        return self.name

    def get_full_name(self):
        return ""


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    action_time: datetime
    user: Person
    message: str

    def get_change_message(self):
        return self.message


def history_lines(row, children=(), reader=None):
    """Return the lines of a row: the sentences of the trail, then what was tracked.

    Both have the newest first. They are for a reader; None reads all.

    `children` are pairs of a model and its foreign key to the row; changes of those
    rows are told too, with the row's name before them.
    """
    lines = event_lines(type(row), {"pgh_obj": row.pk}, reader, named=False)
    for model, key in children:
        lines += event_lines(model, {f"{key}_id": row.pk}, reader, named=True)
    lines += log_lines(row)
    lines.sort(key=lambda line: line.action_time, reverse=True)
    return trail_lines(row) + lines


def event_lines(model, where, reader, *, named):
    events_of = event_model(model)
    if events_of is None:
        return []
    events = list(
        events_of.objects.filter(**where)
        .select_related("pgh_context")
        .order_by("-pgh_id")[:LIMIT]
    )[::-1]
    names = names_of(events)
    rows = model._base_manager.select_related().in_bulk(
        {event.pgh_obj_id for event in events}
    )
    labels = {pk: str(row) for pk, row in rows.items()} if named else {}
    before = {}
    lines = []
    for event in events:
        message = describe(event, before.get(event.pgh_obj_id), model, reader)
        before[event.pgh_obj_id] = event
        if not message:
            continue
        if named:
            gone = _("%(kind)s, since deleted") % {"kind": model._meta.verbose_name}
            message = f"{labels.get(event.pgh_obj_id, gone)}: {message}"
        lines.append(Line(event.pgh_created_at, Person(names[user_id(event)]), message))
    return lines


def describe(event, previous, model, reader):
    """Return what an event changed, field by field; '' when nothing to tell."""
    if previous is None:
        return _("Added.") if event.pgh_label == "insert" else _("Changed.")
    told = []
    for field in event._meta.concrete_fields:
        if field.name.startswith("pgh_") or field.name in UNTOLD:
            continue
        old, new = (getattr(each, field.attname) for each in (previous, event))
        if old != new:
            told.append(
                _("%(field)s: «%(old)s» → «%(new)s»")
                % {
                    "field": capfirst(model._meta.get_field(field.name).verbose_name),
                    "old": shortened(previous, field, reader),
                    "new": shortened(event, field, reader),
                }
            )
    return "; ".join(told)


def shortened(event, field, reader):
    if field.is_relation:
        rows = field.remote_field.model._base_manager.filter(
            pk=getattr(event, field.attname)
        )
        related = rows.first()
        if related and reader and not readable_rows(reader, rows).exists():
            return str(NOT_SHOWN)
        return str(related or "")
    value = getattr(event, field.attname)
    if field.choices:
        value = dict(field.flatchoices).get(value, value)
    if isinstance(value, datetime):
        value = localize(localtime(value))
    elif isinstance(value, date | time):
        value = localize(value)
    return Truncator("" if value is None else str(value)).chars(200)


def trail_lines(row):
    """Return what the audit trail tells of a row and of what belongs to it."""
    return [
        Line(each.at, Person(each.who), " · ".join((each.sentence, *each.notes)))
        for each in entries_of(row, LIMIT)
    ]


def log_lines(row):
    """Return what only the admin's own log knows: links to other rows, deletions."""
    with override(None):
        links = {
            capfirst(str(field.verbose_name)): field for field in row._meta.many_to_many
        }
    entries = (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk)
        )
        .select_related("user")
        .order_by("-action_time")[:LIMIT]
    )
    lines = []
    for entry in entries:
        told = told_by_log(entry.change_message, links)
        if told:
            who = Person(entry.user.get_full_name() or entry.user.get_username())
            lines.append(Line(entry.action_time, who, "; ".join(told)))
    return lines


def told_by_log(message, links):
    try:
        parts = json.loads(message)
    except ValueError:
        return []
    told = []
    for part in parts:
        if "deleted" in part:
            told.append(_("Deleted: %s") % part["deleted"]["object"])
        elif "changed" in part and "name" not in part["changed"]:
            fields = [links[f] for f in part["changed"]["fields"] if f in links]
            told += [_("Changed: %s") % field.verbose_name for field in fields]
    return told
