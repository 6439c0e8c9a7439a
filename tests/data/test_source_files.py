"""The source files are the ones the documentation describes."""

import json
from collections import Counter

import pytest

from scripts.convert_sources.tables import ROOT, by, read

ROW_COUNTS = {
    "counties/data/source/counties.csv": 33,
    "counties/data/source/county_changes.csv": 28,
    "counties/data/source/county_language.csv": 15,
    "counties/data/source/municipalities.csv": 835,
    "counties/data/source/municipality_changes.csv": 482,
    "counties/data/source/municipality_centroids.csv": 357,
    "counties/data/source/postal_codes.csv": 5122,
    "partners/data/source/organisations.csv": 370,
    "guidance_centres/data/source/guidance_centres.csv": 56,
    "guidance_centres/data/source/nav_offices.csv": 284,
    "guidance_centres/data/source/schools.csv": 551,
    "services/data/source/services.csv": 25,
    "services/data/source/taxonomy.csv": 58,
}
MUNICIPALITIES = "counties/data/source/municipalities.csv"


@pytest.mark.parametrize("path", ROW_COUNTS)
def test_row_count(path):
    assert len(read(path)) == ROW_COUNTS[path]


@pytest.mark.parametrize(("name", "count"), [("counties", 15), ("municipalities", 357)])
def test_boundaries_are_those_of_today(name, count):
    text = (ROOT / f"counties/data/source/{name}.geojson").read_text(encoding="utf-8")
    assert len(json.loads(text)["features"]) == count


def test_every_municipality_has_a_bokmal_name_that_its_full_name_holds():
    for row in read(MUNICIPALITIES):
        assert row["name_nb"]
        assert row["name_nb"] in row["name"]


def test_names_that_municipalities_share_today_carry_the_county_in_full():
    today = [row for row in read(MUNICIPALITIES) if not row["valid_to"]]
    shared = Counter(row["name_nb"] for row in today)
    assert {name for name, count in shared.items() if count > 1} == {"Herøy", "Våler"}
    assert len({row["name"] for row in today}) == len(today)


def test_eight_postal_codes_lie_outside_municipalities():
    known = by(read(MUNICIPALITIES), "code")
    postal_codes = read("counties/data/source/postal_codes.csv")
    outside = [r for r in postal_codes if r["municipality_code"] not in known]
    assert {row["municipality_code"] for row in outside} == {"2100", "2211"}
    assert len(outside) == 8


def test_every_app_says_where_its_data_come_from():
    for app in ("counties", "partners", "guidance_centres", "services"):
        assert (ROOT / app / "data/SOURCE.md").stat().st_size
