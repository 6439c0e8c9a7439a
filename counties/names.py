"""Names of places and organisations: addresses, order, comparison, what people type."""

from __future__ import annotations

import re
import unicodedata

QUERY_MAX_LENGTH = 200

_NORWEGIAN = {"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o"}
# Letters with a stroke or a tail have no decomposition that NFKD could find.
_SAMI = {"đ": "d", "ŋ": "n", "ŧ": "t"}
_SLUG = str.maketrans(_NORWEGIAN | _SAMI)
_ORDER = str.maketrans("æäøöå", "{{||}")
_FOLD = str.maketrans({"æ": "ae", "ø": "oe"} | _SAMI)
# What å, ä and ö are in decomposed text, also below a further mark.
_MARKED_LETTERS = (
    (re.compile("a(?=[\u0300-\u036f]*\u030a)"), "aa"),
    (re.compile("a(?=[\u0300-\u036f]*\u0308)"), "ae"),
    (re.compile("o(?=[\u0300-\u036f]*\u0308)"), "oe"),
)
_DASHES = re.compile("[‐-―−]")


def slug_for(name: str) -> str:
    """Return the part of an address that stands for a name, in a-z, 0-9 and hyphens.

    å→a, ø→o, æ→ae, ö→o, ä→a, and Sami letters without their marks. Raise ValueError
    when nothing is left.
    """
    letters = unicodedata.normalize("NFC", name).casefold().translate(_SLUG)
    plain = _without_marks(unicodedata.normalize("NFKD", letters))
    slug = re.sub("[^a-z0-9]+", "-", plain).strip("-")
    if not slug:
        raise ValueError("the name has no letter or digit an address can use")
    return slug


def sort_key(name: str) -> str:
    """Return a key that puts names in Norwegian order, æ, ø and å last.

    The same order as `translate(lower(name), 'æäøöå', '{{||}') COLLATE "C"` in the
    database, whose lower() maps letter by letter.
    """
    return "".join(letter.lower()[:1] for letter in name).translate(_ORDER)


def fold(text: str) -> str:
    """Return a text in the form in which equal names are equal.

    Letter case, width, spaces, dashes and accents make no difference (Kárášjohka and
    KARASJOHKA), and å is aa, æ and ä are ae, ø and ö are oe; but å is not a, nor ø
    o, which make other names (Bø and Bo).
    """
    letters = unicodedata.normalize("NFKC", text).casefold()
    letters = unicodedata.normalize("NFKD", letters)
    for marked, plain_letters in _MARKED_LETTERS:
        letters = marked.sub(plain_letters, letters)
    # Korean syllables come apart in NFKD; NFC mends them.
    plain = unicodedata.normalize("NFC", _without_marks(letters).translate(_FOLD))
    return " ".join(_DASHES.sub("-", plain).split())


def normalise_query(text: str, max_length: int = QUERY_MAX_LENGTH) -> str:
    """Return what somebody typed as one clean line of at most `max_length` letters.

    NFC; control characters, zero-width characters, marks of writing direction and
    halves of surrogate pairs are gone; every run of white space is one space.
    """
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}
    )
    line = " ".join(unicodedata.normalize("NFC", kept).split())
    return line[:max_length].rstrip()


def _without_marks(text: str) -> str:
    return "".join(letter for letter in text if not unicodedata.combining(letter))
