"""From longitude and latitude to short SVG paths on one flat plane of Norway.

The plane is EUREF89/WGS84 transverse Mercator, zone 33 (central meridian 15° E), as
on the maps of the country as a whole. One unit is 100 m, x grows eastwards from
100 km west of the zone's false origin, y grows downwards from northing 8 000 km, so
that mainland Norway has small positive numbers. The source has three decimals of a
degree, about 100 m: a finer grid would only lengthen the paths.

Neighbours meet without gaps because borders are cut at the corners where the set of
owners changes, and each stretch between two corners is simplified by itself and in
the same direction, whoever draws it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import (
    asinh,
    atan2,
    atanh,
    cos,
    cosh,
    dist,
    hypot,
    isfinite,
    radians,
    sin,
    sinh,
    sqrt,
)
from typing import Any, NamedTuple, TypeAlias

Position: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Position]
Part: TypeAlias = list[Ring]
Geometry: TypeAlias = Mapping[str, Any]

METRES_PER_UNIT = 100
CENTRAL_MERIDIAN = 15.0
FALSE_EASTING = 500_000.0
ORIGIN_EASTING = -100_000.0
ORIGIN_NORTHING = 8_000_000.0
SCALE = 0.9996
# Beyond this the series loses its accuracy; Norway with Svalbard stays within 22°.
FARTHEST_FROM_MERIDIAN = 40.0
# How many horizontal cuts through a part are tried for its label point.
LABEL_CUTS = 17

_FLATTENING = 1 / 298.257223563
_N = _FLATTENING / (2 - _FLATTENING)
_ECCENTRICITY = 2 * sqrt(_N) / (1 + _N)
_RADIUS = 6_378_137.0 / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
# Krüger's series to the fourth order; the error is below a millimetre here.
_ALPHA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)


class Box(NamedTuple):
    """The smallest upright rectangle round something, in units of the plane."""

    x_min: int
    y_min: int
    x_max: int
    y_max: int

    @property
    def width(self) -> int:
        return self.x_max - self.x_min

    @property
    def height(self) -> int:
        return self.y_max - self.y_min


@dataclass(frozen=True, slots=True)
class Outline:
    """What is drawn of one area: SVG path data, its box and a point for its label.

    `label_at` lies inside the largest part and outside its holes, in units.
    """

    path: str
    box: Box
    label_at: tuple[int, int]


def utm33(longitude: float, latitude: float) -> tuple[float, float]:
    """Return easting and northing in metres in UTM zone 33 of a point in degrees.

    Raise ValueError for what is no place on earth or more than 40° from 15° E.
    """
    if not (isfinite(longitude) and isfinite(latitude)):
        raise ValueError("longitude and latitude must be numbers")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError("longitude is within ±180 and latitude within ±90 degrees")
    if abs(longitude - CENTRAL_MERIDIAN) > FARTHEST_FROM_MERIDIAN:
        raise ValueError("the point is too far from Norway for this projection")
    # At the pole itself the series divides by zero; a hair's breadth off it does not.
    phi = radians(max(min(latitude, 89.9999), -89.9999))
    east_of = radians(longitude - CENTRAL_MERIDIAN)
    t = sinh(atanh(sin(phi)) - _ECCENTRICITY * atanh(_ECCENTRICITY * sin(phi)))
    xi = atan2(t, cos(east_of))
    eta = asinh(sin(east_of) / hypot(t, cos(east_of)))
    northing = xi
    easting = eta
    for order, alpha in enumerate(_ALPHA, start=1):
        northing += alpha * sin(2 * order * xi) * cosh(2 * order * eta)
        easting += alpha * cos(2 * order * xi) * sinh(2 * order * eta)
    return FALSE_EASTING + SCALE * _RADIUS * easting, SCALE * _RADIUS * northing


def project(longitude: float, latitude: float) -> tuple[int, int]:
    """Return x and y of a point (degrees, WGS84) on the plane, in whole units.

    Raise ValueError as `utm33` does.
    """
    x, y = _to_plane((longitude, latitude))
    return round(x), round(y)


def trace(
    geometry: Geometry,
    tolerance: float,
    *,
    min_area: float = 0.0,
    corners: frozenset[Position] = frozenset(),
) -> Outline:
    """Return the outline of a GeoJSON Polygon or MultiPolygon in degrees.

    No point of the drawn line lies farther than `tolerance` units from the source,
    rounding aside. Parts and holes smaller than `min_area` square units are left
    out, the largest part never. `corners` are positions (degrees, as in the source)
    that must stay: see `shared_corners`. Raise ValueError for other geometries.
    """
    parts = sorted(
        (
            (sum_area, part, rings)
            for part in _parts(geometry)
            for rings in [[[_to_plane(p) for p in ring] for ring in part]]
            for sum_area in [abs(_signed_area(rings[0]))]
        ),
        key=lambda entry: -entry[0],
    )
    if not parts:
        raise ValueError("the geometry is empty")
    drawn: list[list[list[tuple[int, int]]]] = []
    for index, (area, part, rings) in enumerate(parts):
        if index and area < min_area:
            continue
        outer = _drawn_ring(part[0], rings[0], tolerance, corners, must_stay=not index)
        if len(outer) < 3:
            continue
        holes = (
            _drawn_ring(ring, plane, tolerance, corners, must_stay=False)
            for ring, plane in zip(part[1:], rings[1:], strict=True)
            if abs(_signed_area(plane)) >= min_area
        )
        drawn.append([outer, *(hole for hole in holes if len(hole) >= 3)])
    if not drawn:
        raise ValueError("the geometry is smaller than a unit of the plane")
    points = [point for part in drawn for point in part[0]]
    return Outline(
        path="".join(_path(ring) for part in drawn for ring in part),
        box=Box(
            min(x for x, _ in points),
            min(y for _, y in points),
            max(x for x, _ in points),
            max(y for _, y in points),
        ),
        label_at=_label_point(drawn[0]),
    )


def trace_all(
    geometries: Mapping[str, Geometry], tolerance: float, *, min_area: float = 0.0
) -> dict[str, Outline]:
    """Return the outline of each geometry under its key; shared borders coincide."""
    corners = shared_corners(geometries)
    return {
        key: trace(geometry, tolerance, min_area=min_area, corners=corners)
        for key, geometry in geometries.items()
    }


def outline(geometry: Geometry, tolerance: float, *, min_area: float = 0.0) -> str:
    """Return the SVG path data of one geometry; arguments and errors as in `trace`."""
    return trace(geometry, tolerance, min_area=min_area).path


def shared_corners(geometries: Mapping[str, Geometry]) -> frozenset[Position]:
    """Return the positions where a border begins or ends to be shared.

    Between two of them every stretch has the same owners all along. Positions are
    compared exactly, as the source repeats each shared vertex.
    """
    owners: dict[tuple[Position, Position], set[str]] = defaultdict(set)
    for key, geometry in geometries.items():
        for ring in _rings(geometry):
            for a, b in _segments(ring):
                owners[min(a, b), max(a, b)].add(key)
    corners: set[Position] = set()
    for geometry in geometries.values():
        for ring in _rings(geometry):
            segments = list(_segments(ring))
            for before, after in zip(
                segments, segments[1:] + segments[:1], strict=True
            ):
                (a, b), (c, d) = before, after
                if owners[min(a, b), max(a, b)] != owners[min(c, d), max(c, d)]:
                    corners.add(b)
    return frozenset(corners)


def _parts(geometry: Geometry) -> list[Part]:
    kind = geometry.get("type")
    if kind == "Polygon":
        polygons = [geometry["coordinates"]]
    elif kind == "MultiPolygon":
        polygons = geometry["coordinates"]
    else:
        raise ValueError(f"a Polygon or MultiPolygon is needed, not {kind}")
    return [
        [_open(ring) for ring in polygon]
        for polygon in polygons
        if polygon and len(_open(polygon[0])) >= 3
    ]


def _rings(geometry: Geometry) -> Iterator[Ring]:
    for part in _parts(geometry):
        yield from part


def _open(ring: Sequence[Sequence[float]]) -> Ring:
    """Return a ring without the repeated last position and other repetitions."""
    positions: Ring = []
    for longitude, latitude, *_ in ring:
        if not positions or positions[-1] != (longitude, latitude):
            positions.append((longitude, latitude))
    while len(positions) > 1 and positions[0] == positions[-1]:
        positions.pop()
    return positions


def _segments(ring: Ring) -> Iterator[tuple[Position, Position]]:
    return zip(ring, ring[1:] + ring[:1], strict=True)


def _to_plane(position: Position) -> Position:
    easting, northing = utm33(*position)
    return (
        (easting - ORIGIN_EASTING) / METRES_PER_UNIT,
        (ORIGIN_NORTHING - northing) / METRES_PER_UNIT,
    )


def _signed_area(ring: Sequence[Position]) -> float:
    return (
        sum(
            x1 * y2 - x2 * y1
            for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
        )
        / 2
    )


def _drawn_ring(
    ring: Ring,
    plane: Ring,
    tolerance: float,
    corners: frozenset[Position],
    *,
    must_stay: bool,
) -> list[tuple[int, int]]:
    """Return the ring simplified and rounded; fewer than three points: nothing left.

    A ring that must stay is drawn ever finer until something is left of it.
    """
    points = _rounded(_simplified_ring(ring, plane, tolerance, corners))
    while must_stay and len(points) < 3 and tolerance > 0.1:
        tolerance /= 2
        points = _rounded(_simplified_ring(ring, plane, tolerance, corners))
    return points


def _simplified_ring(
    ring: Ring, plane: Ring, tolerance: float, corners: frozenset[Position]
) -> Ring:
    anchors = [index for index, position in enumerate(ring) if position in corners]
    if len(anchors) < 2:
        # The same two anchors whoever draws the ring, wherever it starts.
        first = anchors[0] if anchors else min(range(len(ring)), key=plane.__getitem__)
        farthest = max(
            range(len(ring)), key=lambda i: (dist(plane[first], plane[i]), plane[i])
        )
        anchors = sorted({first, farthest})
    simplified: Ring = []
    for start, end in zip(anchors, [*anchors[1:], anchors[0]], strict=True):
        arc = (
            plane[start : end + 1] if end > start else plane[start:] + plane[: end + 1]
        )
        simplified += _simplified_arc(arc, tolerance)[:-1]
    return simplified


def _simplified_arc(arc: Ring, tolerance: float) -> Ring:
    """Return the arc by Douglas and Peucker, the same in whichever direction."""
    if arc[-1] < arc[0]:
        return _simplified_arc(arc[::-1], tolerance)[::-1]
    keep = {0, len(arc) - 1}
    waiting = [(0, len(arc) - 1)]
    while waiting:
        start, end = waiting.pop()
        farthest, distance = start, tolerance
        for index in range(start + 1, end):
            off = _distance_to_segment(arc[index], arc[start], arc[end])
            if off > distance:
                farthest, distance = index, off
        if farthest != start:
            keep.add(farthest)
            waiting += [(start, farthest), (farthest, end)]
    return [arc[index] for index in sorted(keep)]


def _distance_to_segment(point: Position, a: Position, b: Position) -> float:
    (x, y), (ax, ay), (bx, by) = point, a, b
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = 0.0 if not length else ((x - ax) * dx + (y - ay) * dy) / length
    along = max(0.0, min(1.0, along))
    return hypot(x - ax - along * dx, y - ay - along * dy)


def _rounded(ring: Ring) -> list[tuple[int, int]]:
    points: list[tuple[int, int]] = []
    for x, y in ring:
        point = (round(x), round(y))
        if not points or points[-1] != point:
            points.append(point)
    while len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points if len(set(points)) >= 3 else []


def _path(points: list[tuple[int, int]]) -> str:
    """Return one closed subpath, relative and with no separator that can be spared."""
    x, y = points[0]
    steps = "".join(
        _number(x2 - x1) + _number(y2 - y1) for (x1, y1), (x2, y2) in pairwise(points)
    )
    return f"M{x}{_number(y)}l{steps.lstrip()}z"


def _number(value: int) -> str:
    return str(value) if value < 0 else f" {value}"


def _label_point(part: list[list[tuple[int, int]]]) -> tuple[int, int]:
    """Return the point farthest from every border among the middles of level cuts."""
    edges = [
        (a, b) for ring in part for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
    ]
    top = min(y for _, y in part[0])
    bottom = max(y for _, y in part[0])
    best = (float(part[0][0][0]), float(part[0][0][1]))
    clearance = -1.0
    for cut in range(LABEL_CUTS):
        # Half units keep the cut off the vertices, which lie on whole ones.
        y = int(top + (bottom - top) * (cut + 0.5) / LABEL_CUTS) + 0.5
        crossings = sorted(
            ax + (y - ay) * (bx - ax) / (by - ay)
            for (ax, ay), (bx, by) in edges
            if (ay > y) != (by > y)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=True):
            middle = ((left + right) / 2, y)
            free = min(_distance_to_segment(middle, a, b) for a, b in edges)
            if free > clearance:
                best, clearance = middle, free
    return round(best[0]), round(best[1])
