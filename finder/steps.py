"""Question by question: the order of the pages, and what each one offers.

Pure: slugs in, slugs out. The words stand in finder/step_words.py. Editors may take a
slug out of the taxonomy or add one: what is gone is not offered, and what nobody
foresaw stands under OTHER.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from services.taxonomy import wider_groups

PLACE, GROUP, NEED, CHANNEL = ORDER = ("sted", "hvem", "behov", "kanal")
OTHER = "annet"
EVERYONE, ADULTS = "everyone", "adults"

# Too many groups for one list: first the situation, then, where it has several, which.
SITUATIONS: dict[str, tuple[str, ...]] = {
    "skole": (
        "lower_secondary_pupils",
        "upper_secondary_pupils",
        "apprentices",
        "students",
    ),
    "ung": ("youth_outside_education_and_work",),
    "uten-jobb": ("dismissed", "laid_off", "unemployed", "jobseekers"),
    "jobb": ("employed", "seniors"),
    "helse": ("on_sick_leave", "reduced_work_capacity"),
    "ny-i-norge": ("refugees", "introduction_programme_participants", "immigrants"),
    "forelder": ("parents",),
    "for-andre": ("employers", "counsellors"),
}

# In the order in which people meet them; whatever has no heading stands under OTHER.
NEED_HEADINGS: dict[str, tuple[str, ...]] = {
    "velge": (
        "education_choice",
        "occupation_information",
        "self_assessment",
        "upper_secondary_application",
        "higher_education_application",
        "apprenticeship",
        "study_funding",
    ),
    "voksen": (
        "return_to_education",
        "adult_basic_education",
        "adult_upper_secondary",
        "prior_learning_assessment",
    ),
    "jobb": (
        "job_search",
        "cv_and_application",
        "interview_training",
        "job_change",
        "skills_mapping",
        "work_and_health",
        "restructuring",
    ),
    "ny-i-norge": (
        "settling_in_norway",
        "foreign_qualification_recognition",
        "introduction_programme_plan",
    ),
    "veileder": ("professional_development",),
}

# What comes first for whom, by the nearest group of the tree that stands here.
FITTING_NEEDS: dict[str, str] = {
    "everyone": "education_choice self_assessment job_search job_change"
    " cv_and_application skills_mapping return_to_education",
    "lower_secondary_pupils": "education_choice upper_secondary_application"
    " occupation_information self_assessment",
    "upper_secondary_pupils": "education_choice higher_education_application"
    " apprenticeship occupation_information self_assessment study_funding",
    "apprentices": "apprenticeship education_choice occupation_information job_search"
    " self_assessment",
    "parents": "education_choice upper_secondary_application"
    " higher_education_application occupation_information",
    "youth_outside_education_and_work": "return_to_education education_choice"
    " upper_secondary_application apprenticeship self_assessment job_search"
    " cv_and_application",
    "students": "education_choice occupation_information job_search"
    " cv_and_application interview_training self_assessment study_funding",
    "adults": "job_change education_choice self_assessment skills_mapping"
    " return_to_education adult_upper_secondary prior_learning_assessment"
    " apprenticeship job_search study_funding",
    "employed": "job_change skills_mapping self_assessment return_to_education"
    " prior_learning_assessment apprenticeship restructuring study_funding",
    "seniors": "job_change skills_mapping self_assessment work_and_health"
    " restructuring",
    "jobseekers": "job_search cv_and_application interview_training job_change"
    " skills_mapping return_to_education prior_learning_assessment education_choice",
    "laid_off": "restructuring job_search cv_and_application job_change"
    " skills_mapping return_to_education prior_learning_assessment",
    "dismissed": "job_search cv_and_application interview_training job_change"
    " skills_mapping restructuring return_to_education",
    "on_sick_leave": "work_and_health job_change skills_mapping return_to_education"
    " self_assessment",
    "reduced_work_capacity": "work_and_health job_search skills_mapping"
    " return_to_education self_assessment cv_and_application",
    "immigrants": "settling_in_norway foreign_qualification_recognition job_search"
    " cv_and_application education_choice adult_basic_education"
    " adult_upper_secondary skills_mapping",
    "refugees": "settling_in_norway introduction_programme_plan"
    " foreign_qualification_recognition adult_basic_education"
    " adult_upper_secondary job_search skills_mapping",
    "introduction_programme_participants": "introduction_programme_plan"
    " settling_in_norway foreign_qualification_recognition adult_basic_education"
    " adult_upper_secondary job_search skills_mapping",
    "prisoners": "education_choice adult_upper_secondary prior_learning_assessment"
    " apprenticeship job_search skills_mapping",
    "military_personnel": "education_choice higher_education_application job_change"
    " job_search skills_mapping",
    "veterans": "job_change job_search skills_mapping education_choice work_and_health",
    "employers": "restructuring skills_mapping prior_learning_assessment"
    " apprenticeship",
    "counsellors": "professional_development occupation_information",
}

FIRST_CHANNELS = (
    "in_person",
    "phone",
    "video",
    "chat",
    "email",
    "drop_in",
    "group",
    "course",
)


def after(step: str, *, changing: bool = False) -> str:
    """Return the step that follows, '' when the results do.

    `changing` is one answer changed from the results: straight back to them. Raise
    ValueError for an unknown step.
    """
    index = ORDER.index(step) + 1
    return "" if changing or index == len(ORDER) else ORDER[index]


def before(step: str, *, changing: bool = False) -> str:
    """Return the step that comes before, '' when it is the finder's own page.

    Raise ValueError for an unknown step.
    """
    index = ORDER.index(step)
    return "" if changing or index == 0 else ORDER[index - 1]


def situations_in(groups: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the situations to choose between, each with its groups, OTHER last.

    `groups` are the slugs the taxonomy has, in its order. Each of them stands in just
    one situation; a situation without any is left out.
    """
    return _under_headings(groups, SITUATIONS, last=(ADULTS, EVERYONE))


