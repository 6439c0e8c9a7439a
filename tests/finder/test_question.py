"""A question and the address that asks it."""

import pytest

from finder.question import Question
from services.taxonomy import wider_groups

ASKED = Question(
    text="cv",
    place="2815",
    groups=("dismissed", "parents"),
    needs=("job_change",),
    channels=("phone",),
    language="en",
    age=45,
)


def test_the_address_holds_every_answer():
    assert ASKED.query == (
        "?q=cv&sted=2815&hvem=dismissed&hvem=parents&behov=job_change&kanal=phone"
        "&alder=45&sprak=en"
    )


def test_nothing_asked_is_empty():
    assert Question().is_empty
    assert not Question(age=0).is_empty


@pytest.mark.parametrize("name", ["q", "sted", "sprak", "alder"])
def test_one_answer_less_leaves_the_others(name):
    fewer = ASKED.without(name).parameters
    assert [pair for pair in ASKED.parameters if pair[0] != name] == fewer


def test_one_of_several_values_can_go():
    assert ASKED.without("hvem", "parents").groups == ("dismissed",)


def test_an_unknown_parameter_is_refused():
    with pytest.raises(KeyError):
        ASKED.without("side")


TREE = {"laid_off": "jobseekers", "jobseekers": "adults", "adults": "everyone"}


@pytest.mark.parametrize(
    ("slug", "tree", "expected"),
    [
        ("laid_off", TREE, ("laid_off", "jobseekers", "adults", "everyone")),
        ("everyone", TREE, ("everyone",)),
        ("unknown", TREE, ("unknown",)),
        ("a", {"a": "b", "b": "a"}, ("a", "b")),
        ("", TREE, ()),
    ],
)
def test_a_group_is_followed_by_the_wider_ones(slug, tree, expected):
    assert wider_groups(slug, tree) == expected
