"""Boundaries become short paths that fit together on one plane."""

import json
import re
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counties import geometry, maps
from counties.geometry import Box, shared_corners, trace, trace_all, utm33

DATA = Path(maps.__file__).parent / "data" / "source"

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[10, 60], [11, 60], [11, 61], [10, 61], [10, 60]]],
}


@cache
def features(name):
    collection = json.loads((DATA / f"{name}.geojson").read_text(encoding="utf-8"))
    return {f["properties"]["code"]: f for f in collection["features"]}


@cache
def national():
    return trace_all(
        {code: f["geometry"] for code, f in features("counties").items()},
        maps.NATIONAL_TOLERANCE,
        min_area=maps.NATIONAL_MIN_AREA,
    )


@cache
def county(code):
    return trace_all(
        {
            key: f["geometry"]
            for key, f in features("municipalities").items()
            if f["properties"]["county"] == code
        },
        maps.COUNTY_TOLERANCE,
        min_area=maps.COUNTY_MIN_AREA,
    )


def rings(path):
    """Return the points of each subpath, read back from path data."""
    assert re.fullmatch(r"(M-?\d+[ -]\d+l(-?\d+ ?)+z)+", path)
    found = []
    for subpath in path.split("z")[:-1]:
        x, y, *steps = map(int, re.findall(r"-?\d+", subpath))
        points = [(x, y)]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        found.append(points)
    return found


def inside(point, ring):
    x, y = point[0] + 0.01, point[1] + 0.01
    crossings = 0
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize(
    ("longitude", "latitude", "easting", "northing"),
    [
        # On the central meridian northing is 0.9996 times the meridian arc
        # (6 654 072.819 m at 60°, 4 984 944.378 m at 45°, WGS84).
        (15, 60, 500_000, 6_651_411.190),
        (15, 45, 500_000, 4_982_950.400),
        (15, 0, 500_000, 0),
    ],
)
def test_utm33(longitude, latitude, easting, northing):
    assert utm33(longitude, latitude) == pytest.approx((easting, northing), abs=0.01)


def test_the_plane_is_symmetric_about_its_meridian_and_nearly_true_to_scale():
    west, east = utm33(5, 62), utm33(25, 62)
    assert west[0] + east[0] == pytest.approx(1_000_000, abs=0.001)
    assert west[1] == pytest.approx(east[1], abs=0.001)
    # A thousandth of a degree of the meridian is 111.4 m here, at scale 0.9996.
    assert utm33(15, 61.001)[1] - utm33(15, 61)[1] == pytest.approx(111.37, abs=0.05)


def test_the_plane_has_south_below_and_east_to_the_right():
    oslo, bergen, tromso = (
        maps.project(*place)
        for place in ((10.75, 59.91), (5.32, 60.39), (18.96, 69.65))
    )
    assert bergen[0] < oslo[0] < tromso[0]
    assert tromso[1] < bergen[1] < oslo[1]
    assert min(*oslo, *bergen, *tromso) > 0


@pytest.mark.parametrize(
    "position",
    [(181, 60), (10, 91), (-120, 60), (float("nan"), 60), (10, float("inf"))],
)
def test_what_lies_nowhere_near_is_refused(position):
    with pytest.raises(ValueError):
        maps.project(*position)


@given(st.floats(4, 32), st.floats(57, 90))
def test_everything_norwegian_has_a_place_on_the_plane(longitude, latitude):
    x, y = maps.project(longitude, latitude)
    assert -1_000 <= x <= 17_000
    assert -20_000 <= y <= 17_000


def test_a_square_keeps_its_corners():
    outline = trace(SQUARE, 5)
    [ring] = rings(outline.path)
    assert sorted(ring) == sorted(
        maps.project(*p) for p in SQUARE["coordinates"][0][:4]
    )
    assert outline.box == Box(
        min(x for x, _ in ring),
        min(y for _, y in ring),
        max(x for x, _ in ring),
        max(y for _, y in ring),
    )
    assert inside(outline.label_at, ring)
    assert maps.outline(SQUARE, 5) == outline.path


def test_small_islands_go_but_never_the_largest_part():
    island = [[[12, 60], [12.01, 60], [12.01, 60.01], [12, 60]]]
    geometry_with_island = {
        "type": "MultiPolygon",
        "coordinates": [island, SQUARE["coordinates"]],
    }
    assert len(rings(trace(geometry_with_island, 1).path)) == 2
    assert len(rings(trace(geometry_with_island, 1, min_area=100).path)) == 1
    alone = {"type": "Polygon", "coordinates": island}
    assert len(rings(trace(alone, 1_000, min_area=10_000).path)) == 1


def test_a_label_lies_outside_a_hole():
    hole = [[10.1, 60.1], [10.9, 60.1], [10.9, 60.9], [10.1, 60.9], [10.1, 60.1]]
    outline = trace(
        {"type": "Polygon", "coordinates": [SQUARE["coordinates"][0], hole]}, 1
    )
    outer, inner = rings(outline.path)
    assert inside(outline.label_at, outer)
    assert not inside(outline.label_at, inner)


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "Point", "coordinates": [10, 60]},
        {},
        {"type": "Polygon", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[10, 60], [11, 60], [10, 60]]]},
    ],
)
def test_what_is_no_area_is_refused(broken):
    with pytest.raises(ValueError):
        trace(broken, 5)


