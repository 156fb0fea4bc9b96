"""Make the outline of land of the report's map.

    python docs/data/make_land.py land-110m.json > src/kyoten_extract/output/report/land.path

``land-110m.json`` is Natural Earth's land at 1:110,000,000, which is in the public domain, as the
npm package world-atlas 2.0.2 has it (``npm pack world-atlas@2.0.2``). The outline is the ``d`` of
an SVG path, in tenths of a degree: x is the longitude, y the latitude downwards. Needs shapely.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from shapely.affinity import translate
from shapely.geometry import Polygon, box

# Degrees: how far the outline may be off, and the least width of an island that is kept.
_TOLERANCE, _ISLAND = 0.3, 0.9
# Degrees: no survey has a base in the Antarctic.
_SOUTHERNMOST = -58.0

Point = tuple[float, float]


def rings(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """The outer rings of the land; inner ones (the Caspian Sea) come as rings of their own."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        xs, ys = map(accumulate, zip(*arc, strict=True))
        arcs.append([(x * sx + tx, y * sy + ty) for x, y in zip(xs, ys, strict=True)])
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring]
                yield [p for n, part in enumerate(parts) for p in part[bool(n) :]]


def pieces(ring: list[Point]) -> Iterator[Polygon]:
    """The parts of a ring on either side of the 180th meridian, which Eurasia and Fiji cross."""
    east, points = 0, [ring[0]]
    for (before, _), (x, y) in pairwise(ring):
        east += (before - x > 180) - (x - before > 180)
        points.append((x + 360 * east, y))
    for turn in (-360, 0, 360):
        part = Polygon(points).buffer(0).intersection(box(turn - 180, -90, turn + 180, 90))
        for polygon in getattr(part, "geoms", [part]):
            if isinstance(polygon, Polygon) and not polygon.is_empty:
                yield translate(polygon, -turn)


def path(topology: dict[str, Any]) -> str:
    """The land as the ``d`` of an SVG path with steps relative to the point before."""
    written = []
    for polygon in (polygon for ring in rings(topology) for polygon in pieces(ring)):
        shape = polygon.simplify(_TOLERANCE)
        x0, y0, x1, y1 = shape.bounds
        if y1 < _SOUTHERNMOST or max(x1 - x0, y1 - y0) < _ISLAND:
            continue
        points = [(round(10 * x), round(-10 * y)) for x, y in shape.exterior.coords[:-1]]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
        numbers = "".join(f"{n:+d}" if n < 0 else f" {n}" for step in steps for n in step)
        written.append(f"M{points[0][0]} {points[0][1]}l{numbers.strip()}z")
    return "".join(written)


if __name__ == "__main__":
    print(path(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
