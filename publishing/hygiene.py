"""Letters that nobody sees, and text that cannot be stored at all.

Pure. What is copied from documents and web pages brings along marks without shape;
some of them turn text around, so that it reads otherwise than it is.
"""

from __future__ import annotations

import re
import unicodedata

# NUL, which PostgreSQL cannot store, and halves of characters, which UTF-8 cannot hold.
_BROKEN = re.compile("[\0\ud800-\udfff]")
# Control characters other than tab and line ends; marks that turn text around; soft
# hyphens, word joiners and spaces of no width.
_UNSEEN = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_ODD_LINE_END = re.compile("[\u2028\u2029]")
# Joiners bear meaning in other scripts and in pictures, none between our letters.
_JOINER_IN_LATIN = re.compile("(?<![\u0600-\U0010ffff])[\u200c\u200d]+")


def is_broken(text: str) -> bool:
    """Return whether the text holds what cannot be stored."""
    return bool(_BROKEN.search(text))


def tidy(text: str) -> str:
    """Return the text as it is stored: composed (NFC), nothing invisible in it.

    What cannot be stored shows as �; whoever asks `is_broken` first can say so.
    """
    seen = _BROKEN.sub("\N{REPLACEMENT CHARACTER}", text)
    seen = _ODD_LINE_END.sub(" ", seen)
    seen = _JOINER_IN_LATIN.sub("", _UNSEEN.sub("", seen))
    return unicodedata.normalize("NFC", seen)
