"""What the converter writes keeps the contract, and every reference resolves."""

import csv
import re
from collections import Counter

import pytest

from scripts.convert_sources import __main__ as command
from scripts.convert_sources import centres, partners, schools, services
from scripts.convert_sources.tables import ROOT, as_csv, by, read, slugify, source_words

PARTNER_FILES = [
    "partners/data/partners_base.csv",
    "partners/data/partners.csv",
    "partners/data/partners_extra.csv",
]
CENTRES = "guidance_centres/data/centres.csv"
SERVICES = "services/data/services.csv"
TEXTS = "services/data/service_texts.csv"
HEADERS = dict.fromkeys(PARTNER_FILES, partners.HEADER) | {
    CENTRES: centres.HEADER,
    SERVICES: services.HEADER,
    TEXTS: (
        "id,description_nb,description_nn,description_en,outcome_nn,outcome_en,"
        "how_to_get_nb,how_to_get_nn,how_to_get_en"
    ),
    "guidance_centres/data/organisation_numbers.csv": "id,organisation_number",
    "services/data/service_dates.csv": "id,as_of",
    "services/data/taxonomy_tree.csv": "slug,broader,age_from,age_to",
    "services/data/tasks.csv": ("slug,partnership_task,name_nb,name_nn,name_en,needs"),
}
PARTNER_KINDS = {
    "county_council",
    "nav",
    "guidance_centre",
    "municipality",
    "regional_council",
    "state_agency",
    "school",
    "higher_education",
    "adult_education",
    "social_partner",
    "business",
    "other",
}
PARTIAL_DATE = re.compile(r"(\d{4}(-\d{2}(-\d{2})?)?)?")


def all_partners():
    return [row for path in PARTNER_FILES for row in read(path)]


def codes(path):
    return {row["code"] for row in read(path)}


def taxonomy(kind):
    rows = read("services/data/source/taxonomy.csv")
    return {row["slug"] for row in rows if row["kind"] == kind}


def check_digit_fits(number):
    weighted = sum(
        int(digit) * weight
        for digit, weight in zip(number, (3, 2, 7, 6, 5, 4, 3, 2), strict=False)
    )
    return len(number) == 9 and (11 - weighted % 11) % 11 == int(number[8])


@pytest.mark.parametrize("path", HEADERS)
def test_columns_are_exactly_those_of_the_contract(path):
    with open(ROOT / path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert ",".join(rows[0]) == HEADERS[path]
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("partners/data/partners_base.csv", 8),
        ("partners/data/partners.csv", 370),
        ("partners/data/partners_extra.csv", 18),
        (CENTRES, 56 + 284 + 551 - 10),
        ("guidance_centres/data/organisation_numbers.csv", 551),
        (SERVICES, 25),
        (TEXTS, 25),
        ("services/data/service_dates.csv", 25),
        ("services/data/taxonomy_tree.csv", 24),
        ("services/data/tasks.csv", 15),
    ],
)
def test_row_count(path, count):
    assert len(read(path)) == count


def test_the_committed_files_are_what_the_converter_writes(capsys):
    assert command.main(["--check"]) == 0
    assert command.convert() == command.convert()


def test_check_tells_which_file_would_change(monkeypatch, capsys):
    monkeypatch.setattr(command, "convert", lambda: {"services/data/none.csv": "id\n"})
    assert command.main(["--check"]) == 1
    assert capsys.readouterr().out == "differs: services/data/none.csv\n"
    assert not (ROOT / "services/data/none.csv").exists()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Nav Gjøvik", "nav-gjovik"),
        ("Nav Lesja - Dovre", "nav-lesja-dovre"),
        ("Nav Ávjovárri", "nav-avjovarri"),
        ("Færder på Åre", "faerder-pa-are"),
        ("Porsáŋgu", "porsangu"),
    ],
)
def test_slugs_keep_every_letter(text, slug):
    assert slugify(text) == slug


def test_an_unknown_column_is_refused():
    with pytest.raises(ValueError, match="colour"):
        as_csv("id,name", [{"id": "a", "colour": "red"}])


@pytest.mark.parametrize(
    ("printed", "address"),
    [
        ("Stend.no", "http://stend.no"),
        ("ofk.no/Halden-vgs", "http://ofk.no/Halden-vgs"),
        ("somebody@example.no", ""),
        ("www.example.no/" + "x" * 85, ""),
        ("", ""),
    ],
)
def test_school_websites(printed, address):
    assert schools.website(printed) == address


