"""What changes hands, and how it is said."""

import pytest
from django.utils import translation

from agreements.text.canonical import (
    ResponsibilityText,
    VersionText,
)
from agreements.text.difference import difference
from agreements.text.difference_words import (
    Names,
    shift_sentence,
    told,
    where,
)
from agreements.text.handover import (
    Hands,
    Part,
    hands,
    shifts,
)

COUNTY = frozenset({"3405", "3407", "3433", "3434", "3435", "3436"})
HOMES = {"lom": "3434", "skjak": "3433"}
NAMES = Names(
    parties={
        "nav": "NAV",
        "senteret": "Karriere Innlandet",
        "fylket": "Fylkeskommunen",
        "lom": "Lom kommune",
        "skjak": "Skjåk kommune",
    },
    tasks={
        "veilede": "Guide",
        "kartlegge": "Map",
        **{f"t{n}": f"T{n}" for n in range(6)},
    },
    groups={"adults": "adults", "laid_off": "the laid-off"},
    places={
        "3405": "Lillehammer",
        "3407": "Gjøvik",
        "3434": "Lom",
        "3433": "Skjåk",
        "3435": "Vågå",
        "3436": "Nord-Fron",
    },
    county="Innlandet",
    county_places=COUNTY,
    headings={},
)
TWO = ("3433", "3434")
OTHERS = tuple(sorted(COUNTY - set(TWO)))


def row(party, involvement="leads", places=(), groups=("laid_off",), task="veilede"):
    return ResponsibilityText(
        task, party, involvement, "ansvar", groups, not places, tuple(places), "", ""
    )


def said(before, after):
    with translation.override("en"):
        return [
            shift_sentence(shift, NAMES)
            for shift in shifts(before, after, county=COUNTY, home_of=HOMES)
        ]


