"""Services as finder/matching.py sees them: the rows behind its rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Cast, JSONObject

from agreements import matching as agreed
from agreements.matching import DELIVERS, LEADS, Tree
from agreements.reach import Promise, promises_to
from publishing.fact_groups import groups_of
from publishing.freshness import ALL
from publishing.models import Check
from services.models import GuidanceService

from .gazetteer import Gazetteer
from .matching import Asked, Offer
from .places import COUNTY, MUNICIPALITY, Found

# Everybody may turn to it, wherever they live: the way on when nothing else fits.
FALLBACK_SLUG = "karriereveiledning-no"
COLUMNS = (
    *("id", "slug", "provider_slug", "facets", "is_national", "languages"),
    *("age_from", "age_to", "referral_required", "confirmations", "stated_on"),
    *("as_of", "confirm_every_months"),
)


def load_offers(ids: Iterable[int], gazetteer: Gazetteer) -> dict[int, Offer]:
    """Return published services by pk, and with them the one that is for everybody.

    That one comes along even when it is not among `ids`. One query.
    """
    rows = (
        GuidanceService.objects.published()
        .filter(Q(pk__in=list(ids)) | Q(slug=FALLBACK_SLUG))
        .annotate(
            facets=F("search_entry__facets"),
            provider_slug=F("provider__slug"),
            confirm_every_months=F("provider__confirm_every_months"),
            confirmations=_last_confirmations(),
            stated_on=_last_statement(),
        )
        .values(*COLUMNS)
    )
    return {row["id"]: _offer(row, gazetteer) for row in rows}


def with_promises(offers: Sequence[Offer], asked: Asked, *, on: date) -> list[Offer]:
    """Return the offers with who leads or delivers them at the place asked about.

    Nobody is named without a place, or for a place that is more than one. A promise
    counts for a group that was asked about; without a group, for any. Two queries.
    """
    place = asked.place
    if not isinstance(place, Found) or len(place.areas) != 1 or not offers:
        return list(offers)
    questions = [
        agreed.Question(
            group=group, needs=frozenset(asked.needs), municipality=asked.municipality
        )
        for group in asked.groups or (None,)
    ]
    found = promises_to(
        [offer.agreed for offer in offers],
        questions,
        on=on,
        county=place.areas[0].code[:2],
        groups=Tree(asked.taxonomy.broader),
    )
    return [
        replace(
            offer,
            promises=tuple(
                promise
                for promise in found[offer.id]
                if promise.involvement in (LEADS, DELIVERS)
                and _holds_in(promise, place)
            ),
        )
        for offer in offers
    ]


def _holds_in(promise: Promise, place: Found) -> bool:
    """Return whether a promise holds in the whole of the place asked about."""
    if place.county:
        return promise.whole_county and promise.county_name == place.county.name
    return True


def _last_statement():
    """Return the last day on which a source stated the service's facts."""
    checks = _checks(Check.Kind.STATED_BY_SOURCE).values("object_id")
    return Subquery(checks.annotate(last=Max("checked_on")).values("last"))


def _last_confirmations():
    """Return the last day a person confirmed the service, by group of facts."""
    checks = _checks(Check.Kind.CONFIRMED).values("fact_group")
    last = Cast(Max("checked_on"), CharField())
    return ArraySubquery(
        checks.annotate(told=JSONObject(group="fact_group", day=last))
        .order_by("fact_group")
        .values("told")
    )


def _checks(kind):
    return Check.objects.filter(
        content_type=ContentType.objects.get_for_model(GuidanceService),
        object_id=Cast(OuterRef("pk"), CharField()),
        kind=kind,
    ).order_by()


def _by_group(told) -> tuple[date, ...]:
    """Return the last day of each group of facts that somebody has confirmed.

    A confirmation of everything counts for each of the groups.
    """
    days = {each["group"]: date.fromisoformat(each["day"]) for each in told}
    everything = days.pop(ALL, None)
    of_groups = [
        [day for day in (days.get(group.key), everything) if day]
        for group in groups_of(GuidanceService)
    ]
    return tuple(max(each) for each in of_groups if each)


def _offer(row, gazetteer: Gazetteer) -> Offer:
    confirmations = _by_group(row["confirmations"])
    told: dict[str, list[str]] = {}
    for facet in row["facets"] or ():
        kind, _colon, value = facet.partition(":")
        told.setdefault(kind, []).append(value)
    codes = {
        kind: frozenset(gazetteer.codes(kind, map(int, told.get(kind, ()))))
        for kind in (COUNTY, MUNICIPALITY)
    }
    return Offer(
        id=row["id"],
        slug=row["slug"],
        agreed=agreed.Offer(
            id=row["id"],
            provider=row["provider_slug"],
            groups=frozenset(told.get("group", ())),
            needs=frozenset(told.get("need", ())),
            area=agreed.Area(
                everywhere=row["is_national"],
                counties=codes[COUNTY],
                municipalities=codes[MUNICIPALITY],
            ),
        ),
        channels=frozenset(told.get("channel", ())),
        languages=tuple(row["languages"]),
        age_from=row["age_from"],
        age_to=row["age_to"],
        referral_required=row["referral_required"],
        confirmed_on=max(confirmations, default=None),
        confirmations=confirmations,
        confirm_every_months=row["confirm_every_months"],
        stated_on=row["stated_on"],
        stated_as=row["as_of"],
    )
