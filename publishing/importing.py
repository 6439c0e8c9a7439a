"""Bring rows of a file into the database: all or none, and the same again is nothing.

Every importer turns the lines of its file into `Row` values. `compare` says what they
would change and writes nothing; `write_changes` writes it in bulk. When the database
refuses, ever smaller parts are tried, so that the report can name the right lines.
"""

import copy
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from .cells import LineRefused
from .import_rows import Change, Report, Row, convert
from .import_tables import read_csv
from .refusals import known_reason
from .workbooks import FileRefused

__all__ = [
    "Change",
    "FileRefused",
    "Report",
    "Row",
    "check_deferred_constraints",
    "clean_formats",
    "compare",
    "convert",
    "first_line",
    "read_csv",
    "synchronise",
    "take_time",
    "write_changes",
]

# Which rows of a model may be named by whoever brings the file.
Readable = Callable[[models.QuerySet[Any]], models.QuerySet[Any]]


def everything(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows


def synchronise(
    model: type[models.Model],
    rows: list[Row],
    report: Report,
    *,
    key: str = "slug",
    force: bool = False,
) -> list[models.Model]:
    """Make the database hold the rows; return the objects that were added or changed.

    Rows that the file does not name are left alone. Objects that a person has edited
    are kept unless `force`. Call it inside a transaction, and roll back when the
    report holds rejections.
    """
    changes = compare(model, rows, report, key=key, force=force)
    return write_changes(model, changes, report, key=key)


def compare(
    model: type[models.Model],
    rows: list[Row],
    report: Report,
    *,
    key: str = "slug",
    force: bool = False,
    readable: Readable = everything,
    related: Iterable[str] = (),
) -> list[Change]:
    """Return what the rows would change, and write nothing.

    Rows that cannot be so go to the report. What they link to is told and changed only
    where it is `readable`; other links stay. `related` comes along with each row as it
    is. The number of queries does not depend on that of the rows.
    """
    points_at = {
        name
        for row in rows
        for name in row.values
        if model._meta.get_field(name).is_relation
    }
    known = {
        getattr(found, key): found
        for found in model._default_manager.filter(
            **{f"{key}__in": [row.key for row in rows]}
        ).select_related(*points_at, *related)
    }
    usable = []
    for row in rows:
        found = known.get(row.key)
        if found and getattr(found, "edited_by_person_at", None) and not force:
            report.kept += 1
            continue
        usable.append(row)
    links = {
        name: _present_links(model, name, known.values(), readable)
        for name in {name for row in usable for name in row.links}
    }
    others = _other_rows(model, key, usable, known, readable)
    changes = []
    for row in usable:
        try:
            changes.append(_change(model, key, row, known.get(row.key), links, others))
        except LineRefused as refusal:
            report.reject(row.line, str(refusal))
    return changes


def _change(model, key, row, before, links, others):
    if before is None:
        after = model(**{key: row.key}, **row.values)
        names = {*row.values, key}
    else:
        after = copy.copy(before)
        names = {
            name
            for name, value in row.values.items()
            if _stored(before, name) != _plain(value)
        }
        for name in names:
            setattr(after, name, row.values[name])
    problems = []
    if names:
        try:
            clean_formats(after, {*row.values, *names})
        except LineRefused as refusal:
            problems.append(str(refusal))
    change = Change(row, before, after)
    for name in row.values:
        if name in names:
            old = None if before is None else _stored(before, name)
            new = _stored(after, name)
            if before is None or old != new:
                change.fields[name] = (old, new)
    for name, wanted in row.links.items():
        have = links[name].get(before.pk, frozenset()) if before else frozenset()
        if have != wanted:
            change.links[name] = (have - wanted, wanted - have)
    for name, wanted in row.own.items():
        have, hidden = others.key_of(before, name)
        if wanted and wanted not in others.known:
            problems.append(
                _("%(field)s: “%(key)s” is not known.") % {"field": name, "key": wanted}
            )
        elif have != wanted and not (hidden and not wanted):
            change.own[name] = ("" if hidden else have, wanted)
    if problems:
        raise LineRefused("; ".join(problems))
    return change


class _OtherRows:
    """Rows of the same model that rows point at: by key, and those one may name."""

    def __init__(self, keys, known):
        self.keys = keys
        self.known = known

    def key_of(self, row, name):
        """Return the key a row points at, '' for none, and whether it is hidden."""
        pk = getattr(row, f"{name}_id") if row is not None else None
        found = self.keys.get(pk, "") if pk else ""
        return found, bool(pk) and found not in self.known


def _other_rows(model, key, rows, known, readable):
    names = {name for row in rows for name in row.own}
    if not names:
        return _OtherRows({}, set())
    wanted = {other for row in rows for other in row.own.values() if other}
    pks = {
        getattr(found, f"{name}_id") for found in known.values() for name in names
    } - {None}
    keys = dict(
        model._default_manager.filter(pk__in=pks).order_by().values_list("pk", key)
    )
    asked = model._default_manager.filter(**{f"{key}__in": wanted | {*keys.values()}})
    named = set(readable(asked).order_by().values_list(key, flat=True))
    return _OtherRows(keys, named | {row.key for row in rows if row.key not in known})


def _present_links(model, name, rows, readable):
    """Return the keys that each row links to, of those that may be named."""
    m2m = model._meta.get_field(name)
    through = m2m.remote_field.through
    mine, theirs = m2m.m2m_field_name(), m2m.m2m_reverse_field_name()
    found = through._default_manager.filter(**{f"{mine}__in": [row.pk for row in rows]})
    if readable is not everything:
        seen = readable(m2m.related_model._default_manager.all()).order_by()
        found = found.filter(**{f"{theirs}__in": seen.values("pk")})
    have = defaultdict(set)
    for row, other in found.order_by().values_list(f"{mine}_id", f"{theirs}_id"):
        have[row].add(other)
    return {row: frozenset(others) for row, others in have.items()}


def write_changes(
    model: type[models.Model],
    changes: list[Change],
    report: Report,
    *,
    key: str = "slug",
    sentences: Mapping[str, Any] = MappingProxyType({}),
) -> list[models.Model]:
    """Write changes in bulk; return the objects that were added or changed.

    Lines that the database refuses go to the report, with the sentence of the rule
    (`sentences` are those of triggers). Call it inside a transaction, and roll back
    when the report holds rejections.
    """
    try:
        with transaction.atomic():
            _write(model, changes, key)
    except IntegrityError as error:
        written = _write_what_can_be(model, changes, key, report, sentences, error)
    else:
        written = changes
    report.count(written)
    return [change.after for change in written if not change.is_nothing]


def _write_what_can_be(model, changes, key, report, sentences, error):
    """Write in halves what cannot be written together, to learn which lines cannot."""
    if len(changes) == 1:
        reason = known_reason(error, sentences) or first_line(error)
        report.reject(changes[0].row.line, str(reason))
        return []
    written = []
    middle = len(changes) // 2
    for part in (changes[:middle], changes[middle:]):
        try:
            with transaction.atomic():
                _write(model, part, key)
            written += part
        except IntegrityError as refusal:
            written += _write_what_can_be(model, part, key, report, sentences, refusal)
    return written


def _write(model, changes, key):
    late = _point_at_others(model, changes, key)
    new = [change.after for change in changes if change.is_new]
    for made in new:
        made.pk = None
    model._default_manager.bulk_create(new, batch_size=250)
    touched = [
        change
        for change in changes
        if not change.is_new and (change.fields or change.own)
    ]
    if touched:
        names = {name for each in touched for name in (*each.fields, *each.own)}
        model._default_manager.bulk_update(
            [change.after for change in touched], sorted(names), batch_size=200
        )
    _write_links(model, changes)
    if late:
        _point_at_others(model, late, key)
        names = sorted({name for change in late for name in change.own})
        model._default_manager.bulk_update(
            [change.after for change in late], names, batch_size=200
        )
    check_deferred_constraints()


def _point_at_others(model, changes, key):
    """Set foreign keys to rows of the same model, as far as these are there.

    Return the changes that point at a row that stands elsewhere in the file and is not
    there yet.
    """
    wanted = {new for change in changes for _old, new in change.own.values() if new}
    if not wanted and not any(change.own for change in changes):
        return []
    pks = dict(
        model._default_manager.filter(**{f"{key}__in": wanted}).values_list(key, "pk")
    )
    late = []
    for change in changes:
        for name, (_old, new) in change.own.items():
            setattr(change.after, f"{name}_id", pks.get(new))
        if any(new and new not in pks for _old, new in change.own.values()):
            late.append(change)
    return late


def _write_links(model, changes):
    for name in sorted({name for change in changes for name in change.links}):
        m2m = model._meta.get_field(name)
        through = m2m.remote_field.through
        mine, theirs = (
            f"{m2m.m2m_field_name()}_id",
            f"{m2m.m2m_reverse_field_name()}_id",
        )
        stale, fresh = defaultdict(list), []
        for change in changes:
            gone, come = change.links.get(name, ((), ()))
            for other in gone:
                stale[other].append(change.after.pk)
            fresh += [through(**{mine: change.after.pk, theirs: pk}) for pk in come]
        for other, rows in stale.items():
            through._default_manager.filter(
                **{f"{mine}__in": rows, theirs: other}
            ).delete()
        fresh.sort(key=lambda link: (getattr(link, mine), getattr(link, theirs)))
        through._default_manager.bulk_create(fresh, batch_size=1000)


def check_deferred_constraints():
    """Let the database check now what it would else check at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def take_time(seconds: int) -> None:
    """Let the rest of this transaction take longer than that of a page may.

    Thousands of rows are checked by one statement, and worked out between two.
    """
    with connection.cursor() as cursor:
        for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute("SELECT set_config(%s, %s, true)", [name, f"{seconds}s"])


def clean_formats(row: models.Model, names: Iterable[str] | None = None) -> None:
    """Bring the named fields, or all, into the form that the database keeps.

    Raise LineRefused, which tells of every field that has another one. What fields
    point at is not looked up.
    """
    skip = {
        field.name
        for field in row._meta.fields
        if field.is_relation
        or field.generated
        or (names is not None and field.name not in names)
    }
    try:
        row.clean_fields(exclude=skip)
    except ValidationError as error:
        told = error.message_dict.items()
        raise LineRefused(
            "; ".join(f"{name}: {' '.join(problems)}" for name, problems in told)
        ) from error


def first_line(error: Exception) -> str:
    """Return the first line of what an error says; PostgreSQL adds its context."""
    return str(error).strip().splitlines()[0]


def _stored(row, name):
    return getattr(row, row._meta.get_field(name).attname)


def _plain(value):
    return value.pk if isinstance(value, models.Model) else value
