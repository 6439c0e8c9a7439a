"""The database keeps one true entry of every published service, whatever changes."""

import random
import re

import pytest
from django.db import connection, transaction

from counties.models import Municipality
from partners.models import Partner
from services.models import (
    Channel,
    GuidanceService,
    Need,
    SearchEntry,
    SearchWord,
    TargetGroup,
)
from tests.factories import (
    make_channel,
    make_municipality,
    make_need,
    make_partner,
    make_service,
    make_target_group,
)

pytestmark = pytest.mark.django_db

KEPT = "SELECT service_id, document::text, facets, breadth FROM services_searchentry"
BUILT = """
    SELECT service_id, document::text, facets, breadth
    FROM search_documents_of(%(ids)s) JOIN search_facets_of(%(ids)s) USING (service_id)
"""
MISSING_WORDS = """
    SELECT word FROM services_searchentry, unnest(tsvector_to_array(document)) AS word
    WHERE word ~ '^[[:alpha:]]{2,40}$'
    EXCEPT SELECT word FROM services_searchword
"""


def entry(service):
    return SearchEntry.objects.get(pk=service.pk)


def assert_entries_are_true():
    """Compare what the triggers kept with what the tables now give."""
    ids = list(GuidanceService.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(KEPT)
        kept = sorted(cursor.fetchall())
        cursor.execute(BUILT, {"ids": ids})
        assert kept == sorted(cursor.fetchall())
        cursor.execute(MISSING_WORDS)
        assert cursor.fetchall() == []


def test_only_published_services_have_an_entry():
    published = make_service()
    make_service(status="draft")
    ended = make_service()
    GuidanceService.objects.filter(pk=ended.pk).update(status="ended")
    assert [found.pk for found in SearchEntry.objects.all()] == [published.pk]
    published.delete()
    assert not SearchEntry.objects.exists()


def test_entry_tells_whom_what_how_and_where():
    here = make_municipality()
    service = make_service(
        target_groups=[make_target_group(slug="adults")],
        needs=[make_need(slug="job_change"), make_need(slug="job_search")],
    )
    service.channels.add(make_channel(slug="phone"))
    service.municipalities.add(here)
    assert set(entry(service).facets) == {
        "group:adults",
        "need:job_change",
        "need:job_search",
        "channel:phone",
        f"municipality:{here.pk}",
        f"part:{here.county_id}",
    }


def test_breadth_grows_from_municipalities_to_the_whole_country():
    service = make_service()
    service.municipalities.set([make_municipality(), make_municipality()])
    assert entry(service).breadth == SearchEntry.Breadth.MUNICIPALITIES
    service.counties.add(make_municipality().county)
    assert entry(service).breadth == SearchEntry.Breadth.COUNTY
    service.counties.add(make_municipality().county)
    assert entry(service).breadth == SearchEntry.Breadth.COUNTIES
    GuidanceService.objects.update(is_national=True)
    assert entry(service).breadth == SearchEntry.Breadth.NATIONAL
    assert "national" in entry(service).facets


def test_names_weigh_most_and_descriptions_least():
    service = make_service(
        name_nb="Alfa",
        summary_nb="Charlie",
        description_nb="Delta",
        provider=make_partner(name="Bravo"),
        target_groups=[make_target_group(name_nb="Golf")],
    )
    document = entry(service).document
    for word, weight in [
        ("alf", "A"),
        ("bravo", "B"),
        ("golf", "B"),
        ("charli", "C"),
        ("delt", ""),
    ]:
        assert re.search(rf"'{word}':\d+{weight}( |$)", document), (word, document)


def test_words_of_entries_are_kept_for_misspelt_ones():
    make_service(name_nb="Sveiseverkstedet")
    make_service(status="draft", name_nb="Hemmeligheten")
    words = set(SearchWord.objects.values_list("word", flat=True))
    assert "sveiseverksted" in words
    assert not any(word.startswith("hemmelig") for word in words)


def test_entries_follow_new_names_of_words_and_providers():
    group, need, channel = make_target_group(), make_need(), make_channel()
    provider = make_partner()
    service = make_service(target_groups=[group], needs=[need], provider=provider)
    service.channels.add(channel)
    TargetGroup.objects.filter(pk=group.pk).update(name_nb="snekkere", slug="carpenter")
    Need.objects.filter(pk=need.pk).update(name_nn="byggje båt")
    Channel.objects.filter(pk=channel.pk).update(slug="by_boat")
    Partner.objects.filter(pk=provider.pk).update(name="Båtbyggeriet")
    found = entry(service)
    assert {"group:carpenter", "channel:by_boat"} <= set(found.facets)
    for word in ("snekker", "byggj", "båtbyggeri"):
        assert f"'{word}'" in found.document
    assert_entries_are_true()


def test_entry_follows_a_link_that_is_moved_to_another_service():
    first, second = make_service(target_groups=[make_target_group()]), make_service()
    link = GuidanceService.target_groups.through
    link.objects.update(guidanceservice_id=second.pk)
    assert entry(first).facets == []
    assert len(entry(second).facets) == 1
    assert_entries_are_true()


def test_municipality_in_another_county_moves_its_services_with_it():
    here, other = make_municipality(), make_municipality()
    service = make_service()
    service.municipalities.add(here)
    Municipality.objects.filter(pk=here.pk).update(
        county=other.county, code=f"{other.county.code}99"
    )
    assert f"part:{other.county_id}" in entry(service).facets


@pytest.mark.parametrize("seed", range(4))
def test_entries_stay_true_through_a_long_mix_of_changes(seed):
    chance = random.Random(seed)  # noqa: S311 -- a repeatable mix, no secret
    groups = [make_target_group() for _ in range(4)]
    needs = [make_need() for _ in range(4)]
    channels = [make_channel() for _ in range(3)]
    places = [make_municipality() for _ in range(4)]
    providers = [make_partner() for _ in range(3)]

    def some(rows):
        return chance.sample(rows, chance.randint(0, len(rows)))

    def one():
        return chance.choice(list(GuidanceService.objects.all()) or [make_service()])

    def rename(rows, field):
        row = chance.choice(rows)
        type(row).objects.filter(pk=row.pk).update(**{field: f"Nytt navn {chance}"})

    changes = [
        lambda: make_service(
            status=chance.choice(["published", "draft", "ended"]),
            target_groups=some(groups),
            needs=some(needs),
            provider=chance.choice(providers),
            is_national=chance.random() < 0.3,
        ),
        lambda: one().delete(),
        lambda: one().target_groups.set(some(groups)),
        lambda: one().needs.set(some(needs)),
        lambda: one().channels.set(some(channels)),
        lambda: one().municipalities.set(some(places)),
        lambda: one().counties.set({place.county for place in some(places)}),
        lambda: one().counties.clear(),
        lambda: GuidanceService.objects.filter(pk=one().pk).update(
            name_nb=f"Nytt {chance.random()}", is_national=chance.random() < 0.3
        ),
        lambda: GuidanceService.objects.filter(pk=one().pk).update(status="ended"),
        lambda: rename(groups, "name_en"),
        lambda: rename(needs, "name_nb"),
        lambda: rename(providers, "name"),
        lambda: GuidanceService.objects.exclude(summary_nb="").update(
            status=chance.choice(["published", "draft"])
        ),
    ]
    for _ in range(60):
        with transaction.atomic():
            chance.choice(changes)()
    assert_entries_are_true()
