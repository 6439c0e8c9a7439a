"""Reading and writing CSV, slugs, and the geography the converters look up."""

import csv
import io
import re
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What the sources call a row, and the status that the import format gives it.
STATUS = {"current_per_source": "published", "historical": "historical"}


def slugify(text):
    """Return `text` as lower-case ASCII words joined by hyphens: å→a, ø→o, æ→ae."""
    text = text.lower()
    for letter, plain in (("ø", "o"), ("æ", "ae"), ("đ", "d"), ("ŋ", "n"), ("ŧ", "t")):
        text = text.replace(letter, plain)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


def read(path):
    """Return the rows of a CSV file under the repository root as dicts."""
    with open(ROOT / path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def by(rows, column):
    """Return the rows keyed by a column; KeyError when a value occurs twice."""
    keyed = {row[column]: row for row in rows}
    if len(keyed) != len(rows):
        raise KeyError(f"{column} is not unique")
    return keyed


def as_csv(header, rows):
    """Return the rows as CSV text under `header`, column names joined by commas.

    A missing column is empty, an unknown one raises ValueError.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, header.split(","), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def source_words(app):
    """Return {source as the source file words it: short bokmål that pages show}.

    Pages say «Ifølge …» before it and the row's own date after it. A source that the
    file does not have is a KeyError where it is looked up.
    """
    rows = by(read(f"{app}/data/reviewed/source_words.csv"), "original")
    return {original: row["shown"] for original, row in rows.items()}


class Places:
    """Names of today's municipalities, and coordinates of postal codes."""

    def __init__(self):
        self.municipalities = {
            row["code"]: row
            for row in read("counties/data/source/municipalities.csv")
            if not row["valid_to"]
        }
        self.county_names = {
            row["code"]: row["name"]
            for row in read("counties/data/source/counties.csv")
        }
        self.postal_codes = by(
            read("counties/data/source/postal_codes.csv"), "postal_code"
        )

    def name(self, code):
        return self.municipalities[code]["name_nb"]

    def point(self, postal_code):
        """Return (lat, lon) of a postal code as text, both '' when not known."""
        row = self.postal_codes.get(postal_code, {})
        return row.get("lat", ""), row.get("lon", "")


def with_point(row, places):
    """Add the postal code's coordinate to a centre's row, and say so in `source`."""
    lat, lon = places.point(row["postal_code"])
    if lat:
        row["lat"], row["lon"] = lat, lon
        point = f"kartpunkt etter postnummer {row['postal_code']}"
        # Pages set the source's date last, so the point stands in brackets before it.
        if row["source"].endswith(")"):
            row["source"] = row["source"].removesuffix(")") + f"; {point})"
        else:
            row["source"] += f" ({point})"
    return row
