"""The growth-ring emblem: like a tree, a network gains a ring with every meeting that it holds.

The ring is as wide as the meeting was well attended; the wobble is the network's own. A network that has
held none is a seed.
"""

import math
import random
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from markupsafe import Markup

Point = tuple[float, float]
Wave = tuple[int, float, float]

BOX = 1000  # Drawn in whole numbers on a wide box: shorter than decimals.
FEWEST = 16  # Points of the smallest ring.
SMALL = 100  # Below this many pixels fewer rings, points and thicker lines: the mark in the bar.


def rings(seed: str, attendances: Sequence[int], size: int = 240) -> Markup:
    """An inline drawing in the current colour.

    `attendances` are head counts, oldest first; `size` is about how many pixels wide it is shown.
    """
    return _drawn(seed, tuple(attendances), size)


def outlines(seed: str, attendances: Sequence[int], most: int, points: int) -> list[tuple[list[Point], float]]:
    """Each ring from the pith outwards as the points of its outline in a unit disc, and its weight between 0 and 1.

    `points` are for a ring as wide as the disc; a smaller one needs fewer to look as smooth.
    """
    held = _merged([max(1, people) for people in attendances], most)
    waves = _waves(seed)
    total, widest = sum(held), max(held)
    extent = 1 - 0.4 / (1 + len(attendances) / 3)  # A young network is a slender trunk.
    drawn, radius = [], 0.07
    for age, people in enumerate(held):
        radius += (extent - 0.07) * people / total
        drift = 0.05 + 0.05 * (age + 1) / len(held)  # Outer rings wander further.
        enough = max(FEWEST, round(points * math.sqrt(radius)))
        drawn.append((_outline(radius * 0.9, waves, drift, age * 0.13, enough), people / widest))
    return drawn


@lru_cache(maxsize=512)
def _drawn(seed: str, attendances: tuple[int, ...], size: int) -> Markup:
    is_small = size < SMALL
    most, points = (4, 16) if is_small else (40, 28)
    thin, thick = (32, 24) if is_small else (5, 7)
    if attendances:
        shapes = outlines(seed, attendances, most, points)
    else:
        shapes = [(_outline(0.45, _waves(seed), 0.06, 0, points), 0.0)]
    drawn = []
    for n, (outline, weight) in enumerate(shapes):
        width, opacity = thin + thick * weight, 0.45 + 0.55 * (n + 1) / len(shapes)
        drawn.append(f'<path d="{path(outline)}" stroke-width="{width:.0f}" stroke-opacity="{opacity:.2f}"/>')
    middle, dot = BOX // 2, 40 if is_small else 12
    return Markup(  # noqa: S704 (nothing but numbers goes in)
        f'<svg class="rings" viewBox="0 0 {BOX} {BOX}" fill="none" stroke="currentColor" aria-hidden="true">'
        f'{"".join(drawn)}<circle cx="{middle}" cy="{middle}" r="{dot}" fill="currentColor" stroke="none"/></svg>'
    )


def _merged(held: list[int], most: int) -> list[int]:
    """At most so many rings: the younger half stays as it is, the older meetings share rings of their average."""
    if len(held) <= most:
        return held or [1]
    young = most // 2
    old, places = held[:-young], most - young
    cuts = [round(n * len(old) / places) for n in range(places + 1)]
    shared = [old[start:end] for start, end in pairwise(cuts)]
    return [round(sum(group) / len(group)) for group in shared] + held[-young:]


def _waves(seed: str) -> list[Wave]:
    chance = random.Random(seed)  # Not secret: the same network must look the same tomorrow.
    return [(k, chance.uniform(0, 2 * math.pi), chance.uniform(0.5, 1) / k**0.9) for k in (1, 2, 3, 4, 7)]


def _outline(radius: float, waves: list[Wave], drift: float, turn: float, points: int) -> list[Point]:
    outline = []
    for step in range(points):
        angle = step / points * 2 * math.pi
        wobble = sum(height * math.sin(k * angle + phase + turn) for k, phase, height in waves)
        reach = min(radius * (1 + drift * wobble), 0.97)
        outline.append((reach * math.cos(angle), reach * math.sin(angle)))
    return outline


def path(outline: list[Point]) -> str:
    """A smooth closed curve: quadratic arcs from middle to middle, each bent towards the point between them.

    Only the first arc says where it bends: a `t` bends towards the mirrored point of the arc before, which is the next
    point of the outline exactly, as long as no middle is rounded. So the points lie on even numbers.
    """
    corners = [(_even(x), _even(y)) for x, y in outline]
    middles = [
        ((x + nx) // 2, (y + ny) // 2) for (x, y), (nx, ny) in zip(corners, corners[1:] + corners[:1], strict=True)
    ]
    (x, y), (cx, cy) = middles[-1], corners[0]
    steps = [f"{nx - mx} {ny - my}" for (mx, my), (nx, ny) in pairwise([middles[-1], *middles])]
    return f"M{x} {y}q{cx - x} {cy - y} {steps[0]}t{' '.join(steps[1:])}z".replace(" -", "-")


def _even(place: float) -> int:
    """Where a place between -1 and 1 lies on the box."""
    return 2 * round(BOX / 4 * (1 + place))
