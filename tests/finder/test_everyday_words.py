"""What people write about themselves becomes answers."""

import pytest

from finder.everyday_words import understand
from finder.question import Question

GROUPS = {
    "adults",
    "dismissed",
    "laid_off",
    "lower_secondary_pupils",
    "parents",
    "refugees",
    "unemployed",
    "youth_outside_education_and_work",
}
NEEDS = {"cv_and_application", "education_choice", "prior_learning_assessment"}


def read(text, **given):
    return understand(Question(text=text, **given), groups=GROUPS, needs=NEEDS)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("mistet jobben", ("dismissed",)),
        ("Jeg har mistet jobben min og bor", ("dismissed",)),
        ("eg mista jobben", ("dismissed",)),
        ("sagt opp", ("dismissed",)),
        ("I have just lost my job", ("dismissed",)),
        ("permittert", ("laid_off",)),
        ("ARBEIDSLØS", ("unemployed",)),
        ("arbeidslaus", ("unemployed",)),
        ("I am a refugee", ("refugees",)),
        ("ung uten jobb", ("youth_outside_education_and_work",)),
        ("sluttet på videregående", ("youth_outside_education_and_work",)),
        ("barnet mitt", ("lower_secondary_pupils", "parents")),
    ],
)
def test_who_somebody_is(text, groups):
    found = read(text)
    assert found.groups == groups
    assert found.text == ""


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("realkompetanse", ("prior_learning_assessment", "education_choice")),
        ("hjelp til CV", ("cv_and_application",)),
    ],
)
def test_what_somebody_needs(text, needs):
    assert read(text).needs == needs


def test_the_age_is_understood_and_an_answer_given_before_it_stands():
    assert read("45 år og permittert").age == 45
    assert read("45 år og permittert", age=50).age == 50


def test_answers_of_the_form_come_first_and_none_twice():
    found = read("permittert, mistet jobben", groups=("adults", "laid_off"))
    assert found.groups == ("adults", "laid_off", "dismissed")


@pytest.mark.parametrize(
    "text", ["", "barnehagelærer", "veileder i fengsel", "jobb", "8.2", "!!"]
)
def test_a_text_without_an_answer_stays_as_it_is(text):
    assert read(text) == Question(text=text)


def test_the_rest_of_the_text_is_kept():
    assert read("permittert sveiser").text == "sveiser"


def test_what_the_taxonomy_does_not_have_is_no_answer():
    question = Question(text="permittert")
    assert understand(question, groups=(), needs=()) == question
