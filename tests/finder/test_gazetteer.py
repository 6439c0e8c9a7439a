"""Which place a text names, over a handful of areas."""

import pytest

from finder import places
from finder.gazetteer import MAX_SUGGESTIONS, Gazetteer
from finder.places import Found, NoSuchPlace, OutsideCounties, SeveralPlaces
from tests.finder.small_country import (
    AREAS,
    BO,
    END_2019,
    FINNMARK,
    GAZETTEER,
    GJOVIK,
    GJOVIK_PLACE,
    HAMAROY,
    HEROY_MR,
    HEROY_NORDLAND,
    INNLANDET,
    KARASJOK,
    KRISTIANSAND,
    MIDT_TELEMARK,
    NARVIK,
    NES,
    OLD_NES,
    OPPLAND,
    OSLO,
    OSLO_COUNTY,
    RINGSAKER,
    TROMS,
    TRONDHEIM,
    TYSFJORD,
    town,
)

match = GAZETTEER.match


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gjøvik", GJOVIK),
        ("GJØVIK", GJOVIK),
        ("gjøvik kommune", GJOVIK),
        ("Gjøvik municipality", GJOVIK),
        ("Kárášjohka", KARASJOK),
        ("KARASJOK", KARASJOK),
        ("Romsa", TROMS),
        ("Innlandet fylkeskommune", INNLANDET),
        ("Innlandet county", INNLANDET),
        ("Oslo fylke", OSLO_COUNTY),
        ("Herøy (Nordland)", HEROY_NORDLAND),
        ("Herøy, Møre og Romsdal", HEROY_MR),
        ("Herøy i Nordland", HEROY_NORDLAND),
        ("Nes (Akershus)", NES),
    ],
)
def test_a_name_of_today_is_found(text, expected):
    found = match(text)
    assert isinstance(found, Found)
    assert found.areas == (expected,)
    assert found.former is None
    assert found.misspelt == ""


def test_the_municipality_is_meant_where_county_and_municipality_are_one():
    assert match("Oslo").municipality == OSLO


def test_a_municipality_is_no_county_and_the_other_way_round():
    assert match("Gjøvik fylke") is None
    assert match("Innlandet kommune") is None


def test_a_county_that_came_back_is_meant_and_not_what_it_was_part_of():
    found = match("Troms")
    assert found.county == TROMS
    assert found.former is None


def test_an_ended_county_is_what_took_over():
    found = match("Oppland")
    assert found.county == INNLANDET
    assert found.former == OPPLAND
    assert found.label == "Innlandet"


def test_a_divided_municipality_is_all_its_parts_and_no_single_one():
    found = match("Tysfjord")
    assert found.areas == (NARVIK, HAMAROY)
    assert found.municipality is None
    assert found.former == TYSFJORD
    assert found.label == "Tysfjord"


def test_a_divided_county_is_all_its_parts():
    assert match("Troms og Finnmark").areas == (TROMS, FINNMARK)


def test_equal_names_ask_which_one_is_meant():
    several = match("Herøy")
    assert isinstance(several, SeveralPlaces)
    assert [choice.within for choice in several.choices] == [
        "Møre og Romsdal",
        "Nordland",
    ]


def test_each_choice_leads_to_its_own_place():
    choices = match("Nes").choices
    meant = [match(choice.query) for choice in choices]
    assert all(isinstance(each, Found) for each in meant)
    assert len({each.areas for each in meant}) == len(choices)


def test_an_ended_name_is_offered_under_todays_name():
    choices = match("Nes").choices
    assert [(choice.label, choice.former_name) for choice in choices] == [
        ("Nes", ""),
        ("Nesbyen", "Nes"),
    ]


def test_a_postal_place_is_its_municipality_without_a_point_of_its_own():
    found = match("Moelv")
    assert found.label == "Moelv"
    assert found.municipality == RINGSAKER
    assert found.point is None
    assert match("Gjøvik").point == GJOVIK.point


@pytest.mark.parametrize(
    "text", ["", "  ", "Atlantis", "????", "kommune", "(", "a" * 9]
)
def test_what_is_no_name_is_not_found(text):
    assert match(text) is None
    assert isinstance(GAZETTEER.find(text), NoSuchPlace)


@pytest.mark.parametrize("text", ["Gjovik", "GJOEVIK", "gjøvik"])
def test_a_keyboard_without_norwegian_letters_will_do(text):
    assert match(text).municipality == GJOVIK


