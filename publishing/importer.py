"""One kind of file that is imported: read, compared, and then perhaps written.

The command and the page for coordinators use the same: what the page shows before
anything is written is what the command would do.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from django.db import models

from .import_rows import Change, Report, Row, convert
from .import_tables import Line, read_csv
from .importing import Readable, compare, everything, write_changes
from .operations import record_statements


class Importer:
    """Turns lines of one kind of file into changes of one model.

    `columns` are all that there can be, `required` those that must be there.
    `sentences` are those of triggers that may refuse. `related` comes along with each
    row. `readable` narrows what a line may name to what its bringer may read.
    """

    model: ClassVar[type[models.Model]]
    columns: ClassVar[tuple[str, ...]]
    required: ClassVar[tuple[str, ...]]
    sentences: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    related: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, readable: Readable = everything) -> None:
        self.readable = readable
        # Of which day the source of a row is, by its slug.
        self.stated: dict[str, date] = {}

    def prepare(self, lines: list[Line]) -> None:
        """Read what the lines can name, once for all of them."""

    def to_row(self, line: int, values: dict[str, str]) -> Row:
        """Return what a line wants. Raise LineRefused for one that cannot be used."""
        raise NotImplementedError

    def difference(
        self, lines: list[Line], report: Report, *, force: bool = False
    ) -> list[Change]:
        """Return what the lines would change; rejected ones go to the report."""
        self.prepare(lines)
        rows = convert(lines, self.to_row, report)
        return compare(
            self.model,
            rows,
            report,
            force=force,
            readable=self.readable,
            related=self.related,
        )

    def write(self, changes: list[Change], report: Report) -> list[Any]:
        """Write the changes; return what was added or changed. See `write_changes`."""
        return write_changes(self.model, changes, report, sentences=self.sentences)

    def finish(self, touched: list[Any]) -> None:
        """Record what the sources of new and changed rows state, and of which day.

        That is no confirmation: only a person gives one, on a page of its own.
        """
        record_statements(
            (row, self.stated[row.slug], row.source)
            for row in touched
            if self.stated.get(row.slug) and row.source
        )

    def load(self, path: Path, *, force: bool = False) -> list[Report]:
        """Bring a file into the database; call it inside a transaction.

        Roll back when the report holds rejections.
        """
        report = Report(path.name)
        lines = read_csv(path, self.columns, self.required)
        touched = self.write(self.difference(lines, report, force=force), report)
        if not report.rejected:
            self.finish(touched)
        return [report]
