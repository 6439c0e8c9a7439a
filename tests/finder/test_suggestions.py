"""Suggestions while typing: what is offered, in which order, within which bounds."""

from datetime import date

import pytest

from finder.gazetteer import Gazetteer
from finder.places import COUNTY, MUNICIPALITY, POSTAL_PLACE, Area, Found
from finder.suggestions import (
    GROUP,
    MOST,
    NEED,
    Suggestion,
    Term,
    digits_at_the_end,
    suggest,
    suggest_places,
)
from tests import factories as make

ENDED = date(2019, 12, 31)


def area(id_, name, within="", kind=MUNICIPALITY, **given):
    return Area(kind=kind, id=id_, name=name, within=within, **given)


AREAS = [
    area(1, "Innlandet", kind=COUNTY),
    area(2, "Oslo", kind=COUNTY),
    area(3, "Hedmark", kind=COUNTY, valid_to=ENDED, became=(1,)),
    area(10, "Oslo", "Oslo", county_id=2, other_names=("Oslove",)),
    area(11, "Gjøvik", "Innlandet", county_id=1),
    area(12, "Gjøvik", "Oppland", valid_to=ENDED, became=(11,)),
    area(13, "Karasjok", "Finnmark", other_names=("Kárášjohka",)),
    area(14, "Herøy", "Nordland"),
    area(15, "Herøy", "Møre og Romsdal"),
    area(16, "Kristiansand", "Agder"),
    area(17, "Søgne", "Vest-Agder", valid_to=ENDED, became=(16,)),
    area(18, "Bodø", "Nordland"),
    area(11, "Gjøvik", "Gjøvik", kind=POSTAL_PLACE),
    area(11, "Biri", "Gjøvik", kind=POSTAL_PLACE),
    area(16, "Søgne", "Kristiansand", kind=POSTAL_PLACE),
]
PLACES = Gazetteer(AREAS)
TERMS = [
    Term(GROUP, "dismissed", ("oppsagte", "mistet jobben", "mistet arbeidet")),
    Term(NEED, "job_change", ("bytte jobb", "ny jobb", "oslojobb")),
    Term(GROUP, "parents", ("foreldre", "gjøre noe for barnet")),
]


def texts(suggestions):
    return [each.text for each in suggestions]


def test_a_place_is_offered_once_with_its_kind():
    assert suggest_places("gjøv", PLACES) == (Suggestion("Gjøvik", MUNICIPALITY),)
    assert suggest_places("oslo", PLACES) == (Suggestion("Oslo", MUNICIPALITY),)
    assert suggest_places("bir", PLACES) == (Suggestion("Biri", POSTAL_PLACE),)
    assert suggest_places("inn", PLACES) == (Suggestion("Innlandet", COUNTY),)


def test_a_name_that_exists_twice_is_offered_twice_and_says_which():
    assert texts(suggest_places("her", PLACES)) == [
        "Herøy (Møre og Romsdal)",
        "Herøy (Nordland)",
    ]


def test_what_is_gone_comes_last_and_is_still_offered():
    assert texts(suggest_places("hedm", PLACES)) == ["Hedmark"]
    mixed = Gazetteer([*AREAS, area(19, "Hedalen", "Innlandet")])
    assert texts(suggest_places("hed", mixed)) == ["Hedalen", "Hedmark"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("GJØ", "Gjøvik"),
        ("gjo", "Gjøvik"),
        ("bodo", "Bodø"),
        ("kára", "Karasjok"),
        ("Kárášjoh", "Kárášjohka"),
        ("karasjoh", "Kárášjohka"),
    ],
)
def test_a_place_is_known_by_whatever_keyboard_it_is_typed_on(typed, expected):
    assert texts(suggest_places(typed, PLACES)) == [expected]


@pytest.mark.parametrize("typed", ["in", "os", "gj", "he", "sø", "ka", "bo"])
def test_every_place_offered_is_one_that_the_finder_understands(typed):
    offered = suggest_places(typed, PLACES)
    assert offered
    for each in offered:
        assert isinstance(PLACES.match(each.text), Found), each


def test_a_group_or_need_is_offered_once_by_the_words_that_were_begun():
    assert suggest("mis", PLACES, TERMS) == (Suggestion("mistet arbeidet", GROUP),)
    assert suggest("opp", PLACES, TERMS) == (Suggestion("oppsagte", GROUP),)
    assert texts(suggest("jobb", PLACES, TERMS)) == ["bytte jobb", "mistet jobben"]


def test_words_and_places_share_the_room():
    many = Gazetteer([area(100 + n, f"Nystad{n}", "Agder") for n in range(20)])
    offered = suggest("ny", many, TERMS)
    assert len(offered) == MOST
    assert offered[0] == Suggestion("ny jobb", NEED)
    assert offered[1].kind == MUNICIPALITY


