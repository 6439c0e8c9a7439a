"""What people write about themselves becomes answers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.lexicon import lexicon_of
from finder.question import Question
from finder.understanding import HIGHEST_AGE, LOWEST_AGE, Heard, understand
from tests.finder.small_country import GAZETTEER

YOUTH = "youth_outside_education_and_work"
TREE = {
    "laid_off": "jobseekers",
    "dismissed": "jobseekers",
    "jobseekers": "adults",
    "adults": "everyone",
    "refugees": "adults",
    "parents": "everyone",
    YOUTH: "everyone",
    "pupils": "everyone",
}
AGES = {YOUTH: (15, 24), "adults": (19, None), "pupils": (12, 16)}
LEXICON = lexicon_of(
    [
        ("hvem", "dismissed", {"nb": ["mistet jobben", "sagt opp"], "en": ["fired"]}),
        ("hvem", "dismissed", {"nn": ["mista jobben"], "en": ["lost my job"]}),
        ("hvem", "laid_off", {"nb": ["permitter*"]}),
        ("hvem", "jobseekers", {"nb": ["jobbsøker", "søker jobb"]}),
        ("hvem", "adults", {"nb": ["voksen"]}),
        ("hvem", "refugees", {"nb": ["flyktning"], "en": ["refugee"]}),
        ("hvem", "parents", {"nb": ["barnet mitt", "datter*", "sønn*"]}),
        ("hvem", "pupils", {"nb": ["tiende klasse", "ungdomsskole"]}),
        ("hvem", YOUTH, {"nb": ["ung uten jobb"]}),
        ("behov", "cv", {"nb": ["cv"]}),
        ("behov", "job_change", {"nb": ["bytte jobb"], "en": ["change job"]}),
        ("kanal", "phone", {"nb": ["telefon"]}),
    ]
)


def read(text, **given):
    return understand(
        Question(text=text, **given),
        lexicon=LEXICON,
        gazetteer=GAZETTEER,
        tree=TREE,
        ages=AGES,
    )


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("mistet jobben", ("dismissed",)),
        ("Jeg har mistet jobben min og bor", ("dismissed",)),
        ("eg mista jobben", ("dismissed",)),
        ("I have just lost my job", ("dismissed",)),
        ("permittert", ("laid_off",)),
        ("PERMITERT", ("laid_off",)),
        ("I am a refugee", ("refugees",)),
        ("ung uten jobb", (YOUTH,)),
    ],
)
def test_who_somebody_is(text, groups):
    found = read(text).question
    assert found.groups == groups
    assert found.text == ""


def test_one_line_holds_every_kind_of_answer():
    found = read("45 år, permittert, vil bytte jobb, på engelsk på telefon i Gjøvik")
    assert found.question == Question(
        place="Gjøvik",
        groups=("laid_off",),
        needs=("job_change",),
        channels=("phone",),
        language="en",
        age=45,
    )


def test_what_was_heard_says_which_words_led_to_what():
    text = "mistet den gamle jobben, 45 år, Gjøvik, på engelsk, CV"
    assert read(text).heard == (
        Heard("45 år", "alder", "45"),
        Heard("på engelsk", "sprak", "en"),
        Heard("Gjøvik", "sted", "Gjøvik"),
        Heard("mistet jobben", "hvem", "dismissed"),
        Heard("CV", "behov", "cv"),
    )


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("permittert sveiser", "sveiser"),
        ("jeg er permittert og trenger hjelp", ""),
        ("permittert uten Sveisekurs", "Sveisekurs"),
        ("permittert: sveise & kurs!", "sveise kurs"),
        ("vil bytte jobb på fiskebruk i Gjøvik", "fiskebruk"),
    ],
)
def test_the_rest_of_the_text_is_kept_without_small_words(text, rest):
    assert read(text).question.text == rest


@pytest.mark.parametrize(
    "text", ["", "barnehagelærer", "veileder i fengsel", "jobb", "8.2", "!!", "hjelp"]
)
def test_a_text_without_an_answer_stays_as_it_is(text):
    found = read(text)
    assert found.question == Question(text=text)
    assert (found.heard, found.wishes) == ((), frozenset())


# Ages


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("45 år og permittert", 45),
        ("45-åring", 45),
        ("45åring", 45),
        ("jeg er 45", 45),
        ("eg er 17 og ung", 17),
        ("æ e 45", 45),
        ("45 years old", 45),
        ("I am 45", 45),
        ("I'm 45 and fired", 45),
        ("45 yo refugee", 45),
        ("45", 45),
        ("permittert, 45, Gjøvik", 45),
        ("sønnen min er 17", 17),
        ("sønnen min på 17", 17),
        ("kvinne 52", 52),
        ("mann, 52 år", 52),
        ("jobbet i 25 år, er 51 år", 51),
        (f"{LOWEST_AGE} år", LOWEST_AGE),
        (f"{HIGHEST_AGE} år", HIGHEST_AGE),
    ],
)
def test_an_age_is_understood(text, age):
    found = read(text)
    assert found.question.age == age
    assert [each.value for each in found.heard if each.parameter == "alder"] == [
        str(age)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "jobbet i 25 år",
        "etter 10 år",
        "de siste 20 år",
        "20 års erfaring",
        "25 år siden",
        "worked in a shop for 25 years",
        "25 years of experience",
        "25 years ago",
        "11 år",
        "145 år",
        "klasse 10",
        "45 permitterte",
        "stillingen er 50 prosent",
        "jobben er 50 %",
        "det er 30 km dit",
        "vi er 25 ansatte",
        "er 2815 Gjøvik",
    ],
)
def test_a_number_that_is_no_age_is_none(text):
    assert read(text).question.age is None


def test_a_group_that_somebody_is_too_old_or_too_young_for_is_not_heard():
    assert read("tiende klasse, 15 år").question.groups == ("pupils",)
    old = read("tiende klasse, 40 år")
    assert old.question.groups == ()
    assert "hvem" not in {each.parameter for each in old.heard}
    assert read("voksen 17 år").question.groups == ()
    assert read("voksen", age=17).question.groups == ()


def test_who_is_too_young_to_be_an_adult_and_out_of_work_is_also_outside_work():
    found = read("permittert 17 år")
    assert found.question.groups == ("laid_off", YOUTH)
    assert Heard("17", "hvem", YOUTH) in found.heard
    assert read("permittert", age=17).question.groups == ("laid_off", YOUTH)
    assert read("flyktning 17 år").question.groups == ("refugees",)
    assert read("permittert").question.groups == ("laid_off",)
    assert read("ung uten jobb permittert 17 år").question.groups == (YOUTH, "laid_off")


@pytest.mark.parametrize(
    ("age", "groups"),
    [
        (14, ("laid_off",)),
        (15, ("laid_off", YOUTH)),
        (18, ("laid_off", YOUTH)),
        (19, ("laid_off",)),
        (25, ("laid_off",)),
    ],
)
def test_only_between_school_and_being_an_adult_is_the_age_enough(age, groups):
    assert read("permittert", age=age).question.groups == groups


def test_of_a_group_and_a_wider_one_the_nearer_is_meant():
    found = read("voksen jobbsøker permittert")
    assert found.question.groups == ("laid_off",)
    assert [each.value for each in found.heard] == ["laid_off"]


# Answers that were given


def test_answers_of_the_form_are_not_added_to_by_the_text():
    found = read("permittert, mistet jobben", groups=("parents", "laid_off"))
    assert found.question.groups == ("parents", "laid_off")
    assert read("cv bytte jobb", needs=("cv",)).question.needs == ("cv",)
    assert read("telefon", channels=("video",)).question.channels == ("video",)
    # They are no answer then, and are searched for as words.
    assert (found.heard, found.question.text) == ((), "permittert, mistet jobben")


def test_what_was_said_twice_is_one_answer():
    assert read("permittert, ja permittert").question.groups == ("laid_off",)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("45 år og permittert", {"age": 50}),
        ("permittert, Gjøvik", {"place": "2815"}),
        ("permittert på engelsk", {"language": "so"}),
    ],
)
def test_an_answer_that_was_given_stands_whatever_the_text_says(text, given):
    found = read(text, **given)
    (name,) = given
    assert getattr(found.question, name) == given[name]
    assert {each.parameter for each in found.heard} == {"hvem"}


def test_a_given_answer_stays_though_a_nearer_one_is_heard():
    found = read("permittert, bytte jobb", groups=("adults",)).question
    assert found.groups == ("adults",)
    # The text still answers what was not answered yet.
    assert found.needs == ("job_change",)


@pytest.mark.parametrize(
    ("text", "given", "wishes"),
    [
        ("permittert", {}, {"group"}),
        ("permittert cv telefon på engelsk", {}, {"group", "need", "channel"}),
        ("permittert cv", {"groups": ("adults",)}, {"need"}),
        ("permittert cv", {"needs": ("job_change",)}, {"group"}),
        ("telefon", {"channels": ("video",)}, set()),
        ("Gjøvik 45 år", {}, set()),
        ("", {"groups": ("adults",)}, set()),
    ],
)
def test_only_what_was_overheard_is_a_wish(text, given, wishes):
    found = read(text, **given).wishes
    assert found - {"language"} == wishes
    assert ("language" in found) == ("på engelsk" in text)


# Languages and places


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("veiledning på engelsk", "en"),
        ("rettleiing på somali", "so"),
        ("speak English", "en"),
        ("trenger arabisk tolk", "ar"),
        ("guidance in Polish", "pl"),
        ("ukrainsk flyktning", ""),
        ("lærer i engelsk", ""),
        ("fransk", ""),
        ("I need help in English", "en"),
    ],
)
def test_a_language_is_one_to_talk_in_and_not_where_somebody_is_from(text, language):
    found = read(text).question
    assert (found.language, found.place) == (language, "")


@pytest.mark.parametrize(
    ("text", "place", "groups"),
    [
        ("mistet jobben, Gjøvik", "Gjøvik", ("dismissed",)),
        ("2815 permittert", "2815", ("laid_off",)),
        ("permittert Trondhjæm", "Trondhjæm", ("laid_off",)),
        ("bor i Atlantis, permittert", "Atlantis", ("laid_off",)),
        ("permittert siden 2020", "", ("laid_off",)),
    ],
)
def test_the_place_is_taken_out_of_the_line(text, place, groups):
    found = read(text).question
    assert (found.place, found.groups) == (place, groups)
    assert place not in found.text or not place


# Any line


WORDS = (
    "jeg har mistet jobben permittert permitert 45 år er 20 på engelsk Gjøvik gjovik"
    " 2815 2020 siden i bor Nes time cv bytte ikke uten telefon datteren voksen sveiser"
    " , . ! og trondhjæm Oppland æ e"
).split()
LINES = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(LINES)
def test_the_same_line_means_the_same_and_every_answer_was_heard(text):
    found = read(text)
    assert read(text) == found
    question = found.question
    heard = {(each.parameter, each.value) for each in found.heard}
    told = {
        *(("hvem", each) for each in question.groups),
        *(("behov", each) for each in question.needs),
        *(("kanal", each) for each in question.channels),
    }
    told |= {("sted", question.place)} if question.place else set()
    told |= {("sprak", question.language)} if question.language else set()
    told |= {("alder", str(question.age))} if question.age is not None else set()
    assert told == heard
    for each in found.heard:
        assert all(word in text for word in each.words.split())


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(st.text(max_size=60))
def test_no_line_is_too_strange(text):
    found = read(text)
    assert read(text) == found
    # What was understood once is not taken for something new.
    assert set(found.question.groups) <= set(read(text).question.groups)


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(LINES, st.sampled_from(["", "2815", "Oppland"]), st.sampled_from([None, 30]))
def test_explicit_answers_stay_whatever_the_line_says(text, place, age):
    found = read(text, place=place, age=age, groups=("parents",), needs=("cv",))
    assert found.question.groups[:1] == ("parents",)
    assert found.question.needs[:1] == ("cv",)
    assert not place or found.question.place == place
    assert age is None or found.question.age == age
    assert not found.wishes & {"group", "need"}
