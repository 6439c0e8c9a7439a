"""What the database refuses about services, the taxonomy and unmet needs."""

from datetime import date

import pytest

from guidance_centres.models import GuidanceCentre
from partners.models import Partner
from services.models import GuidanceService
from tests.factories import (
    make_centre,
    make_channel,
    make_municipality,
    make_need,
    make_partner,
    make_partnership,
    make_role_description,
    make_service,
    make_target_group,
    make_unmet_need,
    make_version,
)
from tests.refusals import ask_deferred_rules, refused

pytestmark = pytest.mark.django_db

NO_CONTACT = {"url": "", "phone": "", "email": ""}


@pytest.mark.parametrize(
    "rule, make",
    [
        ("service_name", make_service),
        ("targetgroup_name", make_target_group),
        ("need_name", make_need),
        ("channel_name", make_channel),
    ],
)
def test_name_is_there_in_bokmal_or_nynorsk(rule, make):
    make(name_nb="", name_nn="eit døme")
    with refused(rule):
        make(name_nb="", name_en="an example")


@pytest.mark.parametrize(
    "rule, make",
    [
        ("services_guidanceservice_slug_key", make_service),
        ("services_targetgroup_slug_key", make_target_group),
        ("services_need_slug_key", make_need),
        ("services_channel_slug_key", make_channel),
    ],
)
def test_code_is_its_own(rule, make):
    make(slug="eksempel")
    with refused(rule):
        make(slug="eksempel")


@pytest.mark.parametrize("missing", ["summary_nb", "outcome_nb"])
def test_published_service_is_described(missing):
    make_service(status="draft", **{missing: ""})
    make_service(**{missing: "", missing.replace("_nb", "_nn"): "Eit døme."})
    with refused("service_published_is_described"):
        make_service(**{missing: ""})


def test_published_service_needs_a_way_to_get_in_touch():
    make_service(status="draft", **NO_CONTACT)
    make_service(status="ended", **NO_CONTACT)
    with refused("service_published_has_contact"):
        make_service(**NO_CONTACT)


def test_service_without_contact_cannot_be_published_later():
    service = make_service(**NO_CONTACT, status="draft", summary_nb="a", outcome_nb="b")
    service.status = "published"
    with refused("service_published_has_contact"):
        service.save()


def test_contact_of_the_service_the_place_or_the_provider_is_enough():
    make_service(**NO_CONTACT | {"phone": "00000000"})
    make_service(**NO_CONTACT, provider=make_partner(website="https://example.org/"))
    # The place is linked after the service itself, so the rule waits for the commit.
    make_service(**NO_CONTACT, centres=[make_centre(email="eksempel@example.org")])
    with refused("service_published_has_contact"):
        make_service(**NO_CONTACT, centres=[make_centre()])


def test_provider_keeps_the_only_contact_of_its_services():
    provider = make_partner(website="https://www.example.no/")
    make_service(provider=provider, **NO_CONTACT)
    with refused("service_published_has_contact", by="provider_keeps_its_contact"):
        Partner.objects.filter(pk=provider.pk).update(website="")
    Partner.objects.filter(pk=provider.pk).update(website="", phone="22 33 44 55")


def test_place_keeps_the_only_contact_of_its_services():
    place = make_centre(phone="22 33 44 55")
    service = make_service(provider=make_partner())
    service.centres.add(place)
    GuidanceService.objects.filter(pk=service.pk).update(**NO_CONTACT)
    with refused("service_published_has_contact", by="centre_keeps_its_contact"):
        GuidanceCentre.objects.filter(pk=place.pk).update(phone="")


@pytest.mark.parametrize(
    "rule, make",
    [
        ("service_status_known", make_service),
        ("centre_status_known", make_centre),
        ("partnership_status_known", make_partnership),
        ("roledescription_status_known", make_role_description),
        ("agreementversion_state_known", make_version),
    ],
)
def test_a_misspelt_status_is_refused(rule, make):
    found = make()
    field = "state" if rule.startswith("agreementversion") else "status"
    with refused(rule):
        type(found)._default_manager.filter(pk=found.pk).update(**{field: "publisehd"})


def test_published_service_keeps_the_place_with_its_contact():
    centre = make_centre(phone="00000000")
    service = make_service(**NO_CONTACT, centres=[centre])
    ask_deferred_rules()
    with refused("service_published_has_contact", by="service_keeps_its_contact"):
        service.centres.clear()
    service.centres.set([make_centre(phone="11111111")])
    ask_deferred_rules()


@pytest.mark.parametrize(
    "rule, make",
    [("service_ages", make_service), ("targetgroup_ages", make_target_group)],
)
def test_highest_age_is_not_below_the_lowest(rule, make):
    make(age_from=19, age_to=19)
    make(age_from=19)
    with refused(rule):
        make(age_from=19, age_to=18)


def test_waiting_time_has_its_date():
    make_service(
        waiting_time="to uker", waiting_time_stated_on=date(2024, 5, 1), slug="med"
    )
    with refused("service_waiting_time_dated"):
        make_service(waiting_time="to uker")


def test_free_service_has_no_price():
    make_service(is_free=None, price="200 kroner")
    make_service(is_free=False, price="200 kroner")
    with refused("service_free_has_no_price"):
        make_service(is_free=True, price="200 kroner")


def test_group_is_not_wider_than_itself():
    group = make_target_group()
    group.broader = group
    with refused("targetgroup_not_its_own_parent"):
        group.save()


def test_unmet_need_is_counted_in_one_row():
    """Two rows that name no need are the same row, too."""
    municipality = make_municipality()
    make_unmet_need(municipality=municipality)
    make_unmet_need(municipality=municipality, week=2)
    with refused("unmetneed_once"):
        make_unmet_need(municipality=municipality)
    make_unmet_need()
    with refused("unmetneed_once"):
        make_unmet_need()


@pytest.mark.parametrize("week", [0, 54])
def test_week_is_one_of_the_year(week):
    with refused("unmetneed_week"):
        make_unmet_need(week=week)
