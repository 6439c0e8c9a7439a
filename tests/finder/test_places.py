"""Which place a text names, over a handful of areas."""

from datetime import date

import pytest

from finder import places
from finder.places import Area, Found, SeveralPlaces, match, split_place, suggest

END_2019 = date(2019, 12, 31)


def county(id, name, **given):
    return Area("county", id, name, code=f"{id:02}", **given)


def town(id, name, within, county_id, **given):
    return Area(
        "municipality",
        id,
        name,
        code=f"{id:04}",
        within=within,
        county_id=county_id,
        **given,
    )


INNLANDET = county(34, "Innlandet")
OPPLAND = county(5, "Oppland", valid_to=END_2019, became=(34,))
TROMS = county(55, "Troms", other_names=("Romsa", "Tromssa"))
OLD_TROMS = county(19, "Troms", valid_to=END_2019, became=(54,))
BOTH = county(54, "Troms og Finnmark", valid_to=date(2023, 12, 31), became=(55, 56))
FINNMARK = county(56, "Finnmark")
OSLO_COUNTY = county(3, "Oslo")
OSLO = town(301, "Oslo", "Oslo", 3)
GJOVIK = town(3407, "Gjøvik", "Innlandet", 34, point=(60.88, 10.5))
HEROY_MR = town(1515, "Herøy", "Møre og Romsdal", 15)
HEROY_NORDLAND = town(1818, "Herøy", "Nordland", 18)
NES = town(3228, "Nes", "Akershus", 32)
OLD_NES = town(616, "Nes", "Buskerud", 6, valid_to=END_2019, became=(3322,))
NESBYEN = town(3322, "Nesbyen", "Buskerud", 33)
KARASJOK = town(5610, "Karasjok", "Finnmark", 56, other_names=("Kárášjohka",))
TYSFJORD = town(
    1850, "Tysfjord", "Nordland", 18, valid_to=END_2019, became=(1806, 1875)
)
NARVIK = town(1806, "Narvik", "Nordland", 18)
HAMAROY = town(1875, "Hamarøy", "Nordland", 18)
MOELV = Area("postal_place", 3411, "Moelv", within="Ringsaker", county_id=34)
RINGSAKER = town(3411, "Ringsaker", "Innlandet", 34, point=(60.9, 10.8))
GJOVIK_PLACE = Area("postal_place", 3407, "Gjøvik", within="Gjøvik", county_id=34)
AREAS = [
    *(INNLANDET, OPPLAND, TROMS, OLD_TROMS, BOTH, FINNMARK, OSLO_COUNTY, OSLO),
    *(GJOVIK, HEROY_MR, HEROY_NORDLAND, NES, OLD_NES, NESBYEN, KARASJOK),
    *(TYSFJORD, NARVIK, HAMAROY, RINGSAKER, MOELV, GJOVIK_PLACE),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gjøvik", GJOVIK),
        ("GJØVIK", GJOVIK),
        ("gjøvik kommune", GJOVIK),
        ("Kárášjohka", KARASJOK),
        ("KARASJOK", KARASJOK),
        ("Romsa", TROMS),
        ("Innlandet fylkeskommune", INNLANDET),
        ("Herøy (Nordland)", HEROY_NORDLAND),
        ("Herøy, Møre og Romsdal", HEROY_MR),
        ("Herøy i Nordland", HEROY_NORDLAND),
        ("Nes (Akershus)", NES),
    ],
)
def test_a_name_of_today_is_found(text, expected):
    found = match(text, AREAS)
    assert isinstance(found, Found)
    assert found.areas == (expected,)
    assert found.former is None


def test_the_municipality_is_meant_where_county_and_municipality_are_one():
    assert match("Oslo", AREAS).municipality == OSLO


def test_a_county_that_came_back_is_meant_and_not_what_it_was_part_of():
    found = match("Troms", AREAS)
    assert found.county == TROMS
    assert found.former is None


