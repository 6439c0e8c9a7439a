"""portal.py export: which command it becomes, and what it refuses."""

import pytest

import portal


@pytest.fixture
def asked(monkeypatch):
    """Return what the launcher would have Django do, command by command."""
    seen = []

    def manage(arguments, command):
        seen.append((arguments, command))
        return 0

    monkeypatch.setattr(portal, "manage", manage)
    return seen


@pytest.mark.parametrize(
    ("words", "django"),
    [
        (["oppland"], ["oppland"]),
        (["oppland", "ut.json"], ["oppland", "--output=ut.json"]),
        (
            ["oppland", "--with-drafts", "ut.json"],
            ["oppland", "--with-drafts", "--output=ut.json"],
        ),
    ],
)
def test_export_becomes_the_command_of_agreements(asked, words, django):
    assert portal.main(["export", "agreements", *words]) == 0
    assert asked == [(["export_agreements", *django], "export")]


def test_export_takes_the_data_folder(asked, tmp_path):
    folder = f"--data={tmp_path}"
    assert portal.main(["export", folder, "agreements", "oppland"]) == 0
    assert asked[0][0] == [folder, "export_agreements", "oppland"]


@pytest.mark.parametrize(
    "words", [[], ["agreements"], ["services", "x"], ["agreements", "a", "b", "c"]]
)
def test_export_without_an_agreement_says_what_to_write(asked, capsys, words):
    assert portal.main(["export", *words]) == 2
    said = capsys.readouterr().err.strip()
    assert "export agreements NAVN FIL" in said
    assert "\n" not in said
    assert not asked


def test_help_tells_of_export(capsys):
    assert portal.main(["help"]) == 0
    assert "portal.py export agreements" in capsys.readouterr().out
