"""What nobody sends by a form: values, fields and whole bodies made by hypothesis."""

import json
import re
from urllib.parse import quote_plus

from hypothesis import strategies as st

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "Eksempel"
NASTY = (
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800x",
    "\x1b[31m\x07\x08\x7f\x85",
    "\u202eanretneks\u202c\u200f",
    "\ufeff\ufffe\uffff",
    "🧭" * 40,
    "e" + "\u0301" * 300,
    "x" * 20_000,
    "æ " * 3000,
    "\r\n\r\nSet-Cookie: a=b",
    "-1",
    "0",
    "-0",
    "1e999",
    "NaN",
    "Infinity",
    "9" * 30,
    str(2**31),
    str(2**63),
    str(-(2**63) - 1),
    "9" * 5000,
    "٣",
    "²",
    "0000-00-00",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "9999-99-99",
    "99999-01-01",
    "31.02.2026",
    "2026-W01-1",
    "24:00",
    "25:61",
    "99999999:00",
    "[]",
    "{}",
    '{"a": [1, null]}',
    "null",
    "[" * 3000,
    "' OR 1=1 --",
    "%",
    "%00",
    "%s%(x)s{0.__class__}",
    "{{ 7*7 }}{% load x %}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "javascript:alert(1)",
    "https://evil.example\\@x/",
    "http://[::1",
    "//evil.example/",
    "a@b",
    "a" * 70 + "@" + "b" * 300 + ".no",
    '"a b"@example.org',
    "a@example.org\nBcc: b@example.org",
    "00000000-0000-0000-0000-000000000000",
    "finnes-ikke",
    "__all__",
    "",
    " ",
)
# The counts of a formset, and the numbers of its rows.
COUNTS = ("1001", "-1", "x", "", "0", "9" * 40, "\0", "1.5", "2", "7")
TOKENS = {"csrfmiddlewaretoken", "form_token"}
MANAGEMENT = re.compile(r"-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$")
values = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.integers().map(str),
    st.dates().map(str),
    st.datetimes().map(str),
    st.floats().map(str),
)


def encoded(pairs):
    """Return pairs as a form sends them; what is no UTF-8 goes as it is."""
    return "&".join(
        f"{quote_plus(name, errors='surrogatepass')}="
        f"{quote_plus(value, errors='surrogatepass')}"
        for name, value in pairs
    )


def multipart(pairs, files=()):
    """Return pairs and (name, file name, type, bytes) as multipart/form-data."""
    parts = []
    for name, value in pairs:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts.append((head + value + "\r\n").encode("utf-8", "surrogatepass"))
    for name, called, kind, content in files:
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; '
            f'filename="{called}"\r\nContent-Type: {kind}\r\n\r\n'
        )
        parts.append(head.encode("utf-8", "surrogatepass") + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
FILES = (
    ("eksempel.pdf", "application/pdf", b"%PDF-1.7 eksempel"),
    ("eksempel.csv", "text/csv", b"\xff\xfe\x00;\x00\r\n;;;;;;"),
    ("eksempel.xlsx", "application/zip", b"PK\x03\x04" + b"\0" * 40),
    ("..\\..\\x.xlsx", "x/y", b""),
    ("\0.txt", "text/plain; charset=finnes-ikke", b"a;b\n\0;c\n"),
    ("x" * 300 + ".csv", "text/csv", "slug;name_nb\næ;ø\n".encode("latin-1")),
)


def untouched(form):
    """Return what a browser sends when nobody has touched the form."""
    return [
        (field.name, value)
        for field in form.fields.values()
        if field.kind != "file"
        for value in field.values
    ]


@st.composite
def filled(draw, form):
    """Return pairs: as they stand, filled in plausibly, or with what nobody means."""
    pairs = []
    texts = [f.name for f in form.fields.values() if f.kind != "file"]
    # All at once asks the fields; one or two get as far as the row and its rules.
    every = draw(st.booleans())
    few = draw(st.lists(st.sampled_from(texts), max_size=3)) if texts else []
    for field in form.fields.values():
        name = field.name
        if field.kind == "file":
            continue
        if name not in few and (name in TOKENS or MANAGEMENT.search(name)):
            pairs += [(name, value) for value in field.values]
        elif MANAGEMENT.search(name):
            pairs.append((name, draw(st.sampled_from(COUNTS))))
        elif every or name in few:
            pairs += [
                (name, value)
                for value in draw(st.lists(values, min_size=0, max_size=2))
            ] or [(name, value) for value in field.values]
        elif field.choices and not any(field.values):
            pairs.append((name, draw(st.sampled_from(field.choices))))
        else:
            pairs += [(name, value) for value in field.values]
    if form.buttons and draw(st.booleans()):
        pairs.append(draw(st.sampled_from(form.buttons)))
    if draw(st.integers(0, 3)) == 0:
        pairs.append((draw(values), draw(values)))
    if pairs and draw(st.integers(0, 3)) == 0:
        del pairs[draw(st.integers(0, len(pairs) - 1))]
    return pairs


@st.composite
def bodies(draw, form):
    """Return (body, content type): mostly a form, now and then what is none."""
    pairs = draw(filled(form))
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return json.dumps(dict(pairs)).encode(), "application/json"
    if kind == 1:
        return draw(
            st.sampled_from(
                (
                    (b"\xff\xfe\0", FORM),
                    (encoded(pairs).encode(), f"{FORM}; charset=finnes-ikke"),
                    (encoded(pairs).encode(), f"{FORM}; charset=utf-7"),
                    (encoded(pairs).encode(), "x"),
                    (encoded(pairs).encode(), ""),
                    (b"a", "multipart/form-data"),
                    (b"a", "multipart/form-data; boundary="),
                    (b"a", "multipart/form-data; boundary=" + "x" * 300),
                    (b"a", "multipart/form-data; boundary=\xc3\xa6"),
                    (multipart(pairs)[: len(pairs) * 60], MULTIPART),
                    (b"--Eksempel\r\nContent-Disposition: x\r\n\r\na", MULTIPART),
                    (
                        b"--Eksempel\r\nContent-Disposition: form-data; name=a\r\n"
                        b"Content-Transfer-Encoding: base64\r\n\r\n!\r\n--Eksempel--",
                        MULTIPART,
                    ),
                    (b"&" * 3000, FORM),
                    (b"&a" * 3000, FORM),
                )
            )
        )
    takes_files = form.is_multipart or any(
        field.kind == "file" for field in form.fields.values()
    )
    if kind == 2 or takes_files:
        names = [f.name for f in form.fields.values() if kind == 2 or f.kind == "file"]
        chosen = draw(st.lists(st.sampled_from(names or ["x"]), max_size=2))
        files = [(name, *draw(st.sampled_from(FILES))) for name in chosen]
        return multipart(pairs, files), MULTIPART
    return encoded(pairs).encode(), FORM


@st.composite
def queries(draw, form=None, names=None):
    """Return what may stand after the question mark."""
    if form is None:
        pairs = draw(st.lists(st.tuples(names, values), min_size=1, max_size=4))
    else:
        pairs = draw(filled(form))
    raw = draw(st.sampled_from(("", "", "", "&%", "&%ff=%ff", "&=", "&a[]=1", ";;&&")))
    return encoded(pairs) + raw
