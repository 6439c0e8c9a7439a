"""What the database refuses about partners and the people who act for them."""

from datetime import date

import pytest
from django.db import connection
from stdnum.no import orgnr

from partners.models import Membership
from tests.factories import make_membership, make_partner
from tests.refusals import refused

pytestmark = pytest.mark.django_db

GOOD_NUMBER = "123456785"


@pytest.mark.parametrize(
    "number",
    [
        "123456784",
        "12345678",
        "1234567850",
        "123 56785",
        "12345678x",
        "",
        # The weighted sum leaves 1, so the check digit would be 10.
        "100000300",
    ],
)
def test_organisation_number_has_its_check_digit(number):
    make_partner(organisation_number=GOOD_NUMBER)
    # A tenth digit does not even fit; the rule is asked about the text itself.
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_organisation_number(%s)", [number])
        assert cursor.fetchone() == (False,)
    if len(number) < 10:
        with refused("partner_organisation_number_valid"):
            make_partner(organisation_number=number)


def test_organisation_number_agrees_with_a_second_implementation():
    """Ask about 10 000 numbers in steps that visit every digit and remainder."""
    numbers = [f"{number:09}" for number in range(800_000_000, 810_000_000, 1_001)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM unnest(%s::text[]) AS number"
            " WHERE is_organisation_number(number)",
            [numbers],
        )
        accepted = {number for (number,) in cursor}
    assert accepted == {number for number in numbers if orgnr.is_valid(number)}


def test_organisation_number_stands_once():
    make_partner(organisation_number=GOOD_NUMBER)
    with refused("partners_partner_organisation_number_key"):
        make_partner(organisation_number=GOOD_NUMBER)
    make_partner(organisation_number=None)
    make_partner(organisation_number=None)


def test_partner_address_is_its_own():
    make_partner(slug="nav")
    with refused("partners_partner_slug_key"):
        make_partner(slug="nav")


def test_partner_does_not_belong_to_itself():
    partner = make_partner()
    partner.parent = partner
    with refused("partner_not_its_own_parent"):
        partner.save()


@pytest.mark.parametrize("months", [0, 13])
def test_partner_confirms_every_one_to_twelve_months(months):
    partner = make_partner(confirm_every_months=1)
    partner.confirm_every_months = 12
    partner.save()
    partner.confirm_every_months = months
    with refused("partner_confirm_every_months"):
        partner.save()


def test_membership_period_is_not_reversed():
    make_membership(valid_from=date(2024, 5, 1), valid_to=date(2024, 5, 1))
    with refused("membership_period"):
        make_membership(valid_from=date(2024, 5, 2), valid_to=date(2024, 5, 1))


def test_person_holds_a_role_once_a_day():
    first = make_membership(valid_to=date(2024, 6, 30))
    same = {"user": first.user, "partner": first.partner}
    with refused("membership_periods_apart"):
        make_membership(**same, valid_from=date(2024, 6, 30))
    make_membership(**same, valid_from=date(2024, 7, 1))
    make_membership(**same, role=Membership.Role.SIGNATORY)
    make_membership(user=first.user)
