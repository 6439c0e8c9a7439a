"""Rights asked about rows: one row and a list of them must answer alike."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from agreements.models import AgreementVersion, Partnership
from guidance_centres.models import GuidanceCentre, WeeklyOpening
from partners.access import matrix
from partners.models import Membership, Partner
from partners.rights import may_at_all, may_do, require, rows_for
from partners.scopes import Scope, register, registered
from publishing.models import AuditPerson
from services.models import GuidanceService
from tests.factories import (
    make_agreement,
    make_centre,
    make_county,
    make_membership,
    make_municipality,
    make_partner,
    make_partnership,
    make_partnership_member,
    make_party,
    make_service,
    make_user,
    make_version,
    make_weekly_opening,
)

pytestmark = pytest.mark.django_db
ROLES = Membership.Role.values


@pytest.fixture
def country(today):
    """Return partners of two counties, with a row of each kind for every one."""
    home, away = make_county(), make_county()
    council = make_partner(kind=Partner.Kind.COUNTY_COUNCIL, county=home)
    town = make_partner(municipality=make_municipality(county=home))
    stranger = make_partner(county=away)
    nobody = make_partner()
    for partner in (council, town, stranger, nobody):
        for status in ("draft", "published"):
            make_service(provider=partner, status=status)
            make_weekly_opening(centre=make_centre(partner=partner, status=status))
    make_centre()
    for county, members in ((home, [council, town]), (away, [stranger])):
        partnership = make_partnership(county=county, status="draft")
        for member in members:
            make_partnership_member(partnership=partnership, partner=member)
        make_partnership_member(
            partnership=partnership, partner=nobody, valid_to=today - timedelta(1)
        )
        agreement = make_agreement(partnership=partnership)
        make_version(agreement=agreement)
        make_party(version=make_version(agreement=agreement), partner=members[0])
    return council, town, stranger, nobody


@pytest.mark.parametrize("role", ROLES)
def test_a_list_holds_just_the_rows_that_one_may_act_on(country, role, today):
    for partner in country:
        user = make_membership(partner=partner, role=role).user
        for model in (
            GuidanceService,
            GuidanceCentre,
            WeeklyOpening,
            Partner,
            Membership,
            Partnership,
            AgreementVersion,
        ):
            rows = model._base_manager.all()
            for action in {action for table in matrix().values() for action in table}:
                one_by_one = {
                    row.pk for row in rows if may_do(user, action, row, on=today)
                }
                listed = rows_for(user, action, rows, on=today)
                assert sorted(listed.values_list("pk", flat=True)) == sorted(one_by_one)


def test_an_editor_sees_the_own_rows_and_no_others(country, today):
    _council, town, *_others = country
    user = make_membership(partner=town).user
    services = rows_for(user, "view", GuidanceService.objects.all(), on=today)
    assert {service.provider for service in services} == {town}


def test_a_coordinator_reaches_the_county_through_its_municipalities(country, today):
    council, town, stranger, _nobody = country
    user = make_membership(partner=council, role="coordinator").user
    reached = rows_for(user, "publish", GuidanceService.objects.all(), on=today)
    assert {service.provider for service in reached} == {council, town}
    assert {service.status for service in reached} == {"draft"}
    theirs = GuidanceService.objects.filter(provider=stranger).first()
    assert not may_do(user, "view", theirs, on=today)


def test_hours_have_the_rights_of_their_place(country, today):
    _council, town, stranger, _nobody = country
    user = make_membership(partner=town).user
    own, other = (
        WeeklyOpening.objects.filter(centre__partner=partner).first()
        for partner in (town, stranger)
    )
    assert may_do(user, "delete", own, on=today)
    assert not may_do(user, "delete", other, on=today)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_membership_gives_nothing_outside_its_days(country, today, days):
    _council, town, *_others = country
    user = make_membership(partner=town, valid_from=today, valid_to=today).user
    service = GuidanceService.objects.filter(provider=town).first()
    assert may_do(user, "view", service, on=today)
    assert not may_do(user, "view", service, on=today + timedelta(days))


def test_a_role_that_is_taken_away_counts_no_longer(country):
    _council, town, *_others = country
    membership = make_membership(partner=town)
    service = GuidanceService.objects.filter(provider=town, status="draft").get()
    require(membership.user, "change", service)
    membership.delete()
    with pytest.raises(PermissionDenied):
        require(membership.user, "change", service)


def test_switched_off_accounts_and_strangers_may_nothing(country, today):
    _council, town, *_others = country
    user = make_membership(partner=town).user
    user.is_active = False
    service = GuidanceService.objects.filter(provider=town).first()
    for who in (user, AnonymousUser(), make_user()):
        assert not may_do(who, "view", service, on=today)
        assert not rows_for(who, "view", GuidanceService.objects.all(), on=today)
        assert not may_at_all(who, "view", GuidanceService, on=today)


def test_what_nobody_registered_belongs_to_nobody(country, today):
    user = make_membership(partner=country[0], role="national_administrator").user
    assert not may_at_all(user, "view", AuditPerson)
    assert not rows_for(user, "view", AuditPerson.objects.all())
    assert not user.has_perm("publishing.view_auditperson")


def test_rights_ticked_in_the_tables_of_django_give_nothing(country):
    from django.contrib.auth.models import Permission

    user = make_user()
    user.user_permissions.set(Permission.objects.all())
    assert not user.has_perm("services.change_guidanceservice")
    assert not user.has_perms(["services.view_guidanceservice"])
    assert not user.has_module_perms("services")


def test_djangos_question_is_answered_by_the_matrix(country):
    _council, town, stranger, _nobody = country
    user = make_membership(partner=town).user
    own = GuidanceService.objects.filter(provider=town, status="draft").get()
    other = GuidanceService.objects.filter(provider=stranger).first()
    assert user.has_perm("services.change_guidanceservice", own)
    assert not user.has_perm("services.publish_guidanceservice", own)
    assert not user.has_perm("services.change_guidanceservice", other)
    assert not user.has_perm("services.change_guidanceservice", town)
    assert user.has_perm("services.change_guidanceservice")
    assert not user.has_perm("services.publish_guidanceservice")
    assert not user.has_perm("nonsense")
    assert user.has_module_perms("services")


def test_every_scope_names_a_kind_of_the_matrix_and_is_said_once():
    for model, scope in registered().items():
        assert scope.parent or scope.kind in matrix(), model
    with pytest.raises(ValueError, match="Partner"):
        register(Partner, Scope("partner"))


def test_a_page_reads_the_memberships_once(
    client, country, django_assert_max_num_queries
):
    user = make_membership(partner=country[1]).user
    client.force_login(user)
    with django_assert_max_num_queries(8):
        assert client.get("/min-side/rettigheter/").status_code == 200
