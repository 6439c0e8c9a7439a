"""What the database refuses about partnerships, roles and the words of agreements.

What it refuses once a version is signed stands in test_signed_versions.py.
"""

from datetime import UTC, date, datetime

import pytest

from agreements.models import ClauseExemption, Comment
from partners.models import Partner
from tests.factories import (
    FIRST_DAY,
    make_agreement,
    make_annual_event,
    make_body,
    make_clause,
    make_county,
    make_measure,
    make_municipality,
    make_partner,
    make_partnership,
    make_partnership_member,
    make_party,
    make_responsibility,
    make_role,
    make_role_description,
    make_seat,
    make_signature,
    make_target_group,
    make_task,
    make_version,
)
from tests.refusals import ask_deferred_rules, refused

pytestmark = pytest.mark.django_db

MAY_1, MAY_2 = date(2024, 5, 1), date(2024, 5, 2)


@pytest.mark.parametrize(
    "rule, make, field",
    [
        ("partnership_name", make_partnership, "name"),
        ("agreement_title", make_agreement, "title"),
        ("clause_heading", make_clause, "heading"),
        ("task_name", make_task, "name"),
        ("role_name", make_role, "name"),
        ("roledescription_for_citizens", make_role_description, "for_citizens"),
        ("measure_title", make_measure, "title"),
        ("annualevent_title", make_annual_event, "title"),
        ("body_name", make_body, "name"),
        ("seat_title", make_seat, "title"),
    ],
)
def test_text_is_there_in_bokmal_or_nynorsk(rule, make, field):
    make(**{f"{field}_nb": "", f"{field}_nn": "eit døme"})
    with refused(rule):
        make(**{f"{field}_nb": ""})


def test_office_of_a_signature_is_there_in_bokmal_or_nynorsk():
    party = make_version(state="for_approval").parties.first()
    with refused("signature_office"):
        make_signature(party=party, office_nb="")
    make_signature(party=party, office_nb="", office_nn="leiar")


def test_signature_is_given_in_a_known_way():
    party = make_version(state="for_approval").parties.first()
    with refused("signature_method_known"):
        make_signature(party=party, method="owl")


def test_agreement_carries_on_another():
    agreement = make_agreement()
    agreement.continues = agreement
    with refused("agreement_carries_on_another"):
        agreement.save()


def test_exemption_has_a_legal_basis():
    clause = make_clause()
    with refused("clauseexemption_legal_basis"):
        ClauseExemption.objects.create(clause=clause, decided_on=FIRST_DAY)
    values = {"clause": clause, "decided_on": FIRST_DAY, "legal_basis": "offl. § 23"}
    ClauseExemption.objects.create(**values)
    with refused("agreements_clauseexemption_clause_id_key"):
        ClauseExemption.objects.create(**values)


def test_comment_says_something_and_an_answer_has_its_time():
    values = {
        "version": make_version(),
        "partner": make_partner(),
        "written_at": datetime(2024, 3, 1, 12, tzinfo=UTC),
    }
    with refused("comment_says_something"):
        Comment.objects.create(**values)
    with refused("comment_answer_has_time"):
        Comment.objects.create(**values, text="Hvem?", answer="Nav.")
    with refused("comment_answer_has_time"):
        Comment.objects.create(**values, text="Hvem?", answered_at=values["written_at"])


@pytest.mark.parametrize(
    "rule, make",
    [
        ("agreements_partnership_slug_key", make_partnership),
        ("agreements_agreement_slug_key", make_agreement),
        ("agreements_role_slug_key", make_role),
        ("agreements_task_slug_key", make_task),
        ("agreements_body_slug_key", make_body),
    ],
)
def test_address_is_its_own(rule, make):
    make(slug="eksempel")
    with refused(rule):
        make(slug="eksempel")


@pytest.mark.parametrize(
    "rule, make, first, last",
    [
        (
            "partnershipmember_period",
            make_partnership_member,
            "valid_from",
            "valid_to",
        ),
        ("agreementversion_period", make_version, "agreed_from", "agreed_to"),
        ("roledescription_period", make_role_description, "valid_from", "valid_to"),
        ("seat_period", make_seat, "valid_from", "valid_to"),
    ],
)
def test_period_is_not_reversed(rule, make, first, last):
    make(**{first: MAY_1, last: MAY_1})
    with refused(rule):
        make(**{first: MAY_2, last: MAY_1})