SENTENCES = [
    (
        "somebody takes over in a part of the county",
        [row("senteret")],
        [row("senteret", places=OTHERS), row("nav", places=TWO)],
        "Responsibility for the laid-off in Lom and Skjåk passes from Karriere"
        " Innlandet to NAV: «Guide».",
    ),
    (
        "somebody takes over the work",
        [row("senteret", "delivers")],
        [row("nav", "delivers")],
        "Work for the laid-off in the whole of Innlandet passes from Karriere"
        " Innlandet to NAV: «Guide».",
    ),
    (
        "somebody takes over the funding",
        [row("senteret", "funds")],
        [row("nav", "funds")],
        "Funding for the laid-off in the whole of Innlandet passes from Karriere"
        " Innlandet to NAV: «Guide».",
    ),
    (
        "somebody gets what nobody had",
        [],
        [row("nav")],
        "Responsibility for the laid-off in the whole of Innlandet goes to NAV:"
        " «Guide».",
    ),
    (
        "somebody leads too",
        [row("senteret")],
        [row("senteret"), row("nav")],
        "Responsibility for the laid-off in the whole of Innlandet is now shared by"
        " Karriere Innlandet with NAV: «Guide».",
    ),
    (
        "one of two leaves",
        [row("senteret"), row("nav")],
        [row("senteret")],
        "Responsibility for the laid-off in the whole of Innlandet no longer lies with"
        " NAV, but still with Karriere Innlandet: «Guide».",
    ),
    (
        "nobody is left",
        [row("nav")],
        [],
        "Responsibility for the laid-off in the whole of Innlandet no longer lies with"
        " NAV, and the agreement names nobody else: «Guide».",
    ),
    (
        "from some municipalities to the whole county",
        [row("nav", places=TWO)],
        [row("nav")],
        "Responsibility of NAV for the laid-off now holds in the whole of Innlandet,"
        " not only in Lom and Skjåk: «Guide».",
    ),
    (
        "from the whole county to some municipalities",
        [row("nav", "contributes")],
        [row("nav", "contributes", places=TWO)],
        "The part of NAV in the work for the laid-off now holds only in Lom and Skjåk,"
        " not in the whole of Innlandet: «Guide».",
    ),
    (
        "somebody contributes no longer",
        [row("nav", "contributes")],
        [],
        "There are no longer contributions from NAV for the laid-off in the whole of"
        " Innlandet: «Guide».",
    ),
    (
        "somebody is told from now on",
        [],
        [row("nav", "informed")],
        "Information about the work for the laid-off in the whole of Innlandet now goes"
        " to NAV: «Guide».",
    ),
    (
        "each in its own municipality",
        [],
        [row("lom", places=["3434"]), row("skjak", places=["3433"])],
        "Responsibility for the laid-off in their own municipalities goes to Lom"
        " kommune and Skjåk kommune: «Guide».",
    ),
    (
        "groups and tasks that go the same way",
        [],
        [
            row("nav", groups=("laid_off", "adults")),
            row("nav", groups=("adults", "laid_off"), task="kartlegge"),
        ],
        "Responsibility for adults and the laid-off in the whole of Innlandet goes to"
        " NAV: «Guide» and «Map».",
    ),
    (
        "more tasks than one can read",
        [],
        [row("nav", task=f"t{number}") for number in range(6)],
        "Responsibility for the laid-off in the whole of Innlandet goes to NAV: 6"
        " tasks.",
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [case[1:] for case in SENTENCES],
    ids=[case[0] for case in SENTENCES],
)
def test_what_changes_hands_is_said_in_one_sentence(before, after, sentence):
    assert said(before, after) == [sentence]


def test_what_is_written_otherwise_but_means_the_same_is_no_change():
    before = [row("nav", groups=("adults", "laid_off"))]
    after = [
        row("nav", groups=("adults",), places=sorted(COUNTY)),
        row("nav", groups=("laid_off",), places=TWO),
        row("nav", groups=("laid_off",), places=OTHERS),
    ]
    assert said(before, after) == []
    assert hands(before, after, county=COUNTY, home_of=HOMES) == ()


def test_who_gets_a_stronger_part_gives_nothing_up():
    (sentence,) = said([row("nav", "contributes")], [row("nav", "leads")])
    assert "goes to NAV" in sentence


def test_who_hands_over_and_helps_on_is_told_twice():
    sentences = said([row("senteret")], [row("nav"), row("senteret", "contributes")])
    assert len(sentences) == 2
    assert "passes from Karriere Innlandet to NAV" in sentences[0]
    assert "contributions from Karriere Innlandet" in sentences[1]


def test_responsibility_is_told_before_the_rest():
    sentences = said([], [row("nav", "informed"), row("senteret")])
    assert "goes to Karriere Innlandet" in sentences[0]


def test_the_table_has_what_went_and_what_came_and_nothing_else():
    before = [row("senteret"), row("fylket", "funds")]
    after = [
        row("senteret", places=OTHERS),
        row("nav", places=TWO),
        row("fylket", "funds"),
    ]
    assert hands(before, after, county=COUNTY, home_of=HOMES) == (
        Hands(
            ("veilede",),
            ("laid_off",),
            frozenset(TWO),
            (Part("leads", "senteret"),),
            (Part("leads", "nav"),),
        ),
    )


def test_municipalities_that_act_at_home_are_one_line_of_the_table():
    after = [row("lom", places=["3434"]), row("skjak", places=["3433"])]
    (line,) = hands([], after, county=COUNTY, home_of=HOMES)
    assert line.places == set(TWO)
    assert line.after == (Part("leads", None),)


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (COUNTY, "in the whole of Innlandet"),
        ({"3434"}, "in Lom"),
        (COUNTY - {"3434"}, "in all municipalities but Lom"),
        (COUNTY - {"3434", "3433"}, "in all municipalities but Lom and Skjåk"),
        ({"3405", "3407", "3434"}, "in Lillehammer, Gjøvik and Lom"),
        (set(), ""),
    ],
)
def test_a_place_is_told_the_short_way_round(places, words):
    with translation.override("en"):
        assert where(frozenset(places), NAMES) == words


def test_a_new_note_changes_no_hands_and_is_told():
    before = VersionText("eksempel", "nb", None, None, (), (), (row("nav"),))
    noted = ResponsibilityText(
        "veilede", "nav", "leads", "ansvar", ("laid_off",), True, (), "Om våren.", ""
    )
    after = VersionText("eksempel", "nb", None, None, (), (), (noted,))
    with translation.override("en"):
        (sentence,) = told(difference(before, after), (), NAMES).hands
    assert "Nothing changes hands." in sentence
