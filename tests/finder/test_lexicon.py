"""What words say who somebody is and what they need."""

import pytest

from finder.lexicon import Meaning, lexicon_of
from finder.tokens import languages_of, tokens_of

DISMISSED = {
    "nb": ["mistet jobben", "oppsagt", "fått sparken"],
    "nn": ["mista arbeidet"],
    "en": ["lost my job", "fired"],
}
YOUTH = {"nb": ["uten jobb", "ung uten jobb", "sluttet på skolen", "ikke i jobb"]}
WORDS = [
    ("hvem", "dismissed", DISMISSED),
    ("hvem", "laid_off", {"nb": ["permitter*", "permittert fra jobben"]}),
    ("hvem", "youth", YOUTH),
    ("hvem", "apprentices", {"nb": ["lærling"]}),
    ("hvem", "unfinished", {"nb": ["ferdig på grunnskolen"]}),
    ("behov", "job", {"nb": ["trenger jobb", "få jobb", "jobbsøk*"]}),
    ("behov", "change", {"nb": ["bytte jobb"], "en": ["change job"]}),
    ("behov", "advice", {"nb": ["karriereveiled*"]}),
    ("behov", "start", {"nb": ["vil jobbe", "kom i gang"]}),
    ("kanal", "phone", {"nb": ["telefon", "ringe"]}),
]
LEXICON = lexicon_of(WORDS)


def meanings(text, lexicon=LEXICON):
    tokens = tokens_of(text)
    used = [token for token in tokens if not token.is_empty]
    return lexicon.meanings(used, languages_of(tokens))


def values(text, lexicon=LEXICON):
    return [meaning.value for meaning in meanings(text, lexicon)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mistet jobben", ["dismissed"]),
        ("jobben mistet jeg", ["dismissed"]),
        ("jeg har mistet den gamle jobben min", ["dismissed"]),
        ("mista arbeidet", ["dismissed"]),
        ("I lost my job", ["dismissed"]),
        ("OPPSAGT", ["dismissed"]),
        ("laerling", ["apprentices"]),
        ("lerlingar", ["apprentices"]),
        ("ring meg", ["phone"]),
        ("bytte jobb på telefon", ["change", "phone"]),
        ("sveiser", []),
        ("", []),
    ],
)
def test_a_phrase_is_found_in_any_order_and_form(text, expected):
    assert values(text) == expected


def test_a_meaning_says_which_words_led_to_it():
    assert meanings("helst telefon bytte gammel jobb") == [
        Meaning("kanal", "phone", frozenset({1})),
        Meaning("behov", "change", frozenset({2, 4})),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mistet den flotte fine jobben", ["dismissed"]),
        ("mistet bil hus jobben", ["dismissed"]),
        ("mistet bil hus katt jobben", []),
    ],
)
def test_only_a_few_other_words_may_stand_among_those_of_a_phrase(text, expected):
    assert values(text) == expected


def test_of_a_longer_and_a_shorter_phrase_the_longer_one_is_meant():
    assert values("permittert fra jobben") == ["laid_off"]
    assert meanings("permittert fra jobben")[0].at == {0, 1}
    two = lexicon_of(
        [
            ("hvem", "out", {"nb": ["uten arbeid"]}),
            ("hvem", "young", {"nb": ["ung uten arbeid"]}),
            ("behov", "work", {"nb": ["arbeid"]}),
        ]
    )
    # Who somebody is and what they need are two questions: the word serves both.
    assert values("ung uten arbeid", two) == ["young", "work"]
    assert values("uten arbeid", two) == ["out", "work"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("uten jobb", ["youth"]),
        ("utan jobb", ["youth"]),
        ("jobb uten", []),
        ("itj i jobb", ["youth"]),
    ],
)
def test_a_turning_word_stands_before_what_it_turns(text, expected):
    assert [value for value in values(text) if value == "youth"] == expected


@pytest.mark.parametrize(
    "text", ["ferdig aldri på grunnskolen", "mistet ikke jobben", "bytte aldri jobb"]
)
def test_a_turning_word_within_a_phrase_makes_it_mean_something_else(text):
    assert not {"unfinished", "dismissed", "change"} & set(values(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ikke oppsagt", []),
        ("er ikkje lærling", []),
        ("aldri permittert", []),
        ("ikke mistet jobben", []),
        ("not fired", []),
        ("ikke ringe", []),
        ("uten telefon", []),
        # Who lacks something may well want it.
        ("ikke karriereveiledning", ["advice"]),
        ("uten karriereveiledning", ["advice"]),
        # Another word stands between, or a comma.
        ("ikke glad, oppsagt", ["dismissed"]),
        ("ikke lenge oppsagt", ["dismissed"]),
    ],
)
def test_who_or_how_somebody_is_not_is_no_answer(text, expected):
    assert values(text) == expected


