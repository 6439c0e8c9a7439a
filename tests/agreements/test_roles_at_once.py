"""Twenty people answer, write and publish at the same moment, each for themselves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connection

from agreements.life import StepRefused
from agreements.role_reading import newest_answer
from agreements.roles.answering import acknowledge, object_to
from agreements.roles.publishing import publish_description
from agreements.roles.writing import write_description
from publishing.models import StatusChange
from tests.factories import (
    make_membership,
    make_partnership,
    make_role,
    make_role_description,
    make_user,
)

pytestmark = pytest.mark.usefixtures("cloned_database")

WRITERS = 20
AT = datetime(2025, 3, 10, 12, tzinfo=UTC)


def at_once(works):
    """Do everything at the same moment; return answers and refusals, in order."""
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait()
            return work()
        except StepRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.fixture
def role():
    partnership = make_partnership()
    return make_role(
        partnership=partnership, partner=partnership.members.get(kind="nav")
    )


def people(partner, role="editor"):
    """Return twenty users who act for a partner."""
    users = [make_user() for _number in range(WRITERS)]
    for user in users:
        make_membership(user=user, partner=partner, role=role)
    return users


def test_twenty_acceptances_are_one(role):
    description = make_role_description(role=role)
    answers = at_once(
        [
            lambda user=user: acknowledge(description, actor=user, at=AT)
            for user in people(role.partner)
        ]
    )
    assert len({answer.pk for answer in answers}) == 1
    assert description.answers.count() == 1
    told = StatusChange.objects.filter(
        action="acknowledge", object_id=str(description.pk)
    )
    assert told.count() == 1


def test_answers_at_once_stand_one_after_the_other(role):
    description = make_role_description(role=role)
    editors = people(role.partner)
    at_once(
        [
            (lambda user=user: acknowledge(description, actor=user, at=AT))
            if number % 2
            else lambda user=user, number=number: object_to(
                description, reason=f"Grunn {number}.", actor=user, at=AT
            )
            for number, user in enumerate(editors)
        ]
    )
    answers = list(description.answers.order_by("pk"))
    assert newest_answer(description).key == answers[-1].pk
    told = StatusChange.objects.filter(
        action__in=["acknowledge", "object"], object_id=str(description.pk)
    )
    assert [entry.to_status for entry in told.order_by("position")] == [
        answer.answer for answer in answers
    ]
    assert {answer.reason for answer in answers if answer.is_objection} == {
        f"Grunn {number}." for number in range(0, WRITERS, 2)
    }


def test_twenty_new_drafts_of_a_role_are_one(role):
    values = {"for_citizens_nb": "Den du kan spørre.", "valid_from": date(2025, 4, 1)}
    made = at_once(
        [
            lambda user=user: write_description(role, values=values, actor=user, at=AT)
            for user in people(role.partner)
        ]
    )
    assert role.descriptions.count() == 1
    assert sum(isinstance(each, StepRefused) for each in made) == WRITERS - 1


def test_draft_that_twenty_publish_is_published_once(role):
    council = role.partnership.members.get(kind="county_council")
    draft = make_role_description(role=role, status="draft")
    made = at_once(
        [
            lambda user=user: publish_description(draft, actor=user, at=AT)
            for user in people(council, "coordinator")
        ]
    )
    assert sum(isinstance(each, StepRefused) for each in made) == WRITERS - 1
    told = StatusChange.objects.filter(action="publish", object_id=str(draft.pk))
    assert told.count() == 1
