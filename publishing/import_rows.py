"""What the lines of an imported file want, what that would change, and how it went."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from .cells import LineRefused


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
class Change:
    """What one line would do: the row before and after, and where they differ.

    `before` None is a row that is added. `fields` are names of columns, `links` the
    keys that are taken away and those that come, `own` the key of the other row and
    what it was before, `parts` what belongs to the row, as text before and after.
    """

    row: Row
    before: models.Model | None
    after: models.Model
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    links: dict[str, tuple[frozenset[int], frozenset[int]]] = field(
        default_factory=dict
    )
    own: dict[str, tuple[str, str]] = field(default_factory=dict)
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_nothing(self) -> bool:
        """Return whether the database holds all of this already."""
        return not (self.is_new or self.fields or self.links or self.own or self.parts)

    @property
    def ends(self) -> bool:
        """Return whether the file ends something that had not ended before."""
        if self.before is None:
            return False
        values = self.row.values
        return (
            values.get("status") == "ended"
            and getattr(self.before, "status", "") != "ended"
        ) or (
            values.get("valid_to") is not None
            and getattr(self.before, "valid_to", None) is None
        )


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

    def count(self, changes: Iterable[Change]) -> None:
        """Count what was changed, each row once."""
        for change in changes:
            if change.is_new:
                self.added += 1
            elif change.ends:
                self.ended += 1
            elif change.is_nothing:
                self.unchanged += 1
            else:
                self.changed += 1

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
