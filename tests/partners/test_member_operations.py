"""Rights of people are ended, changed and lent: by whom, within which rules."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from partners.member_operations import (
    MembershipRefused,
    add_deputy,
    change_role,
    end_membership,
)
from partners.models import Membership
from partners.standing import standings_of
from publishing.models import StatusChange
from tests.factories import make_county, make_membership, make_partner, make_user
from tests.refusals import refused

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)
TODAY = date(2025, 3, 10)
YESTERDAY = date(2025, 3, 9)
MAY_1, MAY_31 = date(2025, 5, 1), date(2025, 5, 31)


@pytest.fixture
def county():
    return make_county()


@pytest.fixture
def nav(county):
    return make_partner(kind="nav", county=county)


@pytest.fixture
def people(county, nav):
    """Return the membership of somebody in each role; editor and signatory of Nav."""
    council = make_partner(kind="county_council", county=county)
    elsewhere = make_partner(kind="county_council", county=make_county())
    held = {
        "editor": (nav, "editor"),
        "signatory": (nav, "signatory"),
        "coordinator": (council, "coordinator"),
        "coordinator_elsewhere": (elsewhere, "coordinator"),
        "national_administrator": (
            make_partner(kind="state_agency"),
            "national_administrator",
        ),
    }
    return {
        name: make_membership(partner=partner, role=role)
        for name, (partner, role) in held.items()
    }


@pytest.fixture
def member(nav):
    """Return the membership that is acted on: an editor of Nav."""
    return make_membership(partner=nav)


def actor_of(people, name):
    return AnonymousUser() if name == "anonymous" else people[name].user


# What the database keeps, whoever writes.


def test_deputy_has_a_last_day(member):
    with refused("membership_deputy_has_a_last_day"):
        make_membership(partner=member.partner, deputises_for=member)
    make_membership(partner=member.partner, deputises_for=member, valid_to=MAY_31)


@pytest.mark.parametrize("other", ["partner", "role", "user", "deputy"])
def test_deputy_has_the_role_of_another_who_is_no_deputy(member, other):
    values = {
        "partner": {"partner": make_partner()},
        "role": {"role": "signatory"},
        "user": {"user": member.user, "valid_from": date(2026, 1, 1)},
        "deputy": {},
    }[other]
    stands_for = member
    if other == "deputy":
        stands_for = make_membership(
            partner=member.partner, deputises_for=member, valid_to=MAY_31
        )
    if other == "user":
        Membership.objects.filter(pk=member.pk).update(valid_to=MAY_1)
    given = {"partner": member.partner, "valid_to": date(2026, 5, 1)} | values
    with refused("membership_deputy_of_the_same_role"):
        make_membership(deputises_for=stands_for, **given)


@pytest.mark.parametrize(
    "changes", [{"role": "signatory"}, {"user": None}, {"partner": None}]
)
def test_membership_with_a_deputy_stays_what_it_is(member, changes):
    make_membership(partner=member.partner, deputises_for=member, valid_to=MAY_31)
    made = {"user": make_user, "partner": make_partner}
    values = {name: value if value else made[name]() for name, value in changes.items()}
    with refused(
        "membership_with_a_deputy_stays", by="membership_deputy_of_the_same_role"
    ):
        Membership.objects.filter(pk=member.pk).update(**values)


# Who may do what.

STEPS = {
    "end": lambda member, actor: end_membership(member, actor=actor, at=AT),
    "change_role": lambda member, actor: change_role(
        member, role="signatory", actor=actor, at=AT
    ),
    "add_deputy": lambda member, actor: add_deputy(
        member,
        user=make_membership(partner=member.partner, role="signatory").user,
        valid_from=MAY_1,
        valid_to=MAY_31,
        actor=actor,
        at=AT,
    ),
}
ALLOWED = {"coordinator", "national_administrator"}


@pytest.mark.parametrize(
    "asking",
    [
        "editor",
        "signatory",
        "coordinator",
        "coordinator_elsewhere",
        "national_administrator",
        "anonymous",
    ],
)
@pytest.mark.parametrize("action", STEPS)
def test_who_changes_what_others_may_do(people, member, action, asking):
    before = Membership.objects.filter(pk=member.pk).values().get()
    if asking in ALLOWED:
        STEPS[action](member, actor_of(people, asking))
        assert StatusChange.objects.last().actor.user == people[asking].user
        return
    with pytest.raises(PermissionDenied):
        STEPS[action](member, actor_of(people, asking))
    assert Membership.objects.filter(pk=member.pk).values().get() == before
    assert StatusChange.objects.last().action == f"refused_{action}"


def test_coordinator_makes_nobody_a_national_administrator(people, member):
    with pytest.raises(PermissionDenied):
        change_role(
            member,
            role="national_administrator",
            actor=people["coordinator"].user,
            at=AT,
        )
    change_role(
        member,
        role="national_administrator",
        actor=people["national_administrator"].user,
        at=AT,
    )


def test_nobody_changes_their_own_role(people):
    own = people["coordinator"]
    with pytest.raises(MembershipRefused):
        change_role(own, role="editor", actor=own.user, at=AT)


# The rules.


def test_right_that_ended_counts_no_longer_at_once(people, member):
    assert standings_of(member.user, TODAY)
    ended = end_membership(member, actor=people["coordinator"].user, at=AT)
    assert ended.valid_to == YESTERDAY
    assert standings_of(member.user, TODAY, afresh=True) == ()


def test_right_ends_on_the_day_that_is_said(people, member):
    actor = people["coordinator"].user
    assert end_membership(member, last_day=MAY_1, actor=actor, at=AT).valid_to == MAY_1
    for outside in (YESTERDAY, MAY_31):
        with pytest.raises(MembershipRefused):
            end_membership(member, last_day=outside, actor=actor, at=AT)


def test_right_that_has_not_begun_is_taken_away(people, nav):
    coming = make_membership(partner=nav, valid_from=MAY_1)
    assert end_membership(coming, actor=people["coordinator"].user, at=AT) is None
    assert not Membership.objects.filter(pk=coming.pk).exists()


def test_right_that_is_over_does_not_end_again(people, nav):
    over = make_membership(partner=nav, valid_to=YESTERDAY)
    with pytest.raises(MembershipRefused):
        end_membership(over, actor=people["coordinator"].user, at=AT)


def test_last_coordinator_stays_until_somebody_follows(people):
    own = people["coordinator"]
    for last_day in (None, MAY_1):
        with pytest.raises(MembershipRefused):
            end_membership(own, last_day=last_day, actor=own.user, at=AT)
    council = own.partner
    make_membership(
        partner=council, role="coordinator", deputises_for=own, valid_to=MAY_31
    )
    with pytest.raises(MembershipRefused):
        end_membership(own, actor=own.user, at=AT)
    make_membership(
        partner=council, role="coordinator", user=make_user(is_active=False)
    )
    with pytest.raises(MembershipRefused):
        end_membership(own, actor=own.user, at=AT)
    make_membership(partner=council, role="coordinator")
    assert end_membership(own, actor=own.user, at=AT).valid_to == YESTERDAY


def test_role_that_changes_is_another_membership(people, member):
    given = change_role(
        member, role="signatory", actor=people["coordinator"].user, at=AT
    )
    member.refresh_from_db()
    assert (member.role, member.valid_to) == ("editor", YESTERDAY)
    assert (given.role, given.valid_from, given.user) == (
        "signatory",
        TODAY,
        member.user,
    )


def test_role_that_the_person_has_is_not_given_again(people, member):
    make_membership(partner=member.partner, user=member.user, role="signatory")
    actor = people["coordinator"].user
    for role in ("signatory", "editor", "king"):
        with pytest.raises(MembershipRefused):
            change_role(member, role=role, actor=actor, at=AT)
    member.refresh_from_db()
    assert member.valid_to is None


def test_deputy_acts_in_its_own_period_alone(people, member):
    deputy = make_membership(partner=member.partner, role="signatory").user
    add_deputy(
        member,
        user=deputy,
        valid_from=MAY_1,
        valid_to=MAY_31,
        actor=people["coordinator"].user,
        at=AT,
    )

    def roles(on):
        return {each.role for each in standings_of(deputy, on)}

    assert roles(date(2025, 4, 30)) == {"signatory"}
    assert roles(MAY_1) == roles(MAY_31) == {"signatory", "editor"}
    assert roles(date(2025, 6, 1)) == {"signatory"}


@pytest.mark.parametrize("who", ["stranger", "oneself", "the_actor", "inactive"])
def test_deputy_is_another_who_acts_for_the_partner(people, member, who):
    actor = people["coordinator"].user
    inactive = make_membership(
        partner=member.partner, user=make_user(is_active=False), role="signatory"
    )
    user = {
        "stranger": make_user(),
        "oneself": member.user,
        "the_actor": actor,
        "inactive": inactive.user,
    }[who]
    with pytest.raises(MembershipRefused):
        add_deputy(
            member, user=user, valid_from=MAY_1, valid_to=MAY_31, actor=actor, at=AT
        )


@pytest.mark.parametrize("first, last", [(MAY_31, MAY_1), (YESTERDAY, MAY_1)])
def test_deputy_has_a_period_ahead(people, member, first, last):
    user = make_membership(partner=member.partner, role="signatory").user
    with pytest.raises(MembershipRefused):
        add_deputy(
            member,
            user=user,
            valid_from=first,
            valid_to=last,
            actor=people["coordinator"].user,
            at=AT,
        )


def test_deputies_end_with_whom_they_stand_in_for(people, member):
    deputy = make_membership(
        partner=member.partner, deputises_for=member, valid_to=MAY_31
    )
    end_membership(member, actor=people["coordinator"].user, at=AT)
    deputy.refresh_from_db()
    assert deputy.valid_to == YESTERDAY
