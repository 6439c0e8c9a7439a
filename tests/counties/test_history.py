"""What a county became, from change rows alone."""

from datetime import date

from counties.history import (
    MERGER,
    PARTIAL_TRANSFER,
    SPLIT,
    Change,
    Turn,
    history_of,
    latest,
)

IN_2020 = date(2020, 1, 1)
IN_2024 = date(2024, 1, 1)

CHANGES = [
    Change("hedmark", "innlandet", IN_2020, MERGER),
    Change("oppland", "innlandet", IN_2020, MERGER),
    Change("oppland", "viken", IN_2020, PARTIAL_TRANSFER, ("Jevnaker", "Lunner")),
    Change("old-ostfold", "viken", IN_2020, MERGER),
    Change("old-buskerud", "viken", IN_2020, MERGER),
    Change("viken", "buskerud", IN_2024, SPLIT),
    Change("viken", "ostfold", IN_2024, SPLIT),
]


def test_a_merged_county_became_the_new_one_together_with_the_others():
    history = history_of("oppland", CHANGES)

    assert history.ended == Turn(IN_2020, ("hedmark", "oppland"), ("innlandet",))
    assert not history.ended.is_split
    assert history.began is None


def test_municipalities_that_went_elsewhere_are_told_apart_from_the_merger():
    history = history_of("oppland", CHANGES)

    assert [(row.new, row.municipalities) for row in history.gave] == [
        ("viken", ("Jevnaker", "Lunner"))
    ]
    # Viken's split is no end of Oppland: only two municipalities went that way.
    assert history.later == ()


def test_a_split_county_has_several_heirs():
    history = history_of("viken", CHANGES)

    assert history.ended == Turn(IN_2024, ("viken",), ("buskerud", "ostfold"))
    assert history.ended.is_split
    assert history.began == Turn(IN_2020, ("old-ostfold", "old-buskerud"), ("viken",))
    assert [row.old for row in history.got] == ["oppland"]


def test_a_chain_of_reforms_is_followed_to_its_end():
    history = history_of("old-ostfold", CHANGES)

    assert history.ended.new == ("viken",)
    assert [turn.new for turn in history.later] == [("buskerud", "ostfold")]


def test_a_county_of_today_knows_what_it_was_made_of():
    assert history_of("innlandet", CHANGES).began == Turn(
        IN_2020, ("hedmark", "oppland"), ("innlandet",)
    )
    assert history_of("ostfold", CHANGES).began == Turn(
        IN_2024, ("viken",), ("buskerud", "ostfold")
    )


def test_a_county_that_only_gave_a_municipality_away_has_not_ended():
    changes = [Change("more", "trondelag", IN_2020, PARTIAL_TRANSFER, ("Halsa",))]

    history = history_of("more", changes)

    assert history.ended is None
    assert [row.new for row in history.gave] == ["trondelag"]


def test_a_county_without_changes_has_no_history():
    history = history_of("rogaland", CHANGES)

    assert (history.began, history.ended) == (None, None)
    assert history.gave == history.got == history.later == ()


def test_latest_follows_mergers_and_splits_and_names_each_once():
    successors = {"a": ["c"], "b": ["c"], "c": ["d", "e"]}

    assert latest(["a", "b", "x"], successors) == ("d", "e", "x")


def test_latest_ends_in_a_circle():
    assert latest(["a"], {"a": ["b"], "b": ["a"]}) == ()
