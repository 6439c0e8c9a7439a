"""What the page of one county answers, question by question."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.ahead import (
    coming,
    coming_reading,
    coming_words,
)
from agreements.models import (
    Body,
    Measure,
    Partnership,
    Party,
    RoleDescription,
)
from agreements.phrases import listed
from agreements.role_reading import Described, described_on, with_answers
from counties.models import County
from guidance_centres.models import GuidanceCentre
from partners.models import Partner
from publishing.models import Status
from services.models import GuidanceService, TargetGroup

from .agreement_versions import Version, shown_on, versions_of
from .county_map import finder_url
from .matrix_page import Chart, Line
from .wording import month_name

PREVIEW_LINES = 5
SERVICES_SHOWN = 6
MEASURES_SHOWN = 4
NEXT_SHOWN = 3

MEASURE_STATES = {
    Measure.State.PLANNED: "upcoming",
    Measure.State.IN_PROGRESS: "partly_covered",
    Measure.State.DONE: "confirmed",
}


def members_of(partnership: Partnership, day: date) -> list[Partner]:
    """Return the partners that take part on a day, in the agreement's order."""
    rows = partnership.memberships.valid_on(day).select_related("partner")
    return [row.partner for row in rows]


def expected_members(county: County, day: date) -> list[Partner]:
    """Return the county council and Nav, the members every partnership has.

    Nav of the country stands in where the county's own Nav is not known.
    """
    own = Q(
        county=county, kind__in=[Partner.Kind.COUNTY_COUNCIL, Partner.Kind.NAV]
    ) | Q(county__isnull=True, parent__isnull=True, kind=Partner.Kind.NAV)
    rows = list(Partner.objects.filter(own).active_on(day).in_norwegian_order())
    has_own_nav = any(row.county_id and row.kind == Partner.Kind.NAV for row in rows)
    # The county council first, as in every agreement.
    return sorted(
        (row for row in rows if row.county_id or not has_own_nav),
        key=lambda row: row.kind != Partner.Kind.COUNTY_COUNCIL,
    )


def organisation_sentence(county: County, partnership: Partnership) -> str:
    """Return one sentence on how the county has organised the work, or ''."""
    labels = partnership.organisation_labels
    if not labels:
        return ""
    return _("How %(county)s has organised it: %(ways)s.") % {
        "county": county.name,
        "ways": "; ".join(str(label) for label in labels),
    }


@dataclass(frozen=True)
class Agreed:
    """The answer to «Hva er avtalt?»: the version shown, and all on a time line."""

    version: Version | None
    versions: list[Version]
    timeline: list[dict]
    parties: list[Party]


def agreed(partnership: Partnership, day: date, today: date) -> Agreed:
    """Return what holds on `day`, else what held last; states are as of `today`."""
    versions = versions_of(partnership)
    shown = shown_on(versions, day)
    return Agreed(
        version=shown,
        versions=versions,
        timeline=[
            {
                "title": version.row.agreement.title,
                "url": version.row.get_absolute_url(),
                "start": version.first_day,
                "end": version.last_day,
                "state": version.state_on(today),
                "text": _("Version %(number)d") % {"number": version.row.number},
                "current": version == shown,
            }
            for version in versions
        ],
        parties=list(shown.row.parties.select_related("partner")) if shown else [],
    )


@dataclass(frozen=True)
class Preview:
    """The first lines of the matrix for one group, those that somebody does."""

    group: TargetGroup
    lines: list[Line]
    gaps: int


def matrix_preview(version: Version | None, places: dict[str, str]) -> Preview | None:
    """Return a preview for the usual group, or None when nothing says who does what."""
    if version is None:
        return None
    chart = Chart(version.row, groups=TargetGroup.objects.all(), places=places)
    group = chart.usual_group()
    if group is None:
        return None
    lines = chart.lines(group)
    done = [line for line in lines if not line.is_gap]
    return Preview(group, done[:PREVIEW_LINES], gaps=len(lines) - len(done))


def roles_of(partnership: Partnership, day: date) -> list[Described]:
    """Return the role descriptions that hold on a day, with what was answered."""
    descriptions = (
        with_answers(RoleDescription.objects.published())
        .valid_on(day)
        .filter(role__partnership=partnership)
        .select_related("role__partner")
        .order_by("role__position", "role__slug")
    )
    return [described_on(description, day) for description in descriptions]


def bodies_of(partnership: Partnership) -> list[Body]:
    """Return the steering group, committees and networks."""
    return list(partnership.bodies.all())


@dataclass(frozen=True)
class Places:
    """The answer to «Hvor går jeg?»: career centres by name, the rest counted."""

    centres: list[GuidanceCentre]
    historical: list[GuidanceCentre]
    others: list[dict]

    @property
    def on_map(self) -> list[GuidanceCentre]:
        return [centre for centre in self.centres if centre.latitude is not None]


