"""Drafts are opened from what is signed, and merged."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override
from hypothesis import given, settings

from agreements.drafts.drafting import (
    merge_drafts,
    merge_of,
    open_amendment,
)
from agreements.drafts.opening import (
    latest_signed,
    may_open,
)
from agreements.life import StepRefused
from agreements.text.difference import normal
from agreements.text.merging import (
    OURS,
    THEIRS,
)
from agreements.text.text_writing import replace_text
from agreements.text.version_text import version_text
from publishing.models import StatusChange
from tests.agreements.partnership_people import (
    AT,
    FIRST,
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
from tests.agreements.random_texts import (
    GROUPS,
    PARTNERS,
    PLACES,
    TASKS,
    versions,
)
from tests.factories import (
    make_agreement,
    make_comment,
    make_county,
    make_deadline,
    make_exemption,
    make_membership,
    make_municipality,
    make_partner,
    make_partnership,
    make_target_group,
    make_task,
    make_version,
    move,
    sign,
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
def agreement(partnership):
    return make_agreement(partnership=partnership)


@pytest.fixture
def first(agreement):
    return signed_version(agreement)


def merged(ours, theirs, actor, **choices):
    return merge_drafts(ours, theirs, actor=actor, at=AT, **choices)


def last_entry():
    return StatusChange.objects.latest("position")


# Who, and from which state


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_a_draft(role, people, partnership, agreement, first):
    count = agreement.versions.count()
    assert may_open(people[role], partnership, on=AT.date()) == (role in MAY_WRITE)
    if role in MAY_WRITE:
        opened(first, people[role])
        assert agreement.versions.count() == count + 1
        assert last_entry().action == "open_amendment"
    else:
        with pytest.raises(PermissionDenied):
            opened(first, people[role])
        assert agreement.versions.count() == count
        assert (last_entry().action, last_entry().object_id) == (
            "refused_add",
            str(agreement.pk),
        )


def test_who_has_left_the_partnership_opens_no_draft(partnership, people, first):
    nav = partnership.members.get(kind="nav")
    partnership.memberships.filter(partner=nav).update(valid_to=date(2025, 3, 9))
    with pytest.raises(PermissionDenied):
        opened(first, people["editor"])


@pytest.mark.parametrize("state", ["draft", "for_comment", "for_approval", "withdrawn"])
def test_only_what_is_signed_is_amended(state, agreement, coordinator):
    version = make_version(agreement=agreement, state=state)
    with override("en"), pytest.raises(StepRefused, match="signed version"):
        opened(version, coordinator)
    assert last_entry().action == "refused_add"


def test_what_was_replaced_is_not_amended(first, coordinator):
    second = next_version(first, coordinator)
    with pytest.raises(StepRefused):
        open_amendment(first, actor=coordinator, at=datetime(2025, 7, 1, tzinfo=UTC))
    # Until it begins, the one before it is in force, and both can be amended.
    for version in (first, second):
        assert opened(version, coordinator).previous == version


def test_what_a_county_agreed_before_it_ended_is_not_amended(
    partnership, first, coordinator
):
    partnership.county.valid_to = date(2024, 12, 31)
    partnership.county.save()
    with pytest.raises(StepRefused):
        opened(first, coordinator)


# What a draft begins with


@pytest.mark.parametrize("several", [1, 2])
def test_amendment_says_what_was_signed_but_for_its_first_day(
    several, first, coordinator
):
    for _draft in range(several):
        draft = opened(first, coordinator)
        assert version_text(draft) == replace(version_text(first), agreed_from=None)
        assert (draft.previous, draft.state, draft.number) == (first, "draft", None)


def test_amendment_of_any_text_equals_it_but_for_the_first_day():
    county = make_county(code="34")
    partnership = make_partnership(county=county)
    council = partnership.members.get(kind="county_council")
    coordinator = make_membership(partner=council, role="coordinator").user
    # What random texts name.
    for slug in PARTNERS:
        make_partner(slug=slug)
    for slug in TASKS:
        make_task(slug=slug)
    for slug in GROUPS:
        make_target_group(slug=slug)
    for code in PLACES:
        make_municipality(code=code, county=county)

    @given(versions())
    @settings(max_examples=12, derandomize=True, deadline=None, database=None)
    def holds(text):
        agreement = make_agreement(partnership=partnership)
        version = make_version(agreement=agreement, is_transcript=True)
        replace_text(version, possible(text))
        sign(version)
        draft = opened(version, coordinator)
        before = replace(version_text(version), agreed_from=None)
        assert normal(version_text(draft)) == normal(before)

    holds()


def possible(text):
    """Return a random text as the database takes it."""
    return replace(
        text,
        agreed_from=FIRST,
        agreed_to=LAST,
        responsibilities=tuple(
            replace(
                row,
                target_groups=row.target_groups or (GROUPS[0],),
                municipalities=()
                if row.whole_county
                else row.municipalities or (PLACES[0],),
            )
            for row in text.responsibilities
        ),
    )


def test_exemptions_and_deadlines_that_lie_ahead_come_along(first, coordinator):
    make_exemption(clause=first.clauses.get(key="okonomi"), legal_basis="offl. § 23")
    for day, done_on in [
        (date(2025, 3, 9), None),
        (date(2025, 3, 10), None),
        (date(2025, 9, 1), date(2025, 3, 1)),
    ]:
        make_deadline(version=first, on=day, done_on=done_on, clause_key="formal")
    draft = opened(first, coordinator)
    exemption = draft.clauses.get(exemption__isnull=False).exemption
    assert (exemption.clause.key, exemption.legal_basis) == ("okonomi", "offl. § 23")
    deadline = draft.deadlines.get()
    assert (deadline.on, deadline.clause_key) == (date(2025, 3, 10), "formal")


# Two drafts made one


@pytest.fixture
def ours(first, coordinator):
    return opened(first, coordinator)


@pytest.fixture
def theirs(first, coordinator):
    return opened(first, coordinator)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_merge_drafts(role, people, ours, theirs):
    """An editor may change both, but to withdraw one is the coordinator's step."""
    rewrite(theirs, "formal", text_nb="Alle får veiledning.")
    before = version_text(ours)
    if role == "coordinator":
        assert merged(ours, theirs, people[role]).is_whole
    else:
        with pytest.raises(PermissionDenied):
            merged(ours, theirs, people[role])
        theirs.refresh_from_db()
        assert (version_text(ours), theirs.state) == (before, "draft")
        assert last_entry().action == "refused_change"


