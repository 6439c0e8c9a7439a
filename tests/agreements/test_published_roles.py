"""What the database keeps of roles that are public, and of the answers to them."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError

from agreements.models import Role, RoleAnswer, RoleDescription
from tests.factories import (
    make_partner,
    make_partnership,
    make_role,
    make_role_answer,
    make_role_description,
)
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def role():
    return make_role()


@pytest.fixture
def published(role):
    return make_role_description(role=role)


@pytest.fixture
def draft(role):
    return make_role_description(
        role=role, status="draft", number=2, valid_from=date(2025, 4, 1)
    )


@pytest.mark.parametrize(
    "name, value",
    [
        ("for_citizens_nb", "Noe annet."),
        ("for_citizens_nn", "Noko anna."),
        ("for_citizens_en", "Something else."),
        ("for_professionals_nb", "Noe annet."),
        ("for_professionals_en", "Something else."),
        ("holder", "Eksempel Annensen"),
        ("deputy", "Eksempel Annensen"),
        ("number", 7),
        ("valid_from", date(2023, 1, 1)),
    ],
)
@pytest.mark.parametrize("status", ["published", "ended"])
def test_what_has_been_public_of_a_role_stands(role, status, name, value):
    found = make_role_description(role=role, status=status)
    with refused("roledescription_stands_once_public"):
        RoleDescription.objects.filter(pk=found.pk).update(**{name: value})


@pytest.mark.parametrize(
    "status, changes",
    [
        ("published", {"status": "draft"}),
        ("ended", {"status": "published"}),
        ("ended", {"status": "draft"}),
        ("published", {"valid_to": date(2026, 1, 1)}),
        ("published", {"valid_to": None}),
    ],
)
def test_public_version_only_ends_and_only_sooner(role, status, changes):
    found = make_role_description(role=role, status=status, valid_to=date(2025, 12, 31))
    with refused("roledescription_only_ends"):
        RoleDescription.objects.filter(pk=found.pk).update(**changes)
    ending = {"status": "ended", "valid_to": date(2025, 6, 1)}
    RoleDescription.objects.filter(pk=found.pk).update(**ending)


def test_public_version_is_never_deleted(published, draft):
    with refused("roledescription_stays", by="roledescription_stands_once_public"):
        RoleDescription.objects.filter(pk=published.pk).delete()
    draft.delete()


def test_role_keeps_its_partner_once_a_version_is_public(role):
    other = make_partner()
    draft = make_role_description(role=role, status="draft")
    Role.objects.filter(pk=role.pk).update(partner=other)
    Role.objects.filter(pk=role.pk).update(partner=role.partner)
    RoleDescription.objects.filter(pk=draft.pk).update(status="published")
    with refused("role_keeps_its_partner"):
        Role.objects.filter(pk=role.pk).update(partner=other)
    with refused("role_keeps_its_partner"):
        Role.objects.filter(pk=role.pk).update(partnership=make_partnership())


def test_answer_is_only_ever_added(published):
    answer = make_role_answer(description=published)
    with refused("roleanswer_append_only"):
        RoleAnswer.objects.filter(pk=answer.pk).update(reason="Nei.", language="nb")
    with refused("roleanswer_append_only"):
        RoleAnswer.objects.filter(pk=answer.pk).delete()


@pytest.mark.parametrize(
    "rule, table",
    [
        ("roleanswer_no_truncate", "agreements_roleanswer"),
        ("roledescription_no_truncate", "agreements_roledescription"),
    ],
)
def test_roles_and_answers_are_not_emptied(rule, table):
    with refused(rule), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_answer_is_that_of_the_partner_whose_role_it_is(published):
    with refused("roleanswer_of_its_partner"):
        make_role_answer(description=published, partner=make_partner())


def test_draft_is_not_answered_in_the_database(draft):
    with refused("roleanswer_of_a_public_version", by="roleanswer_of_its_partner"):
        make_role_answer(description=draft)


@pytest.mark.parametrize(
    "rule, values",
    [
        ("roleanswer_known", {"answer": "perhaps"}),
        ("roleanswer_reason_given", {"answer": "objected"}),
        ("roleanswer_reason_in_a_language", {"answer": "objected", "reason": "Nei."}),
        (
            "roleanswer_reason_in_a_language",
            {"answer": "objected", "reason": "Nei.", "language": "sv"},
        ),
    ],
)
def test_answer_is_whole(published, rule, values):
    with refused(rule):
        make_role_answer(description=published, **values)


def test_answered_version_is_protected(published):
    make_role_answer(description=published)
    with pytest.raises(ProtectedError), transaction.atomic():
        published.delete()
