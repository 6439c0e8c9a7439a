"""What people type, and which services their words find: a judged table.

The services are made up for this test. Each question names what it should find among
the first three, and may name what it must not find at all. The recall is printed
beside that of PostgreSQL's norwegian configuration alone.
"""

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection

from services.models import SearchEntry
from services.norwegian_text import (
    MAX_WORDS,
    edits,
    field_vocabulary,
    read_query,
    split_compound,
    stem,
)
from services.norwegian_words import LINES
from services.search import narrow
from tests.factories import (
    make_municipality,
    make_need,
    make_partner,
    make_service,
    make_target_group,
)

pytestmark = pytest.mark.django_db

# slug: name, summary, group, need
SERVICES = {
    "guidance": (
        "Karriereveiledning for voksne",
        "Samtaler om utdanning og arbeid.",
        "Voksne",
        "Velge utdanning",
    ),
    "nynorsk": (
        "Karriererettleiing i Eksempelvik",
        "Rettleiar møter deg på skulen.",
        "Elevar",
        "Velje utdanning",
    ),
    "jobseeking": (
        "Kurs for jobbsøkere",
        "Lær å skrive søknad og CV.",
        "Arbeidssøkere",
        "Søke jobb",
    ),
    "prior-learning": (
        "Realkompetansevurdering",
        "Få godkjent det du kan.",
        "Voksne uten fagbrev",
        "Ta fagbrev",
    ),
    "apprentices": (
        "Lærlingordningen",
        "Vi følger opp læreplasser i bedrifter.",
        "Lærlinger",
        "Finne læreplass",
    ),
    "language": (
        "Norskopplæring for innvandrere",
        "Språkkurs på kveldstid med tolk.",
        "Flyktninger",
        "Lære norsk",
    ),
    "sick-leave": (
        "Arbeidsrettet rehabilitering",
        "For deg som er sykmeldt.",
        "Sykmeldte",
        "Arbeid og helse",
    ),
    "dismissed": (
        "Hjelp ved oppsigelse og permittering",
        "Når bedriften legger ned.",
        "Permitterte",
        "Omstilling",
    ),
    "welding": (
        "Sveiseverkstedet",
        "Prøv yrket sveiser i to uker.",
        "Ungdom",
        "Arbeidspraksis",
    ),
    "english": (
        "Veiledning på engelsk",
        "Career guidance in English.",
        "Immigrants",
        "Counselling",
    ),
}

