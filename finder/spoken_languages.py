"""Languages somebody asks to be guided in, as they are named in a line. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from .tokens import Token, plain

# How a language is named in bokmål, nynorsk and English; a name may be cut short.
_NAMES = {
    "am": "amharisk amharic",
    "ar": "arabisk arabic",
    "da": "dansk danish",
    "de": "tysk german",
    "en": "engelsk english",
    "es": "spansk spanish",
    "fa": "persisk farsi dari persian",
    "fi": "finsk finnish",
    "fr": "fransk french",
    "ku": "kurdisk kurdish kurmandsji sorani",
    "lt": "litauisk lithuanian",
    "nn": "nynorsk",
    "om": "oromo",
    "pl": "polsk polish",
    "ps": "pashto",
    "pt": "portugisisk portuguese",
    "ro": "rumensk romanian",
    "ru": "russisk russian",
    "se": "nordsamisk samisk sami davvisámegiella sámegiella",
    "so": "somali somalisk",
    "sv": "svensk swedish",
    "sw": "swahili",
    "th": "thai",
    "ti": "tigrinja tigrinya",
    "tl": "filippinsk tagalog filipino",
    "tr": "tyrkisk turkish",
    "uk": "ukrainsk ukrainian",
    "ur": "urdu",
    "vi": "vietnamesisk vietnamese",
    "zh": "kinesisk chinese mandarin",
}
_BY_NAME = {
    plain(name): code for code, names in _NAMES.items() for name in names.split()
}
# «Ukrainsk flyktning» tells who somebody is; «på ukrainsk» how they want to talk.
_BEFORE = {
    *("på", "in", "snakker", "snakkar", "pratar", "prater", "speak", "speaks"),
    *("speaking", "forstår", "kan", "tolk", "rettleiing", "veiledning", "språk"),
}
_AFTER = {"tolk", "interpreter", "språk", "language", "speaking", "talende", "speaker"}


def language_in(tokens: Sequence[Token]) -> tuple[str, int, int] | None:
    """Return the language that is asked for, as (two letters, first, last token).

    None when no language is named so that it is one to talk in.
    """
    for index, token in enumerate(tokens):
        code = _BY_NAME.get(token.plain)
        if code is None:
            continue
        before = tokens[index - 1].text.casefold() if index else ""
        after = tokens[index + 1].text.casefold() if index + 1 < len(tokens) else ""
        if before in _BEFORE:
            return code, index - 1, index
        if after in _AFTER:
            return code, index, index + 1
    return None
