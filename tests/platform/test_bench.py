"""portal.py bench: which measurements there are, and what is said of others."""

from pathlib import Path

import pytest

import portal

ROOT = Path(portal.__file__).parent


@pytest.mark.parametrize("words", [[], ["finner"], ["--rounds", "3"]])
def test_an_unknown_measurement_is_refused_with_those_there_are(words, capsys):
    assert portal.main(["bench", *words]) == 2
    said = capsys.readouterr().err
    assert "finder|search_index" in said


def test_every_measurement_is_a_file_of_the_folder_and_told_in_the_help(capsys):
    portal.main(["help"])
    said = capsys.readouterr().out
    assert "portal.py bench" in said
    for name in portal.BENCHMARKS:
        assert (ROOT / "bench" / f"{name}.py").is_file()
        assert name in said