def places_in(county: County) -> Places:
    """Return the public places of a county. One query."""
    rows = list(
        GuidanceCentre.objects.public()
        .filter(county=county)
        .select_related("municipality")
        .defer("source", "access_nb", "access_nn", "access_en", "access_se")
        .in_norwegian_order()
    )
    open_now = [row for row in rows if row.status == Status.PUBLISHED]
    counted = Counter(row.kind for row in open_now)
    return Places(
        centres=[
            row for row in open_now if row.kind == GuidanceCentre.Kind.CAREER_CENTRE
        ],
        historical=[row for row in rows if row.status == Status.ENDED],
        others=[
            {
                "label": _kind_count(kind, counted[kind]),
                "url": f"{reverse('guidance_centres:list')}"
                f"?{urlencode({'type': kind, 'fylke': county.slug})}",
            }
            for kind in GuidanceCentre.Kind.values
            if counted[kind] and kind != GuidanceCentre.Kind.CAREER_CENTRE
        ],
    )


def _kind_count(kind: str, number: int) -> str:
    sentences = {
        "nav_office": ngettext(
            "%(number)d Nav office", "%(number)d Nav offices", number
        ),
        "school": ngettext(
            "%(number)d upper secondary school",
            "%(number)d upper secondary schools",
            number,
        ),
        "adult_education": ngettext(
            "%(number)d place for adult education",
            "%(number)d places for adult education",
            number,
        ),
        "vocational_college": ngettext(
            "%(number)d vocational college", "%(number)d vocational colleges", number
        ),
        "university": ngettext(
            "%(number)d university or university college",
            "%(number)d universities and university colleges",
            number,
        ),
        "student_career_centre": ngettext(
            "%(number)d student career centre",
            "%(number)d student career centres",
            number,
        ),
        "follow_up_service": ngettext(
            "%(number)d follow-up service (OT)",
            "%(number)d follow-up services (OT)",
            number,
        ),
        "other": ngettext("%(number)d other place", "%(number)d other places", number),
    }
    return sentences[kind] % {"number": number}


def services_in(county: County) -> list[GuidanceService]:
    """Return some services given in the county, its own before national ones."""
    return list(
        GuidanceService.objects.published()
        .covering_county(county)
        .select_related("provider")
        .order_by("is_national", "name_nb", "pk")[:SERVICES_SHOWN]
    )


@dataclass(frozen=True)
class Progress:
    """The answer to «Hvordan går det?»: measures, their count, and the year."""

    measures: list[dict]
    more: list[dict]
    summary: str
    events: list[dict]


def progress_of(partnership: Partnership, today: date) -> Progress:
    """Return the action plan and the annual cycle as seen from `today`."""
    measures = [
        {
            "row": row,
            "goal": row.get_national_goal_display(),
            "state": MEASURE_STATES[Measure.State(row.state)],
            "state_label": capfirst(row.get_state_display()),
            "is_late": row.deadline < today and row.state != Measure.State.DONE,
        }
        for row in partnership.measures.select_related("owner")
    ]
    # What is still to be done stands first, by deadline; what is done comes last.
    measures.sort(key=lambda each: each["row"].state == Measure.State.DONE)
    events = list(partnership.annual_events.select_related("owner"))
    return Progress(
        measures=measures[:MEASURES_SHOWN],
        more=measures[MEASURES_SHOWN:],
        summary=_summary(measures),
        events=[{"row": row, "month": month_name(row.month)} for row in events],
    )


def what_comes_next(
    partnership: Partnership, agreed: Agreed, progress: Progress, today: date
) -> list[dict]:
    """Return the next few things that the public can wait for, the first one first.

    Measures are left out: they stand above, each with its deadline. One query.
    """
    points = coming_reading.public_points(
        partnership,
        [version.row for version in agreed.versions],
        [event["row"] for event in progress.events],
    )
    return [
        {
            "when": coming_words.when_of(each),
            "title": coming_words.name_of(each.point),
            "point": each.point,
        }
        for each in coming.lies_ahead(points, today)[:NEXT_SHOWN]
    ]


def _summary(measures: list[dict]) -> str:
    counted = Counter(each["row"].state for each in measures)
    parts = [
        ngettext("%(number)d done", "%(number)d done", counted["done"])
        % {"number": counted["done"]},
        ngettext(
            "%(number)d in progress", "%(number)d in progress", counted["in_progress"]
        )
        % {"number": counted["in_progress"]},
        ngettext("%(number)d planned", "%(number)d planned", counted["planned"])
        % {"number": counted["planned"]},
    ]
    return ngettext(
        "%(count)d measure in the action plan: %(states)s.",
        "%(count)d measures in the action plan: %(states)s.",
        len(measures),
    ) % {"count": len(measures), "states": listed(parts)}


def municipality_links(names: list[str]) -> list[dict]:
    """Return the municipalities as links to the finder, in the order given."""
    return [{"label": name, "url": finder_url(name)} for name in names]
