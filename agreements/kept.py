"""Which promises no published service meets: what a partner has still to offer."""

from collections.abc import Sequence
from typing import Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from services.models import GuidanceService, TargetGroup

from .matching import DELIVERS, LEADS, Area, Offer, Tree, reaches
from .models import Responsibility
from .reach import duty_of, load_world

# Who only contributes, is told or pays has not promised to offer something.
TO_OFFER: Final = frozenset({LEADS, DELIVERS})
# How far a partner has others above and below it: Nav, Nav Innlandet, Nav Gjøvik.
LINE: Final = ("", "parent", "parent__parent", "children", "children__children")


def unmet(responsibilities: Sequence[Responsibility]) -> list[Responsibility]:
    """Return those that lead or deliver and that no published service meets.

    They come from `reach.responsibilities_in_force`. A service of the party meets a
    promise, or of those above and below it, by the rules of matching.py. Three queries.
    """
    promised = [row for row in responsibilities if row.involvement in TO_OFFER]
    if not promised:
        return []
    parties = {row.party.partner_id for row in promised}
    offers = _offers(parties)
    tree = Tree(dict(TargetGroup.objects.values_list("slug", "broader__slug")))
    duties = {row.pk: duty_of(row) for row in promised}
    involved = {duty.party for duty in duties.values()}
    world = load_world(involved | {offer.provider for offer in offers}, tree)
    return [
        row
        for row in promised
        if not any(reaches(duties[row.pk], offer, world) for offer in offers)
    ]


def _offers(parties: set[int]) -> list[Offer]:
    """Return the published services of partners and of their line. One query."""
    line = Q()
    for path in LINE:
        line |= Q(**{f"provider__{path}__in" if path else "provider__in": parties})
    keys = GuidanceService.objects.published().filter(line).order_by().values("pk")
    rows = (
        GuidanceService.objects.filter(pk__in=keys)
        .annotate(
            group_slugs=_slugs("target_groups", "targetgroup__slug"),
            need_slugs=_slugs("needs", "need__slug"),
            county_codes=_slugs("counties", "county__code"),
            municipality_codes=_slugs("municipalities", "municipality__code"),
        )
        .values_list(
            *("pk", "provider__slug", "is_national", "group_slugs", "need_slugs"),
            *("county_codes", "municipality_codes"),
        )
    )
    return [
        Offer(
            id=pk,
            provider=provider,
            groups=frozenset(groups),
            needs=frozenset(needs),
            area=Area(
                everywhere=is_national or not (counties or municipalities),
                counties=frozenset(counties),
                municipalities=frozenset(municipalities),
            ),
        )
        for pk, provider, is_national, groups, needs, counties, municipalities in rows
    ]


def _slugs(field: str, value: str) -> ArraySubquery:
    through = getattr(GuidanceService, field).through
    return ArraySubquery(
        through.objects.filter(guidanceservice_id=OuterRef("pk")).values(value)
    )
