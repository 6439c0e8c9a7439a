"""Where one may be sent after log-in: to private pages of this portal. Pure."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

MAX_LENGTH = 2000


def own_path(
    wanted: str, *, private: Collection[str], languages: Collection[str]
) -> str:
    """Return the path that was asked for when it is one of our private pages, else ''.

    `private` are the first segments of such paths; one of `languages` may stand before.
    Browsers read a backslash as a slash, and leave out tabs and line breaks.
    """
    if len(wanted) > MAX_LENGTH or re.search(r"[\\\x00-\x20\x7f]", wanted):
        return ""
    if not wanted.startswith("/") or wanted.startswith("//"):
        return ""
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc:
        return ""
    segments = parts.path.split("/")[1:]
    if segments[0] in languages:
        segments = segments[1:]
    if not segments or segments[0] not in private or ".." in segments:
        return ""
    return wanted
