"""Where in a line somebody says where they live."""

import pytest

from finder.place_in_text import place_in
from finder.tokens import tokens_of
from tests.finder.small_country import GAZETTEER

# What the lexicon knows: words that mean something else than a place.
WORDS = {"jobb", "jobben", "time", "permittert", "skole", "kurs", "bytte"}


def read(text, words=WORDS):
    """Return the name of the place that a line tells, '' for none."""
    tokens = tokens_of(text)
    place = place_in(
        text, tokens, GAZETTEER, lambda each: each.text.casefold() in words
    )
    if place is None:
        return ""
    # What was found says truly where it stands.
    assert place.text in text[tokens[place.first].start : tokens[place.last].end]
    return place.text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("mistet jobben, Gjøvik", "Gjøvik"),
        ("Gjøvik, mistet jobben", "Gjøvik"),
        ("bytte jobb i Gjøvik", "Gjøvik"),
        ("bytte jobb på gjøvik", "gjøvik"),
        ("bytte jobb Gjøvik", "Gjøvik"),
        ("jeg bor i Gjøvik og vil bytte jobb", "Gjøvik"),
        ("jeg bor på Moelv og vil bytte jobb", "Moelv"),
        ("I live in Trondheim and need a job", "Trondheim"),
        ("bor gjøvik vil bytte jobb", "gjøvik"),
        ("hei, Gjøvik, bytte jobb", "Gjøvik"),
        ("Gjøvik permittert", "Gjøvik"),
        ("Gjøvik", "Gjøvik"),
        ("gjovik", "gjovik"),
        ("bytte jobb i Troms og Finnmark", "Troms og Finnmark"),
        ("bytte jobb i Oppland", "Oppland"),
        ("bytte jobb i Midt-Telemark", "Midt-Telemark"),
        ("bytte jobb i Kárášjohka", "Kárášjohka"),
    ],
)
def test_a_name_is_found_wherever_it_stands(text, place):
    assert read(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "få cv",
        "velge utdanning",
        "jeg trenger hjelp",
        "et sted å bo",
        "hvor kan jeg bo",
        "bestille time",
        "time hos veileder",
        "bestille time i morgen",
        "hva heter det",
        "",
        "??",
    ],
)
def test_a_line_without_a_place_has_none(text):
    assert read(text) == ""


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("bestille time i time", "time"),
        ("bestille time i Time", "Time"),
        ("jeg bor i Time", "Time"),
        ("jeg bor i Nes og er permittert", "Nes"),
        ("velge skole Bø", "Bø"),
        ("jeg bor i Bø", "Bø"),
        ("permittert, Nes", "Nes"),
    ],
)
def test_a_name_that_is_also_a_word_needs_something_that_leads_to_it(text, place):
    assert read(text) == place


@pytest.mark.parametrize("text", ["bytte jobb nes", "fint nes ute", "vil bo der"])
def test_a_small_word_among_others_is_no_place(text):
    assert read(text) == ""


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2815 realkompetanse", "2815"),
        ("realkompetanse 2815", "2815"),
        ("permittert, bor i 2815 Gjøvik", "2815"),
        ("permittert, 9170 Longyearbyen", "9170"),
        ("permittert siden 2020 i Gjøvik", "Gjøvik"),
        ("permittert siden 2020", ""),
        ("unemployed since 2020", ""),
        ("permittert 2020", ""),
        ("permittert, 2020", ""),
        ("2020 permittert", "2020"),
        ("2020, permittert i Gjøvik", "Gjøvik"),
        ("Gjøvik, permittert i 2020", "Gjøvik"),
        ("permittert 2020 Skedsmokorset", "2020"),
        ("permittert, Skedsmokorset 2020", "2020"),
        ("permittert siden 2815", "2815"),
        ("jobbet med 4444 saker", ""),
    ],
)
def test_four_digits_are_a_postal_code_unless_they_may_be_a_year(text, place):
    assert read(text) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("jeg bor i Atlantis og vil bytte jobb", "Atlantis"),
        ("bytte jobb i Atlantis", "Atlantis"),
        ("bytte jobb i atlantis", ""),
        ("bytte jobb i Norge", ""),
        ("mistet jobben i Jobb", ""),
        ("begynte i Atlantis for lenge siden", ""),
    ],
)
def test_a_home_that_nobody_knows_is_still_told(text, place):
    assert read(text) == place


def test_a_known_place_goes_before_an_unknown_home():
    assert read("jeg bor i Atlantis, Gjøvik") == "Gjøvik"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("mistet jobben i Gjøvvik", "Gjøvvik"),
        ("mistet jobben i trondhjeim", "trondhjeim"),
        ("mistet jobben, Kristiansan", "Kristiansan"),
        ("Narvikk", "Narvikk"),
    ],
)
def test_a_misspelt_name_is_taken_where_a_place_stands(text, place):
    assert read(text) == place


def test_what_the_lexicon_knows_is_never_a_misspelt_place():
    assert read("jobben i marvik", {"jobben", "marvik"}) == ""
    assert read("narvix i", {"narvix"}) == ""
    assert read("jobben i narvix", {"jobben"}) == "narvix"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("fra Gjøvik, bor i Trondheim", "Trondheim"),
        ("flyttet fra Trondheim, bor i Gjøvik", "Gjøvik"),
        ("Innlandet, Gjøvik", "Gjøvik"),
        ("Herøy i Nordland", "Herøy i Nordland"),
    ],
)
def test_of_several_names_the_home_the_last_or_the_longest_is_meant(text, place):
    assert read(text) == place


def test_a_line_in_capitals_still_tells_its_place():
    assert read("BYTTE JOBB GJØVIK") == "GJØVIK"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jobb 2815 Gjøvik nå", "2815 Gjøvik"),
        ("jobb Gjøvik 2815 nå", "Gjøvik 2815"),
        ("jobb 2815 nå", "2815"),
    ],
)
def test_the_name_beside_a_postal_code_goes_with_it(text, words):
    tokens = tokens_of(text)
    place = place_in(text, tokens, GAZETTEER, lambda each: False)
    assert place.text == "2815"
    assert text[tokens[place.first].start : tokens[place.last].end] == words
