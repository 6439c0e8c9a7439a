"""Words of a line, in the form in which they are compared."""

import pytest

from finder.tokens import languages_of, plain, stem, tokens_of


def words(text):
    return [token.text for token in tokens_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mistet jobben, Gjøvik!", ["mistet", "jobben", "Gjøvik"]),
        ("i'm from Midt-Telemark", ["i'm", "from", "Midt-Telemark"]),
        ("Kárášjohka/2815", ["Kárášjohka", "2815"]),
        ("snake_case -- & :*!", ["snake", "case"]),
        ("-jobb-", ["jobb"]),
        ("", []),
        ("   ?! ", []),
    ],
)
def test_a_line_is_its_words_without_signs(text, expected):
    assert words(text) == expected


def test_a_word_knows_where_it_stands():
    text = "å  miste jobben"
    assert [text[token.start : token.end] for token in tokens_of(text)] == words(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lærling", "laerling"),
        ("lærling", "lerling"),
        ("søke", "soke"),
        ("søke", "soeke"),
        ("rådgiver", "raadgiver"),
        ("rådgiver", "radgiver"),
        ("permittert", "permitert"),
        ("e-post", "epost"),
        ("JOBB", "jobb"),
    ],
)
def test_letters_that_keyboards_lack_and_doubled_ones_make_no_difference(one, other):
    assert plain(one) == plain(other)


def test_other_letters_make_a_difference():
    assert plain("jobb") != plain("jogg")


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("jobben", "jobb", "nb"),
        ("jobber", "jobb", "nb"),
        ("jobs", "job", "en"),
        ("fått", "få", "nb"),
        ("fekk", "får", "nb"),
        ("utan", "uten", "nb"),
        ("ikkje", "ikke", "nb"),
        ("got", "get", "en"),
    ],
)
def test_forms_of_a_word_have_one_stem(one, other, language):
    assert stem(one, language) == stem(other, language)


def test_each_language_has_its_own_stem():
    (token,) = tokens_of("jobben")
    assert token.stems == {"nb": "job", "en": "joben"}
    assert token.keys == {"job", "joben"}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("jeg", "empty"),
        ("Eg", "empty"),
        ("the", "empty"),
        ("trenger", "faint"),
        ("HJELP", "faint"),
        ("needs", "faint"),
        ("uten", "turning"),
        ("itj", "turning"),
        ("never", "turning"),
        ("jobb", ""),
    ],
)
def test_small_words_are_of_one_kind(word, kind):
    (token,) = tokens_of(word)
    kinds = {
        "empty": token.is_empty,
        "faint": token.is_faint,
        "turning": token.is_turning,
    }
    assert [name for name, holds in kinds.items() if holds] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("vi er fire som vil ha jobb", {"nb"}),
        ("my boss will fire me with no reason", {"en"}),
        ("CV", {"nb", "en"}),
        ("", {"nb", "en"}),
        ("the jobb jeg", {"nb", "en"}),
    ],
)
def test_small_words_tell_the_language_of_a_line(text, languages):
    assert languages_of(tokens_of(text)) == languages
