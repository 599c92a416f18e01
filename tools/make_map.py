"""Makes netapp/static/img/north.svg, the outline of the Nordic and Baltic countries, out of Natural Earth's map.

Run it when the outline or its projection changes; docs/geography.md says how. The file that it makes is kept in the
repository.
"""

import argparse
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from netapp.members import north

MAP = Path(__file__).parent.parent / "netapp" / "static" / "img" / "north.svg"
# By their numbers in ISO 3166-1: Denmark with the Faroe Islands, Estonia, Finland with Åland, Iceland, Latvia,
# Lithuania, Norway, Sweden; and who lies around them.
OURS = frozenset({"208", "234", "233", "246", "248", "352", "428", "440", "578", "752"})
AROUND = frozenset({"276", "616", "643", "112", "826", "528"})
# In the map's units (half kilometres): how far a line may stray, and the least island.
STRAYS, STRAYS_AROUND, LEAST = 3.0, 9.0, 60.0

Point = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("countries", type=Path, help="countries-10m.json of world-atlas")
    topology = json.loads(parser.parse_args().countries.read_text(encoding="utf-8"))
    countries = topology["objects"]["countries"]["geometries"]
    arcs = [list(decoded(topology, arc)) for arc in topology["arcs"]]
    borders = {abs_of(arc) for one in countries if one.get("id") in OURS for ring in rings(one) for arc in ring}
    simple = {}

    def drawn(wanted: frozenset[str]) -> str:
        path = []
        for one in countries:
            if one.get("id") not in wanted:
                continue
            for ring in rings(one):
                points: list[Point] = []
                for arc in ring:
                    number = abs_of(arc)
                    if number not in simple:
                        simple[number] = simplified(arcs[number], STRAYS if number in borders else STRAYS_AROUND)
                    points += simple[number][::-1] if arc < 0 else simple[number]
                points = clipped(points)
                if len(points) > 3 and area(points) >= LEAST:
                    path.append(written(points))
        return "".join(path)

    frame = " ".join(f"{one:.0f}" for one in north.WHOLE)
    MAP.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{frame}">\n'
        f'<path id="around" d="{drawn(AROUND)}"/>\n<path id="land" d="{drawn(OURS)}"/>\n</svg>\n',
        encoding="ascii",
    )


def abs_of(arc: int) -> int:
    return ~arc if arc < 0 else arc


def rings(geometry: dict[str, Any]) -> Iterator[Sequence[int]]:
    shapes = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for shape in shapes:
        yield from shape


def decoded(topology: dict[str, Any], arc: Iterable[Sequence[int]]) -> Iterator[Point]:
    """An arc on the map; TopoJSON 1.0.0, 4.1: each point is the way from the one before."""
    (wide, high), (left, low) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield north.point(y * high + low, x * wide + left)


def simplified(points: list[Point], strays: float) -> list[Point]:
    """Douglas and Peucker's: what lies so near to the line between its neighbours goes. Both ends stay."""
    if len(points) < 3:
        return points
    kept, open_parts = {0, len(points) - 1}, [(0, len(points) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        far, at = max(
            ((away(points[n], points[first], points[last]), n) for n in range(first + 1, last)), default=(0, 0)
        )
        if far > strays:
            kept.add(at)
            open_parts += [(first, at), (at, last)]
    return [points[n] for n in sorted(kept)]


def away(point: Point, first: Point, last: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, first, last
    length = math.hypot(x2 - x1, y2 - y1)
    if length == 0:
        return math.hypot(x - x1, y - y1)
    along = max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length**2))
    return math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))


def clipped(points: list[Point]) -> list[Point]:
    """What of a ring lies on the map (Sutherland and Hodgman), and a little beyond: no border shows at its edge."""
    whole = north.WHOLE
    sides = ((0, whole.x - 20, 1), (0, whole.x + whole.width + 20, -1))
    sides += ((1, whole.y - 20, 1), (1, whole.y + whole.height + 20, -1))
    for axis, edge, sign in sides:
        found: list[Point] = []
        for one, other in zip(points[-1:] + points[:-1], points, strict=True):
            is_in, was_in = sign * (other[axis] - edge) >= 0, sign * (one[axis] - edge) >= 0
            if is_in != was_in:
                share = (edge - one[axis]) / (other[axis] - one[axis])
                found.append((one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])))
            if is_in:
                found.append(other)
        points = found
        if not points:
            return []
    return points


def area(points: list[Point]) -> float:
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(one[0] * other[1] - other[0] * one[1] for one, other in pairs)) / 2


def written(points: list[Point]) -> str:
    """As a path, each point as the way from the one before."""
    rounded = [(round(x), round(y)) for x, y in points]
    steps = [rounded[0]]
    for one, other in itertools.pairwise(rounded):
        if one != other:
            steps.append((other[0] - one[0], other[1] - one[1]))
    said = "".join(
        f"{x if n == 0 or x < 0 else f' {x}'}{y if y < 0 else f' {y}'}" for n, (x, y) in enumerate(steps[1:])
    )
    return f"M{steps[0][0]} {steps[0][1]}l{said.strip()}z"


if __name__ == "__main__":
    main()
