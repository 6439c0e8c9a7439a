"""The situations people are in when they come: ready-made questions."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .question import Question

SITUATIONS = [
    (_("I have lost my job"), Question(groups=("dismissed",))),
    (
        _("I want to change jobs"),
        Question(groups=("employed",), needs=("job_change",)),
    ),
    (_("I am choosing an education"), Question(needs=("education_choice",))),
    (
        _("I am new in Norway"),
        Question(groups=("immigrants", "introduction_programme_participants")),
    ),
    (
        _("I want a trade certificate as an adult"),
        Question(
            groups=("adults",),
            needs=(
                "education_choice",
                "apprenticeship",
                "adult_upper_secondary",
                "prior_learning_assessment",
            ),
        ),
    ),
    (
        _("My child is choosing a school"),
        Question(
            groups=("lower_secondary_pupils", "parents"),
            needs=("education_choice", "upper_secondary_application"),
        ),
    ),
]


def situation_links():
    """Return the situations as chips: `label` and `url`."""
    search = reverse("finder:results")
    return [
        {"label": label, "url": f"{search}{question.query}"}
        for label, question in SITUATIONS
    ]
