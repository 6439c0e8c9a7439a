"""A partnership as a file tells it: what is no such file is refused in a sentence."""

import json
from copy import deepcopy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agreements.exchange.importers import DATA
from agreements.models import Partnership

pytestmark = pytest.mark.usefixtures("portal_data")

OPPLAND = json.loads((DATA / "oppland.json").read_text(encoding="utf-8"))


def load(path):
    """Return what the import says of a file, and whether it was fine with it."""
    output = StringIO()
    try:
        call_command("import_agreements", str(path), stdout=output)
    except CommandError as error:
        return output.getvalue() + str(error), False
    return output.getvalue(), True


@pytest.fixture
def changed(tmp_path):
    """Return a function that loads Oppland's file with one value changed."""

    def run(value, *where):
        content = deepcopy(OPPLAND)
        part = content
        for key in where[:-1]:
            part = part[key]
        part[where[-1]] = value
        path = tmp_path / "changed.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return load(path)

    return run


def test_the_same_file_again_is_nothing_also_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "again.json"
    path.write_text(json.dumps(OPPLAND), encoding="utf-8-sig")
    printed, fine = load(path)
    assert fine
    assert "0 nye, 0 endret" in printed


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ("Oppland", ("partnership", "name")),
        (["no such model"], ("partnership", "organisation_models")),
        ("ja", ("partnership", "is_formalised")),
        ("a\0b", ("partnership", "source")),
        ("a\ud800b", ("partnership", "source")),
        ("x" * 300, ("partnership", "name", "nb")),
        ("Æ B", ("partnership", "slug")),
        ([1], ("partnership", "members")),
        ("xx", ("agreement", "signed_language")),
        ("x", ("agreement", "versions")),
        (10**12, ("agreement", "versions", 0, "number")),
        ("9999-12-31", ("agreement", "versions", 0, "agreed_to")),
        ("i går", ("agreement", "versions", 0, "agreed_from")),
        (20200101, ("agreement", "versions", 0, "agreed_from")),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(changed, value, where):
    before = Partnership.objects.values().get(slug="oppland")
    printed, fine = changed(value, *where)
    assert not fine
    assert "1 avvist" in printed
    assert Partnership.objects.values().get(slug="oppland") == before


@pytest.mark.parametrize("text", ["", "{", "5", "[1]", "[" * 100_000])
def test_what_is_no_partnership_is_refused(tmp_path, text):
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    assert not load(path)[1]
