"""Read a workbook (.xlsx) that somebody sent in, and write one to be filled in.

What is read is text: days, numbers and yes or no become what the same cell is in CSV.
A workbook is a packed folder of XML, made by anybody: its size is asked before it is
unpacked, and nothing in it is worked out.
"""

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

ZIP = b"PK\x03\x04"
# Old .xls files, and workbooks with a password.
OLE = b"\xd0\xcf\x11\xe0"
MAIN_PART = "xl/workbook.xml"
MOST_PARTS = 500
# What a broken or hostile workbook makes openpyxl and the packed folder raise.
BROKEN = (
    *(zipfile.BadZipFile, InvalidFileException, DefusedXmlException, ParseError),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError),
    *(NotImplementedError, RuntimeError, OverflowError, OSError, zipfile.zlib.error),
)


class FileRefused(Exception):
    """The file as a whole cannot be read; carries one sentence."""


def is_workbook(data: bytes) -> bool:
    """Return whether a file is no text but a workbook, of whatever kind."""
    return data.startswith((ZIP, OLE))


def sheet_rows(
    data: bytes, *, columns: int, unpacked_size: int, rows: int | None = None
) -> list[tuple[int, list[str]]]:
    """Return (number, texts) of the first sheet's rows that hold something.

    `columns` is how many there may be at most; `rows` is after how many to stop. Raise
    FileRefused for what is no such workbook, is too large unpacked, holds macros, or
    has a formula in a cell.
    """
    _check_parts(data, unpacked_size)
    try:
        with warnings.catch_warnings():
            # Parts that openpyxl leaves out say nothing about the cells.
            warnings.simplefilter("ignore")
            book = load_workbook(
                io.BytesIO(data), read_only=True, keep_links=False, keep_vba=False
            )
            try:
                return list(islice(_rows(book.worksheets[0], columns), rows))
            finally:
                book.close()
    except BROKEN as error:
        raise FileRefused(_no_workbook()) from error


def _check_parts(data: bytes, unpacked_size: int) -> None:
    if data.startswith(OLE):
        raise FileRefused(
            _(
                "This is an old workbook (.xls), or one with a password. Save it as"
                " .xlsx without a password, and choose that file."
            )
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            parts = folder.infolist()
    except BROKEN as error:
        raise FileRefused(_no_workbook()) from error
    names = {part.filename for part in parts}
    # Unpacking stops at the size that the folder itself states, so it can be trusted.
    too_large = sum(part.file_size for part in parts) > unpacked_size
    if too_large or len(parts) > MOST_PARTS:
        raise FileRefused(
            _(
                "The workbook is too large when it is unpacked. Copy only the rows that"
                " are to be imported to a new workbook."
            )
        )
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefused(
            _("The workbook holds macros. Save it as .xlsx, which has none.")
        )
    if MAIN_PART not in names:
        raise FileRefused(_no_workbook())


def _no_workbook() -> str:
    return _(
        "The file cannot be read as a workbook. Save it as .xlsx or as CSV (UTF-8), and"
        " choose that file."
    )


def _rows(sheet: Any, columns: int) -> Iterator[tuple[int, list[str]]]:
    # What the sheet says of its own size may be wrong, and is often far too much.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if all(cell.value is None for cell in cells):
            continue
        texts = [_text(cell, number, index) for index, cell in enumerate(cells)]
        if any(texts[columns:]):
            raise FileRefused(
                _("Row %(row)d has more columns than there can be.") % {"row": number}
            )
        yield number, texts[:columns]


def _text(cell: Any, row: int, index: int) -> str:
    """Return a cell as the text that it is in CSV."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in {"f", "e"} or not isinstance(
        value, str | bool | int | float | date | time
    ):
        place = f"{get_column_letter(index + 1)}{row}"
        if cell.data_type == "e":
            sentence = _("Cell %(place)s holds an error: %(value)s. Correct it.")
        else:
            sentence = _(
                "Cell %(place)s holds a formula. Copy the cells, paste them as values"
                " only, and save again."
            )
        raise FileRefused(sentence % {"place": place, "value": str(value)[:20]})
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value


def _number(value: float, shown_as: str) -> str:
    """Return a number in digits; one that is shown with zeros before it keeps them."""
    if value == int(value):
        digits = str(int(value))
        return digits.zfill(len(shown_as)) if set(shown_as) == {"0"} else digits
    return format(value, ".15g")


def workbook(
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    about: tuple[str, Sequence[Sequence[str]]],
) -> bytes:
    """Return a workbook with one sheet to fill in and one that explains it.

    Every cell is text and stays text when somebody types in it, so that «0301» keeps
    its zero and nothing becomes a formula. `about` is the name of the second sheet and
    its rows.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for index, title in enumerate(header, start=1):
        column = sheet.column_dimensions[get_column_letter(index)]
        column.width = max(14, len(title) + 2)
        column.number_format = "@"
    _write(sheet, header, bold=True)
    for row in rows:
        _write(sheet, row)
    title, lines = about
    explained = book.create_sheet(title)
    for letter, width in (("A", 26), ("B", 16), ("C", 80)):
        explained.column_dimensions[letter].width = width
    for number, line in enumerate(lines):
        _write(explained, line, bold=number == 0, wrap=True)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(
    sheet: Any, texts: Sequence[str], *, bold: bool = False, wrap: bool = False
) -> None:
    cells = []
    for text in texts:
        cell = WriteOnlyCell(sheet, value=text)
        # What begins with = would else be taken for a formula.
        cell.data_type = "s"
        cell.number_format = "@"
        if bold:
            cell.font = Font(bold=True)
        if wrap:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        cells.append(cell)
    sheet.append(cells)
