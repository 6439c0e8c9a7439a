"""Send in a file, see what it would change, accept just that: all of it or nothing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.choosing import readable_rows
from partners.rights import may_at_all
from publishing.import_rows import Change, Report
from publishing.import_tables import Limits, Line, Table, read_table, too_large
from publishing.importer import Importer
from publishing.importing import take_time
from publishing.operations import record_edits, record_refusal

from .judging import Judge
from .kinds import KINDS, Kind
from .models import ImportFile, ImportLine
from .telling import Telling, mark_of

# A file that nobody has accepted by then is forgotten, and so is what was accepted.
KEPT_FOR = timedelta(days=1)
LIMITS = Limits()
# What one statement for thousands of rows may take; a page has five.
SECONDS = 60
State = ImportLine.State


class DifferenceChanged(Exception):
    """What the file would change is no longer what was shown; nothing is imported."""


class AcceptedBefore(Exception):
    """The file was brought in already."""


@dataclass(frozen=True)
class SentFile:
    """A file as it came: what it is, its name, the digest of its bytes, its lines."""

    kind: Kind
    name: str
    digest: str
    table: Table


@dataclass
class Examined:
    """What lines would change now, and which of them cannot be brought in."""

    importer: Importer
    changes: list[Change]
    rejected: dict[int, str]
    strangers: int = 0

    @property
    def usable(self) -> list[Change]:
        return [each for each in self.changes if each.row.line not in self.rejected]

    @property
    def mark(self) -> str:
        return mark_of(self.changes, self.rejected)


def check_size(size: int) -> None:
    """Raise FileRefused for a file that is too large to be read at all."""
    if size > LIMITS.size:
        raise too_large(LIMITS)


def read(kind: Kind, name: str, data: bytes) -> SentFile:
    """Return a file as it is read. Raise FileRefused when it cannot be."""
    importer = kind.importer
    table = read_table(name, data, importer.columns, importer.required, limits=LIMITS)
    return SentFile(kind, name[-200:], hashlib.sha256(data).hexdigest(), table)


def send_in(
    sent: SentFile, *, actor: AbstractBaseUser, at: datetime | None = None
) -> ImportFile:
    """Keep what a file would change. Nothing else is written.

    Raise PermissionDenied for who may import no such rows. Old files are forgotten with
    each that comes.
    """
    at = at or timezone.now()
    _may_import(actor, sent.kind)
    with transaction.atomic():
        take_time(SECONDS)
        forget_old(at)
        file = ImportFile.objects.create(
            user=actor,
            kind=sent.kind.key,
            name=sent.name,
            columns=list(sent.table.columns),
            digest=sent.digest,
            sent_at=at,
        )
        strangers = _keep(file, sent.table.lines, actor=actor, at=at)
    if strangers:
        record_refusal(
            actor=actor,
            reason=_("A file named rows of others"),
            details={"kind": str(sent.kind.key), "lines": strangers},
            at=at,
        )
    return file


def look_again(
    file: ImportFile, *, actor: AbstractBaseUser, at: datetime | None = None
) -> None:
    """Keep what a file would change now, in place of what was shown."""
    at = at or timezone.now()
    with transaction.atomic():
        take_time(SECONDS)
        locked = ImportFile.objects.select_for_update().get(pk=file.pk)
        if locked.accepted_at is None:
            _keep(locked, _lines_of(locked), actor=actor, at=at)


def accept(
    file: ImportFile,
    *,
    shown: str,
    actor: AbstractBaseUser,
    at: datetime | None = None,
) -> ImportFile:
    """Bring in exactly what was shown, in one transaction; return the file.

    `shown` is the mark of the difference that the person saw. Raise DifferenceChanged
    when it is another one now, or a line is rejected: then nothing is changed. Raise
    AcceptedBefore the second time, and PermissionDenied.
    """
    at = at or timezone.now()
    with transaction.atomic():
        take_time(SECONDS)
        locked = ImportFile.objects.select_for_update().get(pk=file.pk, user=actor)
        if locked.accepted_at is not None:
            raise AcceptedBefore
        kind = KINDS[locked.kind]
        _may_import(actor, kind)
        lines = _lines_of(locked)
        _lock(kind, lines)
        found = _examine(kind, lines, actor=actor, at=at)
        if found.rejected or not shown == locked.difference == found.mark:
            raise DifferenceChanged
        _write(found, actor=actor, file=locked, at=at)
        locked.accepted_at = at
        locked.save(update_fields=["accepted_at"])
        locked.lines.all().delete()
    return locked


def forget_old(at: datetime) -> int:
    """Delete files that were sent in more than a day ago; return how many."""
    old = ImportFile.objects.filter(sent_at__lt=at - KEPT_FOR)
    keys = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True))
    ImportLine.objects.filter(file__in=keys).delete()
    ImportFile.objects.filter(pk__in=keys).delete()
    return len(keys)


def _may_import(actor: AbstractBaseUser, kind: Kind) -> None:
    if not may_at_all(actor, "import", kind.model):
        raise PermissionDenied("import")


def _lines_of(file: ImportFile) -> list[Line]:
    return list(file.lines.order_by("line").values_list("line", "cells"))


def _lock(kind: Kind, lines: list[Line]) -> None:
    """Let nobody else change the rows before this is done; always in the same order."""
    keys = {cells[kind.key_column] for _line, cells in lines}
    rows = kind.model.objects.select_for_update(of=("self",), no_key=True)
    list(rows.filter(slug__in=keys).order_by("pk").values_list("pk", flat=True))


def _examine(
    kind: Kind, lines: list[Line], *, actor: AbstractBaseUser, at: datetime
) -> Examined:
    """Return what lines would change, asked of the rows as they stand. Writes nothing.

    What a person brings in is seen by that person first, so it may overwrite what
    others have edited by hand.
    """
    importer = kind.importer(readable=lambda rows: readable_rows(actor, rows))
    report = Report("")
    changes = importer.difference(lines, report, force=True)
    rejected = dict(report.rejected)
    judge = Judge(actor, kind, timezone.localdate(at))
    rejected |= judge.refusals(changes, importer.stated)
    return Examined(importer, changes, rejected, judge.strangers)


def _keep(
    file: ImportFile, lines: list[Line], *, actor: AbstractBaseUser, at: datetime
) -> int:
    """Write down what lines would change, also by the rules of the database.

    Return how many lines name rows of others.
    """
    kind = KINDS[file.kind]
    found = _examine(kind, lines, actor=actor, at=at)
    found.rejected |= _refused_by_the_database(found)
    changes = {each.row.line: each for each in found.usable}
    telling = Telling(list(changes.values()))
    kept = []
    for line, cells in lines:
        change = changes.get(line)
        told = telling.changes_of(change) if change else {}
        before = change.before if change else None
        kept.append(
            ImportLine(
                file=file,
                line=line,
                cells=cells,
                state=_state_of(change),
                key=cells[kind.key_column][:200],
                name=kind.name_in(cells)[:200],
                changes=told,
                overwrites=bool(
                    told and before is not None and before.edited_by_person_at
                ),
                reason=found.rejected.get(line, ""),
            )
        )
    file.lines.all().delete()
    ImportLine.objects.bulk_create(kept, batch_size=1000)
    for state in State:
        setattr(file, state, sum(each.state == state for each in kept))
    file.difference = found.mark
    file.save()
    return found.strangers


def _state_of(change: Change | None) -> str:
    if change is None:
        return State.REJECTED
    if change.is_new:
        return State.ADDED
    return State.UNCHANGED if change.is_nothing else State.CHANGED


def _refused_by_the_database(found: Examined) -> dict[int, str]:
    """Write what is usable, learn what the database refuses, and take it all back."""
    report = Report("")
    with transaction.atomic():
        found.importer.write(found.usable, report)
        transaction.set_rollback(True)
    return dict(report.rejected)


def _write(
    found: Examined, *, actor: AbstractBaseUser, file: ImportFile, at: datetime
) -> None:
    """Write all changes and an entry of the audit trail for each."""
    changes = [each for each in found.changes if not each.is_nothing]
    telling = Telling(changes)
    told = [telling.changes_of(each) for each in changes]
    for change in changes:
        # Importing again by those who run the portal leaves such a row alone.
        before: Any = change.before
        row: Any = change.after
        old = before.edited_by_person_at if before is not None else None
        row.edited_by_person_at = at
        change.fields["edited_by_person_at"] = (old, at)
    report = Report("")
    try:
        touched = found.importer.write(changes, report)
    except (IntegrityError, OperationalError) as error:
        raise DifferenceChanged from error
    if report.rejected:
        raise DifferenceChanged
    record_edits(
        (
            (change.after, "added" if change.is_new else "edited", each)
            for change, each in zip(changes, told, strict=True)
        ),
        actor=actor,
        details={"file": file.name, "file_digest": file.digest},
        at=at,
    )
    found.importer.finish(touched)