def test_county_has_one_partnership():
    county = make_partnership().county
    with refused("agreements_partnership_county_id_key"):
        make_partnership(county=county)


def test_partner_is_a_member_once_a_day():
    partnership, partner = make_partnership(), make_partner()
    same = {"partnership": partnership, "partner": partner}
    make_partnership_member(**same, valid_to=MAY_1)
    with refused("partnershipmember_periods_apart"):
        make_partnership_member(**same, valid_from=MAY_1)
    make_partnership_member(**same, valid_from=MAY_2)


@pytest.mark.parametrize("kinds", [[], ["nav"], ["county_council"], ["nav", "nav"]])
@pytest.mark.parametrize("status", ["published", "ended"])
def test_public_partnership_has_council_and_nav(status, kinds):
    members = [make_partner(kind=kind) for kind in [*kinds, "municipality"]]
    make_partnership(published=False, members=members)
    with refused("partnership_has_council_and_nav"):
        make_partnership(status=status, members=members)


def test_draft_without_nav_cannot_be_published():
    council = make_partner(kind=Partner.Kind.COUNTY_COUNCIL)
    partnership = make_partnership(published=False, members=[council])
    ask_deferred_rules()
    partnership.status = "published"
    with refused("partnership_has_council_and_nav"):
        partnership.save()


@pytest.mark.parametrize("kind", ["nav", "county_council"])
def test_council_and_nav_stay_in_a_public_partnership(kind):
    partnership = make_partnership()
    member = partnership.memberships.get(partner__kind=kind)
    ask_deferred_rules()
    by = "partnershipmember_council_and_nav_stay"
    with refused("partnership_has_council_and_nav", by=by):
        member.delete()
    member = partnership.memberships.get(partner__kind=kind)
    member.partner = make_partner()
    with refused("partnership_has_council_and_nav", by=by):
        member.save()


def test_membership_does_not_leave_a_public_partnership_for_another():
    member = make_partnership().memberships.get(partner__kind="nav")
    member.partnership = make_partnership()
    ask_deferred_rules()
    with refused(
        "partnership_has_council_and_nav", by="partnershipmember_council_and_nav_stay"
    ):
        member.save()


def test_nav_in_a_public_partnership_stays_nav():
    partner = make_partnership().members.get(kind="nav")
    partner.kind = Partner.Kind.OTHER
    ask_deferred_rules()
    with refused("partnership_has_council_and_nav", by="partner_stays_council_or_nav"):
        partner.save()


def test_nav_may_be_exchanged_in_one_transaction():
    partnership = make_partnership()
    partnership.memberships.get(partner__kind="nav").delete()
    make_partnership_member(
        partnership=partnership, partner=make_partner(kind=Partner.Kind.NAV)
    )
    ask_deferred_rules()


def test_number_of_a_version_stands_once():
    agreement = make_agreement()
    make_version(agreement=agreement, number=1)
    make_version(agreement=agreement)
    make_version(agreement=agreement)
    make_version(number=1)
    with refused("agreementversion_number_once"):
        make_version(agreement=agreement, number=1)


@pytest.mark.parametrize(
    "rule, field, one, other",
    [
        ("clause_key_once", "key", "formaal", "varighet"),
        ("clause_number_once", "number", "4", "4.2"),
    ],
)
def test_clause_is_found_by_key_and_number(rule, field, one, other):
    version = make_version()
    make_clause(version=version, **{field: one})
    make_clause(version=version, **{field: other})
    make_clause(**{field: one})
    with refused(rule):
        make_clause(version=version, **{field: one})


def test_partner_is_a_party_once():
    party = make_party()
    make_party(partner=party.partner)
    with refused("party_once"):
        make_party(version=party.version, partner=party.partner)


def test_party_signs_once():
    party = make_version(state="for_approval").parties.first()
    make_signature(party=party)
    with refused("agreements_signature_party_id_key"):
        make_signature(party=party)


