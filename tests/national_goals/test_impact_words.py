"""How the page names many target groups in few words."""

import pytest

from national_goals.impact_page import narrowed_down

BROADER = {
    "everyone": "",
    "pupils": "everyone",
    "adults": "everyone",
    "jobseekers": "adults",
    "laid_off": "jobseekers",
    "dismissed": "jobseekers",
    "seniors": "adults",
}


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ("laid_off", {"laid_off": []}),
        ("laid_off pupils", {"pupils": [], "laid_off": []}),
        ("jobseekers laid_off dismissed", {"jobseekers": []}),
        ("jobseekers dismissed", {"jobseekers": ["laid_off"]}),
        ("adults seniors", {"adults": ["jobseekers"]}),
        ("adults seniors laid_off", {"adults": ["jobseekers"], "laid_off": []}),
        ("adults jobseekers", {"adults": ["laid_off", "dismissed", "seniors"]}),
        (" ".join(BROADER), {"everyone": []}),
        ("", {}),
    ],
)
def test_the_widest_groups_and_their_exceptions_say_all(groups, expected):
    assert narrowed_down(groups.split(), BROADER) == expected


def test_groups_in_a_circle_are_all_named():
    circle = {"a": "b", "b": "a", "c": "a"}

    assert set(narrowed_down(["a", "b"], circle)) == {"a", "b"}
