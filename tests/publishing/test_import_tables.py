"""Tables that somebody sends in: what is refused, and that .xlsx reads as CSV does."""

import io
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from publishing.csv_writing import csv_text
from publishing.import_tables import Limits, read_table
from publishing.workbooks import FileRefused, workbook

COLUMNS = ["id", "name", "day", "national"]
REQUIRED = ["id"]


def read(data, limits=None):
    data = data.encode() if isinstance(data, str) else data
    return read_table("fil", data, COLUMNS, REQUIRED, limits=limits or Limits())


def book(*rows, more=()):
    """Return a workbook with these rows, as somebody's program would write it."""
    made = Workbook()
    for row in rows:
        made.active.append(row)
    for name in more:
        made.create_sheet(name)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def repacked(data, **parts):
    """Return a workbook with some of its parts replaced or added."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return written.getvalue()


def refusal(data, limits=None):
    with pytest.raises(FileRefused) as refused:
        read(data, limits)
    return str(refused.value)


def test_a_formula_is_refused_with_its_cell():
    assert "B2" in refusal(book(["id", "name"], ["a", "=1+1"]))


def test_a_workbook_that_swells_when_unpacked_is_refused():
    sheet = "xl/worksheets/sheet1.xml"
    bomb = repacked(book(["id"], ["a"]), **{sheet: b" " * 50_000_000})
    assert len(bomb) < 100_000
    refusal(bomb)


def test_a_workbook_of_thousands_of_parts_is_refused():
    parts = {f"xl/media/{number}.png": b"" for number in range(600)}
    refusal(repacked(book(["id"], ["a"]), **parts))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_a_workbook_that_declares_entities_is_refused(declared):
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(book(["id"], ["a"]))) as folder:
        xml = (
            folder.read(sheet).decode().partition("?>")[2]
            or folder.read(sheet).decode()
        )
    refusal(repacked(book(["id"], ["a"]), **{sheet: declared + xml}))


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (b"PK\x03\x04 no folder at all", "xlsx"),
        (repacked(book(["id"]), **{"xl/vbaProject.bin": b"x"}), "makroer"),
        (repacked(book(["id"]), **{"xl/workbook.xml": b"<x/>"}), "xlsx"),
        (repacked(book(["id"]), **{"[Content_Types].xml": b"not xml"}), "xlsx"),
    ],
)
def test_what_is_no_such_workbook_is_refused_in_a_sentence(data, word):
    assert word in refusal(data)


def test_a_folder_without_a_workbook_is_refused():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as folder:
        folder.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "xlsx" in refusal(written.getvalue())


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "cp1252"])
def test_another_encoding_is_refused(encoding):
    assert "UTF-8" in refusal("id;name\na;Søk\n".encode(encoding))


@pytest.mark.parametrize(
    "data",
    [
        "id,colour\na,red\n",
        "id,id\na,a\n",
        "name\nKurs\n",
        "",
        "id,name\na,b,c\n",
        'id\n"never closed',
        "id\na\0b\n",
        book(["id", "colour"], ["a", "red"]),
        book(["name"], ["Kurs"]),
        book(),
        book(["id"], ["a", "b"]),
        book(["id"], ["a", *[None] * 30, "b"]),
    ],
)
def test_a_table_that_is_no_such_table_is_refused_whole(data):
    refusal(data)


def test_too_many_lines_too_long_cells_and_too_large_files_are_refused():
    few = Limits(size=1000, rows=2, cell_length=5)
    assert "2" in refusal("id\na\nb\nc\n", few)
    assert "2" in refusal(book(["id"], ["a"], ["b"], ["c"]), Limits(rows=2))
    assert "5" in refusal("id\nabcdef\n", few)
    refusal("id\n" + "a\n" * 1000, few)
    assert len(read("id\na\nb\n\n\n", few).lines) == 2


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("between", [",", ";"])
def test_commas_and_semicolons_with_and_without_a_byte_order_mark(mark, between):
    text = f"{mark}id{between}name\r\na{between}Æ\r\n"
    values = {"id": "a", "name": "Æ", "day": "", "national": ""}
    assert read(text).lines == [(2, values)]


def test_a_workbook_reads_as_the_same_table_in_csv():
    rows = [
        ["id", "name", "day", "national"],
        [1, 0.25, date(2026, 11, 23), True],
        [301.0, time(9, 0), datetime(2026, 11, 23), False],
        ["c", "  to\nlinjer ", None, None],
    ]
    csv = (
        "id,name,day,national\n1,0.25,2026-11-23,yes\n"
        '301,09:00,2026-11-23,no\nc,"to\nlinjer",,\n'
    )
    of_book, of_csv = read(book(*rows, more=["Forklaring"])), read(csv)
    assert [values for _line, values in of_book.lines] == [
        values for _line, values in of_csv.lines
    ]


def test_a_number_that_is_shown_with_zeros_keeps_them():
    made = Workbook()
    made.active.append(["id"])
    made.active.append([301])
    made.active["A2"].number_format = "0000"
    written = io.BytesIO()
    made.save(written)
    assert read(written.getvalue()).lines[0][1]["id"] == "0301"


def test_lines_are_numbered_as_the_program_shows_them():
    data = book(["id"], ["a"], [None], ["b"])
    assert [line for line, _values in read(data).lines] == [2, 4]
    assert [line for line, _values in read('id,name\na,"x\ny"\nb,\n').lines] == [2, 4]


DANGEROUS = ["=1+1", "+47 22 33 44 55", "-5", "@x", "=HYPERLINK(1)", "  =1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_looks_like_a_formula_is_written_as_text_and_read_back(text):
    header, row = ["id", "name"], ["a", text]
    assert f'"{text}"' not in csv_text(header, [row])
    for data in (
        csv_text(header, [row]),
        workbook("Ark", header, [row], ("Forklaring", [["=1", "", ""]])),
    ):
        assert read(data).lines[0][1]["name"] == text.strip()


def test_an_apostrophe_that_guards_nothing_stays():
    assert read("id,name\na,'n Sør\n").lines[0][1]["name"] == "'n Sør"


def test_marks_that_nobody_sees_are_taken_out():
    lines = read("id,name\na,Ka\u202eri\u200b\u00ad\n").lines
    assert lines[0][1]["name"] == "Kari"