def test_an_ended_county_is_what_took_over():
    found = match("Oppland", AREAS)
    assert found.county == INNLANDET
    assert found.former == OPPLAND
    assert found.label == "Innlandet"


def test_a_divided_municipality_is_all_its_parts_and_no_single_one():
    found = match("Tysfjord", AREAS)
    assert found.areas == (NARVIK, HAMAROY)
    assert found.municipality is None
    assert found.former == TYSFJORD


def test_a_divided_county_is_all_its_parts():
    assert match("Troms og Finnmark", AREAS).areas == (TROMS, FINNMARK)


def test_equal_names_ask_which_one_is_meant():
    several = match("Herøy", AREAS)
    assert isinstance(several, SeveralPlaces)
    assert [choice.within for choice in several.choices] == [
        "Møre og Romsdal",
        "Nordland",
    ]


def test_each_choice_leads_to_its_own_place():
    for choice in match("Nes", AREAS).choices:
        assert isinstance(match(choice.query, AREAS), Found)


def test_an_ended_name_is_offered_under_todays_name():
    choices = match("Nes", AREAS).choices
    assert [(choice.label, choice.former_name) for choice in choices] == [
        ("Nes", ""),
        ("Nesbyen", "Nes"),
    ]


def test_a_postal_place_is_its_municipality_without_a_point_of_its_own():
    found = match("Moelv", AREAS)
    assert found.label == "Moelv"
    assert found.municipality == RINGSAKER
    assert found.point is None


@pytest.mark.parametrize(
    "text", ["", "  ", "Atlantis", "????", "kommune", "(", "a" * 9]
)
def test_what_is_no_name_is_not_found(text):
    assert match(text, AREAS) is None


def test_a_keyboard_without_norwegian_letters_will_do():
    assert match("Gjovik", AREAS) is None
    assert match("Gjovik", AREAS, key=places.loose).municipality == GJOVIK


def test_a_misspelt_name_gets_a_suggestion_of_today():
    assert suggest("Gjøvkk", AREAS) == ("Gjøvik",)
    assert suggest("Opland", [OPPLAND]) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2815", "2815"),
        ("2815 Gjøvik", "2815"),
        ("N-2815", "2815"),
        ("28155", ""),
        ("281", ""),
        ("Gjøvik 2815", ""),
        ("", ""),
    ],
)
def test_four_digits_first_are_a_postal_code(text, code):
    assert places.postal_code_in(text) == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mistet jobben, Gjøvik", ("mistet jobben", "Gjøvik")),
        ("Gjøvik, mistet jobben", ("mistet jobben", "Gjøvik")),
        ("2815 realkompetanse", ("realkompetanse", "2815")),
        ("bytte jobb i Gjøvik", ("bytte jobb", "Gjøvik")),
        ("bytte jobb Gjøvik", ("bytte jobb", "Gjøvik")),
        ("Gjøvik", ("", "Gjøvik")),
        ("få cv", ("få cv", "")),
        ("velge utdanning", ("velge utdanning", "")),
        ("Gjøvik permittert", ("permittert", "Gjøvik")),
        ("velge skole Bø", ("velge skole", "Bø")),
        ("bo", ("", "bo")),
        ("et sted å bo", ("et sted å bo", "")),
        ("bestille time", ("bestille time", "")),
        ("bestille time i time", ("bestille time", "time")),
        ("time hos veileder", ("time hos veileder", "")),
        ("", ("", "")),
    ],
)
def test_the_place_is_taken_out_of_a_sentence(text, expected):
    known = {"Gjøvik", "2815", "cv", "Bø", "bo", "time"}
    assert split_place(text, known.__contains__) == expected


def test_a_circle_of_successors_ends():
    one = town(1, "Ett", "A", 1, valid_to=END_2019, became=(2,))
    two = town(2, "To", "A", 1, valid_to=END_2019, became=(1,))
    assert match("Ett", [one, two]).areas == ()
