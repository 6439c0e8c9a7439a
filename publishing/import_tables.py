"""Read the table of a file that is to be imported: CSV, or the first sheet of .xlsx.

Both give the same lines of text, so that nothing after this asks which it was.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from .csv_writing import DANGEROUS
from .hygiene import is_broken, tidy
from .workbooks import FileRefused, is_workbook, sheet_rows

Line = tuple[int, dict[str, str]]


@dataclass(frozen=True)
class Limits:
    """How large a file may be that somebody sends in; in bytes, lines, letters."""

    size: int = 5 * 1024 * 1024
    unpacked_size: int = 40 * 1024 * 1024
    rows: int = 10_000
    cell_length: int = 10_000


@dataclass(frozen=True)
class Table:
    """The lines of a file, each with its number, and the columns that it has."""

    columns: tuple[str, ...]
    lines: list[Line]


def read_csv(path: Path, columns: Iterable[str], required: Iterable[str]) -> list[Line]:
    """Return (line number, values) of a file on this machine, CSV or .xlsx.

    Columns that are missing are empty; the line number is where the record begins.
    Raise FileRefused for a file that is missing or not UTF-8, an unknown or repeated
    column, and a missing required one.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileRefused(
            _("The file %(path)s cannot be read.") % {"path": path}
        ) from error
    return read_table(path.name, data, columns, required).lines


def read_table(
    name: str,
    data: bytes,
    columns: Iterable[str],
    required: Iterable[str],
    *,
    limits: Limits | None = None,
) -> Table:
    """Return the table that the bytes of a file hold. Raise FileRefused with a reason.

    `limits` None is for files of those who run the portal.
    """
    columns = list(columns)
    if limits and len(data) > limits.size:
        raise too_large(limits)
    if is_workbook(data):
        rows = sheet_rows(
            data,
            columns=len(columns),
            unpacked_size=(limits or Limits()).unpacked_size,
            # The header, and one more than there may be.
            rows=limits.rows + 2 if limits else None,
        )
    else:
        rows = _csv_rows(name, data)
    return _table(rows, columns, list(required), limits)


def too_large(limits: Limits) -> FileRefused:
    """Return the refusal of a file that has too many bytes."""
    return FileRefused(
        _("The file is larger than %(megabytes)d MB. Divide it into several.")
        % {"megabytes": limits.size // 1024**2}
    )


def _table(
    rows: Iterable[tuple[int, Sequence[str]]],
    columns: list[str],
    required: list[str],
    limits: Limits | None,
) -> Table:
    rows = iter(rows)
    _first, cells = next(rows, (1, []))
    header = [name.strip() for name in cells]
    # A spreadsheet ends its header with the cells of columns that nobody filled.
    while header and not header[-1]:
        header.pop()
    _check_header(header, columns, required)
    lines: list[Line] = []
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            raise FileRefused(
                _("Line %(line)d has more fields than the header.") % {"line": line}
            )
        if limits and len(lines) >= limits.rows:
            raise FileRefused(
                _("The file has more than %(count)d lines. Divide it into several.")
                % {"count": limits.rows}
            )
        values = dict.fromkeys(columns, "")
        for name, cell in zip(header, cells, strict=False):
            values[name] = _text(cell, name, line, limits)
        lines.append((line, values))
    return Table(tuple(header), lines)


def _text(cell: str, name: str, line: int, limits: Limits | None) -> str:
    """Return a cell as it is kept: without an apostrophe that guards a spreadsheet."""
    if is_broken(cell):
        raise FileRefused(
            _(
                "Line %(line)d, %(field)s: holds a character that cannot be saved."
                " Write the cell anew."
            )
            % {"line": line, "field": name}
        )
    text = tidy(cell.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if limits and len(text) > limits.cell_length:
        raise FileRefused(
            _("Line %(line)d, %(field)s: longer than %(count)d characters.")
            % {"line": line, "field": name, "count": limits.cell_length}
        )
    if text.startswith("'") and text[1:].lstrip(" ").startswith(DANGEROUS):
        text = text[1:].strip()
    return text


def _csv_rows(name: str, data: bytes) -> Iterable[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(
            _("The file %(path)s is not UTF-8. Save it again as UTF-8.")
            % {"path": name}
        ) from error
    if "\0" in text:
        raise FileRefused(_("The file %(path)s holds NUL characters.") % {"path": name})
    # Only line ends begin a new record; str.splitlines would also break at U+2028.
    reader = csv.reader(
        io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text)
    )
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused(
            _("Line %(line)d is not valid CSV: %(error)s.")
            % {"line": reader.line_num, "error": error}
        ) from error


def _delimiter(text: str) -> str:
    """Return what stands between the names of the header; none of them holds either."""
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _check_header(header: list[str], columns: list[str], required: list[str]) -> None:
    unknown = [name for name in header if name not in columns]
    if unknown:
        raise FileRefused(
            _("Unknown columns: %(unknown)s. Known ones are: %(known)s.")
            % {
                "unknown": ", ".join(name[:60] for name in unknown[:20]),
                "known": ", ".join(columns),
            }
        )
    if len(set(header)) < len(header):
        raise FileRefused(_("A column stands twice in the header."))
    missing = [name for name in required if name not in header]
    if missing:
        raise FileRefused(
            _("These columns are missing: %(missing)s.")
            % {"missing": ", ".join(missing)}
        )