@pytest.mark.parametrize("state", ["for_approval", "withdrawn"])
@pytest.mark.parametrize("which", ["ours", "theirs"])
def test_only_drafts_and_what_lies_out_for_comment_are_merged(
    state, which, ours, theirs, coordinator
):
    for draft in (ours, theirs):
        rewrite(draft, agreed_from=date(2025, 6, 1))
    before = version_text(ours)
    move({"ours": ours, "theirs": theirs}[which], state)
    with pytest.raises(StepRefused):
        merged(ours, theirs, coordinator)
    assert version_text(ours) == before


def test_drafts_that_do_not_belong_together_are_not_merged(
    first, ours, partnership, agreement, coordinator
):
    elsewhere = make_version(agreement=make_agreement(partnership=partnership))
    blank = make_version(agreement=agreement)
    for other, why in [
        (ours, "another draft"),
        (elsewhere, "different agreements"),
        (blank, "the same version"),
    ]:
        with override("en"), pytest.raises(StepRefused, match=why):
            merged(ours, other, coordinator)
    with pytest.raises(StepRefused):
        merged(blank, make_version(agreement=agreement), coordinator)


def test_two_drafts_that_each_change_a_clause_lose_nothing(
    ours, theirs, coordinator, partnership
):
    rewrite(
        ours, "formal", text_nb="Alle får veiledning.", agreed_from=date(2025, 6, 1)
    )
    rewrite(theirs, "ansvar", text_nb="Nav leder arbeidet.", agreed_to=LAST)
    move(theirs, "for_comment")
    nav = partnership.members.get(kind="nav")
    written = make_comment(version=theirs, partner=nav, clause_key="ansvar")
    assert merged(ours, theirs, coordinator).is_whole
    assert texts(ours) | {"formal": "", "ansvar": ""} == texts(theirs) | {
        "formal": "",
        "ansvar": "",
    }
    assert texts(ours)["formal"] == "Alle får veiledning."
    assert texts(ours)["ansvar"] == "Nav leder arbeidet."
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.state, ours.agreed_from, ours.agreed_to) == (
        "draft",
        date(2025, 6, 1),
        LAST,
    )
    assert theirs.state == "withdrawn"
    assert theirs.comments.get() == written
    entry, withdrawal = StatusChange.objects.order_by("-position")[:2]
    assert (entry.action, entry.details["merged"]) == (
        "merge_drafts",
        str(theirs.public_id),
    )
    assert withdrawal.action == "withdraw"
    assert str(ours.public_id) in withdrawal.reason