def test_partners_are_unique_and_loadable_in_the_order_of_the_files():
    counties = codes("counties/data/source/counties.csv")
    municipalities = codes("counties/data/source/municipalities.csv")
    seen = set()
    for row in all_partners():
        assert row["slug"] == slugify(row["slug"])
        assert row["slug"] not in seen
        seen.add(row["slug"])
        assert row["name"]
        assert row["kind"] in PARTNER_KINDS
        assert row["source"]
        assert row["county_code"] in counties | {""}
        assert row["municipality_code"] in municipalities | {""}
        assert row["parent"] in seen | {""}
        assert row["predecessor"] in seen | {""}


def test_organisation_numbers_are_unique_and_valid():
    of_partners = [r["organisation_number"] for r in all_partners()]
    of_partners = [number for number in of_partners if number]
    places = read("guidance_centres/data/organisation_numbers.csv")
    of_places = [row["organisation_number"] for row in places]
    for numbers in (of_partners, of_places):
        assert len(set(numbers)) == len(numbers)
        assert all(map(check_digit_fits, numbers))
    assert {row["id"] for row in places} <= {row["id"] for row in read(CENTRES)}


def test_every_current_county_and_municipality_has_its_partner():
    current = {
        row["code"]
        for row in read("counties/data/source/municipalities.csv")
        if not row["valid_to"]
    }
    rows = all_partners()
    assert current == {
        row["municipality_code"]
        for row in rows
        if row["kind"] in ("municipality", "county_council")
    } - {""}


def test_centres_resolve():
    counties = codes("counties/data/source/counties.csv")
    municipalities = codes("counties/data/source/municipalities.csv")
    postal_codes = by(read("counties/data/source/postal_codes.csv"), "postal_code")
    known = by(all_partners(), "slug")
    seen = set()
    for row in read(CENTRES):
        assert row["id"] == slugify(row["id"])
        assert row["id"] not in seen
        seen.add(row["id"])
        assert row["name"]
        assert row["partner"] in known or not row["partner"]
        assert row["parent"] in seen | {""}
        assert row["county_code"] in counties | {""}
        assert {*row["serves_municipality_codes"].split()} <= municipalities
        assert row["municipality_code"] in municipalities | {""}
        assert row["postal_code"] in postal_codes or not row["postal_code"]
        assert PARTIAL_DATE.fullmatch(row["as_of"])
        assert row["source"]
        if row["municipality_code"]:
            assert row["municipality_code"][:2] == row["county_code"]


def test_kinds_and_status_of_the_places():
    counted = Counter((r["kind"], r["status"]) for r in read(CENTRES))
    assert counted == {
        ("career_centre", "published"): 29,
        ("career_centre", "historical"): 16,
        ("follow_up_service", "historical"): 5,
        ("student_career_centre", "published"): 1,
        ("student_career_centre", "historical"): 3,
        ("other", "published"): 1,
        ("other", "historical"): 1,
        ("nav_office", "published"): 255,
        ("nav_office", "historical"): 29,
        ("school", "published"): 476,
        ("adult_education", "published"): 32,
        ("vocational_college", "published"): 4,
        ("university", "published"): 29,
    }


def test_a_career_centre_in_the_school_register_is_one_place():
    numbers = by(read("guidance_centres/data/organisation_numbers.csv"), "id")
    assert numbers["karriere-innlandet-gjovik"]["organisation_number"] == "929639464"
    names = [row["name"] for row in read(CENTRES)]
    assert names.count("Karriere Innlandet Gjøvik") == 1


def test_a_place_has_both_coordinates_and_names_their_source_or_none():
    for row in read(CENTRES):
        assert bool(row["lat"]) == bool(row["lon"])
        assert bool(row["lat"]) == ("kartpunkt etter" in row["source"])


SOURCES = {
    "partners": [("organisations", "verification")],
    "guidance_centres": [
        ("guidance_centres", "source"),
        ("nav_offices", "source"),
        ("schools", "source"),
    ],
    "services": [("services", "source")],
}


@pytest.mark.parametrize("app", SOURCES)
def test_every_source_has_its_shown_words_and_no_words_are_left_over(app):
    originals = {
        row[column]
        for name, column in SOURCES[app]
        for row in read(f"{app}/data/source/{name}.csv")
    }
    assert set(source_words(app)) == originals


def test_a_source_without_shown_words_stops_the_converter(monkeypatch):
    monkeypatch.setattr(services, "source_words", lambda app: {})
    with pytest.raises(KeyError, match="hkdir"):
        services.services([])


