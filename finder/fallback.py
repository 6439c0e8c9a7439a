"""The way on when nothing fits, or nothing fits well: nobody is left without. Pure.

First what is near though it is for others' municipality, then what is for somebody
like you here though with something else, last the service that is there for
everybody, wherever they live.
"""

from __future__ import annotations

from collections.abc import Sequence

from .matching import Asked, Match, NearMiss, Offer
from .places import Found

MOST_NEAR = 2


def way_on(
    results: Sequence[Match],
    elsewhere: Sequence[NearMiss],
    everybody: Offer | None,
    asked: Asked,
) -> list[Match]:
    """Return where to go besides the results, or instead of them, best first.

    `elsewhere` are offers that only the place speaks against. They are told when there
    are no results, and only from the same county: farther away nobody is let in.
    """
    found: list[Match] = []
    if not results and isinstance(asked.place, Found):
        counties = {area.code[:2] for area in asked.place.areas}
        found = [
            Match(miss.offer, 0)
            for miss in elsewhere
            if any(code[:2] in counties for code in miss.offer.area.municipalities)
        ][:MOST_NEAR]
    if everybody is not None:
        found.append(Match(everybody, 0))
    return found
