"""Maps of the country and of one county, from the stored boundaries."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode

from counties import maps
from counties.models import Boundary, County, Municipality
from guidance_centres.models import GuidanceCentre

QUIET = "map__area--quiet"
CURRENT = "map__area--current"


def outline_of(boundary: Boundary) -> maps.Outline:
    """Return a stored boundary as the map draws it."""
    return maps.Outline(
        boundary.path, maps.Box(*boundary.box), tuple(boundary.label_point)
    )


def finder_url(place: str) -> str:
    """Return the finder asked about a place by name."""
    return f"{reverse('finder:results')}?{urlencode({'sted': place})}"


def country_map(
    counties: Iterable[County],
    centres: Iterable[GuidanceCentre] = (),
    *,
    quiet: bool = False,
) -> maps.SvgMap | None:
    """Return the map of the counties, each a link; None when no outline is stored.

    Counties come with their boundary. `quiet` draws them as the ground for the
    centres, without links and names.
    """
    shapes = [
        maps.shape(
            county.code,
            county.name,
            outline_of(county.boundary),
            href="" if quiet else county.get_absolute_url(),
            css_class=QUIET if quiet else "",
        )
        for county in counties
        if hasattr(county, "boundary")
    ]
    if not shapes:
        return None
    return maps.svg_map(shapes, centre_points(centres), with_labels=not quiet)


def municipality_map(
    municipalities: Iterable[Municipality], centres: Iterable[GuidanceCentre] = ()
) -> maps.SvgMap | None:
    """Return the map of municipalities, each a link to the finder, or None.

    Municipalities come with their boundary; those without one are left out.
    """
    shapes = [
        maps.shape(
            municipality.code,
            municipality.name,
            outline_of(municipality.boundary),
            href=finder_url(municipality.name),
        )
        for municipality in municipalities
        if hasattr(municipality, "boundary")
    ]
    if not shapes:
        return None
    return maps.svg_map(shapes, centre_points(centres), with_labels=False)


def place_map(centre: GuidanceCentre) -> maps.SvgMap | None:
    """Return where a place lies in its county, or None when nothing can be shown.

    The municipality is marked, and the point where it is known. The centre comes
    with county and municipality and their boundaries.
    """
    county, municipality = centre.county, centre.municipality
    points = centre_points([centre], with_links=False)
    has_municipality = municipality is not None and hasattr(municipality, "boundary")
    if county is None or not hasattr(county, "boundary"):
        return None
    if not points and not has_municipality:
        return None
    shapes = [
        maps.shape(
            county.code, county.name, outline_of(county.boundary), css_class=QUIET
        )
    ]
    if has_municipality:
        shapes.append(
            maps.shape(
                municipality.code,
                municipality.name,
                outline_of(municipality.boundary),
                css_class="" if points else CURRENT,
            )
        )
    return maps.svg_map(shapes, points, with_labels=False)


def centre_points(
    centres: Iterable[GuidanceCentre], *, with_links: bool = True
) -> list[maps.MapPoint]:
    """Return the points of the centres whose place is known."""
    return [
        maps.map_point(
            centre.name,
            centre.longitude,
            centre.latitude,
            href=centre.get_absolute_url() if with_links else "",
        )
        for centre in centres
        if centre.latitude is not None and centre.longitude is not None
    ]