def test_a_name_as_it_is_written_comes_before_one_without_its_letters():
    plain = town(1, "Mo", "A", 1)
    ringed = town(2, "Må", "A", 1)
    both = Gazetteer([ringed, plain])
    assert both.match("Mo").areas == (plain,)
    assert both.match("Må").areas == (ringed,)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Gjøvkk", GJOVIK),
        ("Gjøviik", GJOVIK),
        ("Gøjvik", GJOVIK),
        ("Karasjk", KARASJOK),
        ("Trondhjæm", TRONDHEIM),
        ("Kristjansan", KRISTIANSAND),
    ],
)
def test_a_letter_wrong_missing_doubled_or_swapped_is_forgiven(text, meant):
    found = GAZETTEER.find(text)
    assert found.areas == (meant,)
    assert found.misspelt == text
    assert found.label == meant.name


@pytest.mark.parametrize("text", ["Gjvkk", "Osl", "Ness", "Xarwick", "Kirstjansan"])
def test_a_short_name_or_too_many_wrong_letters_is_not_guessed(text):
    assert GAZETTEER.misspelt(text) is None


def test_between_two_names_equally_near_nothing_is_guessed():
    assert GAZETTEER.misspelt("Marvik") is None
    assert set(GAZETTEER.near("Marvik")) >= {"Narvik", "Larvik"}


def test_a_name_that_is_gone_is_not_guessed_and_one_that_two_have_neither():
    assert GAZETTEER.misspelt("Tysfjorx") is None
    assert GAZETTEER.misspelt("Herøyy") is None


def test_what_is_unknown_gets_suggestions_of_today():
    found = GAZETTEER.find("Narvikken")
    assert isinstance(found, NoSuchPlace)
    assert "Narvik" in found.suggestions
    assert len(GAZETTEER.near("arvik")) <= MAX_SUGGESTIONS
    assert GAZETTEER.near("????") == ()
    assert Gazetteer([OPPLAND]).near("Opland") == ()


@pytest.mark.parametrize("text", ["2815", "2815 Gjøvik", "N-2815", " 2815 "])
def test_a_postal_code_is_its_place(text):
    assert GAZETTEER.find(text).label == "2815 Gjøvik"


def test_an_unknown_postal_code_is_no_place_and_gets_no_guess():
    assert GAZETTEER.find("9999 Gjøvik") == NoSuchPlace("9999")


@pytest.mark.parametrize("text", ["9170", "Longyearbyen", "svalbard"])
def test_svalbard_lies_outside_the_counties(text):
    assert isinstance(GAZETTEER.find(text), OutsideCounties)


def test_all_areas_of_a_name_are_told_those_that_ended_too():
    assert GAZETTEER.named("nes") == [NES, OLD_NES]
    assert GAZETTEER.named("Gjøvik") == [GJOVIK, GJOVIK_PLACE]
    assert GAZETTEER.named("Gjovik") == []


def test_rows_become_codes_and_codes_names():
    assert GAZETTEER.codes("county", [34, 999]) == ["34"]
    assert GAZETTEER.codes("municipality", [3407]) == ["3407"]
    assert GAZETTEER.names["3407"] == "Gjøvik"
    assert GAZETTEER.names["0821"] == "Bø"


def test_a_code_used_twice_has_todays_name_whatever_the_order():
    now = town(1, "Ny", "A", 1)
    before = town(2, "Gammel", "A", 1, valid_to=END_2019, became=(1,))
    before = type(before)(**(vars(before) | {"code": now.code}))
    assert Gazetteer([now, before]).names == {now.code: "Ny"}
    assert Gazetteer([before, now]).names == {now.code: "Ny"}


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


def test_an_ended_municipality_is_what_took_over_also_without_its_letters():
    for text in ("Bø", "Bo"):
        found = match(text)
        assert (found.municipality, found.former) == (MIDT_TELEMARK, BO)


def test_a_circle_of_successors_ends():
    one = town(1, "Ett", "A", 1, valid_to=END_2019, became=(2,))
    two = town(2, "To", "A", 1, valid_to=END_2019, became=(1,))
    assert Gazetteer([one, two]).match("Ett").areas == ()


@pytest.mark.parametrize("area", AREAS, ids=lambda area: f"{area.kind}-{area.code}")
def test_every_area_is_understood_by_its_own_name_and_where_it_lies(area):
    found = match(places.query_for(area))
    assert isinstance(found, Found)
    assert found.areas
