"""Bring rows of a file into the database: all or none, and the same again is nothing.

Every importer turns the lines of its file into `Row` values and hands them to
`synchronise`, which compares, writes in bulk and reports. When the database refuses,
the lines are tried one by one, so that the report can name the right one.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from .cells import LineRefused
from .refusals import known_reason


class FileRefused(Exception):
    """The file as a whole cannot be read; carries one sentence."""


@dataclass(frozen=True)
class Row:
    """What a line of the file wants a database row to be.

    `values` are field values, `links` many-to-many fields to the wanted primary keys,
    `own` foreign keys to the same model by the other row's key ('' for none).
    """

    line: int
    key: str
    values: dict[str, Any]
    links: dict[str, frozenset[int]] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)


@dataclass
class Report:
    """What an import did, or would do."""

    name: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0
    kept: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)

    def reject(self, line: int, reason: str) -> None:
        self.rejected.append((line, reason))

    def lines(self) -> Iterator[str]:
        """Yield the report as text, the rejected lines last, in order."""
        yield _(
            "%(name)s: %(added)d added, %(changed)d changed, %(unchanged)d unchanged,"
            " %(ended)d ended, %(rejected)d rejected"
        ) % {
            "name": self.name,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "ended": self.ended,
            "rejected": len(self.rejected),
        }
        if self.kept:
            yield _(
                "%(count)d rows were left as they are, because a person has edited"
                " them. Use --force to overwrite them."
            ) % {"count": self.kept}
        for line, reason in sorted(self.rejected):
            yield _("line %(line)d: %(reason)s") % {"line": line, "reason": reason}


def read_csv(
    path: Path, columns: Iterable[str], required: Iterable[str]
) -> list[tuple[int, dict[str, str]]]:
    """Return (line number, values) of a UTF-8 CSV file with a header.

    Columns that are missing are empty; the line number is where the record begins.
    Raise FileRefused for a file that is missing or not UTF-8, an unknown or repeated
    column, and a missing required one.
    """
    columns = list(columns)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileRefused(
            _("The file %(path)s cannot be read.") % {"path": path}
        ) from error
    except UnicodeDecodeError as error:
        raise FileRefused(
            _("The file %(path)s is not UTF-8. Save it again as UTF-8.")
            % {"path": path.name}
        ) from error
    if "\0" in text:
        raise FileRefused(
            _("The file %(path)s holds NUL characters.") % {"path": path.name}
        )
    # Only line ends begin a new record; str.splitlines would also break at U+2028.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header, columns, required)
        start = reader.line_num + 1
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                raise FileRefused(
                    _("Line %(line)d has more fields than the header.") % {"line": line}
                )
            values = dict.fromkeys(columns, "")
            values.update(
                {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
            )
            rows.append((line, values))
    except csv.Error as error:
        raise FileRefused(
            _("Line %(line)d is not valid CSV: %(error)s.")
            % {"line": reader.line_num, "error": error}
        ) from error
    return rows


def _check_header(
    header: list[str], columns: list[str], required: Iterable[str]
) -> None:
    unknown = [name for name in header if name not in columns]
    if unknown:
        raise FileRefused(
            _("Unknown columns: %(unknown)s. Known ones are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(columns)}
        )
    if len(set(header)) < len(header):
        raise FileRefused(_("A column stands twice in the header."))
    missing = [name for name in required if name not in header]
    if missing:
        raise FileRefused(
            _("These columns are missing: %(missing)s.")
            % {"missing": ", ".join(missing)}
        )


def convert(
    lines: Iterable[tuple[int, dict[str, str]]],
    to_row: Callable[[int, dict[str, str]], Row],
    report: Report,
) -> list[Row]:
    """Return the lines as rows; those that cannot be used go to the report."""
    rows: list[Row] = []
    first_line: dict[str, int] = {}
    for line, values in lines:
        try:
            row = to_row(line, values)
        except LineRefused as refusal:
            report.reject(line, str(refusal))
            continue
        if row.key in first_line:
            report.reject(
                line,
                _("“%(key)s” already stands on line %(first)d.")
                % {"key": row.key, "first": first_line[row.key]},
            )
            continue
        first_line[row.key] = line
        rows.append(row)
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
    known = {
        getattr(found, key): found
        for found in model._default_manager.filter(
            **{f"{key}__in": [row.key for row in rows]}
        )
    }
    usable = []
    for row in rows:
        found = known.get(row.key)
        if found and getattr(found, "edited_by_person_at", None) and not force:
            report.kept += 1
            continue
        usable.append(row)
    try:
        with transaction.atomic():
            return _write(model, usable, known, key, report)
    except IntegrityError:
        _find_refused(model, usable, key, report)
        return []


def _write(model, rows, known, key, report):
    new, touched, fields = [], [], set()
    ended = {row.key for row in rows if _ends(known.get(row.key), row.values)}
    objects = {}
    for row in rows:
        found = known.get(row.key)
        if found is None:
            objects[row.key] = made = model(**{key: row.key}, **row.values)
            _clean(made, {*row.values, key}, row.line, report)
            new.append(made)
            continue
        objects[row.key] = found
        different = {
            name
            for name, value in row.values.items()
            if getattr(found, model._meta.get_field(name).attname) != _plain(value)
        }
        if different:
            for name in different:
                setattr(found, name, row.values[name])
            _clean(found, row.values, row.line, report)
            touched.append(found)
            fields |= different
    if report.rejected:
        return []
    model._default_manager.bulk_create(new, batch_size=500)
    if touched:
        model._default_manager.bulk_update(touched, sorted(fields), batch_size=200)
    moved = _write_links(model, rows, objects) | _write_own(
        model, rows, objects, key, report
    )
    check_deferred_constraints()
    added = {getattr(made, key) for made in new}
    changed = ({getattr(found, key) for found in touched} | moved) - added
    report.added += len(added)
    report.ended += len(ended)
    report.changed += len(changed - ended)
    report.unchanged += len(rows) - len(added) - len(changed | (ended - added))
    told = added | changed
    return [found for name, found in objects.items() if name in told]


def check_deferred_constraints():
    """Let the database check now what it would else check at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _plain(value):
    return value.pk if isinstance(value, models.Model) else value