def test_what_was_written_in_full_comes_first():
    assert suggest("oslo", PLACES, TERMS)[0] == Suggestion("Oslo", MUNICIPALITY)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("mistet jobben, gj", ["mistet jobben, Gjøvik"]),
        ("mistet jobben i gj", ["mistet jobben i Gjøvik"]),
        ("lære noe gjøv", ["lære noe Gjøvik"]),
        ("lære noe gj", []),
        ("i gjøvik nå", []),
    ],
)
def test_the_last_words_of_a_question_may_begin_a_place(typed, expected):
    assert texts(suggest(typed, PLACES, TERMS)) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("28", ("", "28")),
        ("realkompetanse 281", ("realkompetanse", "281")),
        ("jobb,2815", ("jobb,", "2815")),
        ("2", ("", "")),
        ("28150", ("", "")),
        ("nr28", ("", "")),
    ],
)
def test_two_to_four_digits_at_the_end_begin_a_postal_code(typed, expected):
    assert digits_at_the_end(typed) == expected


def test_the_same_beginning_gives_the_same_answer():
    assert suggest("os", PLACES, TERMS) == suggest("os", PLACES, TERMS)


# The page


@pytest.fixture
def country(db):
    county = make.make_county(name="Fjellfylket")
    home = make.make_municipality(name="Fjellby", county=county)
    for code, place in [("2815", "FJELLBY"), ("2816", "BØ I FJELLBY")]:
        make.make_postal_code(code=code, place=place, municipality=home)
    make.make_target_group(
        slug="dismissed",
        name_nb="oppsagte",
        name_nn="oppsagde",
        synonyms_nb=["fjernet fra jobben"],
        synonyms_nn=["fjerna frå jobben"],
    )
    return home


def asked(client, path="/finn/forslag", **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return [(each["text"], each["kind"]) for each in response.json()["suggestions"]]


def test_places_and_words_are_offered_in_the_language_of_the_page(client, country):
    assert asked(client, q="fje") == [
        ("fjernet fra jobben", "group"),
        ("Fjellby", "municipality"),
        ("Fjellfylket", "county"),
        ("Bø i Fjellby", "postal_place"),
    ]
    assert ("fjerna frå jobben", "group") in asked(client, "/nn/finn/forslag", q="fje")
    assert asked(client, "/en/finn/forslag", q="opps") == [("oppsagte", "group")]


def test_the_field_for_the_place_is_offered_places_only(client, country):
    kinds = {kind for _text, kind in asked(client, sted="fje")}
    assert kinds == {"municipality", "county", "postal_place"}


def test_digits_are_offered_postal_codes_with_their_places(client, country):
    expected = [("2815 Fjellby", "postal_code"), ("2816 Bø i Fjellby", "postal_code")]
    assert asked(client, sted="281") == expected
    assert asked(client, q="2816") == expected[1:]
    make.make_postal_code(code="9170", place="LONGYEARBYEN")
    assert asked(client, q="917") == [("9170 Longyearbyen", "postal_code")]
    assert asked(client, q="ny jobb 2816") == [
        ("ny jobb 2816 Bø i Fjellby", "postal_code")
    ]


@pytest.mark.parametrize("text", ["", " ", "f", "x" * 81, "   f  ", "%", "\u200bf"])
def test_too_little_and_too_much_is_answered_with_nothing(client, country, text):
    assert asked(client, q=text) == []
    assert asked(client, sted=text) == []


@pytest.mark.parametrize("text", ["((", "a*", "[a-z]+", "\\", "'; --", "%%", "__"])
def test_signs_stand_for_no_letters(client, country, text):
    assert asked(client, q=text) == []


def test_the_answer_is_short_the_same_for_all_and_kept_by_no_cache(
    client, country, django_assert_max_num_queries
):
    for number in range(20):
        make.make_municipality(name=f"Fjellnes {number}")
    with django_assert_max_num_queries(4):
        first = client.get("/finn/forslag?q=fj")
    with django_assert_max_num_queries(1):
        client.get("/finn/forslag?q=fje")
    assert len(first.json()["suggestions"]) == MOST
    assert first.content == client.get("/finn/forslag?q=fj").content
    assert first.headers["Cache-Control"] == "no-store"
    assert first.headers["Content-Type"] == "application/json"
    assert "Vary" not in first.headers
    assert not first.cookies


def test_points_are_those_of_postal_codes_people_live_in(client, country):
    for code, category, point in [
        ("0001", "G", (59.91234, 10.75678)),
        ("0002", "P", (59.9, 10.7)),
        ("0003", "B", (60.5, 5.25)),
        ("0004", "G", (None, None)),
    ]:
        latitude, longitude = point
        make.make_postal_code(
            code=code, category=category, latitude=latitude, longitude=longitude
        )
    response = client.get("/finn/punkter.json")
    assert response.json() == {
        "points": {"0001": [59.912, 10.757], "0003": [60.5, 5.25]}
    }
    assert response.headers["Cache-Control"] == "public, max-age=86400"


def test_only_our_own_pages_may_ask_where_somebody_is(client, db):
    policy = client.get("/finn/").headers["Permissions-Policy"]
    assert "geolocation=(self)" in policy