@pytest.mark.parametrize("path", [*PARTNER_FILES, CENTRES, SERVICES])
def test_shown_sources_are_bokmal_that_goes_on_after_ifolge(path):
    names = r"(SSB|Nav|Prop|Beiarn|Euroguidance|Lofotrådet)"
    english = r"\b(the|of|and|page|public|read|list|undated|repository|valid|code)\b"
    for text in {row["source"] for row in read(path)}:
        assert re.match(rf"[a-zæøå]|{names}", text), text
        assert text[-1] not in ".;, ", text
        own_words = re.sub("«[^»]*»", "", text)
        assert not re.search(english, own_words), text
        assert not re.search(r'"|mod-11|\.csv|https?:|\w/\w+-\w', own_words), text


@pytest.mark.parametrize(
    ("original", "shown", "column"),
    [
        ("guidance_centres/data/source/guidance_centres.csv", CENTRES, "id"),
        ("guidance_centres/data/source/nav_offices.csv", CENTRES, "name"),
        ("services/data/source/services.csv", SERVICES, "id"),
    ],
)
def test_every_year_of_a_source_is_shown_or_is_the_date_of_the_row(
    original, shown, column
):
    dates = by(read("services/data/service_dates.csv"), "id")
    rows = {row[column]: row for row in read(shown)}
    for row in read(original):
        result = rows[row[column]]
        as_of = result.get("as_of", "") or dates.get(row[column], {}).get("as_of", "")
        # The municipality codes are today's; docs/data-sources.md says so.
        years = re.findall(r"\d{4}", row["source"].replace("moved to 2024", ""))
        told = f"{result['source']} {as_of}"
        assert all(year in told for year in years), (row["source"], told)


def test_no_personal_address_of_the_register_is_published():
    addresses = {row["email"] for row in read(CENTRES)} - {""}
    assert addresses == schools.SCHOOL_MAILBOXES | {"post@karrierevestfold.no"}


def test_services_resolve():
    counties = codes("counties/data/source/counties.csv")
    places = {row["id"]: row for row in read(CENTRES)}
    known = by(all_partners(), "slug")
    for row in read(SERVICES):
        assert row["provider"] in known
        assert row["national"] in ("yes", "no", "")
        assert {*row["county_codes"].split()} <= counties
        assert {*row["centres"].split()} <= set(places)
        assert {*row["target_groups"].split()} <= taxonomy("target_group")
        assert {*row["needs"].split()} <= taxonomy("need")
        assert {*row["channels"].split()} <= taxonomy("channel")
        assert row["checked_on"] == ""
        assert row["source"]


def test_published_services_are_complete_and_reach_somebody():
    places = {row["id"]: row for row in read(CENTRES)}
    known = by(all_partners(), "slug")
    texts = by(read(TEXTS), "id")
    for row in read(SERVICES):
        text = texts[row["id"]]
        assert all(text.values())
        for column in ("name", "summary"):
            assert all(row[f"{column}_{language}"] for language in ("nb", "nn", "en"))
        if row["status"] != "published":
            continue
        assert row["outcome_nb"]
        assert row["national"] == "yes" or row["county_codes"]
        own = row["url"] or row["phone"] or row["email"]
        provider = known[row["provider"]]
        at_centre = any(
            places[centre]["web"] or places[centre]["phone"] or places[centre]["email"]
            for centre in row["centres"].split()
        )
        assert own or at_centre or provider["website"] or provider["phone"]


def test_services_without_a_proven_area_are_drafts():
    drafts = {row["id"] for row in read(SERVICES) if row["status"] == "draft"}
    assert drafts == {
        "karrieresenter-gruppe-tolk",
        "karrieresenter-kurs-nav",
        "karrieresenter-kompetanse-veiledere",
    }


def test_shared_services_are_given_at_every_place_that_gives_them():
    given_at = {row["id"]: len(row["centres"].split()) for row in read(SERVICES)}
    assert given_at["nav-oppfolging"] == 255
    assert given_at["skole-radgiving"] == 476
    assert given_at["karrieresenter-individuell"] == 29


def test_every_group_leads_up_to_everyone():
    tree = by(read("services/data/taxonomy_tree.csv"), "slug")
    assert set(tree) == taxonomy("target_group")
    for slug in tree:
        path = [slug]
        while tree[path[-1]]["broader"]:
            path.append(tree[path[-1]]["broader"])
            assert len(path) <= len(tree)
        assert path[-1] == "everyone"


def test_tasks_cover_every_need_under_the_four_tasks_of_the_partnership():
    tasks = read("services/data/tasks.csv")
    assert len(by(tasks, "slug")) == len(tasks)
    assert {row["partnership_task"] for row in tasks} == {"1", "2", "3", "4"}
    assert {need for row in tasks for need in row["needs"].split()} == taxonomy("need")
