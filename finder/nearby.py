"""Which of the places that give a service to show to somebody. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .distance import Point, distance_km

MOST_SHOWN = 5


@dataclass(frozen=True)
class Spot:
    """A place that gives the service and serves the municipality asked about.

    `names_municipality` says that it is there for just this municipality (among
    others), not for the whole county. `town` is the municipality it lies in, or ''.
    `is_umbrella` is a common name over several places, and no door to knock on.
    `opening` says in words whether it is open now, '' when no hours are known.
    """

    name: str
    url: str
    id: int = 0
    town: str = ""
    names_municipality: bool = False
    in_municipality: bool = False
    is_umbrella: bool = False
    point: Point | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    opening: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Nearby:
    """What is shown: the spots, how many more there are, and how far the first one is.

    `distance_km` is None when it is not known. `is_nearest` is only true when the way
    to every other spot is known too, and is longer.
    """

    spots: tuple[Spot, ...]
    others: int = 0
    distance_km: float | None = None
    is_nearest: bool = False


def choose(
    spots: Sequence[Spot], origin: Point | None, *, origin_is_exact: bool = True
) -> Nearby:
    """Return the spots to show for somebody at `origin` (None: not known).

    Those that are there for the municipality come before those that merely lie in
    it, and these before the others of the county. With a distance the closest one is
    shown; without, all of them, up to MOST_SHOWN. When the origin only stands for a
    whole municipality (`origin_is_exact` False), no distance is told within it: the
    middle of Gjøvik is a forest, and nobody lives there. Nor is one told when both
    are the very same point: then the place is only known by its postal code.
    """
    chosen = (
        [spot for spot in spots if spot.names_municipality]
        or [spot for spot in spots if spot.in_municipality]
        or list(spots)
    )
    doors = [spot for spot in chosen if not spot.is_umbrella] or chosen
    known = sorted(
        (
            (distance, spot)
            for spot in doors
            if (distance := distance_km(origin, spot.point)) is not None
        ),
        key=lambda entry: (entry[0], entry[1].name),
    )
    if not known:
        shown = tuple(sorted(doors, key=lambda spot: spot.name))[:MOST_SHOWN]
        return Nearby(shown, others=len(spots) - len(shown))
    distance, closest = known[0]
    is_told = distance > 0 and (
        origin_is_exact or not (closest.in_municipality or closest.names_municipality)
    )
    return Nearby(
        (closest,),
        others=len(spots) - 1,
        distance_km=distance if is_told else None,
        is_nearest=1 < len(known) == len(doors) and known[1][0] > distance,
    )
