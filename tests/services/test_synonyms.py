"""What people say instead of a word of the taxonomy, loaded from files."""

import csv
from collections import Counter

import pytest
from django.utils import timezone

from services.importers import DATA, import_synonyms
from services.models import Channel, Need, TargetGroup

HEADER = "kind,slug,language,phrase"
FILES = {
    "target_group": "synonyms_target_groups.csv",
    "need": "synonyms_needs.csv",
    "channel": "synonyms_channels.csv",
}
FEWEST = 15


@pytest.fixture
def load(db, tmp_path):
    """Return a function that loads lines and gives back the reports."""
    TargetGroup.objects.create(slug="adults", name_nb="voksne")
    Need.objects.create(slug="cv", name_nb="cv")
    Channel.objects.create(slug="phone", name_nb="telefon")

    def run(*lines):
        path = tmp_path / "synonyms.csv"
        path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
        return import_synonyms(path)

    return run


def refusals(reports):
    """Return {line: why} of everything that was refused."""
    return {line: str(text) for each in reports for line, text in each.rejected}


def test_phrases_stand_by_language_in_the_order_of_the_file(load):
    reports = load(
        "target_group,adults,nb,vaksen person",
        "target_group,adults,en,adult",
        "need,cv,nb,søknad",
        "target_group,adults,nb,godt voksen",
        "channel,phone,se,telefovdna",
    )
    assert refusals(reports) == {}
    adults = TargetGroup.objects.get()
    assert adults.synonyms_nb == ["vaksen person", "godt voksen"]
    assert adults.synonyms_en == ["adult"]
    assert adults.synonyms_nn == []
    assert Need.objects.get().synonyms_nb == ["søknad"]
    assert Channel.objects.get().synonyms_se == ["telefovdna"]


def test_a_phrase_that_stands_twice_is_kept_once(load):
    load("need,cv,nb,søknad", "need,cv,nb,søknad")
    assert Need.objects.get().synonyms_nb == ["søknad"]


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        ("colour,cv,nb,rød", "colour"),
        ("need,no-such-need,nb,søknad", "no-such-need"),
        ("need,adults,nb,søknad", "adults"),
        ("need,,nb,søknad", "slug"),
        ("need,cv,de,Bewerbung", "de"),
        ("need,cv,,søknad", "language"),
    ],
)
def test_an_unknown_kind_slug_or_language_is_refused_by_its_line(load, bad, word):
    found = refusals(load("need,cv,nb,søknad", bad))
    assert list(found) == [3]
    assert word in found[3]


def test_a_phrase_that_is_too_long_is_refused_and_nothing_written(load):
    assert refusals(load(f"need,cv,nb,{'x' * 81}"))
    assert Need.objects.get().synonyms_nb == []


def test_the_same_file_again_changes_nothing(load):
    lines = ["need,cv,nb,søknad", "need,cv,nn,søknad", "channel,phone,nb,ringe"]
    assert [report.changed for report in load(*lines)] == [1, 1]
    again = load(*lines)
    assert [(report.changed, report.unchanged) for report in again] == [(0, 1), (0, 1)]


def test_words_that_the_file_does_not_name_are_left_alone(load):
    Channel.objects.update(synonyms_nb=["mitt eget"])
    load("need,cv,nb,søknad")
    assert Channel.objects.get().synonyms_nb == ["mitt eget"]


def test_a_word_that_a_person_edited_is_kept(load):
    load("need,cv,nb,søknad")
    need = Need.objects.get()
    need.synonyms_nb = ["mitt eget"]
    need.edited_by_person_at = timezone.now()
    need.save()
    (report,) = load("need,cv,nb,søknad")
    assert report.kept == 1
    assert Need.objects.get().synonyms_nb == ["mitt eget"]


# What the portal ships with


def shipped(kind):
    with (DATA / FILES[kind]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("kind", "model"), [("target_group", TargetGroup), ("need", Need)]
)
def test_every_group_and_need_is_shipped_with_at_least_fifteen_phrases(
    portal_data, kind, model
):
    counts = Counter((row["slug"], row["language"]) for row in shipped(kind))
    slugs = list(model.objects.values_list("slug", flat=True))
    assert len(slugs) > 15
    too_few = {
        (slug, language): counts[slug, language]
        for slug in slugs
        for language in ("nb", "nn", "en")
        if counts[slug, language] < FEWEST
    }
    assert too_few == {}


@pytest.mark.parametrize("kind", FILES)
def test_the_shipped_phrases_are_clean_and_in_the_database(portal_data, kind):
    rows = shipped(kind)
    assert {row["kind"] for row in rows} == {kind}
    assert all(row["phrase"] == " ".join(row["phrase"].split()) for row in rows)
    assert all(0 < len(row["phrase"]) <= 80 for row in rows)
    repeated = Counter(tuple(row.values()) for row in rows)
    assert [row for row, times in repeated.items() if times > 1] == []
    models = {"target_group": TargetGroup, "need": Need, "channel": Channel}
    held = {
        (word.slug, language, phrase)
        for word in models[kind].objects.all()
        for language in ("nb", "nn", "en", "se")
        for phrase in getattr(word, f"synonyms_{language}")
    }
    assert held == {(row["slug"], row["language"], row["phrase"]) for row in rows}
