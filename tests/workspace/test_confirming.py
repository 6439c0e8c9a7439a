"""Confirming is the only thing that moves the day on which facts were checked."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from partners.confirming import (
    FactsChanged,
    NoSuchInterval,
    choose_interval,
    confirm,
)
from partners.models import Membership
from publishing.fact_groups import (
    UnknownFactGroup,
    confirmable_models,
    digest_of,
    facts_of,
    group_of,
    groups_of,
)
from publishing.models import Check, StatusChange
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 12)
Role = Membership.Role


@pytest.fixture
def partner():
    return make.make_partner(name="Nav Eksempel", county=make.make_county())


@pytest.fixture
def editor(partner):
    return make.make_membership(partner=partner).user


@pytest.fixture
def service(partner):
    return make.make_service(provider=partner)


def checks():
    return list(Check.objects.values_list("fact_group", "kind", "checked_on"))


# Refusals


@pytest.mark.parametrize("role", [Role.SIGNATORY, Role.NATIONAL_ADMINISTRATOR])
def test_a_role_without_the_right_confirms_nothing(service, partner, role):
    other = make.make_membership(partner=partner, role=role).user
    with pytest.raises(PermissionDenied):
        confirm(service, "about", actor=other, on=DAY)
    assert checks() == []


def test_a_stranger_confirms_nothing(service):
    stranger = make.make_membership().user
    with pytest.raises(PermissionDenied):
        confirm(service, "about", actor=stranger, on=DAY)


def test_a_membership_that_is_over_confirms_nothing(service, partner):
    former = make.make_membership(partner=partner, valid_to=date(2026, 11, 11)).user
    with pytest.raises(PermissionDenied):
        confirm(service, "about", actor=former, on=DAY)
    assert checks() == []


def test_a_refusal_is_recorded_although_nothing_was_done(service):
    stranger = make.make_membership().user
    with pytest.raises(PermissionDenied):
        confirm(service, "about", actor=stranger, on=DAY)
    entry = StatusChange.objects.latest("position")
    assert entry.object == service
    assert entry.details["action"] == "confirm"


def test_a_draft_is_not_confirmed(partner, editor):
    draft = make.make_service(provider=partner, status="draft")
    with pytest.raises(PermissionDenied):
        confirm(draft, "about", actor=editor, on=DAY)


def test_a_group_that_the_row_does_not_have_is_refused(service, editor):
    with pytest.raises(UnknownFactGroup):
        confirm(service, "hours", actor=editor, on=DAY)
    with pytest.raises(UnknownFactGroup):
        confirm(service, "all", actor=editor, on=DAY)


def test_facts_that_changed_since_they_were_shown_are_not_confirmed(service, editor):
    seen = digest_of(service, group_of(service, "contact"))
    service.phone = "22334455"
    service.save()
    with pytest.raises(FactsChanged):
        confirm(service, "contact", actor=editor, on=DAY, seen=seen)
    assert checks() == []
    about = digest_of(service, group_of(service, "about"))
    confirm(service, "about", actor=editor, on=DAY, seen=about)
    assert len(checks()) == 1


# What it does


def test_a_confirmation_is_a_check_with_person_partner_and_entry(service, editor):
    check = confirm(service, "contact", actor=editor, on=DAY)
    assert (check.kind, check.fact_group) == ("confirmed", "contact")
    assert (check.actor.user, check.on_behalf_of) == (editor, "Nav Eksempel")
    entry = StatusChange.objects.latest("position")
    assert (entry.action, entry.object) == ("confirm", service)
    assert entry.details["facts"] == "contact"
    assert entry.details["on"] == "2026-11-12"


def test_pressing_twice_is_one_check_and_one_entry_a_day(service, editor, partner):
    first = confirm(service, "contact", actor=editor, on=DAY)
    before = StatusChange.objects.count()
    assert confirm(service, "contact", actor=editor, on=DAY) == first
    colleague = make.make_membership(partner=partner).user
    assert confirm(service, "contact", actor=colleague, on=DAY) == first
    assert StatusChange.objects.count() == before
    confirm(service, "contact", actor=editor, on=date(2026, 11, 13))
    assert len(checks()) == 2


def test_a_coordinator_confirms_for_the_council_it_acts_for(service, partner):
    council = make.make_partner(
        name="Eksempel fylkeskommune", kind="county_council", county=partner.county
    )
    coordinator = make.make_membership(partner=council, role=Role.COORDINATOR).user
    check = confirm(service, "about", actor=coordinator, on=DAY)
    assert check.on_behalf_of == "Eksempel fylkeskommune"
    other = make.make_membership(
        partner=make.make_partner(kind="county_council", county=make.make_county()),
        role=Role.COORDINATOR,
    ).user
    with pytest.raises(PermissionDenied):
        confirm(service, "contact", actor=other, on=DAY)


def test_every_kind_of_row_with_groups_can_be_confirmed_by_its_editor(partner, editor):
    centre = make.make_centre(partner=partner)
    role = make.make_role(partner=partner)
    description = make.make_role_description(role=role, status="published")
    for row, group in [
        (centre, "place"),
        (centre, "hours"),
        (centre, "contact"),
        (partner, "contact"),
        (description, "holder"),
    ]:
        confirm(row, group, actor=editor, on=DAY)
    assert len(checks()) == 5


def test_saving_is_no_confirmation(service, partner, editor, client):
    """Neither in the database nor in admin; the rows stay as old as they were."""
    confirm(service, "contact", actor=editor, on=date(2026, 1, 12))
    service.phone = "22334455"
    service.save()
    partner.save()
    assert len(checks()) == 1


# The groups themselves


def test_every_field_that_a_group_names_is_there_and_no_fact_stands_in_two():
    assert len(confirmable_models()) == 4
    for model, known in confirmable_models().items():
        names = [
            name for group in known.groups for name in (*group.fields, *group.rows)
        ]
        assert len(names) == len(set(names))
        for name in names:
            model._meta.get_field(name)


@pytest.mark.parametrize(
    ("change", "group"),
    [
        (lambda centre: centre.__class__.objects.update(address="Ny gate 1"), "place"),
        (lambda centre: centre.serves.add(make.make_municipality()), "place"),
        (lambda centre: make.make_weekly_opening(centre=centre), "hours"),
        (lambda centre: make.make_opening_exception(centre=centre), "hours"),
        (lambda centre: centre.__class__.objects.update(phone="22334455"), "contact"),
    ],
)
def test_the_digest_follows_its_own_facts_alone(change, group):
    centre = make.make_centre()
    before = {each.key: digest_of(centre, each) for each in groups_of(centre)}
    change(centre)
    centre.refresh_from_db()
    after = {each.key: digest_of(centre, each) for each in groups_of(centre)}
    assert [key for key in before if before[key] != after[key]] == [group]


def test_facts_are_told_in_words(partner):
    service = make.make_service(provider=partner, is_free=True, languages=["nb", "en"])
    facts = {
        fact.label: fact.values
        for fact in facts_of(service, group_of(service, "availability"))
    }
    assert facts["Gratis"] == ("ja",)
    assert ("nb, en",) in facts.values()


# How often


@pytest.mark.parametrize("months", [-1, 0, 13])
def test_an_interval_outside_of_one_to_twelve_months_is_refused(
    partner, editor, months
):
    with pytest.raises(NoSuchInterval):
        choose_interval(partner, months, actor=editor, on=DAY)


def test_only_who_may_change_the_partner_chooses_its_interval(partner):
    signatory = make.make_membership(partner=partner, role=Role.SIGNATORY).user
    for user in (signatory, make.make_membership().user):
        with pytest.raises(PermissionDenied):
            choose_interval(partner, 3, actor=user, on=DAY)
    partner.refresh_from_db()
    assert partner.confirm_every_months == 6


def test_the_choice_is_kept_and_told_in_the_audit_trail(partner, editor):
    choose_interval(partner, 3, actor=editor, on=DAY)
    partner.refresh_from_db()
    assert partner.confirm_every_months == 3
    entry = StatusChange.objects.latest("position")
    assert entry.action == "edited"
    assert list(entry.details["changes"]) == ["confirm_every_months"]
    choose_interval(partner, 3, actor=editor, on=DAY)
    assert StatusChange.objects.latest("position") == entry
