"""How tests read a PDF: its tags, its fonts, its text, all that is in it."""

import re
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject


def opened(pdf):
    return PdfReader(BytesIO(pdf))


def text_of(pdf):
    """Return the text of all pages, each run of space as one."""
    return " ".join(
        word for page in opened(pdf).pages for word in page.extract_text().split()
    )


def without_space(text):
    """Return the text as it is whatever line it breaks at."""
    return re.sub(r"[\s\u200b]", "", text)


def objects_of(pdf):
    """Return every object of the file, also those inside of other objects."""
    reader = opened(pdf)
    numbers = {*reader.xref.get(0, {}), *reader.xref_objStm}
    waiting = [reader.get_object(IndirectObject(n, 0, reader)) for n in numbers]
    found = []
    while waiting:
        each = waiting.pop()
        found.append(each)
        if isinstance(each, DictionaryObject):
            inner = each.values()
        else:
            inner = each if isinstance(each, ArrayObject) else ()
        waiting += [one for one in inner if not isinstance(one, IndirectObject)]
    return found


def dictionaries_of(pdf):
    return [each for each in objects_of(pdf) if isinstance(each, DictionaryObject)]


def everything_in(pdf):
    """Return all bytes of the file, packed and unpacked, and its text as UTF-8."""
    streams = [e for e in objects_of(pdf) if isinstance(e, StreamObject)]
    unpacked = b"\n".join(each.get_data() for each in streams)
    strings = "\n".join(str(each) for each in objects_of(pdf))
    return b"\n".join([pdf, unpacked, strings.encode(), text_of(pdf).encode()])


def described_in(pdf):
    """Return the XMP metadata as text."""
    return opened(pdf).trailer["/Root"]["/Metadata"].get_data().decode()


def tags_of(pdf):
    """Return the structure elements in reading order."""
    waiting = [opened(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"]]
    tags = []
    while waiting:
        each = waiting.pop(0).get_object()
        if isinstance(each, ArrayObject):
            waiting = [*each, *waiting]
        elif isinstance(each, DictionaryObject):
            if "/S" in each:
                tags.append(each)
            if "/K" in each:
                waiting = [each["/K"], *waiting]
    return tags


def tag_names(pdf):
    return [tag["/S"].removeprefix("/") for tag in tags_of(pdf)]


def bookmarks_of(pdf):
    """Return the titles of the outline, the nested ones in lists."""

    def titles(items):
        return [
            titles(item) if isinstance(item, list) else item.title for item in items
        ]

    return titles(opened(pdf).outline)
