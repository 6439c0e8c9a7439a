"""Maps as values: what `components/map_svg.html` draws, ready to print.

The geometry comes from `geometry`; here areas get an address and words, and the map
its frame. A view fills `Shape` from outlines (traced once, when boundaries are
loaded), adds points, and hands `svg_map(...)` to the template. Titles, labels and
addresses are plain text; the template escapes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .geometry import Box, Outline, outline, project, trace, trace_all

__all__ = [
    "COUNTY_MIN_AREA",
    "COUNTY_TOLERANCE",
    "NATIONAL_MIN_AREA",
    "NATIONAL_TOLERANCE",
    "Box",
    "Label",
    "MapPoint",
    "Outline",
    "Shape",
    "SvgMap",
    "map_point",
    "outline",
    "project",
    "shape",
    "svg_map",
    "trace",
    "trace_all",
    "view_box",
]

# In units of 100 m and square units of 0.01 km². All 15 counties become about 45 kB
# of paths; the municipalities of the largest county stay below 30 kB.
NATIONAL_TOLERANCE = 10.0
NATIONAL_MIN_AREA = 300.0
COUNTY_TOLERANCE = 2.0
COUNTY_MIN_AREA = 10.0

# Shares of the longer side of the frame.
PADDING_SHARE = 0.02
LABEL_SHARE = 1 / 48
# Average width of a letter as a share of the letter size, for keeping labels apart.
LETTER_WIDTH = 0.6


@dataclass(frozen=True, slots=True)
class Shape:
    """An area on a map: a link when `href` is not empty.

    `label` is the short name, `title` what the pointer reads (name and measure).
    `css_class` is one or more of the classes that `map.css` knows, or empty.
    `label_at` is None for an area that gets no label.
    """

    code: str
    label: str
    href: str
    path: str
    box: Box
    css_class: str = ""
    title: str = ""
    label_at: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A place on a map, in units of the plane; a link when `href` is not empty."""

    label: str
    x: int
    y: int
    href: str = ""
    css_class: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A word on the map; x and y are the middle of its baseline box."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class SvgMap:
    """A map as `components/map_svg.html` draws it.

    `label_size` is the letter size in units. `labels` leaves out those that would
    lie across another one; every area has its name in `shapes` all the same.
    """

    view_box: str
    shapes: tuple[Shape, ...]
    points: tuple[MapPoint, ...] = ()
    labels: tuple[Label, ...] = ()
    label_size: int = 0


def shape(
    code: str,
    label: str,
    outline: Outline,
    *,
    href: str = "",
    css_class: str = "",
    title: str = "",
) -> Shape:
    """Return the shape of an outline; `title` falls back to the label."""
    return Shape(
        code=code,
        label=label,
        href=href,
        path=outline.path,
        box=outline.box,
        css_class=css_class,
        title=title or label,
        label_at=outline.label_at,
    )


def map_point(
    label: str,
    longitude: float,
    latitude: float,
    *,
    href: str = "",
    css_class: str = "",
    title: str = "",
) -> MapPoint:
    """Return the point of a place in degrees (WGS84).

    `title` falls back to the label. Raise ValueError for coordinates off the map's
    plane, as `geometry.utm33` does.
    """
    x, y = project(longitude, latitude)
    return MapPoint(label, x, y, href=href, css_class=css_class, title=title or label)


def view_box(boxes: Iterable[Box], padding: int) -> str:
    """Return the `viewBox` round all boxes with `padding` units on every side.

    At least one unit wide and high. Raise ValueError without boxes.
    """
    frame = _frame(boxes)
    return (
        f"{frame.x_min - padding} {frame.y_min - padding} "
        f"{max(frame.width + 2 * padding, 1)} {max(frame.height + 2 * padding, 1)}"
    )


def svg_map(
    shapes: Sequence[Shape],
    points: Sequence[MapPoint] = (),
    *,
    with_labels: bool = True,
) -> SvgMap:
    """Return the map that frames all shapes, in the order given.

    Points outside the shapes' frame are left out, so that a centre in the next
    county does not shrink this one; without shapes the points make the frame.
    Larger areas get their label first; one that would cover an earlier label is
    left out. Raise ValueError without shapes and points.
    """
    boxes = [area.box for area in shapes] or [
        Box(point.x, point.y, point.x, point.y) for point in points
    ]
    frame = _frame(boxes)
    longer_side = max(frame.width, frame.height, 1)
    size = max(round(longer_side * LABEL_SHARE), 1)
    return SvgMap(
        view_box=view_box(boxes, max(round(longer_side * PADDING_SHARE), 1)),
        shapes=tuple(shapes),
        points=tuple(
            point
            for point in points
            if frame.x_min <= point.x <= frame.x_max
            and frame.y_min <= point.y <= frame.y_max
        ),
        labels=_labels(shapes, size, frame) if with_labels else (),
        label_size=size,
    )


def _frame(boxes: Iterable[Box]) -> Box:
    gathered = list(boxes)
    if not gathered:
        raise ValueError("a map needs at least one shape or point")
    return Box(
        min(box.x_min for box in gathered),
        min(box.y_min for box in gathered),
        max(box.x_max for box in gathered),
        max(box.y_max for box in gathered),
    )


def _labels(shapes: Sequence[Shape], size: int, frame: Box) -> tuple[Label, ...]:
    by_size = sorted(
        shapes, key=lambda area: (-area.box.width * area.box.height, area.code)
    )
    taken: list[Box] = []
    labels: list[Label] = []
    for area in by_size:
        if area.label_at is None or not area.label:
            continue
        half_width = min(
            round(len(area.label) * size * LETTER_WIDTH / 2), frame.width // 2
        )
        # Near the edge the word moves inwards rather than being cut off.
        x, y = area.label_at
        x = max(frame.x_min + half_width, min(x, frame.x_max - half_width))
        box = Box(x - half_width, y - size // 2, x + half_width, y + size // 2 + 1)
        if any(_overlap(box, other) for other in taken):
            continue
        taken.append(box)
        labels.append(Label(area.label, x, y))
    return tuple(labels)


def _overlap(a: Box, b: Box) -> bool:
    return (
        a.x_min < b.x_max
        and b.x_min < a.x_max
        and a.y_min < b.y_max
        and b.y_min < a.y_max
    )
