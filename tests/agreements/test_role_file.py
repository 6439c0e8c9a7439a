"""Role descriptions and the answers to them, in the file of a partnership."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agreements.exchange.partnership_export import partnership_content
from agreements.models import RoleAnswer
from tests.factories import (
    make_partnership,
    make_role,
    make_role_answer,
    make_role_description,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def role():
    """Return a role with a version that was objected to and then accepted."""
    partnership = make_partnership()
    role = make_role(
        partnership=partnership, partner=partnership.members.get(kind="nav")
    )
    description = make_role_description(role=role, for_professionals_en="- meetings")
    make_role_answer(
        description=description, answer="objected", reason="For mye.", language="nb"
    )
    make_role_answer(description=description)
    return role


@pytest.fixture
def load(tmp_path):
    """Return a function that imports; it tells what was said, and if it was fine."""

    def run(content):
        path = tmp_path / "partnership.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        output = StringIO()
        try:
            call_command("import_agreements", str(path), stdout=output)
        except CommandError as error:
            return output.getvalue() + str(error), False
        return output.getvalue(), True

    return run


def exported(role):
    return partnership_content(role.partnership, with_drafts=True)


def first_version(content):
    return content["roles"][0]["descriptions"][0]


def test_file_that_was_exported_changes_nothing(role, load):
    content = exported(role)
    load(content)
    printed, fine = load(content)
    assert fine, printed
    assert "0 nye, 0 endret" in printed
    assert exported(role) == content


@pytest.mark.parametrize(
    "name, value",
    [
        ("for_citizens", {"nb": "Noe annet."}),
        ("for_professionals", {}),
        ("holder", "Eksempel Annensen"),
        ("valid_from", "2020-01-01"),
    ],
)
def test_file_never_changes_what_has_been_public(role, load, name, value):
    content = exported(role)
    first_version(content)[name] = value
    printed, fine = load(content)
    assert not fine
    assert "gi den endrede teksten et nytt nummer" in printed.lower()


def test_later_end_in_the_file_is_taken_over(role, load):
    content = exported(role)
    first_version(content)["valid_to"] = "2025-12-31"
    printed, fine = load(content)
    assert fine, printed
    assert role.descriptions.get().valid_to == date(2025, 12, 31)


@pytest.mark.parametrize(
    "told",
    [
        {"valid_to": None},
        {"valid_to": "2030-01-01"},
        {"valid_to": None, "status": "draft"},
    ],
)
def test_end_that_came_after_the_file_is_kept(role, load, told):
    content = exported(role)
    role.descriptions.update(valid_to=date(2025, 12, 31), status="ended")
    first_version(content).update(told)
    printed, fine = load(content)
    assert fine, printed
    description = role.descriptions.get()
    assert (description.status, description.valid_to) == ("ended", date(2025, 12, 31))


def test_answers_that_follow_are_added(role, load):
    content = exported(role)
    later = {
        "answer": "objected",
        "given_at": "2025-01-01T12:00:00+00:00",
        "reason": "Vi har ikke folk.",
        "language": "nb",
    }
    first_version(content)["answers"].append(later)
    printed, fine = load(content)
    assert fine, printed
    assert RoleAnswer.objects.newest_first().first().reason == "Vi har ikke folk."


def test_answer_that_came_after_the_file_is_kept(role, load):
    content = exported(role)
    make_role_answer(description=role.descriptions.get())
    _printed, fine = load(content)
    assert fine
    assert RoleAnswer.objects.count() == 3


def test_file_never_changes_an_answer(role, load):
    content = exported(role)
    first_version(content)["answers"][0]["reason"] = "For lite."
    printed, fine = load(content)
    assert not fine
    assert "svar" in printed


@pytest.mark.parametrize(
    "name, value",
    [("answer", "perhaps"), ("given_at", "i går"), ("given_at", "2025-01-01T12:00:00")],
)
def test_answer_that_is_none_is_refused(role, load, name, value):
    content = exported(role)
    first_version(content)["answers"].append(
        {"answer": "acknowledged", "given_at": "2025-01-01T12:00:00+00:00"}
        | {name: value}
    )
    _printed, fine = load(content)
    assert not fine
    assert RoleAnswer.objects.count() == 2


def test_file_without_answers_still_loads(role, load):
    content = exported(role)
    del first_version(content)["answers"]
    _printed, fine = load(content)
    assert fine
    assert RoleAnswer.objects.count() == 2
