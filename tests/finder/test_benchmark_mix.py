"""The benchmark's made-up services, a few of them, and its questions over these."""

from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType

from bench.finder import MIX, MOST_QUERIES, address, count_queries
from bench.made_up import FIRST_KEY, make_ground, make_services
from publishing.models import Check
from services.models import GuidanceService, SearchEntry

SERVICES = 200
DAY = date(2026, 11, 23)


@pytest.fixture
def ground(portal_data):
    return make_ground(DAY)


@pytest.fixture
def made(ground):
    make_services(0, SERVICES, ground)
    return list(
        GuidanceService.objects.filter(pk__gte=FIRST_KEY)
        .select_related("provider__parent")
        .prefetch_related(
            *("counties", "municipalities", "target_groups", "needs", "channels"),
            *("centres__serves",),
        )
    )


def test_services_are_made_in_the_shares_that_are_told(made):
    def kind(service):
        counties, places = service.counties.all(), service.municipalities.all()
        if service.is_national:
            return "national" if not (counties or places) else "wrong"
        if (counties and places) or not (counties or places):
            return "wrong"
        if len(counties) > 1 or len(places) > 1:
            return "several"
        return "county" if counties else "municipality"

    kinds = [kind(service) for service in made]
    assert {name: kinds.count(name) for name in set(kinds)} == {
        "municipality": 120,
        "county": 60,
        "several": 10,
        "national": 10,
    }


def test_each_has_what_a_real_service_has(made):
    for service in made:
        assert service.is_published and service.is_example
        assert 1 <= len(service.target_groups.all()) <= 4
        assert 1 <= len(service.needs.all()) <= 4
        assert service.provider.parent
    places = [service.centres.get() for service in made if service.centres.all()]
    assert len(places) == SERVICES / 2
    assert all(place.latitude and place.longitude for place in places)
    served = {len(place.serves.all()) for place in places}
    assert {0, 1} <= served
    checks = Check.objects.filter(
        content_type=ContentType.objects.get_for_model(GuidanceService),
        object_id__in=[str(service.pk) for service in made],
    )
    assert 0 < checks.count() < SERVICES


def test_the_index_has_followed(made):
    entries = SearchEntry.objects.in_bulk([service.pk for service in made])
    for service in made:
        assert set(entries[service.pk].facets) >= {
            *(f"group:{group.slug}" for group in service.target_groups.all()),
            *(f"need:{need.slug}" for need in service.needs.all()),
            *(f"county:{county.pk}" for county in service.counties.all()),
        }


def test_a_service_is_the_same_whichever_it_is_made_with(made, ground):
    def facts():
        service = GuidanceService.objects.get(pk=FIRST_KEY + 150)
        return service.name_nb, service.provider_id, service.search_entry.facets

    before = facts()
    GuidanceService.objects.filter(pk=FIRST_KEY + 150).delete()
    # An even number has no place, which would still be there.
    make_services(150, 151, ground)
    assert facts() == before


def test_no_question_of_the_mix_needs_more_than_twelve_queries(made, client):
    needed = {
        address(asked): count_queries(client, address(asked)) for _kind, asked in MIX
    }
    assert {path: count for path, count in needed.items() if count > MOST_QUERIES} == {}