def test_neighbours_share_their_border_whatever_is_simplified():
    zigzag = [[11, 60], [11.03, 60.2], [10.98, 60.4], [11.04, 60.7], [11, 61]]
    west = [[10, 60], *zigzag, [10, 61], [10, 60]]
    east = [[12, 61], *zigzag[::-1], [12, 60], [12, 61]]
    geometries = {
        key: {"type": "Polygon", "coordinates": [ring]}
        for key, ring in (("west", west), ("east", east))
    }
    assert shared_corners(geometries) == {(11, 60), (11, 61)}
    for tolerance in (1, 20, 30, 500):
        outlines = trace_all(geometries, tolerance)
        [first], [second] = (rings(outlines[key].path) for key in ("west", "east"))
        border = {maps.project(*p) for p in zigzag}
        assert set(first) & border == set(second) & border


def test_an_enclave_fits_the_hole_round_it():
    round_it = [
        *([10.2, 60.2], [10.5, 60.21], [10.8, 60.2], [10.82, 60.5], [10.8, 60.8]),
        *([10.5, 60.79], [10.2, 60.8], [10.2, 60.2]),
    ]
    started_elsewhere = [*round_it[3:-1], *round_it[:4]][::-1]
    outlines = trace_all(
        {
            "outer": {
                "type": "Polygon",
                "coordinates": [SQUARE["coordinates"][0], round_it],
            },
            "inner": {"type": "Polygon", "coordinates": [started_elsewhere]},
        },
        15,
    )
    hole = rings(outlines["outer"].path)[1]
    [enclave] = rings(outlines["inner"].path)
    assert set(hole) == set(enclave)
    assert len(hole) < len(round_it) - 1


@given(
    st.lists(st.tuples(st.floats(5, 30), st.floats(58, 71)), min_size=3, max_size=12),
    st.floats(0, 300),
)
def test_any_ring_is_drawn_or_refused(positions, tolerance):
    ring = [*positions, positions[0]]
    try:
        outline = trace({"type": "Polygon", "coordinates": [ring]}, tolerance)
    except ValueError:
        return
    assert rings(outline.path)
    assert outline.box.x_min <= outline.label_at[0] <= outline.box.x_max
    assert outline.box.y_min <= outline.label_at[1] <= outline.box.y_max


def test_the_country_is_under_60_kb():
    assert len(national()) == 15
    assert sum(len(outline.path) for outline in national().values()) < 60_000


def test_every_county_with_its_municipalities_is_under_60_kb():
    total = 0
    for code in features("counties"):
        outlines = county(code)
        total += len(outlines)
        assert sum(len(outline.path) for outline in outlines.values()) < 60_000
    assert total == 357


def test_every_label_lies_in_the_largest_part():
    outlines = {**national(), **county("18"), **county("46"), **county("03")}
    for outline in outlines.values():
        assert inside(outline.label_at, rings(outline.path)[0])


def test_real_neighbours_draw_their_border_alike():
    # Inland, where no part is small enough to be left out.
    drawn = {
        code: {point for ring in rings(outline.path) for point in ring}
        for code, outline in county("34").items()
    }
    source = {
        code: {
            maps.project(*position)
            for ring in geometry._rings(features("municipalities")[code]["geometry"])
            for position in ring
        }
        for code in drawn
    }
    bordering = 0
    for a, b in combinations(drawn, 2):
        border = source[a] & source[b]
        bordering += len(border) > 1
        assert drawn[a] & border == drawn[b] & border
    assert bordering > 80


def test_view_box_has_padding_on_every_side():
    boxes = [Box(0, -10, 100, 50), Box(50, 0, 200, 40)]
    assert maps.view_box(boxes, 5) == "-5 -15 210 70"
    assert maps.view_box([Box(3, 3, 3, 3)], 0) == "3 3 1 1"
    with pytest.raises(ValueError):
        maps.view_box([], 5)


def test_a_map_frames_its_shapes_and_drops_points_outside():
    square = maps.shape("01", "Square", trace(SQUARE, 5), href="/fylker/square/")
    here = maps.map_point("Here", 10.5, 60.5)
    drawing = maps.svg_map([square], [here, maps.map_point("Far", 25, 70)])
    assert drawing.points == (here,)
    assert square.title == "Square"
    assert [label.text for label in drawing.labels] == ["Square"]
    assert drawing.view_box == maps.svg_map([square]).view_box
    assert maps.svg_map([square], with_labels=False).labels == ()


def test_a_map_of_points_alone_has_a_frame():
    drawing = maps.svg_map([], [maps.map_point("Here", 10.5, 60.5)])
    assert len(drawing.points) == 1
    with pytest.raises(ValueError):
        maps.svg_map([])


def test_labels_never_lie_across_each_other():
    names = {code: f["properties"]["name"] for code, f in features("counties").items()}
    drawing = maps.svg_map(
        [maps.shape(code, names[code], o) for code, o in national().items()]
    )
    assert len(drawing.shapes) == 15
    assert len(drawing.labels) >= 8
    for index, a in enumerate(drawing.labels):
        for b in drawing.labels[index + 1 :]:
            apart = (len(a.text) + len(b.text)) / 2 * drawing.label_size * 0.55
            assert abs(a.y - b.y) >= drawing.label_size or abs(a.x - b.x) > apart


def test_the_number_of_metres_in_a_unit_is_what_the_plane_uses():
    (x1, y1), (x2, y2) = maps.project(15, 60), maps.project(15, 61)
    assert x1 == x2
    assert (y1 - y2) * geometry.METRES_PER_UNIT == pytest.approx(111_300, abs=200)
