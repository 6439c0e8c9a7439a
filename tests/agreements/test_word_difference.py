"""Which words are told as new and gone, and that no letter is lost on the way."""

from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.text import word_difference
from agreements.text.word_difference import (
    ADDED,
    REMOVED,
    SAME,
    Run,
    blocks_of,
    word_runs,
)

often = settings(max_examples=200, derandomize=True, deadline=None, database=None)
TEXTS = st.lists(
    st.sampled_from(
        [
            "Nav",
            "leder",
            "og",
            "i",
            " ",
            "\n",
            "\n\n",
            "\n- ",
            "- ",
            ",",
            ".",
            "§ 28-9",
            "\r\n",
        ]
    ),
    max_size=25,
).map("".join) | st.text(max_size=20)


def marked(before, after):
    """Return a text with «+new+» and «-gone-» words."""
    signs = {SAME: "", ADDED: "+", REMOVED: "-"}
    return "".join(
        f"{signs[run.kind]}{run.text}{signs[run.kind]}"
        for run in word_runs(before, after)
    )


@given(TEXTS, TEXTS)
@often
def test_both_texts_are_there_to_the_letter(before, after):
    runs = word_runs(before, after)
    assert "".join(run.text for run in runs if run.kind != ADDED) == before
    assert "".join(run.text for run in runs if run.kind != REMOVED) == after


@given(TEXTS)
@often
def test_a_text_that_stayed_has_no_changes(text):
    assert {run.kind for run in word_runs(text, text)} <= {SAME}


@given(TEXTS, TEXTS)
@often
def test_blocks_lose_no_word(before, after):
    def words(texts):
        return "".join("".join(texts).split()).replace("-", "")

    blocks = blocks_of(word_runs(before, after))
    runs = [run for block in blocks for line in block.lines for run in line]
    for gone, text in [(ADDED, before), (REMOVED, after)]:
        told = words(run.text for run in runs if run.kind != gone)
        assert sorted(told) == sorted(words(text))


def test_words_are_compared_and_not_letters():
    assert marked("Nav leder arbeidet.", "Nav ledet arbeidet.") == (
        "Nav -leder-+ledet+ arbeidet."
    )


def test_a_number_of_a_law_is_one_word():
    assert marked("etter loven 28-9 her", "etter loven 28-8 her") == (
        "etter loven -28-9-+28-8+ her"
    )


def test_a_little_word_between_two_changes_is_told_with_them():
    assert marked("rask hjelp og god støtte", "trygg veiledning og tett kontakt") == (
        "-rask hjelp og god støtte-+trygg veiledning og tett kontakt+"
    )


def test_a_new_item_of_a_list_leaves_its_neighbours_alone():
    before = "Nav\n- leder arbeidet\n- betaler"
    after = "Nav\n- leder arbeidet\n- leder møtene\n- betaler"
    _text, items = blocks_of(word_runs(before, after))
    assert items.is_list
    assert items.lines == (
        (Run(SAME, "leder arbeidet"),),
        (Run(ADDED, "leder møtene"),),
        (Run(SAME, "betaler"),),
    )


def test_paragraphs_and_lists_are_cut_as_on_the_page():
    text = "Først.\nSå.\n\nPartene\n\n- møtes\n- svarer\n\nSlutt."
    blocks = blocks_of(word_runs(text, text))
    assert [block.is_list for block in blocks] == [False, False, True, False]
    assert [len(block.lines) for block in blocks] == [2, 1, 2, 1]


def test_the_space_around_a_change_is_outside_it():
    ((line,),) = [
        block.lines for block in blocks_of(word_runs("Nav leder", "Nav alltid leder"))
    ]
    assert Run(ADDED, "alltid") in line


def test_what_is_too_long_to_compare_is_told_as_replaced(monkeypatch):
    monkeypatch.setattr(word_difference, "_MOST_STEPS", 3)
    assert marked("en to tre", "en to fire") == "-en to tre-+en to fire+"


def test_a_long_text_with_one_new_line_is_still_compared_by_words(monkeypatch):
    monkeypatch.setattr(word_difference, "_MOST_STEPS", 30)
    lines = ["Nav leder.", "Kommunen bidrar.", "Fylket betaler.", "Alle møtes."]
    before, after = "\n".join(lines), "\n".join([*lines[:3], "Alle ringer."])
    assert marked(before, after).endswith("Alle -møtes-+ringer+.")
