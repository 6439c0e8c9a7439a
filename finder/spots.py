"""Where services are given to somebody at a place: the rows behind finder/nearby.py."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from guidance_centres.models import GuidanceCentre
from guidance_centres.opening_words import hours_told, state_words, with_hours
from services.models import GuidanceService

from .matching import Match, Offer
from .nearby import Spot, choose
from .places import Found, Outcome


def with_nearby(offers: Iterable[Offer], place: Outcome | None) -> list[Offer]:
    """Return the offers with where they are given to somebody at a place. One query.

    Nothing is filled in when the place is no single municipality.
    """
    offers = list(offers)
    home = place.municipality if isinstance(place, Found) else None
    if not offers or home is None:
        return offers
    links = GuidanceService.centres.through.objects.filter(
        guidancecentre_id=OuterRef("pk"),
        guidanceservice_id__in=[offer.id for offer in offers],
    )
    served = GuidanceCentre.serves.through.objects.filter(
        guidancecentre_id=OuterRef("pk")
    )
    centres = (
        GuidanceCentre.objects.published()
        .select_related("municipality")
        .annotate(
            gives=ArraySubquery(links.values("guidanceservice_id")),
            names_some=Exists(served),
            names_home=Exists(served.filter(municipality_id=home.id)),
            has_branches=Exists(
                GuidanceCentre.objects.published().filter(parent=OuterRef("pk"))
            ),
        )
        .filter(
            Q(names_home=True) | Q(names_some=False, county_id=home.county_id),
            Exists(links),
        )
        .in_norwegian_order()
    )
    by_service: dict[int, list[Spot]] = {}
    for centre in centres:
        for service in centre.gives:
            by_service.setdefault(service, []).append(_spot(centre, home.id))
    return [
        replace(
            offer,
            nearby=choose(
                by_service[offer.id], place.point, origin_is_exact=place.is_exact
            ),
        )
        if offer.id in by_service
        else offer
        for offer in offers
    ]


def with_opening(
    matches: Sequence[Match], *, now: datetime, today: date
) -> list[Match]:
    """Return the matches with whether their places are open. One query.

    `now` is aware, `today` its day in Europe/Oslo.
    """
    spots = [
        spot
        for found in matches
        if found.offer.nearby
        for spot in found.offer.nearby.spots
    ]
    if not spots:
        return list(matches)
    told = {}
    centres = GuidanceCentre.objects.filter(pk__in=[spot.id for spot in spots])
    for centre in with_hours(centres, today):
        hours = hours_told(centre)
        if hours.are_known:
            state, words = state_words(hours, now, today)
            told[centre.pk] = {"opening": words, "is_open": state == "open"}
    return [_told_when(found, told) for found in matches]


def _told_when(found, told):
    nearby = found.offer.nearby
    if nearby is None:
        return found
    spots = tuple(replace(spot, **told.get(spot.id, {})) for spot in nearby.spots)
    offer = replace(found.offer, nearby=replace(nearby, spots=spots))
    return replace(found, offer=offer)


def _spot(centre, home):
    known = centre.latitude is not None and centre.longitude is not None
    return Spot(
        id=centre.pk,
        name=centre.name,
        url=centre.get_absolute_url(),
        town=centre.municipality.name if centre.municipality else "",
        names_municipality=centre.names_home,
        in_municipality=centre.municipality_id == home,
        is_umbrella=centre.has_branches,
        phone=centre.phone,
        email=centre.email,
        website=centre.website,
        point=(centre.latitude, centre.longitude) if known else None,
    )