# question, what to find, what not to find
QUESTIONS = [
    ("voksen", "guidance prior-learning", "apprentices"),
    ("voksne", "guidance prior-learning", "apprentices"),
    ("vaksen", "guidance prior-learning", ""),
    ("vaksne", "guidance prior-learning", ""),
    ("karriereveiledning", "guidance nynorsk", "welding"),
    ("karriererettleiing", "guidance nynorsk", "welding"),
    ("veiledning", "guidance nynorsk english", "welding"),
    ("rettleiing", "guidance nynorsk english", "welding"),
    ("vegleiing", "guidance nynorsk english", ""),
    ("rettleiar", "nynorsk", ""),
    ("veileder", "nynorsk", ""),
    ("jobbsøkerkurs", "jobseeking", "welding"),
    ("arbeidssøkerkurs", "jobseeking", ""),
    ("jobbsøkarkurs", "jobseeking", ""),
    ("kurs for jobbsøkjarar", "jobseeking", ""),
    ("arbeidssøkjar", "jobseeking", ""),
    ("arbeidsøker", "jobseeking", ""),
    ("jobbsoker", "jobseeking", ""),
    ("jobbsoeker", "jobseeking", ""),
    ("skrive jobbsøknad", "jobseeking", ""),
    ("skole", "nynorsk", ""),
    ("skulen", "nynorsk", ""),
    ("elever", "nynorsk", ""),
    ("utdaning", "guidance nynorsk", ""),
    ("utdanningsvalg", "guidance nynorsk", ""),
    ("utdanningsval", "guidance nynorsk", ""),
    ("realkompetanse", "prior-learning", "guidance"),
    ("realkompetanse vurdering", "prior-learning", "guidance"),
    ("realkompetansvurdering", "prior-learning", ""),
    ("vurdering av kompetanse", "prior-learning", ""),
    ("fagbrevet", "prior-learning", ""),
    ("lærling", "apprentices", "guidance"),
    ("lærlingar", "apprentices", "guidance"),
    ("laerling", "apprentices", ""),
    ("lerling", "apprentices", ""),
    ("læreplassen", "apprentices", ""),
    ("lærlingplass", "apprentices", ""),
    ("laereplass", "apprentices", ""),
    ("norskkurs", "language", ""),
    ("norsk opplæring", "language", ""),
    ("språkopplæring", "language", ""),
    ("spraakkurs", "language", ""),
    ("sprakkurs", "language", ""),
    ("flyktningar", "language", ""),
    ("innvandrarar", "language", ""),
    ("flygtninger", "language", ""),
    ("refugees", "language", ""),
    ("kveldskurs", "language", ""),
    ("sjukmeld", "sick-leave", "dismissed"),
    ("sykemeldt", "sick-leave", ""),
    ("sykmelt", "sick-leave", ""),
    ("rehabiltering", "sick-leave", ""),
    ("permitert", "dismissed", "sick-leave"),
    ("permittert", "dismissed", ""),
    ("oppseiing", "dismissed", ""),
    ("oppsigelsen", "dismissed", ""),
    ("bedrifter legges ned", "dismissed apprentices", ""),
    ("sveiser", "welding", "guidance"),
    ("sveisar", "welding", "guidance"),
    ("sveising", "welding", "guidance"),
    ("sveiseverksted", "welding", "guidance"),
    ("verksted", "welding", "guidance"),
    ("praksis", "welding", ""),
    ("yrke", "welding", ""),
    ("yrkesveiledning", "guidance nynorsk", ""),
    ("karierveiledning", "guidance nynorsk", ""),
    ("karriereveildning", "guidance nynorsk", ""),
    ("veileding", "guidance nynorsk", ""),
    ("career guidance", "english", ""),
    ("counselling", "english", ""),
    ("Eksempelvik", "nynorsk", "guidance"),
    ("eksempelvig", "nynorsk", "guidance"),
    ("xyzzy", "", "guidance nynorsk welding"),
]
LEAST_RECALL = 0.97


@pytest.fixture
def shelf():
    """Return the services of the table, as {key: slug}."""
    provider = make_partner(name="Eksempel AS")
    found = {}
    for slug, (name, summary, group, need) in SERVICES.items():
        service = make_service(
            slug=slug,
            name_nb=name,
            summary_nb=summary,
            outcome_nb="Et eksempel.",
            provider=provider,
            target_groups=[make_target_group(name_nb=group)],
            needs=[make_need(name_nb=need)],
        )
        found[service.pk] = slug
    return found


def recall(find):
    """Return the share of what should be found that is among the first ones found."""
    wanted = met = 0
    missed = []
    for question, should, _should_not in QUESTIONS:
        first = find(question)
        for slug in should.split():
            wanted += 1
            met += slug in first
            if slug not in first:
                missed.append((question, slug))
    return met / wanted, missed


def test_everyday_words_find_what_they_mean(shelf, capsys):
    def plainly(question):
        asked = SearchQuery(question, config="norwegian")
        return [
            shelf[pk]
            for pk in SearchEntry.objects.filter(document=asked).values_list(
                "pk", flat=True
            )
        ]

    def narrowed(question):
        return [shelf[pk] for pk in narrow(text=question).ids[:3]]

    before, _missed = recall(plainly)
    after, missed = recall(narrowed)
    with capsys.disabled():
        print(
            f"\n{len(QUESTIONS)} questions in words: recall {before:.2f} by PostgreSQL"
            f" alone, {after:.2f} with ours; missed: {missed}"
        )
    assert len(QUESTIONS) >= 60
    assert after >= LEAST_RECALL


@pytest.mark.parametrize(
    "question, should_not",
    [(asked, not_) for asked, _should, not_ in QUESTIONS if not_],
)
def test_words_do_not_find_what_they_do_not_mean(shelf, question, should_not):
    found = {shelf[pk] for pk in narrow(text=question).ids}
    assert not found & set(should_not.split())


def test_a_name_that_holds_every_word_comes_first(shelf):
    found = narrow(text="karriereveiledning voksne")
    assert shelf[found.ids[0]] == "guidance"
    assert found.rank[found.ids[0]] > 0.9
    assert found.holds_all[found.ids[0]]
    assert not found.holds_all[found.ids[-1]]


