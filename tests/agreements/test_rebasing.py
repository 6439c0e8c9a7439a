"""A draft is brought up to date with what was signed since it was opened."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from agreements.drafts.drafting import (
    is_behind,
    rebase,
    rebase_of,
)
from agreements.life import StepRefused
from agreements.text.merging import THEIRS
from agreements.text.version_text import version_text
from publishing.models import StatusChange
from tests.agreements.partnership_people import (
    AT,
    LAST,
    MAY_WRITE,
    ROLES,
    make_people,
    next_version,
    opened,
    rewrite,
    signed_version,
    texts,
)
from tests.factories import (
    make_agreement,
    make_deadline,
    make_exemption,
    make_partnership,
    make_version,
    move,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    return make_partnership()


@pytest.fixture
def people(partnership):
    return make_people(partnership)


@pytest.fixture
def coordinator(people):
    return people["coordinator"]


@pytest.fixture
def first(partnership):
    return signed_version(make_agreement(partnership=partnership))


def last_entry():
    return StatusChange.objects.latest("position")


def test_draft_is_behind_once_a_newer_version_is_signed(first, coordinator):
    draft = opened(first, coordinator)
    assert is_behind(draft) is None
    with pytest.raises(StepRefused):
        rebase(draft, actor=coordinator, at=AT)
    second = next_version(first, coordinator)
    assert is_behind(draft) == second
    assert is_behind(opened(second, coordinator)) is None
    assert is_behind(make_version(agreement=first.agreement)) is None
    assert is_behind(second) is None
    move(draft, "withdrawn")
    assert is_behind(draft) is None


@pytest.mark.parametrize("role", ROLES)
def test_who_may_bring_a_draft_up_to_date(role, people, first, coordinator):
    draft = opened(first, coordinator)
    rewrite(draft, "formal", text_nb="Alle får veiledning.")
    second = next_version(first, coordinator)
    if role in MAY_WRITE:
        assert rebase(draft, actor=people[role], at=AT).is_whole
        draft.refresh_from_db()
        assert draft.previous == second
        assert last_entry().action == "rebase"
    else:
        with pytest.raises(PermissionDenied):
            rebase(draft, actor=people[role], at=AT)
        draft.refresh_from_db()
        assert draft.previous == first


def test_draft_is_not_brought_up_to_date_once_its_text_stands(first, coordinator):
    draft = opened(first, coordinator)
    rewrite(draft, agreed_from=date(2026, 1, 1))
    next_version(first, coordinator)
    move(draft, "for_approval")
    with pytest.raises(StepRefused):
        rebase(draft, actor=coordinator, at=AT)


def test_draft_takes_what_was_signed_since_and_keeps_its_own(first, coordinator):
    draft = opened(first, coordinator)
    rewrite(
        draft, "formal", text_nb="Alle får veiledning.", agreed_from=date(2026, 1, 1)
    )
    second = next_version(first, coordinator)
    make_exemption(clause=second.clauses.get(key="okonomi"))
    make_deadline(version=second, on=date(2025, 9, 1))
    assert rebase(draft, actor=coordinator, at=AT).is_whole
    draft.refresh_from_db()
    assert texts(draft) == texts(second) | {"formal": "Alle får veiledning."}
    assert (draft.agreed_from, draft.agreed_to) == (date(2026, 1, 1), LAST)
    assert draft.clauses.get(exemption__isnull=False).key == "okonomi"
    assert draft.deadlines.get().on == date(2025, 9, 1)
    assert last_entry().details == {"from": 1, "to": 2, "decided": {}}


def test_clash_with_what_was_signed_since_is_told_first(first, coordinator):
    draft = opened(first, coordinator)
    rewrite(draft, "okonomi", text_nb="Fylkeskommunen betaler.")
    second = next_version(first, coordinator)
    [clash] = rebase(draft, actor=coordinator, at=AT).clashes
    draft.refresh_from_db()
    assert (draft.previous, texts(draft)["okonomi"]) == (
        first,
        "Fylkeskommunen betaler.",
    )
    assert rebase_of(draft, {clash.key: THEIRS}).is_whole
    rebase(draft, choices={clash.key: THEIRS}, actor=coordinator, at=AT)
    draft.refresh_from_db()
    assert (draft.previous, texts(draft)) == (second, texts(second))


def test_draft_is_not_brought_up_to_date_with_an_end_before_its_beginning(
    first, coordinator
):
    draft = opened(first, coordinator)
    rewrite(draft, agreed_from=date(2029, 1, 1), agreed_to=None)
    next_version(first, coordinator, agreed_to=date(2028, 12, 31))
    [clash] = rebase_of(draft).clashes
    before = version_text(draft)
    with pytest.raises(StepRefused):
        rebase(draft, choices={clash.key: THEIRS}, actor=coordinator, at=AT)
    assert version_text(draft) == before
