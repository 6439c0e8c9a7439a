"""What the PDF of a version says, whatever was written, and what it leaves out."""

import re
from datetime import UTC, date, datetime

import pytest

from agreements.models import ClauseExemption
from agreements.paper import press
from agreements.paper.reading import paper_of
from tests.factories import (
    FIRST_DAY,
    make_clause,
    make_municipality,
    make_partner,
    make_party,
    make_responsibility,
    make_signature,
    make_version,
    make_version_event,
    sign,
)

from . import pdf_reading as pdf
from .papers import ADDRESS, make_printable_agreement, printed, read, spelt, write

pytestmark = pytest.mark.django_db

HOSTILE = [
    '#eval("1 + 1") #import "x" #read("/etc/passwd")',
    "$ sum_(i) x^2 $ *fet* _skrå_ `kode` = Tittel <merke> @vis",
    r"C:\mappe\n \u{41} ]]] }}} ))) \\",
    "<script>alert(1)</script> & &amp; %PDF-1.7 endobj",
    "-- – — ‘enkle’ “doble” «norske» ... /* borte? */ // ikke",
]


@pytest.fixture
def agreement():
    return make_printable_agreement()


# What it says


def test_paper_tells_title_clauses_duties_signatures_digest_and_address(agreement):
    version = write(agreement)
    text = pdf.text_of(printed(version))
    signature = version.parties.first().signature
    for told in (
        "Avtale om karriereveiledning på øya",
        "Østfylket",
        "4 Mål og ærend",
        "4.2 Ansvar",
        "Partene samarbeider.",
        "Veilede voksne",
        "Hele Østfylket",
        "Leder",
        signature.name,
        str(signature.office),
        "5. mars 2024",
        version.content_digest,
        ADDRESS,
    ):
        assert told in text


def test_paper_is_told_in_the_form_that_was_signed(agreement):
    agreement.signed_language = "nn"
    agreement.save()
    made = printed(write(agreement))
    text = pdf.text_of(made)
    assert "Avtale om karriererettleiing på øya" in text
    assert "4.2 Ansvaret" in text
    assert "Underskrifter" in text
    assert pdf.opened(made).trailer["/Root"]["/Lang"] == "nn-NO"
    # What exists in bokmål only is shown, and says which language it is in.
    assert "Partene samarbeider." in text
    assert "nb" in {str(tag.get("/Lang"))[:2] for tag in pdf.dictionaries_of(made)}


def test_electronic_signature_tells_the_time_in_norway(agreement):
    version = make_version(agreement=agreement, state="for_approval")
    signed_at = datetime(2024, 3, 5, 12, 30, tzinfo=UTC)
    for party in version.parties.all():
        make_signature(party=party, method="electronic", signed_at=signed_at)
    version.number, version.state = 1, "signed"
    version.save()
    assert "kl. 13.30" in pdf.text_of(printed(version))


def test_example_says_so_on_every_page(agreement):
    agreement.is_example = True
    agreement.save()
    made = printed(write(agreement, text="Partene samarbeider.\n\n" * 200))
    pages = pdf.opened(made).pages
    assert len(pages) > 2
    assert "Laget for å vise" in pages[0].extract_text()
    assert all("Eksempel\n" in page.extract_text() for page in pages[1:])


def test_what_is_no_example_does_not_say_so(agreement):
    assert "Laget for å vise" not in pdf.text_of(printed(write(agreement)))


def test_pages_are_numbered_of_all(agreement):
    made = printed(write(agreement, text="Partene samarbeider.\n\n" * 200))
    pages = [page.extract_text() for page in pdf.opened(made).pages]
    for number, text in enumerate(pages, start=1):
        assert re.search(rf"\b{number} (av|of) {len(pages)}\b", text)