def situation_of(
    answered: Collection[str], situations: Mapping[str, tuple[str, ...]]
) -> str:
    """Return the situation that holds all answered groups, '' when none does.

    The widest groups are nobody's situation: they also answer for those who found
    none of the narrower ones true.
    """
    if not set(answered) - {ADULTS, EVERYONE}:
        return ""
    return next(
        (slug for slug, held in situations.items() if set(answered) <= set(held)), ""
    )


def nearest_common_group(groups: Sequence[str], tree: Mapping[str, str]) -> str:
    """Return the narrowest group that holds all `groups`, '' when only everyone does.

    `tree` maps a slug to the next wider one. The group may be one of them.
    """
    lines = [wider_groups(slug, tree) for slug in groups]
    shared = (
        slug
        for slug in (lines[0] if lines else ())
        if slug != EVERYONE and all(slug in line for line in lines)
    )
    return next(shared, "")


def fitting_needs(
    groups: Iterable[str], needs: Collection[str], tree: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the needs that come first for people of these groups.

    Those of `needs` only, each once. A group without a list of its own has that of the
    nearest wider one, and no group that of everyone. All needs when none would come
    first.
    """
    found: dict[str, None] = {}
    for group in list(groups) or [EVERYONE]:
        line = [slug for slug in wider_groups(group, tree) if slug in FITTING_NEEDS]
        listed = FITTING_NEEDS[line[0] if line else EVERYONE]
        found |= dict.fromkeys(slug for slug in listed.split() if slug in needs)
    return tuple(found or needs)


def needs_by_heading(needs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return needs under their headings, OTHER last; a heading without any is left out.

    Each need stands under just one.
    """
    return _under_headings(needs, NEED_HEADINGS)


def first_channels(channels: Collection[str]) -> tuple[str, ...]:
    """Return the ways to meet that come first; all when none of the usual is there."""
    return tuple(slug for slug in FIRST_CHANNELS if slug in channels) or tuple(channels)


def _under_headings(
    slugs: Iterable[str],
    headings: Mapping[str, tuple[str, ...]],
    last: Sequence[str] = (),
) -> dict[str, tuple[str, ...]]:
    """Return `slugs` under their headings; without one under OTHER, `last` at its end.

    The others stay in the order they came in.
    """
    there = list(slugs)
    placed = {*last, *(slug for held in headings.values() for slug in held)}
    rest = [
        *(slug for slug in there if slug not in placed),
        *(slug for slug in last if slug in there),
    ]
    found = {
        heading: tuple(slug for slug in held if slug in there)
        for heading, held in headings.items()
    }
    found[OTHER] = tuple(rest)
    return {heading: held for heading, held in found.items() if held}