def test_a_draft_goes_into_one_other_only(first, ours, theirs, coordinator):
    third = opened(first, coordinator)
    merged(ours, theirs, coordinator)
    with pytest.raises(StepRefused):
        merged(third, theirs, coordinator)


def test_a_clash_is_told_and_nothing_is_written_until_it_is_decided(
    ours, theirs, coordinator
):
    rewrite(ours, "formal", text_nb="Alle får veiledning.")
    rewrite(theirs, "formal", text_nb="Voksne får veiledning.")
    entries = StatusChange.objects.count()
    [clash] = merged(ours, theirs, coordinator).clashes
    assert (clash.ours.text_nb, clash.theirs.text_nb) == (
        "Alle får veiledning.",
        "Voksne får veiledning.",
    )
    theirs.refresh_from_db()
    assert (texts(ours)["formal"], theirs.state) == ("Alle får veiledning.", "draft")
    assert StatusChange.objects.count() == entries
    assert merge_of(ours, theirs, {clash.key: OURS}).is_whole
    assert merged(ours, theirs, coordinator, choices={clash.key: THEIRS}).is_whole
    assert texts(ours)["formal"] == "Voksne får veiledning."
    assert last_entry().details["decided"] == {clash.key: THEIRS}


def test_what_either_draft_exempts_stays_exempt(ours, theirs, coordinator):
    make_exemption(clause=ours.clauses.get(key="formal"), legal_basis="offl. § 13")
    make_exemption(clause=theirs.clauses.get(key="formal"), legal_basis="offl. § 23")
    make_exemption(clause=theirs.clauses.get(key="okonomi"), legal_basis="offl. § 23")
    merged(ours, theirs, coordinator)
    assert dict(
        ours.clauses.exclude(exemption=None).values_list(
            "key", "exemption__legal_basis"
        )
    ) == {"formal": "offl. § 13", "okonomi": "offl. § 23"}


def test_deadlines_of_both_drafts_are_kept_and_none_comes_back(
    first, ours, theirs, coordinator
):
    # Both drafts had the first one; ours has dropped it.
    make_deadline(version=first, on=date(2025, 9, 1))
    make_deadline(version=theirs, on=date(2025, 9, 1))
    make_deadline(version=theirs, on=date(2025, 10, 1), clause_key="borte")
    make_deadline(version=ours, on=date(2025, 11, 1))
    merged(ours, theirs, coordinator)
    assert list(ours.deadlines.values_list("on", "clause_key")) == [
        (date(2025, 10, 1), ""),
        (date(2025, 11, 1), ""),
    ]


def test_a_period_that_both_changed_is_taken_whole_from_one(ours, theirs, coordinator):
    rewrite(ours, agreed_from=date(2026, 1, 1))
    rewrite(theirs, agreed_to=date(2025, 12, 31))
    [clash] = merge_of(ours, theirs).clashes
    assert clash.kind == "period"
    merged(ours, theirs, coordinator, choices={clash.key: OURS})
    ours.refresh_from_db()
    assert (ours.agreed_from, ours.agreed_to) == (date(2026, 1, 1), LAST)


def test_latest_signed_version_is_the_one_that_begins_last(agreement, first):
    assert latest_signed(make_agreement()) is None
    make_version(agreement=agreement)
    later = make_version(
        agreement=agreement, agreed_from=date(2028, 1, 1), state="signed", number=3
    )
    make_version(
        agreement=agreement,
        agreed_from=date(2023, 1, 1),
        agreed_to=date(2023, 12, 31),
        state="signed",
        number=4,
    )
    assert latest_signed(agreement) == later
