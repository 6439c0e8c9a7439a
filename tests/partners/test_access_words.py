"""The access matrix in words: complete, and true of what it says."""

import pytest
from django.utils import translation

from partners.access import REACHES, ROLES, matrix
from partners.access_words import (
    ACTIONS,
    KINDS,
    STATES,
    sentences_for,
    states_in_words,
    table,
    what,
)
from partners.access_words import REACHES as REACH_WORDS
from tests import factories as make


def test_everything_that_the_matrix_names_has_words():
    states = set()
    for kind, actions in matrix().items():
        assert kind in KINDS
        for action, right in actions.items():
            assert action in ACTIONS, f"{kind}.{action}"
            states |= right.states
    assert states - {"any"} <= STATES.keys()
    assert set(REACHES) == REACH_WORDS.keys()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_words_are_in_every_language(language):
    with translation.override("en"):
        english = {
            (kind, action): what(kind, action)
            for kind, actions in matrix().items()
            for action in actions
        }
    with translation.override(language):
        for (kind, action), text in english.items():
            said = what(kind, action)
            assert "%" not in said
            assert (said == text) == (language == "en"), said


def test_the_table_is_the_whole_matrix():
    with translation.override("en"):
        rows = list(table())
    assert len(rows) == len(matrix())
    for (kind, actions), (_name, lines) in zip(matrix().items(), rows, strict=True):
        assert [line.action for line in lines] == list(actions)
        for line in lines:
            told = [role for role, word in zip(ROLES, line.reach, strict=True) if word]
            assert set(told) == set(matrix()[kind][line.action].reach)


def test_states_are_told_unless_every_one_will_do():
    with translation.override("en"):
        assert states_in_words("guidance_service", "view") == ""
        assert states_in_words("guidance_service", "confirm") == "published"


@pytest.mark.django_db
def test_a_membership_is_told_its_rights_and_no_others():
    county = make.make_county(name="Eksempelfylket")
    partner = make.make_partner(name="Nav Eksempel", county=county)
    with translation.override("en"):
        told = {
            role: [
                sentence
                for _kind, _name, sentences in sentences_for(
                    make.make_membership(partner=partner, role=role)
                )
                for sentence in sentences
            ]
            for role in ROLES
        }
    assert "You can see services for Nav Eksempel." in told["editor"]
    assert (
        "You can publish services in the whole of Eksempelfylket. Only when the state"
        in " ".join(told["coordinator"])
    )
    assert not any(each.startswith("You can publish") for each in told["editor"])
    assert any(
        "in the whole country" in each for each in told["national_administrator"]
    )
    assert any("sign agreement versions" in each for each in told["signatory"])
    assert not any(each.startswith("You can sign") for each in told["editor"])


@pytest.mark.django_db
def test_a_coordinator_of_no_county_is_told_of_none():
    partner = make.make_partner(county=None)
    membership = make.make_membership(partner=partner, role="coordinator")
    with translation.override("en"):
        told = list(sentences_for(membership))
    assert "None" not in str(told)
    assert "in the whole of" not in str(told)
