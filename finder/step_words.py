"""What is asked question by question, and the answers in everyday words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .steps import CHANNEL, GROUP, NEED, OTHER, PLACE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Asked:
    """The words of one page.

    `why` tells why we ask, in one line; `skip` is the way on without an answer;
    `missing` says what to do when nothing was answered.
    """

    question: str | _StrPromise
    why: str | _StrPromise
    skip: str | _StrPromise
    missing: str | _StrPromise


PAGES = {
    PLACE: Asked(
        question=_("Where do you live?"),
        why=_("Who can help you depends on where you live."),
        skip=_("The whole country"),
        missing=_("Write a postal code or a place, or choose “The whole country”."),
    ),
    GROUP: Asked(
        question=_("Which of these fits you best?"),
        why=_(
            "Some services are only for some people. We show those that are for you."
        ),
        skip=_("Don’t know, skip this"),
        missing=_("Choose what fits best, or “Don’t know, skip this”."),
    ),
    NEED: Asked(
        question=_("What do you need help with?"),
        why=_("Then you see who can help with that. You can choose more than one."),
        skip=_("Don’t know, skip this"),
        missing=_(
            "Choose at least one thing you need help with, or “Don’t know, skip this”."
        ),
    ),
    CHANNEL: Asked(
        question=_("How do you want to meet?"),
        why=_(
            "Not everybody can be reached in the same way. You can choose more"
            " than one."
        ),
        skip=_("It does not matter"),
        missing=_("Choose at least one way to meet, or “It does not matter”."),
    ),
}

# The second page about who somebody is: which of the groups of a situation.
WHICH_GROUPS = Asked(
    question=_("Which of these are true for you?"),
    why=_("Then you see what is meant for you. You can choose more than one."),
    skip=_("None of these"),
    missing=_("Choose what is true for you, or “None of these”."),
)

SITUATION_WORDS = {
    "skole": _("I go to school, study or am an apprentice"),
    "ung": _("I am young, and neither in school nor at work"),
    "uten-jobb": _("I have lost my job, am laid off or have no job"),
    "jobb": _("I am in work"),
    "helse": _("I am on sick leave, or my health limits what I can do"),
    "ny-i-norge": _("I am a refugee or have moved to Norway"),
    "forelder": _("I am a parent or guardian"),
    "for-andre": _("I am an employer, or guide others in my job"),
    OTHER: _("Something else"),
}

GROUP_WORDS = {
    "lower_secondary_pupils": _("I go to lower secondary school"),
    "upper_secondary_pupils": _("I go to upper secondary school"),
    "apprentices": _("I am an apprentice"),
    "students": _("I study at a university, university college or vocational college"),
    "dismissed": _("I have lost my job"),
    "laid_off": _("I am temporarily laid off"),
    "unemployed": _("I am unemployed"),
    "jobseekers": _("I am looking for work"),
    "employed": _("I have a job"),
    "seniors": _("I am an older worker"),
    "on_sick_leave": _("I am on sick leave"),
    "reduced_work_capacity": _("My health limits what work I can do, or how much"),
    "refugees": _("I am a refugee"),
    "introduction_programme_participants": _(
        "I take part in the introduction programme"
    ),
    "immigrants": _("I have moved to Norway"),
    "employers": _("I am an employer"),
    "counsellors": _("I guide others, at a school, a centre or elsewhere"),
    "prisoners": _("I am in prison"),
    "military_personnel": _("I am a conscript or work in the armed forces"),
    "veterans": _("I am a veteran of international operations"),
    "adults": _("I am an adult, and nothing else fits"),
    "everyone": _("Show me what is for everyone"),
}

NEED_HEADING_WORDS = {
    "velge": _("Choosing an education or a job"),
    "voksen": _("School and education as an adult"),
    "jobb": _("Finding, changing or keeping a job"),
    "ny-i-norge": _("New in Norway"),
    "veileder": _("For people who guide others"),
    OTHER: _("Something else"),
}
