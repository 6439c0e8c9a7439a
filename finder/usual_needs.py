"""What people of a group mostly come for, for as long as they have not said it.

Our own judgement, from the tasks that the partnerships share and the sources of the
taxonomy; it only puts services in order and is never told as a reason.
"""

_WORK = ("job_search", "job_change", "cv_and_application")
_SCHOOL = ("education_choice", "upper_secondary_application")

USUAL = {
    "lower_secondary_pupils": _SCHOOL,
    "upper_secondary_pupils": (*_SCHOOL, "higher_education_application"),
    "apprentices": ("apprenticeship",),
    "parents": _SCHOOL,
    "youth_outside_education_and_work": ("return_to_education", "job_search"),
    "students": ("education_choice", "job_search", "cv_and_application"),
    "adults": ("education_choice", "job_change"),
    "employed": ("job_change", "education_choice"),
    "jobseekers": _WORK,
    "unemployed": _WORK,
    "laid_off": (*_WORK, "restructuring"),
    "dismissed": (*_WORK, "restructuring"),
    "reduced_work_capacity": ("work_and_health", "job_search"),
    "on_sick_leave": ("work_and_health",),
    "refugees": ("introduction_programme_plan", "settling_in_norway"),
    "immigrants": ("settling_in_norway", "foreign_qualification_recognition"),
    "introduction_programme_participants": (
        "introduction_programme_plan",
        "settling_in_norway",
    ),
    "seniors": ("job_change",),
    "prisoners": ("return_to_education", "education_choice", "job_search"),
    "military_personnel": ("education_choice", "job_change"),
    "veterans": ("job_change", "skills_mapping"),
    "employers": ("restructuring",),
    "counsellors": ("professional_development",),
}
