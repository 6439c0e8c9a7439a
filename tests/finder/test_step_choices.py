"""What each question offers: every group, need and channel, whatever editors do."""

from dataclasses import replace

import pytest

from finder import steps
from finder.question import Question
from finder.step_forms import tidy_place
from finder.step_links import next_url, previous_url, step_url
from services.taxonomy import Taxonomy, Word, load_taxonomy
from tests import factories as make

from .step_pages import STEPS, asked_in, text_of, values_of, visit

# Every group and need is reachable, also those that editors add


@pytest.mark.usefixtures("portal_data")
class TestReach:
    def test_every_group_can_be_answered(self, client):
        reached = set()
        situations = values_of(visit(client, "hvem"))
        assert len(situations) <= 9
        for situation in situations:
            response = client.get(f"/finn/hvem/?svar=situasjon&situasjon={situation}")
            if response.status_code == 302:
                reached |= set(asked_in(response.url)[1]["hvem"])
                continue
            assert len(values_of(response)) <= 9
            for group in values_of(response):
                answer = visit(
                    client, "hvem", 302, svar="hvem", situasjon=situation, hvem=group
                )
                reached |= set(asked_in(answer.url)[1]["hvem"])
        assert reached == set(load_taxonomy().groups)
        assert len(reached) >= 24

    def test_every_need_and_channel_can_be_answered_whoever_asks(self, client):
        taxonomy = load_taxonomy()
        for group in ["", *taxonomy.groups]:
            values = values_of(visit(client, "behov", hvem=group))
            assert sorted(values) == sorted(taxonomy.needs), group
        assert sorted(values_of(visit(client, "kanal"))) == sorted(taxonomy.channels)

    def test_every_slug_that_stands_here_is_in_the_taxonomy(self):
        taxonomy = load_taxonomy()
        groups = {slug for held in steps.SITUATIONS.values() for slug in held}
        assert groups | set(steps.FITTING_NEEDS) <= set(taxonomy.groups)
        needs = {slug for held in steps.NEED_HEADINGS.values() for slug in held}
        listed = {
            slug for text in steps.FITTING_NEEDS.values() for slug in text.split()
        }
        assert needs == set(taxonomy.needs)
        assert listed <= needs
        assert set(steps.FIRST_CHANNELS) <= set(taxonomy.channels)

    @pytest.mark.parametrize(
        ("situation", "wider"),
        [
            ("uten-jobb", ["jobseekers"]),
            ("ny-i-norge", ["immigrants"]),
            ("helse", ["adults"]),
            ("skole", None),
        ],
    )
    def test_none_of_them_is_the_group_that_holds_them_all(
        self, client, situation, wider
    ):
        skip = visit(client, "hvem", situasjon=situation).context["skip_url"]
        assert asked_in(skip)[1].get("hvem") == wider


@pytest.mark.django_db
class TestAnEditedTaxonomy:
    def test_an_empty_one_is_no_dead_end(self, client):
        for step in STEPS:
            skip = visit(client, step).context["skip_url"]
            assert client.get(skip).status_code == 200

    def test_new_words_stand_under_something_else_by_their_names(self, client):
        make.make_target_group(slug="fishers", name_nb="fiskere")
        make.make_need(slug="boats", name_nb="båter")
        make.make_channel(slug="radio", name_nb="radio")
        assert values_of(visit(client, "hvem")) == ["annet"]
        groups = visit(client, "hvem", situasjon="annet")
        assert "Fiskere" in text_of(groups)
        answer = visit(
            client, "hvem", 302, svar="hvem", situasjon="annet", hvem="fishers"
        )
        assert asked_in(answer.url)[1] == {"hvem": ["fishers"]}
        assert values_of(visit(client, "behov")) == ["boats"]
        assert values_of(visit(client, "kanal")) == ["radio"]

    def test_a_word_in_another_language_says_so(self, client):
        make.make_need(slug="boats", name_nb="båter")
        assert 'lang="nb">Båter</label>' in text_of(
            visit(client, "behov", prefix="/en")
        )


