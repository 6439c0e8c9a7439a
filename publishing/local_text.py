"""Texts that exist in several written languages, and always know their own.

A model stores ``name_nb``, ``name_nn``, ``name_en`` and ``name_se`` and declares
``name = InLanguages("name")``; reading ``name`` gives the text in the reader's
language, or the nearest one that is filled, as a string that carries its true
``lang``. Templates write ``lang="{{ service.name.lang }}"``.
"""

from django.utils.translation import get_language

FALLBACKS = {
    "nb": ("nb", "nn", "en", "se"),
    "nn": ("nn", "nb", "en", "se"),
    "en": ("en", "nb", "nn", "se"),
    "se": ("se", "nb", "nn", "en"),
}


class LocalText(str):
    """A string with the language it is written in; ``lang`` is '' when empty."""

    lang: str

    def __new__(cls, text: str = "", lang: str = "") -> "LocalText":
        self = super().__new__(cls, text)
        self.lang = lang if text else ""
        return self


def choose_text(texts: dict[str, str], wanted: str) -> LocalText:
    """Return the text in `wanted`, else in the nearest language that is filled.

    `texts` maps nb, nn, en, se to a text or ''. bokmål and nynorsk stand in for each
    other before English does. An empty LocalText when nothing is filled.
    """
    for language in FALLBACKS.get(wanted, FALLBACKS["nb"]):
        if texts.get(language):
            return LocalText(texts[language], language)
    return LocalText()


class InLanguages:
    """Read the columns ``<name>_<language>`` as one text in the reader's language."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        texts = {
            language: getattr(instance, f"{self.name}_{language}", "")
            for language in FALLBACKS
        }
        return choose_text(texts, get_language() or "nb")
