"""How the PDF of a version is built: tags, titles, fonts, and the same bytes always."""

import hashlib
import re
from datetime import date
from itertools import pairwise

import pytest

from agreements.paper import letters, press

from . import pdf_reading as pdf
from .papers import ADDRESS, make_printable_agreement, printed, spelt, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement():
    return make_printable_agreement()


@pytest.fixture
def document(agreement):
    return printed(write(agreement))


def test_file_claims_both_standards(document):
    described = pdf.described_in(document)
    assert document.startswith(b"%PDF-1.7")
    assert "<pdfaid:part>2</pdfaid:part>" in described
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in described
    assert "<pdfuaid:part>1</pdfuaid:part>" in described


def test_title_and_language_are_the_documents_own(document):
    root = pdf.opened(document).trailer["/Root"]
    title = "Avtale om karriereveiledning på øya"
    assert root["/Lang"] == "nb-NO"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert pdf.opened(document).metadata.title == title
    assert f">{title}</rdf:li>" in pdf.described_in(document)


def test_file_is_dated_by_the_last_signature(document):
    metadata = pdf.opened(document).metadata
    assert metadata.creation_date.date() == date(2024, 3, 5)
    assert metadata.modification_date.date() == date(2024, 3, 5)


def test_structure_is_tagged_with_headings_and_tables(document):
    root = pdf.opened(document).trailer["/Root"]
    names = pdf.tag_names(document)
    assert root["/MarkInfo"]["/Marked"].value is True
    assert names[0] == "Document"
    assert names.count("Table") == 1
    # Four columns and the task that the row below belongs to.
    assert names.count("TH") == 5
    assert names.count("TD") == 4
    assert {"Title", "H1", "H2", "Caption", "Link"} <= set(names)
    headings = [int(name[1]) for name in names if re.fullmatch(r"H\d", name)]
    assert headings[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(headings))


def test_every_column_heading_says_what_it_is_the_heading_of(document):
    headings = [tag for tag in pdf.tags_of(document) if tag["/S"] == "/TH"]
    for heading in headings:
        told = [each.get_object() for each in heading["/A"]]
        assert any("/Scope" in each for each in told)


def test_lists_are_lists(agreement):
    names = pdf.tag_names(printed(write(agreement, text="Vi skal\n\n- møtes\n- lytte")))
    assert names.count("L") == 1
    assert names.count("LI") == 2


def test_bookmarks_follow_the_clauses(document):
    marks = pdf.bookmarks_of(document)
    here = marks.index("4 Mål og ærend")
    assert marks[here + 1] == ["4.2 Ansvar"]


def test_every_page_keeps_the_order_of_its_tags(document):
    for page in pdf.opened(document).pages:
        assert page["/StructParents"] >= 0
        if "/Annots" in page:
            assert page["/Tabs"] == "/S"


def test_every_font_lies_in_the_file(document):
    fonts = [f for f in pdf.dictionaries_of(document) if f.get("/Type") == "/Font"]
    drawn = [font for font in fonts if font["/Subtype"] != "/Type0"]
    assert drawn
    for font in drawn:
        descriptor = font["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        assert "Inter" in font["/BaseFont"]
    for font in fonts:
        assert font in drawn or "/ToUnicode" in font


def test_colours_have_an_output_intent(document):
    [intent] = pdf.opened(document).trailer["/Root"]["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_data()


def test_file_holds_nothing_that_acts(document):
    assert not pdf.opened(document).is_encrypted
    for each in pdf.dictionaries_of(document):
        assert not {"/JS", "/AA", "/OpenAction", "/EmbeddedFiles"} & set(each)
        assert each.get("/S") not in ("/JavaScript", "/Launch", "/SubmitForm")


def test_links_say_where_they_lead(document):
    links = [d for d in pdf.dictionaries_of(document) if d.get("/Subtype") == "/Link"]
    assert links
    assert all(link["/Contents"] == ADDRESS for link in links)


# The same file each time


def test_two_processes_make_the_same_bytes(agreement):
    paper = spelt(write(agreement))
    assert press.print_anew(paper) == press.print_anew(paper)


def test_another_text_is_another_edition(agreement):
    paper = spelt(write(agreement))
    assert press.edition_of(paper) == press.edition_of(paper)
    assert press.edition_of(paper) != press.edition_of(paper.replace("øya", "fjellet"))


def test_fonts_are_those_that_were_taken_in():
    told = (letters.FONTS / "README.md").read_text(encoding="utf-8")
    fonts = sorted(letters.FONTS.glob("*.ttf"))
    assert len(fonts) == 2
    for font in fonts:
        digest = hashlib.sha256(font.read_bytes()).hexdigest()
        assert f"| {font.name} | `{digest}` |" in told