def test_part_in_a_task_is_one_of_five():
    with refused("responsibility_involvement"):
        make_responsibility(involvement="owns")


def test_responsibility_names_a_group():
    with refused("responsibility_has_group", by="responsibility_is_whole"):
        make_responsibility(target_groups=[])


def test_last_group_of_a_responsibility_stays():
    groups = [make_target_group(), make_target_group()]
    responsibility = make_responsibility(target_groups=groups)
    ask_deferred_rules()
    responsibility.target_groups.remove(groups[0])
    ask_deferred_rules()
    with refused(
        "responsibility_has_group", by="responsibility_target_groups_is_whole"
    ):
        responsibility.target_groups.remove(groups[1])


def test_responsibility_names_a_place():
    with refused("responsibility_has_place", by="responsibility_is_whole"):
        make_responsibility(whole_county=False)


def test_whole_county_and_named_municipalities_exclude_each_other():
    municipality = make_municipality()
    make_responsibility(municipalities=[municipality])
    with refused("responsibility_has_place", by="responsibility_is_whole"):
        make_responsibility(municipalities=[municipality], whole_county=True)


def test_place_of_a_responsibility_stays_one():
    municipality = make_municipality()
    everywhere = make_responsibility()
    somewhere = make_responsibility(municipalities=[municipality])
    ask_deferred_rules()
    by = "responsibility_municipalities_is_whole"
    with refused("responsibility_has_place", by=by):
        everywhere.municipalities.add(municipality)
    with refused("responsibility_has_place", by=by):
        somewhere.municipalities.clear()
    somewhere.municipalities.set([make_municipality()])
    ask_deferred_rules()


@pytest.mark.parametrize(
    "make, field", [(make_party, "party"), (make_clause, "clause")]
)
def test_party_and_clause_belong_to_the_same_version(make, field):
    version = make_version()
    own, foreign = make(version=version), make()
    with refused("responsibility_of_one_version"):
        make_responsibility(version=version, **{field: foreign})
    responsibility = make_responsibility(version=version, **{field: own})
    ask_deferred_rules()
    setattr(responsibility, field, foreign)
    with refused("responsibility_of_one_version"):
        responsibility.save()


@pytest.mark.parametrize("field", ["target_groups", "municipalities"])
def test_group_and_place_do_not_leave_for_another_responsibility(field):
    first, second = (
        make_responsibility(municipalities=[make_municipality()]) for _ in range(2)
    )
    ask_deferred_rules()
    rule, by = {
        "target_groups": (
            "responsibility_has_group",
            "responsibility_target_groups_is_whole",
        ),
        "municipalities": (
            "responsibility_has_place",
            "responsibility_municipalities_is_whole",
        ),
    }[field]
    with refused(rule, by=by):
        getattr(first, field).through.objects.filter(responsibility=first).update(
            responsibility=second
        )


@pytest.mark.parametrize(
    "rule, make",
    [
        ("clause_stays_in_its_version", make_clause),
        ("party_stays_in_its_version", make_party),
    ],
)
def test_clause_and_party_stay_in_their_version(rule, make):
    part = make()
    part.version = make_version()
    with refused(rule):
        part.save()


def test_version_of_a_role_description_stands_once():
    role = make_role()
    make_role_description(role=role, valid_to=MAY_1)
    with refused("roledescription_number_once"):
        make_role_description(role=role, valid_from=MAY_2)
    make_role_description(role=role, valid_from=MAY_2, number=2)


def test_one_public_role_description_holds_at_a_time():
    role = make_role()
    make_role_description(role=role, valid_to=MAY_1)
    make_role_description(role=role, number=2, status="draft")
    with refused("roledescription_one_at_a_time"):
        make_role_description(role=role, number=3, valid_from=MAY_1)
    make_role_description(role=role, number=3, valid_from=MAY_2)


@pytest.mark.parametrize("month", [0, 13])
def test_month_is_one_of_twelve(month):
    with refused("annualevent_month"):
        make_annual_event(month=month)


def test_partnership_may_be_ended_with_its_members():
    """An ended partnership is public and keeps its rule; its county may be gone."""
    county = make_county(valid_to=date(2019, 12, 31))
    make_partnership(county=county, status="ended")
    ask_deferred_rules()
