"""Who has not said to be one of a few is not shown what is only for them."""

import pytest

from finder.matching import Match, for_whoever_asks
from tests.finder.offers import asked, offer

ADULTS = offer("adults", groups=["adults"], needs=["cv", "job_change"])
LAID_OFF = offer("laid-off", groups=["laid_off"], needs=["cv"])


def shown(*offers, **said):
    question = asked(**{"is_spoken": True} | said)
    found = for_whoever_asks([Match(each, 0) for each in offers], question)
    return [each.offer.slug for each in found]


def test_what_is_only_for_a_few_is_left_out_of_a_sentence():
    assert shown(LAID_OFF, ADULTS, needs=("cv",)) == ["adults"]
    assert shown(LAID_OFF, ADULTS) == ["adults"]


def test_who_says_a_group_or_chooses_from_lists_sees_everything():
    everything = ["laid-off", "adults"]
    assert shown(LAID_OFF, ADULTS, groups=("adults",)) == everything
    assert shown(LAID_OFF, ADULTS, is_spoken=False) == everything


def test_what_is_for_a_few_stays_when_there_is_nothing_else():
    assert shown(LAID_OFF, needs=("cv",)) == ["laid-off"]


def test_what_alone_meets_a_need_stays():
    alone = offer("alone", groups=["laid_off"], needs=["funding"])
    assert shown(alone, ADULTS, needs=("funding", "cv")) == ["alone", "adults"]


@pytest.mark.parametrize(
    ("relevance", "holds_all", "stays"),
    [(0.9, True, True), (0.5, True, False), (0.9, False, False)],
)
def test_what_alone_has_the_words_stays(relevance, holds_all, stays):
    named = offer(
        "named", groups=["laid_off"], relevance=relevance, holds_all=holds_all
    )
    general = offer("general", groups=["adults"], relevance=0.5, holds_all=True)
    assert ("named" in shown(named, general, text="ord")) is stays


def test_what_is_for_the_age_that_was_told_stays():
    youth = offer("youth", groups=["youth"])
    assert shown(youth, ADULTS, age=17) == ["youth", "adults"]
    assert shown(youth, ADULTS) == ["adults"]
    assert shown(LAID_OFF, ADULTS, age=34) == ["adults"]