def test_faint_words_are_needed_only_where_one_word_is_left():
    assert "job" in values("trenger jobb")
    assert "job" in values("har behov for jobb") or "job" in values("treng ein jobb")
    assert "job" not in values("jobb")
    # Two words that mean something are enough without the faint one.
    rest = lexicon_of([("behov", "x", {"nb": ["få ny utdanning"]})])
    assert values("ny utdanning", rest) == ["x"]


def test_empty_words_are_never_asked_for():
    assert values("kom gang") == values("kom i gang") == ["start"]


@pytest.mark.parametrize("phrase", ["jeg er her", "få", "uten", "ikke få", "", "??"])
def test_a_phrase_of_nothing_but_small_words_means_nothing(phrase):
    lexicon = lexicon_of([("hvem", "x", {"nb": [phrase]})])
    assert lexicon.phrases == ()


def test_a_rest_that_phrases_of_many_answers_share_means_none_of_them():
    one = lexicon_of([("behov", "a", {"nb": ["vil lese"]})])
    assert values("lese", one) == ["a"]
    both = lexicon_of(
        [
            ("behov", "a", {"nb": ["vil lese"]}),
            ("behov", "b", {"nb": ["jeg vil lese"]}),
        ]
    )
    assert values("lese", both) == []
    # Written so by an editor, it is meant.
    said = lexicon_of(
        [("behov", "a", {"nb": ["lese"]}), ("behov", "b", {"nb": ["vil lese"]})]
    )
    assert values("lese", said) == ["a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("permittert", ["laid_off"]),
        ("Permitteringa", ["laid_off"]),
        ("jobbsøkerkurs", ["job"]),
        ("karriereveiledningen", ["advice"]),
        ("permisjon", []),
        ("forpermittert", []),
    ],
)
def test_a_star_stands_for_every_word_that_begins_so(text, expected):
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("oppsakt", ["dismissed"]),
        ("opppsagt", ["dismissed"]),
        ("misstet jobben", ["dismissed"]),
        ("telefonn", ["phone"]),
        ("teleofn", ["phone"]),
        ("karrierveiledning", ["advice"]),
        ("kkarriereveiledning", ["advice"]),
        ("karriereveilxedning", ["advice"]),
        ("karriereviledninger", ["advice"]),
        ("arbidet mista", ["dismissed"]),
        ("bite jobb", []),
        ("firre", []),
        ("apsakt", []),
        ("xelefon", []),
    ],
)
def test_a_letter_or_two_of_a_long_word_may_be_wrong(text, expected):
    assert values(text) == expected


def test_a_word_that_is_known_is_not_read_as_a_misspelt_other():
    near = lexicon_of(
        [("hvem", "a", {"nb": ["lærling"]}), ("hvem", "b", {"nb": ["lærning"]})]
    )
    assert values("lærning", near) == ["b"]
    assert values("lærling", near) == ["a"]


def test_four_is_no_dismissal_in_norwegian_but_fire_is_in_english():
    fired = lexicon_of([("hvem", "dismissed", {"en": ["fire", "fired"]})])
    assert values("vi er fire som vil ha jobb", fired) == []
    assert values("my boss will fire me", fired) == ["dismissed"]


def test_the_lexicon_knows_its_words_as_they_are_written():
    def knows(word):
        (token,) = tokens_of(word)
        return LEXICON.knows(token)

    assert knows("jobben")
    assert knows("permitteringsvarsel")
    assert knows("uten")
    assert not knows("sveiser")
    assert not knows("oppsakt")


def test_phrases_of_one_answer_that_begin_alike_stand_in_order_of_the_line():
    others = "alfa beta gamma delta epsilon omega".split()
    lexicon = lexicon_of([("hvem", "x", {"nb": [f"jobb {each}" for each in others]})])
    tokens = tokens_of("jobb alfa beta gamma")
    found = [sorted(meaning.at) for meaning in lexicon.meanings(tokens)]
    assert found == [[0, 1], [0, 2], [0, 3]]


def test_the_order_of_the_taxonomy_and_of_its_phrases_means_nothing():
    turned = lexicon_of(
        [
            (parameter, slug, {key: texts[::-1] for key, texts in told.items()})
            for parameter, slug, told in reversed(WORDS)
        ]
    )
    for text in ("mistet jobben", "bytte jobb telefon oppsakt", "uten jobb lærling"):
        assert meanings(text, turned) == meanings(text)