def test_order_and_ranks_are_the_same_each_time(shelf):
    assert narrow(text="kurs veiledning") == narrow(text="kurs veiledning")
    assert all(0 < rank <= 1 for rank in narrow(text="kurs veiledning").rank.values())


@pytest.mark.parametrize("text", ["!", "<-> ***", "' \" \\", ":*"])
def test_text_without_any_word_finds_nothing(shelf, text):
    assert narrow(text=text).ids == []


def test_stop_words_alone_ask_for_nothing(shelf):
    assert len(narrow(text="hva er det").ids) == len(SERVICES)


@pytest.mark.parametrize(
    "text",
    [
        "!",
        "kurs & !jobb",
        "(kurs",
        "a:*|b",
        "'kurs'",
        "\\kurs:A",
        "kurs <-> jobb",
        "x" * 5000,
        "² ½ İstanbul ﬁnne",
        "шукаю роботу",
        "عمل 仕事 १२",
        "\x00kurs\x00",
        "kurs " * 500,
    ],
)
def test_nothing_typed_is_an_operator(shelf, text):
    narrow(text=text)


def test_at_most_two_queries_and_one_without_words(shelf, django_assert_num_queries):
    here = make_municipality()
    with django_assert_num_queries(1):
        narrow(groups=["a"], needs=["b"], areas=[here, here.county])
    with django_assert_num_queries(2):
        narrow(groups=["a"], areas=[here], text="kurs for voksne permiterte xyzzy")


def test_place_takes_what_covers_it_and_the_whole_country():
    here, there = make_municipality(), make_municipality()
    local, whole, everywhere, elsewhere = (make_service() for _ in range(4))
    local.municipalities.add(here)
    whole.counties.add(here.county)
    elsewhere.municipalities.add(there)
    everywhere.is_national = True
    everywhere.save()
    local_first = [local.pk, whole.pk, everywhere.pk]
    assert narrow(areas=[here]).ids == local_first
    assert narrow(areas=[here.county]).ids == local_first
    assert narrow(areas=[]).ids == [everywhere.pk]
    assert set(narrow(areas=[here, there]).ids) == {*local_first, elsewhere.pk}
    assert narrow().ids[0] == everywhere.pk
    assert narrow().total == 4


def test_one_of_the_groups_and_one_of_the_needs_is_enough():
    adults, pupils = make_target_group(slug="adults"), make_target_group(slug="pupils")
    job = make_need(slug="job")
    both = make_service(target_groups=[adults, pupils], needs=[job])
    make_service(target_groups=[adults])
    assert narrow(groups=["adults", "nobody"], needs=["job"]).ids == [both.pk]
    assert len(narrow(groups=["adults"]).ids) == 2
    assert narrow(groups=["nobody"]).ids == []


def test_limit_cuts_the_list_but_not_the_count():
    for _ in range(4):
        make_service()
    found = narrow(limit=2)
    assert (len(found.ids), found.total, found.total_is_capped) == (2, 4, False)
    assert len(narrow(text="eksempeltilbud", limit=3).ids) == 3


def test_stems_are_those_of_the_database():
    words = sorted({word for word in LINES.split() if word.isalpha()})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, ts_lexize('norwegian_stem', word)"
            " FROM unnest(%s::text[]) AS word",
            [words],
        )
        assert {
            word: (stem(word), stems)
            for word, stems in cursor
            if stems and stems != [stem(word)]
        } == {}


@pytest.mark.parametrize(
    "word, parts",
    [
        ("jobbsøkerkurs", ("jobbsøker", "kurs")),
        ("yrkesveiledning", ("yrke", "veiledning")),
        ("utdanningsvalg", ("utdanning", "valg")),
        ("arbeidslivskurset", ("arbeid", "liv", "kurset")),
        ("kurs", ()),
        ("sveiser", ()),
    ],
)
def test_compounds_are_taken_apart(word, parts):
    assert split_compound(word, field_vocabulary().parts) == parts


@pytest.mark.parametrize(
    "left, right, count",
    [("kurs", "kurs", 0), ("kusr", "kurs", 1), ("kurrs", "kurs", 1), ("ab", "xyz", 3)],
)
def test_slips_are_counted(left, right, count):
    assert edits(left, right, 2) == count


def test_a_query_is_read_to_at_most_so_many_words():
    assert len(read_query(" ".join(f"ord{number}" for number in range(40)))) == (
        MAX_WORDS
    )
    assert [word.typed for word in read_query("Hva er et KURS?")] == ["kurs"]
