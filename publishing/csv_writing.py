"""Tables that people open in a spreadsheet: no cell can become a formula there."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from django.http import HttpResponse

# What a spreadsheet takes for the beginning of a formula, or swallows before one.
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"


def safe_cell(value: object) -> str:
    """Return a value as text that a spreadsheet shows and never works out.

    None is an empty cell. An apostrophe is put before what could begin a formula, also
    after spaces.
    """
    text = "" if value is None else str(value)
    text = text.replace("\0", "")
    if text.lstrip(" ").startswith(DANGEROUS) or text.startswith(DANGEROUS):
        return f"'{text}"
    return text


def csv_text(header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV with semicolons, as Norwegian spreadsheets read it."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL)
    for row in (header, *rows):
        writer.writerow([safe_cell(cell) for cell in row])
    return BYTE_ORDER_MARK + written.getvalue()


def csv_download(
    name: str, header: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """Return a table as a file to be saved under `name`, which is plain ASCII."""
    response = HttpResponse(
        csv_text(header, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
