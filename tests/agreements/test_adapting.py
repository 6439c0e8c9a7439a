"""A text of one county for another: who stands for whom, and what is left out."""

from dataclasses import replace

import pytest

from agreements.drafts.adapting import (
    Proposed,
    Somebody,
    adapt,
    counterparts,
    mentions,
    proposed_parties,
)
from agreements.text.canonical import (
    ClauseText,
    PartyText,
    ResponsibilityText,
    VersionText,
)


def council(slug, county="34"):
    return Somebody(slug, "county_council", slug.title(), county)


def nav(slug, county="34"):
    return Somebody(slug, "nav", slug.title(), county)


def municipality(slug, code):
    return Somebody(slug, "municipality", slug.title(), code[:2], code)


def other(slug, kind="guidance_centre"):
    return Somebody(slug, kind, slug.title())


def stand_ins(proposed):
    return [(each.partner.partner, each.stands_for) for each in proposed]


# Templates


def test_council_stands_for_council_and_nav_for_nav():
    found = counterparts(
        [nav("nav-innlandet"), council("innlandet")],
        [council("troms", "55"), nav("nav-troms", "55"), other("senteret")],
        "55",
    )
    assert stand_ins(found) == [
        ("nav-troms", ("nav-innlandet",)),
        ("troms", ("innlandet",)),
    ]


def test_of_several_councils_the_county_has_its_own():
    there = [council("oslo", "03"), council("akershus", "32")]
    party = council("innlandet")
    [found] = counterparts([party], there, "32")
    assert found.partner.partner == "akershus"
    assert counterparts([party], there, "55") == ()


def test_partner_that_is_a_member_stands_for_itself():
    found = counterparts(
        [nav("nav-innlandet"), nav("nav")], [nav("nav", ""), nav("nav-troms")], "34"
    )
    assert stand_ins(found) == [
        ("nav-troms", ("nav-innlandet",)),
        ("nav", ("nav",)),
    ]


@pytest.mark.parametrize(
    ("parties", "members", "found"),
    [
        (["a"], ["b"], [("b", ("a",))]),
        (["a"], ["b", "c"], []),
        (["a", "b"], ["c"], []),
        (["a", "b"], ["b"], [("b", ("b",))]),
        (["a"], [], []),
    ],
)
def test_of_other_kinds_one_stands_for_one(parties, members, found):
    proposed = counterparts(map(other, parties), map(other, members), "34")
    assert stand_ins(proposed) == found


def test_nobody_stands_for_two():
    found = counterparts([nav("nav-a"), nav("nav-b")], [nav("nav-troms", "55")], "55")
    assert stand_ins(found) == [("nav-troms", ("nav-a",))]


# Reforms


def propose(parties, members, county="34", predecessors=(), municipalities=()):
    return stand_ins(
        proposed_parties(
            parties,
            members,
            predecessors=dict(predecessors),
            municipalities=dict(municipalities),
            county=county,
        )
    )


def test_successors_come_first_and_the_rest_in_their_order():
    parties = [council("oppland", "05"), other("karriere-oppland")]
    members = [
        nav("nav-innlandet"),
        other("lom", "municipality"),
        other("karriere-innlandet"),
        council("innlandet"),
    ]
    assert propose(
        parties, members, predecessors={"karriere-innlandet": "karriere-oppland"}
    ) == [
        ("innlandet", ("oppland",)),
        ("karriere-innlandet", ("karriere-oppland",)),
        ("nav-innlandet", ()),
        ("lom", ()),
    ]


def test_chain_of_predecessors_is_followed_to_the_first():
    chain = {"senter-troms": "senter-nord", "senter-nord": "senter-gamle-troms"}
    assert propose(
        [other("senter-gamle-troms")],
        [other("annet-senter"), other("senter-troms")],
        "55",
        chain,
    ) == [("senter-troms", ("senter-gamle-troms",)), ("annet-senter", ())]


def test_chain_of_predecessors_in_a_circle_ends():
    assert propose([other("a")], [other("b")], predecessors={"b": "c", "c": "b"}) == [
        ("b", ())
    ]


def test_after_a_merger_one_stands_for_several():
    parties = [
        municipality("skodje", "1529"),
        municipality("haram", "1534"),
        municipality("rindal", "1567"),
    ]
    became = {"1529": ["1507"], "1534": ["1507"], "1567": ["5061"]}
    members = [municipality("alesund", "1507")]
    assert propose(parties, members, "15", municipalities=became) == [
        ("alesund", ("skodje", "haram"))
    ]


def test_after_a_split_several_stand_for_one():
    became = {"1534": ["1507"], "1507": ["1508", "1580"]}
    members = [municipality("haram-ny", "1580"), municipality("alesund", "1508")]
    assert propose([municipality("haram", "1534")], members, "15", (), became) == [
        ("haram-ny", ("haram",)),
        ("alesund", ("haram",)),
    ]


def test_council_and_nav_of_a_county_follow_its_reform_without_predecessors():
    assert propose(
        [council("troms-og-finnmark", "54"), nav("nav-nord", "54")],
        [nav("nav-troms", "55"), council("troms", "55")],
        "55",
    ) == [("troms", ("troms-og-finnmark",)), ("nav-troms", ("nav-nord",))]