# Rules, without a database

TREE = {
    "laid_off": "jobseekers",
    "dismissed": "jobseekers",
    "jobseekers": "adults",
    "employed": "adults",
    "adults": "everyone",
    "new_one": "laid_off",
}


def test_the_order_of_the_questions():
    assert [steps.after(step) for step in STEPS] == ["hvem", "behov", "kanal", ""]
    assert [steps.before(step) for step in STEPS] == ["", "sted", "hvem", "behov"]
    assert {steps.after(step, changing=True) for step in STEPS} == {""}
    assert {steps.before(step, changing=True) for step in STEPS} == {""}


@pytest.mark.parametrize("rule", [steps.after, steps.before])
def test_there_is_no_other_question(rule):
    with pytest.raises(ValueError, match="not in tuple"):
        rule("alder")


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (["laid_off", "dismissed"], "jobseekers"),
        (["jobseekers", "laid_off"], "jobseekers"),
        (["laid_off", "employed"], "adults"),
        (["adults", "everyone"], ""),
        (["laid_off", "unknown"], ""),
        (["laid_off"], "laid_off"),
        ([], ""),
    ],
)
def test_the_nearest_common_group(groups, expected):
    assert steps.nearest_common_group(groups, TREE) == expected


def test_a_circle_in_the_tree_ends():
    assert steps.nearest_common_group(["a", "c"], {"a": "b", "b": "a"}) == ""


@pytest.mark.parametrize(
    ("groups", "first"),
    [
        (["laid_off"], "restructuring"),
        (["new_one"], "restructuring"),
        (["employed"], "job_change"),
        (["unknown"], "education_choice"),
        ([], "education_choice"),
    ],
)
def test_what_fits_the_nearest_group_comes_first(groups, first):
    needs = ["education_choice", "job_change", "restructuring"]
    assert steps.fitting_needs(groups, needs, TREE)[0] == first


def test_fitting_needs_are_known_and_stand_once():
    needs = ["job_change", "own"]
    found = steps.fitting_needs(["employed", "laid_off"], needs, TREE)
    assert found == ("job_change",)
    assert steps.fitting_needs(["employed"], ["own"], TREE) == ("own",)


def test_the_widest_groups_are_nobodys_situation():
    situations = steps.situations_in(["everyone", "adults", "laid_off", "prisoners"])
    assert situations == {
        "uten-jobb": ("laid_off",),
        "annet": ("prisoners", "adults", "everyone"),
    }
    assert steps.situation_of(["adults"], situations) == ""
    assert steps.situation_of([], situations) == ""
    assert steps.situation_of(["prisoners", "adults"], situations) == "annet"
    assert steps.situation_of(["laid_off", "prisoners"], situations) == ""


def test_the_addresses_say_everything():
    word = {"everyone": Word("everyone", {"nb": "alle"})}
    taxonomy = Taxonomy(groups=word, needs={}, channels={})
    asked = Question(place="Bø i Telemark")
    assert step_url("hvem", asked, changing=True) == (
        "/finn/hvem/?sted=B%C3%B8+i+Telemark&endre=1"
    )
    assert step_url("hvem", Question()) == "/finn/hvem/"
    assert next_url("kanal", Question(), taxonomy) == "/finn/?hvem=everyone"
    assert next_url("kanal", Question(), taxonomy, changing=True) == "/finn/"
    assert next_url("kanal", Question(), replace(taxonomy, groups={})) == "/finn/"
    assert previous_url("sted", Question(), taxonomy) == "/finn/"


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("28 15", "2815"),
        ("٢٨١٥", "2815"),
        ("²²²²", "²²²²"),
        (" Bø  i\tTelemark ", "Bø i Telemark"),
    ],
)
def test_digits_lose_their_width_and_spaces(typed, tidy):
    assert tidy_place(typed) == tidy