def test_transcript_says_that_signatures_are_not_known(agreement):
    version = make_version(
        agreement=agreement,
        is_transcript=True,
        agreed_from=None,
        agreed_to=date(2019, 12, 31),
        note_nb="Slik fortalte kilden.",
    )
    make_clause(version=version)
    text = pdf.text_of(printed(sign(version)))
    assert "Underskriftene er ikke kjent." in text
    assert "Slik fortalte kilden." in text
    assert version.content_digest not in text


def test_what_happened_later_is_told_once_it_is_recorded(agreement):
    version = write(agreement)
    assert "31. januar 2025" not in pdf.text_of(printed(version))
    make_version_event(version=version, kind="terminated", on=date(2025, 1, 31))
    assert "31. januar 2025" in pdf.text_of(printed(version))


def test_many_municipalities_are_counted_and_named(agreement):
    county = agreement.partnership.county
    places = [make_municipality(county=county, name=f"Øy {n}") for n in range(9)]
    version = make_version(agreement=agreement)
    make_responsibility(
        version=version,
        party=make_party(version=version),
        clause=make_clause(version=version),
        municipalities=places,
    )
    text = pdf.text_of(printed(sign(version)))
    assert "9 kommuner" in text
    assert all(place.name in text for place in places)


def test_headings_never_skip_a_level(agreement):
    version = make_version(agreement=agreement)
    for position, number in enumerate(["1.1.1", "2", "2.1.1", "2.1.1.1.1.1"]):
        make_clause(version=version, number=number, position=position)
    paper = paper_of(read(sign(version)), ADDRESS)
    assert [clause["level"] for clause in paper["clauses"]] == [1, 1, 2, 3]


# Any text


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_code_is_shown_as_text(agreement, text):
    assert text in pdf.text_of(printed(write(agreement, text=text)))


def test_code_in_a_name_or_title_is_shown_as_text(agreement):
    agreement.title_nb = HOSTILE[0]
    agreement.save()
    member = make_partner(name="x")
    version = make_version(agreement=agreement)
    make_party(version=version, partner=member, name=HOSTILE[1])
    make_clause(version=version, heading_nb=HOSTILE[2])
    made = printed(sign(version))
    assert pdf.opened(made).metadata.title == HOSTILE[0]
    shown = pdf.without_space(pdf.text_of(made))
    assert all(pdf.without_space(each) in shown for each in HOSTILE[:3])


def test_signs_without_a_glyph_are_shown_by_their_number(agreement):
    text = "smil 😀 vend\u202e privat\ue000 merke\ufeff null\x07 中"
    shown = pdf.text_of(printed(write(agreement, text=text)))
    for code in ("1F600", "202E", "E000", "FEFF", "0007", "4E2D"):
        assert f"[U+{code}]" in shown


def test_norwegian_and_sami_letters_are_shown_as_they_are(agreement):
    text = "ÆØÅ æøå é ü č đ ŋ š ŧ ž Á – « » § € … a\u030a"
    shown = pdf.text_of(printed(write(agreement, text=text)))
    assert text.replace("a\u030a", "å") in shown


def test_a_very_long_word_is_kept_whole_and_on_the_page(agreement):
    word = "karriere" * 60
    made = printed(write(agreement, text=word))
    assert word in pdf.without_space(pdf.text_of(made))
    pages = [page.extract_text() for page in pdf.opened(made).pages]
    assert all(len(line) < 120 for page in pages for line in page.split("\n"))


# What is exempt


def test_exempt_text_is_nowhere_in_the_file(agreement):
    secret = "Hemmeligheten"
    version = write(agreement, text=f"{secret} om sikring.")
    assert secret in pdf.text_of(printed(version))
    ClauseExemption.objects.create(
        clause=version.clauses.get(key="ansvar"),
        legal_basis="offl. § 24 tredje ledd",
        decided_on=FIRST_DAY,
    )
    paper = spelt(version)
    assert secret not in paper
    assert version.content_digest[:8] not in paper
    made = press.print_anew(paper)
    assert secret.encode() not in pdf.everything_in(made)
    text = pdf.text_of(made)
    assert "offl. § 24 tredje ledd" in text
    assert "4.2 Ansvar" in text