def test_municipality_that_is_there_still_needs_no_reform():
    lom = municipality("lom", "3434")
    assert propose([lom], [lom]) == [("lom", ("lom",))]


# The text


TEXT = VersionText(
    agreement="oppland",
    signed_language="nb",
    agreed_from=None,
    agreed_to=None,
    clauses=(
        ClauseText("formal", "1", "goals", "Formål", "", "Alle møtes.", ""),
        ClauseText("ansvar", "2", "goals", "Ansvar", "", "Nav leder.", ""),
    ),
    parties=(
        PartyText("oppland", "Oppland fylkeskommune", "Eier senteret.", ""),
        PartyText("nav", "NAV", "", ""),
    ),
    responsibilities=(),
)
ROW = ResponsibilityText(
    "veilede", "oppland", "leads", "ansvar", ("adults",), True, (), "", ""
)


def of_text(parties, *rows, municipalities=(), there=(), exempt=()):
    return adapt(
        replace(TEXT, responsibilities=rows),
        parties,
        municipalities=dict(municipalities),
        there=set(there),
        exempt=set(exempt),
    )


INNLANDET = Proposed(council("innlandet"), ("oppland",))


def test_parties_get_their_own_names_and_the_part_of_those_they_stand_for():
    found = of_text([INNLANDET, Proposed(nav("nav"), ("nav",))])
    assert found.text.parties == (
        PartyText("innlandet", "Innlandet", "Eier senteret.", ""),
        PartyText("nav", "NAV", "", ""),
    )
    assert found.parties == ()


def test_party_without_a_counterpart_is_left_out_with_what_it_does():
    found = of_text([INNLANDET], ROW, replace(ROW, party="nav"))
    assert [party.partner for party in found.parties] == ["nav"]
    assert found.responsibilities == (replace(ROW, party="nav"),)
    assert found.text.responsibilities == (replace(ROW, party="innlandet"),)


def test_places_follow_their_reform_and_those_elsewhere_are_left_out():
    row = replace(ROW, whole_county=False, municipalities=("0513", "0532"))
    gone = replace(row, municipalities=("0532",))
    found = of_text(
        [INNLANDET],
        row,
        gone,
        municipalities={"0513": ["3433"], "0532": ["3054"], "3054": ["3236"]},
        there=["3433"],
    )
    [kept] = found.text.responsibilities
    assert kept.municipalities == ("3433",)
    assert found.municipalities == ("0532",)
    assert found.responsibilities == (gone,)


def test_places_that_merged_are_named_once_and_a_split_names_all():
    row = replace(ROW, whole_county=False, municipalities=("1529", "1534"))
    found = of_text(
        [INNLANDET],
        row,
        municipalities={
            "1529": ["1507"],
            "1534": ["1507"],
            "1507": ["1508", "1580"],
        },
        there=["1508", "1580"],
    )
    [kept] = found.text.responsibilities
    assert kept.municipalities == ("1508", "1580")
    assert found.split == (
        ("1529", ("1508", "1580")),
        ("1534", ("1508", "1580")),
    )


def test_each_half_of_a_split_municipality_does_its_part_in_its_own_place():
    row = replace(ROW, whole_county=False, municipalities=("1507",))
    halves = [
        Proposed(municipality("alesund", "1508"), ("oppland",)),
        Proposed(municipality("haram", "1580"), ("oppland",)),
    ]
    found = of_text(
        halves,
        row,
        municipalities={"1507": ["1508", "1580"]},
        there=["1508", "1580"],
    )
    assert [(row.party, row.municipalities) for row in found.text.responsibilities] == [
        ("alesund", ("1508",)),
        ("haram", ("1580",)),
    ]


def test_two_that_became_one_promise_a_thing_once():
    both = Proposed(council("innlandet"), ("oppland", "nav"))
    found = of_text([both], ROW, replace(ROW, party="nav"))
    assert found.text.responsibilities == (replace(ROW, party="innlandet"),)


def test_exempt_clause_keeps_only_its_heading():
    found = of_text([INNLANDET], exempt=["ansvar"])
    assert [(clause.heading_nb, clause.text_nb) for clause in found.text.clauses] == [
        ("Formål", "Alle møtes."),
        ("Ansvar", ""),
    ]
    assert found.exempt == ("ansvar",)


# Names in a text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Karriere Oppland er i Lom.", ("Oppland", "Lom")),
        ("Opplands unge", ("Oppland",)),
        ("Opplandsk og Lomseggen, lom", ()),
        ("Lom, Lom og Lom", ("Lom",)),
        ("Nord-Fron har Oppland-modellen", ("Oppland",)),
        ("Lom i Nye Oppland", ("Lom",)),
        ("", ()),
    ],
)
def test_names_are_found_as_whole_words(text, found):
    assert mentions(text, {"Oppland", "Lom", ""}, {"Nye Oppland"}) == found


def test_name_that_both_counties_have_is_not_told():
    assert mentions("Våler og Lom", {"Våler", "Lom"}, {"Våler"}) == ("Lom",)
    assert mentions("Lom", ()) == ()
