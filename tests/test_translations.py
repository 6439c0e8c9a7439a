"""Bokmål and nynorsk are complete: one missing sentence is a failed release."""

import re
from pathlib import Path

import polib
import pytest

from tests.messages import all_messages

LOCALE = Path(__file__).parent.parent / "locale"
# What a page must never say to anybody (plain language, accessibility E4).
BANNED = re.compile(
    r"\b(ugyldig\w*|feil format|obligatorisk\w*|vennligst|beklager|oops|forbudt)\b",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)(?:\.\d+)?[sdf]|\{\w+\}")


def catalogue(language):
    return polib.pofile(LOCALE / language / "LC_MESSAGES" / "django.po")


@pytest.mark.parametrize("language", ["nb", "nn"])
class TestCatalogue:
    def test_every_sentence_of_the_interface_is_translated(self, language):
        there = {
            (entry.msgctxt, entry.msgid)
            for entry in catalogue(language)
            if entry.translated() and not entry.obsolete
        }
        missing = {
            message: files
            for message, files in all_messages().items()
            if message not in there and message[1].strip()
        }
        assert not missing

    def test_nothing_is_empty_or_fuzzy_or_left_over(self, language):
        entries = catalogue(language)
        assert not entries.untranslated_entries()
        assert not entries.fuzzy_entries()
        assert not entries.obsolete_entries()

    def test_placeholders_are_kept(self, language):
        for entry in catalogue(language):
            texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
            wanted = set(PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
            for text in texts:
                assert set(PLACEHOLDER.findall(text)) <= wanted, entry.msgid
            assert wanted <= set(PLACEHOLDER.findall("".join(texts))), entry.msgid

    def test_the_compiled_catalogue_is_the_written_one(self, language):
        compiled = polib.mofile(LOCALE / language / "LC_MESSAGES" / "django.mo")
        written = {
            (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
            for entry in catalogue(language)
        }
        assert {
            (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
            for entry in compiled
        } == written

    def test_no_sentence_scolds(self, language):
        for entry in catalogue(language):
            for text in [entry.msgstr, *entry.msgstr_plural.values()]:
                assert not BANNED.search(text), text


def test_nynorsk_is_not_bokmaal():
    """Words that only bokmål has betray a sentence nobody wrote in nynorsk."""
    bokmaal = re.compile(
        r"\b(ikke|hvem|hva|hvor|hvilke\w*|fra|noen|mer|jeg|være|også|gjøre|tjeneste\w*|"
        r"veiled\w*|kommuner|avtaler|åpningstid\w*|opplysninger|vises|uke|navn)\b",
        re.IGNORECASE,
    )
    for entry in catalogue("nn"):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert not bokmaal.search(text), text


@pytest.mark.parametrize(
    ("path", "phrase"),
    [
        ("/hjelp/", "Hopp til hovedinnhold"),
        ("/nn/hjelp/", "Hopp til hovudinnhald"),
        ("/en/hjelp/", "Skip to main content"),
    ],
)
def test_each_language_speaks_its_own(client, path, phrase):
    assert phrase in client.get(path).content.decode()
