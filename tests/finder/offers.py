"""Offers and questions as plain values, over a small taxonomy of our own."""

from datetime import date

from agreements import matching as agreed
from agreements.reach import Promise
from finder.matching import Asked, Offer
from finder.places import Found
from services.taxonomy import Taxonomy, Word
from tests.finder.small_country import GJOVIK, INNLANDET

TODAY = date(2025, 3, 10)
GROUPS = [
    ("everyone", "", None, None),
    ("adults", "everyone", 19, None),
    ("jobseekers", "adults", None, None),
    ("laid_off", "jobseekers", None, None),
    ("dismissed", "jobseekers", None, None),
    ("pupils", "everyone", 12, 16),
    ("youth", "everyone", 15, 24),
    ("employers", "everyone", None, None),
]
NEEDS = ("cv", "job_change", "education", "funding", "interview")
CHANNELS = ("phone", "video", "web", "webinar")
NAMES = {"34": "Innlandet", "03": "Oslo", "3407": "Gjøvik", "3411": "Ringsaker"}
IN_GJOVIK = Found("Gjøvik", (GJOVIK,), point=GJOVIK.point)
IN_INNLANDET = Found("Innlandet", (INNLANDET,))


def _word(slug, broader="", age_from=None, age_to=None):
    return Word(slug, {"en": slug}, broader, {}, age_from, age_to)


TAXONOMY = Taxonomy(
    groups={row[0]: _word(*row) for row in GROUPS},
    needs={slug: _word(slug) for slug in NEEDS},
    channels={slug: _word(slug) for slug in CHANNELS},
)


def offer(
    slug="offer",
    *,
    id=1,
    groups=(),
    needs=(),
    channels=(),
    counties=(),
    municipalities=(),
    everywhere=False,
    **given,
):
    """Return an offer; what is not given nobody has told."""
    area = agreed.Area(everywhere, frozenset(counties), frozenset(municipalities))
    return Offer(
        id=id,
        slug=slug,
        agreed=agreed.Offer(id, "nav", frozenset(groups), frozenset(needs), area),
        channels=frozenset(channels),
        **given,
    )


def asked(**given):
    """Return what is asked; the lists of words may be tuples or wishes a set."""
    wishes = frozenset(given.pop("wishes", ()))
    return Asked(today=TODAY, taxonomy=TAXONOMY, names=NAMES, wishes=wishes, **given)


def promise(involvement="leads", **given):
    """Return a promise of an agreement in Innlandet, for the whole county."""
    defaults = {
        "involvement_label": involvement,
        "task_name": "Guide",
        "party_name": "Karriere Innlandet",
        "party_url": "/parter/ki/",
        "clause_number": "8.2",
        "clause_heading": "Tasks",
        "clause_url": "/avtaler/a/v1/#punkt-8.2",
        "agreement_title": "Agreement",
        "agreement_url": "/avtaler/a/v1/",
        "county_name": "Innlandet",
        "whole_county": True,
        "municipality_names": (),
        "group_names": (),
        "groups": frozenset(),
        "is_example": False,
    }
    return Promise(involvement=involvement, **defaults | given)
