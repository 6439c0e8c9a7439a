"""What is kept of words and places holds until a row changes, and no longer."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from counties.models import County, Municipality, PostalCode
from finder.knowledge import load_knowledge
from finder.places import Found, NoSuchPlace
from finder.tokens import tokens_of
from services.models import Channel, Need, TargetGroup
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground():
    """Return a county with a municipality, a group, a need and a channel."""

    class Ground:
        county = make.make_county(name="Fjellfylket")
        town = make.make_municipality(county=county, name="Fjellby")
        code = make.make_postal_code(code="2815", place="FJELLBY", municipality=town)
        group = make.make_target_group(slug="adults", synonyms_nb=["voksen"])
        need = make.make_need(slug="cv", synonyms_nb=["søknadshjelp"])
        channel = make.make_channel(slug="phone", synonyms_nb=["telefon"])

    return Ground


def queries():
    with CaptureQueriesContext(connection) as captured:
        load_knowledge()
    return len(captured)


def values(text):
    """Return what the words of a line mean now, as slugs."""
    lexicon = load_knowledge().lexicon
    return [meaning.value for meaning in lexicon.meanings(tokens_of(text))]


def place(text):
    return load_knowledge().gazetteer.match(text)


def test_one_query_tells_that_nothing_has_changed():
    first = load_knowledge()
    assert queries() == 1
    again = load_knowledge()
    assert again.gazetteer is first.gazetteer
    assert again.lexicon is first.lexicon
    assert again.taxonomy is first.taxonomy


def test_only_what_changed_is_read_again(ground):
    first = load_knowledge()
    TargetGroup.objects.filter(pk=ground.group.pk).update(name_nb="vaksne")
    second = load_knowledge()
    assert second.gazetteer is first.gazetteer
    assert second.taxonomy is not first.taxonomy
    Municipality.objects.filter(pk=ground.town.pk).update(name="Fjellstad")
    third = load_knowledge()
    assert third.gazetteer is not second.gazetteer
    assert third.taxonomy is second.taxonomy
    assert queries() == 1


def test_a_change_of_something_else_reads_nothing_again():
    load_knowledge()
    make.make_service()
    assert queries() == 1


# Words


@pytest.mark.parametrize(
    ("model", "attribute"),
    [(TargetGroup, "group"), (Need, "need"), (Channel, "channel")],
)
def test_a_new_synonym_is_understood_at_once_also_twice_in_one_transaction(
    ground, model, attribute
):
    row = getattr(ground, attribute)
    assert values("første andre") == []
    with transaction.atomic():
        model.objects.filter(pk=row.pk).update(synonyms_nb=["første"])
        assert values("første andre") == [row.slug]
        model.objects.filter(pk=row.pk).update(synonyms_nb=["andre"])
        assert values("første") == []
        assert values("andre") == [row.slug]
        model.objects.filter(pk=row.pk).update(synonyms_nb=[], name_nb="tredje")
    assert values("andre") == []
    assert values("tredje") == [row.slug]


def test_a_synonym_counts_in_each_language_it_is_written_in(ground):
    for language in ("nb", "nn", "en", "se"):
        TargetGroup.objects.filter(pk=ground.group.pk).update(
            **{f"synonyms_{language}": [f"ord{language}ord"]}
        )
        assert values(f"ord{language}ord") == ["adults"]


def test_a_new_group_and_a_wider_one_are_noticed(ground):
    load_knowledge()
    made = make.make_target_group(slug="jobseekers", synonyms_nb=["jobbsøker"])
    assert values("jobbsøker") == ["jobseekers"]
    TargetGroup.objects.filter(pk=made.pk).update(broader=ground.group)
    assert load_knowledge().taxonomy.broader["jobseekers"] == "adults"


def test_a_deleted_word_means_nothing_any_more(ground):
    assert values("telefon søknadshjelp") == ["phone", "cv"]
    ground.channel.delete()
    assert values("telefon søknadshjelp") == ["cv"]
    assert "phone" not in load_knowledge().taxonomy.channels


def test_a_word_that_takes_the_place_of_another_is_noticed(ground):
    """As many rows as before, written in the same transaction."""
    with transaction.atomic():
        load_knowledge()
        ground.channel.delete()
        make.make_channel(slug="video", synonyms_nb=["skjerm"])
        assert values("telefon") == []
        assert values("skjerm") == ["video"]


def test_what_was_rolled_back_is_forgotten(ground):
    load_knowledge()
    with transaction.atomic():
        Need.objects.filter(pk=ground.need.pk).update(synonyms_nb=["angret"])
        assert values("angret") == ["cv"]
        transaction.set_rollback(True)
    assert values("angret") == []
    assert values("søknadshjelp") == ["cv"]


# Places


def test_a_new_place_is_found_at_once(ground):
    assert place("Havneby") is None
    town = make.make_municipality(county=ground.county, name="Havneby")
    assert place("Havneby").municipality.id == town.pk
    county = make.make_county(name="Havfylket")
    make.make_municipality(county=county, name="Kystby")
    assert place("Havfylket").county.id == county.pk


def test_a_place_renamed_twice_in_one_transaction_has_its_last_name(ground):
    load_knowledge()
    with transaction.atomic():
        Municipality.objects.filter(pk=ground.town.pk).update(name="Andreby")
        assert isinstance(place("Andreby"), Found)
        Municipality.objects.filter(pk=ground.town.pk).update(name="Tredjeby")
        assert place("Andreby") is None
        assert isinstance(place("Tredjeby"), Found)
        County.objects.filter(pk=ground.county.pk).update(name="Nyfylket")
        assert isinstance(place("Nyfylket"), Found)


def test_a_place_that_ends_and_what_it_became_are_noticed(ground):
    old = make.make_municipality(
        county=ground.county, name="Gamleby", valid_to=date(2019, 12, 31)
    )
    assert place("Gamleby").areas == ()
    change = make.make_municipality_change(old=old, new=ground.town)
    assert place("Gamleby").municipality.id == ground.town.pk
    change.delete()
    assert place("Gamleby").areas == ()


def test_a_deleted_place_is_no_place_any_more(ground):
    assert load_knowledge().gazetteer.find("2815").label == "2815 Fjellby"
    ground.code.delete()
    assert load_knowledge().gazetteer.find("2815") == NoSuchPlace("2815")
    make.make_postal_code(code="2816", place="NYBY", municipality=ground.town)
    PostalCode.objects.filter(code="2816").update(place="GAMLEBY")
    assert load_knowledge().gazetteer.find("2816").label == "2816 Gamleby"
