"""Texts in several languages: the nearest one is shown, and says what it is."""

import pytest
from django.utils import translation

from publishing.local_text import InLanguages, LocalText, choose_text


@pytest.mark.parametrize(
    ("filled", "wanted", "expected"),
    [
        ("nb nn en", "nn", "nn"),
        ("nb en", "nn", "nb"),
        ("nn en", "nb", "nn"),
        ("en", "nb", "en"),
        ("nn", "en", "nn"),
        ("nb nn", "en", "nb"),
        ("nb se", "se", "se"),
        ("nb nn", "se", "nb"),
        ("se", "nb", "se"),
        ("nb", "sv", "nb"),
    ],
)
def test_the_nearest_language_that_is_filled_is_chosen(filled, wanted, expected):
    text = choose_text(
        {language: f"på {language}" for language in filled.split()}, wanted
    )
    assert (text, text.lang) == (f"på {expected}", expected)


def test_nothing_filled_is_an_empty_text_without_language():
    text = choose_text({"nb": "", "nn": ""}, "nb")
    assert text == ""
    assert text.lang == ""
    assert not text


def test_a_local_text_is_a_string_like_any_other():
    assert LocalText("Ål", "nb") + "!" == "Ål!"


def test_a_field_reads_in_the_language_of_the_page():
    class Offer:
        name = InLanguages("name")
        name_nb, name_nn = "Veiledning", "Rettleiing"

    assert isinstance(Offer.name, InLanguages)
    for language, expected in [("nb", "Veiledning"), ("nn", "Rettleiing")]:
        with translation.override(language):
            assert Offer().name == expected
            assert Offer().name.lang == language