def _ends(found, values):
    """Return whether the file ends something that had not ended before."""
    if found is None:
        return False
    return (
        values.get("status") == "ended" and getattr(found, "status", "") != "ended"
    ) or (
        values.get("valid_to") is not None and getattr(found, "valid_to", None) is None
    )


def _clean(made, names, line, report):
    """Check field formats (lengths, choices, addresses) without asking the database."""
    try:
        clean_formats(made, names)
    except LineRefused as refusal:
        report.reject(line, str(refusal))


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


def _write_links(model, rows, objects):
    """Bring the many-to-many tables in line; return the keys of rows that moved."""
    moved = set()
    by_pk = {found.pk: name for name, found in objects.items()}
    for name in {name for row in rows for name in row.links}:
        m2m = model._meta.get_field(name)
        through = m2m.remote_field.through
        mine, theirs = m2m.m2m_field_name(), m2m.m2m_reverse_field_name()
        have = {
            (link[0], link[1]): link[2]
            for link in through._default_manager.filter(
                **{f"{mine}__in": list(by_pk)}
            ).values_list(f"{mine}_id", f"{theirs}_id", "pk")
        }
        want = {
            (objects[row.key].pk, pk)
            for row in rows
            if name in row.links
            for pk in row.links[name]
        }
        named = {objects[row.key].pk for row in rows if name in row.links}
        stale = {pair for pair in have if pair[0] in named and pair not in want}
        fresh = sorted(want - have.keys())
        through._default_manager.filter(pk__in=[have[p] for p in stale]).delete()
        through._default_manager.bulk_create(
            [through(**{f"{mine}_id": a, f"{theirs}_id": b}) for a, b in fresh],
            batch_size=1000,
        )
        moved |= {by_pk[pair[0]] for pair in (*stale, *fresh)}
    return moved


def _write_own(model, rows, objects, key, report):
    """Set foreign keys to rows of the same model, which may stand later in the file."""
    moved, changed = set(), []
    wanted = {other for row in rows for other in row.own.values() if other}
    pks = dict(
        model._default_manager.filter(**{f"{key}__in": wanted}).values_list(key, "pk")
    )
    for row in rows:
        found = objects[row.key]
        for name, other in row.own.items():
            if other and other not in pks:
                report.reject(
                    row.line,
                    _("%(field)s: “%(key)s” is not known.")
                    % {"field": name, "key": other},
                )
                continue
            pk = pks.get(other)
            if getattr(found, f"{name}_id") != pk:
                setattr(found, f"{name}_id", pk)
                changed.append(found)
                moved.add(row.key)
    if changed:
        names = sorted({name for row in rows for name in row.own})
        model._default_manager.bulk_update(changed, names, batch_size=200)
    return moved


def _find_refused(model, rows, key, report):
    """Write line by line, only to learn which lines the database refuses."""
    for row in rows:
        known = {
            getattr(found, key): found
            for found in model._default_manager.filter(**{key: row.key})
        }
        try:
            with transaction.atomic():
                _write(model, [row], known, key, Report(report.name))
        except IntegrityError as error:
            report.reject(row.line, str(known_reason(error) or first_line(error)))
    if not report.rejected:
        report.reject(0, _("The lines contradict each other or other rows."))


def first_line(error: Exception) -> str:
    """Return the first line of what an error says; PostgreSQL adds its context."""
    return str(error).strip().splitlines()[0]
