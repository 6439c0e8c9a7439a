"""Where a service is given: all its places, or those for somebody at a place."""

from dataclasses import dataclass, field

from django.db.models import CharField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast, JSONObject

from finder.nearby import Nearby, Spot, choose
from finder.places import Found, SeveralPlaces, query_for
from finder.question import Question
from guidance_centres.models import GuidanceCentre
from guidance_centres.opening_words import hours_told, state_words, with_hours
from partners.models import Partner
from partnership_portal.templatetags.portal import source_line
from publishing.models import Check

MOST_PLACES_LISTED = 30


@dataclass(frozen=True)
class Shown:
    """A place as one line. `state` is open, closed or '' when no hours are known.

    `told_on` and `confirmed_on` are only set when the older rule says «not confirmed
    since»: what is fresh needs no line beside each place.
    """

    centre: GuidanceCentre
    name: str
    url: str
    town: str = ""
    state: str = ""
    state_label: str = ""
    is_stale: bool = False
    told_on: str = ""
    confirmed_on: object = None


@dataclass(frozen=True)
class Answer:
    """What to say to somebody who asked about a place.

    `kind` is found, none (no known place serves it), outside (the service is not for
    that place), several, wide (holds several municipalities) or unknown. `choices` are
    chips.
    """

    kind: str
    place: str
    nearby: Nearby | None = None
    shown: list[Shown] = field(default_factory=list)
    choices: list[dict] = field(default_factory=list)


def places_of(service, home, *, place_count, now, today):
    """Return the places to show as `Shown`, in Norwegian order. At most one query.

    All of them, or when they are many those that serve `home` (an Area, or None).
    """
    if not place_count or (place_count > MOST_PLACES_LISTED and home is None):
        return []
    centres = _with_home(service.centres.published(), home)
    if place_count > MOST_PLACES_LISTED:
        centres = centres.filter(_serves(home))
    checks = Check.objects.filter(
        content_type__app_label="guidance_centres",
        content_type__model="guidancecentre",
        object_id=Cast(OuterRef("pk"), CharField()),
        kind=Check.Kind.CONFIRMED,
    ).order_by("-checked_on", "-id")
    centres = (
        with_hours(centres, today)
        .select_related("municipality")
        .annotate(confirmed_on=Subquery(checks.values("checked_on")[:1]))
        .in_norwegian_order()
    )
    return [_shown(centre, now, today) for centre in centres]


def answer_for(service, asked, place, shown, *, place_count):
    """Return what to say about the place that was asked for; None when none was.

    `place` is what finder.places made of `asked`; `shown` came from `places_of`.
    """
    if not asked:
        return None
    if isinstance(place, SeveralPlaces):
        choices = [
            _chip(f"{choice.label}, {choice.within}", choice.query)
            for choice in place.choices
        ]
        return Answer("several", asked, choices=choices)
    if not isinstance(place, Found):
        return Answer("unknown", asked)
    if not is_for(service, place):
        return Answer("outside", place.label)
    if not place_count:
        return None
    home = place.municipality
    if home is None:
        municipalities = [area for area in place.areas if area.kind == "municipality"]
        choices = [_chip(area.name, query_for(area)) for area in municipalities]
        return Answer("wide", place.label, choices=choices)
    by_url = {each.url: each for each in shown if _is_for(each.centre, home)}
    if not by_url:
        return Answer("none", place.label)
    spots = [_spot(each.centre, home) for each in by_url.values()]
    nearby = choose(spots, place.point, origin_is_exact=place.is_exact)
    return Answer(
        "found",
        place.label,
        nearby=nearby,
        shown=[by_url[spot.url] for spot in nearby.spots],
    )


def covers(service, area):
    """Return whether the service is for an area, or for some part of a county.

    True as well when no source says where it is given. Counties and municipalities
    come prefetched.
    """
    if service.is_national:
        return True
    counties = {county.pk for county in service.counties.all()}
    municipalities = {each.pk: each for each in service.municipalities.all()}
    if not counties and not municipalities:
        return True
    if area.kind == "county":
        parts = {each.county_id for each in municipalities.values()}
        return area.id in counties | parts
    return area.county_id in counties or area.id in municipalities


def is_for(service, place):
    """Return whether somebody at a place (what finder.places found) can use it."""
    return isinstance(place, Found) and any(
        covers(service, area) for area in place.areas
    )


def county_of(place):
    """Return (pk, name) of the county a place lies in; None when that is not one."""
    if not isinstance(place, Found):
        return None
    if place.county:
        return place.county.id, place.county.name
    home = place.municipality
    return (home.county_id, home.within) if home else None


def with_council(services, county, today):
    """Return services with `council`, JSON: whom the provider stands for in a county.

    That is the county council of the county (pk), when it belongs to the provider: one
    partner then stands for the councils of all counties. None otherwise.
    """
    council = (
        Partner.objects.active_on(today)
        .filter(
            kind=Partner.Kind.COUNTY_COUNCIL,
            county_id=county,
            parent=OuterRef("provider"),
        )
        .order_by("pk")
    )
    return services.annotate(
        council=Subquery(
            council.values(
                row=JSONObject(
                    kind="kind",
                    name="name",
                    slug="slug",
                    phone="phone",
                    email="email",
                    website="website",
                )
            )[:1]
        )
    )


def council_of(service, place):
    """Return (council, name of its county) where the service is given at a place.

    `place` is one the service is for, or None. (None, '') where the provider stands
    for nobody else. Reads what `with_council` loaded.
    """
    row = getattr(service, "council", None)
    if not row or place is None:
        return None, ""
    return Partner(**row), county_of(place)[1]


def _with_home(centres, home):
    served = GuidanceCentre.serves.through.objects.filter(
        guidancecentre_id=OuterRef("pk")
    )
    branches = GuidanceCentre.objects.published().filter(parent=OuterRef("pk"))
    return centres.annotate(
        names_some=Exists(served),
        names_home=Exists(served.filter(municipality_id=home.id if home else None)),
        has_branches=Exists(branches),
    )


def _serves(home):
    return Q(names_home=True) | Q(names_some=False, county_id=home.county_id)


def _is_for(centre, home):
    """Return the same as `_serves`, of a place that is loaded."""
    return centre.names_home or (
        not centre.names_some and centre.county_id == home.county_id
    )


def _spot(centre, home):
    point = None
    if centre.latitude is not None and centre.longitude is not None:
        point = centre.latitude, centre.longitude
    return Spot(
        name=centre.name,
        url=centre.get_absolute_url(),
        town=centre.municipality.name if centre.municipality else "",
        names_municipality=centre.names_home,
        in_municipality=centre.municipality_id == home.id,
        is_umbrella=centre.has_branches,
        point=point,
    )


def _shown(centre, now, today):
    state, label = "", ""
    hours = hours_told(centre)
    if hours.are_known:
        state, label = state_words(hours, now, today)
    told = source_line(
        "", on=centre.as_of, confirmed_on=centre.confirmed_on, today=today
    )
    return Shown(
        centre=centre,
        name=centre.name,
        url=centre.get_absolute_url(),
        town=centre.municipality.name if centre.municipality else "",
        state=state,
        state_label=label,
        is_stale=told["stale"],
        told_on=centre.as_of,
        confirmed_on=centre.confirmed_on,
    )


def _chip(label, query):
    return {"label": label, "url": f"{Question(place=query).query}#steder"}
