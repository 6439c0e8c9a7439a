"""Promises that no published service meets."""

from datetime import date

import pytest

from agreements.kept import unmet
from agreements.reach import responsibilities_in_force
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 10)


@pytest.fixture
def need():
    return make.make_need()


@pytest.fixture
def group():
    return make.make_target_group()


@pytest.fixture
def party():
    return make.make_partner(county=make.make_county())


def promise(party, group, need, involvement="leads", *, county=None):
    """Return the promise of a signed version, in force today."""
    version = make.make_version()
    for member in version.agreement.partnership.members.all():
        make.make_party(version=version, partner=member)
    row = make.make_responsibility(
        version=version,
        party=make.make_party(version=version, partner=party),
        clause=make.make_clause(version=version),
        task=make.make_task(needs=[need]),
        target_groups=[group],
        involvement=involvement,
    )
    make.sign(version)
    return row


def missing(party):
    rows = responsibilities_in_force(TODAY, partners=[party.pk])
    return {row.pk for row in unmet(rows)}


@pytest.mark.parametrize(
    ("involvement", "is_missed"),
    [
        ("leads", True),
        ("delivers", True),
        ("contributes", False),
        ("informed", False),
        ("funds", False),
    ],
)
def test_who_leads_or_delivers_has_promised_to_offer(
    party, group, need, involvement, is_missed
):
    row = promise(party, group, need, involvement)
    assert missing(party) == ({row.pk} if is_missed else set())


def offered(party, group, need, **given):
    return make.make_service(
        provider=party, target_groups=[group], needs=[need], is_national=True, **given
    )


def test_a_published_service_of_its_own_meets_it(party, group, need):
    promise(party, group, need)
    offered(party, group, need)
    assert missing(party) == set()


@pytest.mark.parametrize("status", ["draft", "ended"])
def test_what_is_not_on_offer_meets_nothing(party, group, need, status):
    row = promise(party, group, need)
    offered(party, group, need, status=status)
    assert missing(party) == {row.pk}


def test_another_need_group_or_provider_meets_nothing(party, group, need):
    row = promise(party, group, need)
    offered(party, group, make.make_need())
    offered(party, make.make_target_group(), need)
    offered(make.make_partner(), group, need)
    assert missing(party) == {row.pk}


def test_those_above_and_below_the_party_meet_it_too(group, need):
    top = make.make_partner()
    county = make.make_county()
    middle = make.make_partner(parent=top, county=county)
    below = make.make_partner(parent=middle, county=county)
    for provider in (top, below):
        row = promise(middle, group, need)
        assert row.pk in missing(middle)
        service = offered(provider, group, need)
        assert missing(middle) == set()
        service.delete()


def test_it_asks_as_much_for_many_promises(
    party, group, need, django_assert_num_queries
):
    promise(party, group, need)
    offered(party, group, make.make_need())
    rows = responsibilities_in_force(TODAY, partners=[party.pk])
    with django_assert_num_queries(3):
        unmet(rows)
    for _number in range(4):
        promise(party, group, need)
        offered(party, make.make_target_group(), make.make_need())
    rows = responsibilities_in_force(TODAY, partners=[party.pk])
    with django_assert_num_queries(3):
        assert len(unmet(rows)) == 5
    with django_assert_num_queries(0):
        assert unmet([]) == []
