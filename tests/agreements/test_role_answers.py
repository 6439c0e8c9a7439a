"""What is published of a role stands, and its partner accepts it or objects."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from agreements.life import StepRefused
from agreements.models import Role, RoleAnswer, RoleDescription
from agreements.role_reading import newest_answer
from agreements.roles.answering import MAX_REASON, acknowledge, object_to
from agreements.roles.publishing import end_description, publish_description
from agreements.roles.writing import (
    return_description,
    submit_description,
    write_description,
    write_role,
)
from publishing.models import FormerSlug, StatusChange
from tests.agreements.partnership_people import ROLES, make_people
from tests.factories import (
    FIRST_DAY,
    make_membership,
    make_partner,
    make_partnership,
    make_role,
    make_role_description,
    make_user,
)

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)
TODAY = date(2025, 3, 10)
TEXT = {"for_citizens_nb": "Den du kan spørre.", "valid_from": date(2025, 4, 1)}


@pytest.fixture
def partnership():
    return make_partnership()


@pytest.fixture
def people(partnership):
    """Return a user for each role; editor and signatory are those of Nav."""
    users = make_people(partnership)
    council = partnership.members.get(kind="county_council")
    users["editor_of_another_member"] = make_user()
    make_membership(user=users["editor_of_another_member"], partner=council)
    return users


@pytest.fixture
def role(partnership):
    return make_role(
        partnership=partnership, partner=partnership.members.get(kind="nav")
    )


@pytest.fixture
def published(role):
    return make_role_description(role=role)


@pytest.fixture
def draft(role):
    return make_role_description(
        role=role, status="draft", number=2, valid_from=date(2025, 4, 1)
    )


def last_entry():
    return StatusChange.objects.last()


# Who may do what.

DRAFT_STEPS = {
    "write": lambda draft, actor: write_description(
        draft.role, draft=draft, values={"holder": "Eksempel Ny"}, actor=actor, at=AT
    ),
    "submit": lambda draft, actor: submit_description(draft, actor=actor, at=AT),
    "send_back": lambda draft, actor: return_description(
        draft, reason="Skriv kortere.", actor=actor, at=AT
    ),
    "publish": lambda draft, actor: publish_description(draft, actor=actor, at=AT),
}
PUBLIC_STEPS = {
    "end": lambda description, actor: end_description(
        description, last_day=date(2025, 12, 31), actor=actor, at=AT
    ),
    "acknowledge": lambda description, actor: acknowledge(
        description, actor=actor, at=AT
    ),
    "object": lambda description, actor: object_to(
        description, reason="Vi har ikke folk til dette.", actor=actor, at=AT
    ),
}
MAY = {
    "write": {"editor", "coordinator", "superuser"},
    "submit": {"editor", "superuser"},
    "send_back": {"coordinator", "superuser"},
    "publish": {"coordinator", "superuser"},
    "end": {"coordinator", "superuser"},
    "acknowledge": {"editor", "signatory"},
    "object": {"editor", "signatory"},
}
ASKING = [*ROLES, "editor_of_another_member"]


@pytest.mark.parametrize("asking", ASKING)
@pytest.mark.parametrize("action", DRAFT_STEPS)
def test_steps_with_a_draft(draft, people, action, asking):
    if action == "send_back":
        RoleDescription.objects.filter(pk=draft.pk).update(submitted_at=AT)
    take_step(DRAFT_STEPS[action], draft, people[asking], action, asking in MAY[action])


@pytest.mark.parametrize("asking", ASKING)
@pytest.mark.parametrize("action", PUBLIC_STEPS)
def test_steps_with_a_public_version(published, people, action, asking):
    step = PUBLIC_STEPS[action]
    take_step(step, published, people[asking], action, asking in MAY[action])


def take_step(step, row, actor, action, allowed):
    """Take a step; when it is refused, the row stays and the refusal is recorded."""
    before = RoleDescription.objects.filter(pk=row.pk).values().get()
    answers = RoleAnswer.objects.count()
    if allowed:
        step(row, actor)
        assert last_entry().action == action
        assert last_entry().actor.user == actor
        return
    with pytest.raises(PermissionDenied):
        step(row, actor)
    assert RoleDescription.objects.filter(pk=row.pk).values().get() == before
    assert RoleAnswer.objects.count() == answers
    entry = last_entry()
    assert entry.action == f"refused_{action if action != 'write' else 'change'}"
    assert entry.object == row


@pytest.mark.parametrize("asking", ASKING)
def test_who_adds_a_role_and_its_first_draft(partnership, people, asking):
    def add():
        role = write_role(
            partnership,
            partner=partnership.members.get(kind="nav"),
            names={"name_nb": "Kontaktperson for voksne"},
            actor=people[asking],
            at=AT,
        )
        return write_description(role, values=TEXT, actor=people[asking], at=AT)

    if asking in {"editor", "coordinator", "superuser"}:
        made = add()
        assert (made.status, made.number) == ("draft", 1)
        assert made.role.slug.endswith("kontaktperson-for-voksne")
        assert last_entry().action == "write"
    else:
        with pytest.raises(PermissionDenied):
            add()
        assert not Role.objects.exists()
        assert last_entry().action == "refused_add_role"


def test_right_that_was_taken_away_counts_no_longer(published, people):
    people["editor"].memberships.update(valid_to=date(2025, 3, 9))
    with pytest.raises(PermissionDenied):
        acknowledge(published, actor=people["editor"], at=AT)


# The rules of each step.


def test_role_is_for_a_member_of_the_partnership(partnership, people):
    outside = make_partner(county=partnership.county)
    with pytest.raises(StepRefused):
        write_role(
            partnership,
            partner=outside,
            names={"name_nb": "Rolle"},
            actor=people["coordinator"],
            at=AT,
        )
    assert not Role.objects.exists()


def test_role_has_a_name(partnership, people):
    with pytest.raises(StepRefused):
        write_role(
            partnership,
            partner=partnership.members.get(kind="nav"),
            names={"name_nb": " ", "name_en": "Role"},
            actor=people["coordinator"],
            at=AT,
        )


def test_address_of_a_role_is_never_used_again(partnership, people, role):
    taken = f"{partnership.county.slug}-rolle"
    Role.objects.filter(pk=role.pk).update(slug=taken)
    FormerSlug.objects.create(kind="roller", slug=f"{taken}-2", current_slug=role.slug)
    made = write_role(
        partnership,
        partner=role.partner,
        names={"name_nb": "Rolle"},
        actor=people["editor"],
        at=AT,
    )
    assert made.slug == f"{taken}-3"


def test_one_draft_of_a_role_at_a_time(draft, people):
    with pytest.raises(StepRefused):
        write_description(draft.role, values=TEXT, actor=people["editor"], at=AT)


@pytest.mark.parametrize(
    "values",
    [
        {"for_citizens_nb": " "},
        {"valid_from": None},
        {"valid_to": date(2025, 3, 31)},
    ],
)
def test_draft_has_a_text_and_a_period(draft, people, values):
    with pytest.raises(StepRefused):
        write_description(
            draft.role, draft=draft, values=values, actor=people["editor"], at=AT
        )


@pytest.mark.parametrize("name", ["status", "number", "role", "submitted_at"])
def test_only_texts_holder_and_period_are_written(draft, people, name):
    with pytest.raises(KeyError):
        write_description(
            draft.role, draft=draft, values={name: 1}, actor=people["editor"], at=AT
        )


def test_published_version_is_not_written(published, people):
    with pytest.raises(StepRefused):
        write_description(
            published.role,
            draft=published,
            values={"holder": "Eksempel Ny"},
            actor=people["editor"],
            at=AT,
        )


def test_draft_that_its_partner_changes_is_sent_anew(draft, people):
    def write(holder, who):
        return write_description(
            draft.role,
            draft=draft,
            values={"holder": holder},
            actor=people[who],
            at=AT,
        )

    assert submit_description(draft, actor=people["editor"], at=AT).submitted_at == AT
    assert write("Eksempel En", "coordinator").submitted_at == AT
    assert write("Eksempel To", "editor").submitted_at is None


def test_draft_is_sent_back_with_a_reason(draft, people):
    with pytest.raises(StepRefused):
        return_description(draft, reason="Kort.", actor=people["coordinator"], at=AT)
    submit_description(draft, actor=people["editor"], at=AT)
    with pytest.raises(StepRefused):
        return_description(draft, reason=" ", actor=people["coordinator"], at=AT)
    back = return_description(draft, reason="Kort.", actor=people["coordinator"], at=AT)
    assert back.submitted_at is None
    assert last_entry().reason == "Kort."


def test_published_version_ends_what_held_before(published, draft, people):
    publish_description(draft, actor=people["coordinator"], at=AT)
    published.refresh_from_db()
    assert (published.status, published.valid_to) == ("published", date(2025, 3, 31))
    entry = StatusChange.objects.get(action="replaced")
    assert entry.object == published


def test_mistake_is_corrected_on_the_same_day(role, people):
    wrong = make_role_description(role=role, valid_from=TODAY)
    right = make_role_description(role=role, number=2, status="draft", valid_from=TODAY)
    publish_description(right, actor=people["coordinator"], at=AT)
    wrong.refresh_from_db()
    assert (wrong.status, wrong.valid_to) == ("ended", TODAY)


def test_version_is_not_published_into_one_that_begins_later(role, draft, people):
    make_role_description(role=role, valid_from=date(2025, 5, 1))
    with pytest.raises(StepRefused):
        publish_description(draft, actor=people["coordinator"], at=AT)
    write_description(
        role,
        draft=draft,
        values={"valid_to": date(2025, 4, 30)},
        actor=people["coordinator"],
        at=AT,
    )
    publish_description(draft, actor=people["coordinator"], at=AT)


def test_published_version_is_not_published_again(published, people):
    with pytest.raises(StepRefused):
        publish_description(published, actor=people["coordinator"], at=AT)


@pytest.mark.parametrize(
    "last_day, status",
    [(date(2025, 3, 9), "ended"), (TODAY, "published"), (FIRST_DAY, "ended")],
)
def test_version_ends_on_its_last_day(published, people, last_day, status):
    ended = end_description(
        published, last_day=last_day, actor=people["coordinator"], at=AT
    )
    assert (ended.status, ended.valid_to) == (status, last_day)


@pytest.mark.parametrize("last_day", [date(2023, 12, 31), date(2026, 1, 2)])
def test_version_ends_within_its_period(role, people, last_day):
    description = make_role_description(role=role, valid_to=date(2026, 1, 1))
    with pytest.raises(StepRefused):
        end_description(
            description, last_day=last_day, actor=people["coordinator"], at=AT
        )


def test_version_that_has_not_begun_is_ended_as_it_is(role, people):
    coming = make_role_description(role=role, valid_from=date(2026, 1, 1))
    ended = end_description(coming, last_day=TODAY, actor=people["coordinator"], at=AT)
    assert (ended.status, ended.valid_to) == ("ended", None)


def test_draft_does_not_end(draft, people):
    with pytest.raises(StepRefused):
        end_description(draft, last_day=TODAY, actor=people["coordinator"], at=AT)


@pytest.mark.parametrize("answer", ["acknowledge", "object"])
def test_draft_is_not_answered(draft, people, answer):
    with pytest.raises(StepRefused):
        PUBLIC_STEPS[answer](draft, people["editor"])


@pytest.mark.parametrize("answer", ["acknowledge", "object"])
def test_version_that_is_over_is_not_answered(role, people, answer):
    over = make_role_description(role=role, valid_to=date(2025, 3, 9))
    with pytest.raises(StepRefused):
        PUBLIC_STEPS[answer](over, people["editor"])


@pytest.mark.parametrize("reason", ["", "  \n", "x" * (MAX_REASON + 1)])
def test_objection_has_a_reason_that_can_be_shown(published, people, reason):
    with pytest.raises(StepRefused):
        object_to(published, reason=reason, actor=people["editor"], at=AT)
    assert not RoleAnswer.objects.exists()


def test_newest_answer_counts_and_the_earlier_one_is_kept(published, people):
    object_to(published, reason="For mye.", actor=people["editor"], at=AT)
    assert newest_answer(published).is_objection
    answer = acknowledge(published, actor=people["signatory"], at=AT)
    assert newest_answer(published).key == answer.pk
    assert answer.given_by.user == people["signatory"]
    assert published.answers.count() == 2
    entry = last_entry()
    assert (entry.from_status, entry.to_status) == ("objected", "acknowledged")


def test_same_answer_again_adds_nothing(published, people):
    first = acknowledge(published, actor=people["editor"], at=AT)
    entries = StatusChange.objects.count()
    assert acknowledge(published, actor=people["signatory"], at=AT) == first
    assert StatusChange.objects.count() == entries


def test_new_version_wants_an_answer_of_its_own(published, draft, people):
    acknowledge(published, actor=people["editor"], at=AT)
    publish_description(draft, actor=people["coordinator"], at=AT)
    assert newest_answer(draft) is None


def test_objection_stops_nothing(published, draft, people):
    object_to(published, reason="For mye.", actor=people["editor"], at=AT)
    publish_description(draft, actor=people["coordinator"], at=AT)
    published.refresh_from_db()
    end_description(published, last_day=TODAY, actor=people["coordinator"], at=AT)
