"""Make any text fit to be set: PDF/A and PDF/UA take no letter that has no glyph."""

import re
import struct
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
# Text in semibold is set from a font of the same letters.
FONT = FONTS / "Inter_400Regular.ttf"

LONGEST_WORD = 40
LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
PIECE = 20
BREAK_HERE = "\N{ZERO WIDTH SPACE}"
# Typesetting knows what these mean though no font draws them.
UNDRAWN = {"\N{SOFT HYPHEN}", BREAK_HERE, "\n"}


def legible(value: Any) -> Any:
    """Return JSON values with every text such that it can be set and read.

    A letter that the font lacks, or that nobody can see, is written as its code,
    «[U+1F600]»: it is shown rather than lost. Words longer than `LONGEST_WORD` may
    break at the end of a line.
    """
    if isinstance(value, str):
        return _legible_text(value)
    if isinstance(value, list):
        return [legible(each) for each in value]
    if isinstance(value, dict):
        return {name: legible(each) for name, each in value.items()}
    return value


def has_codes(text: str) -> bool:
    """Return whether `legible` writes a letter of the text as its code."""
    return any(not _can_be_set(letter) for letter in _normal(text))


def _legible_text(text: str) -> str:
    breakable = LONG_WORD.sub(_in_pieces, _normal(text))
    return "".join(
        letter if _can_be_set(letter) else f"[U+{ord(letter):04X}]"
        for letter in breakable
    )


def _normal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")


def _in_pieces(found: re.Match[str]) -> str:
    word = found[0]
    return BREAK_HERE.join(
        word[start : start + PIECE] for start in range(0, len(word), PIECE)
    )


@lru_cache(maxsize=4096)
def _can_be_set(letter: str) -> bool:
    if letter in UNDRAWN:
        return True
    # Controls, directions and private letters; «C» is what Unicode calls them.
    if unicodedata.category(letter).startswith("C"):
        return False
    return ord(letter) in _drawn_by_the_font()


@lru_cache(maxsize=1)
def _drawn_by_the_font() -> frozenset[int]:
    """Return the code points that the font has a glyph for (OpenType, table cmap).

    Reads the segments of format 12, which every font beyond the first 65 536 code
    points has.
    """
    font = FONT.read_bytes()
    tables = {
        font[at : at + 4]: struct.unpack_from(">L", font, at + 8)[0]
        for at in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16)
    }
    cmap = tables[b"cmap"]
    drawn: set[int] = set()
    for record in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        table = cmap + struct.unpack_from(">L", font, cmap + 8 + 8 * record)[0]
        if struct.unpack_from(">H", font, table)[0] != 12:
            continue
        for group in range(struct.unpack_from(">L", font, table + 12)[0]):
            first, last, _glyph = struct.unpack_from(
                ">LLL", font, table + 16 + 12 * group
            )
            drawn.update(range(first, last + 1))
    return frozenset(drawn)
