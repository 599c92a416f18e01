"""The emblem: the same network looks the same tomorrow, grows with its meetings, and stays small."""

import math
import re
from xml.etree import ElementTree

import pytest

from netapp.core import rings

HELD = [20, 34, 28, 40, 12, 31, 44, 9, 38, 26, 15, 33]


def ring_count(drawing: str) -> int:
    return drawing.count("<path")


def numbers(part: str) -> list[int]:
    return [int(number) for number in re.findall(r"-?\d+", part)]


def widths(drawing: str) -> list[int]:
    return [int(width) for width in re.findall(r'stroke-width="(\d+)"', drawing)]


@pytest.mark.parametrize("size", [36, 240])
@pytest.mark.parametrize("held", [[], [0], [1], [22, 25, 20], [0, 0, 7], HELD, [30] * 200], ids=len)
def test_any_number_of_meetings_gives_a_drawing_inside_its_box(held: list[int], size: int) -> None:
    drawing = rings.rings("lieksa", held, size)
    ElementTree.fromstring(drawing)
    for outline, _ in rings.outlines("lieksa", held, most=40, points=64):
        assert all(-1 <= x <= 1 and -1 <= y <= 1 for x, y in outline)


def test_a_network_without_meetings_is_a_seed() -> None:
    drawing = rings.rings("new", [])
    assert ring_count(drawing) == 1
    assert drawing.count("<circle") == 1


def test_a_ring_is_drawn_for_each_meeting_until_there_are_forty() -> None:
    assert [ring_count(rings.rings("a", [20] * n)) for n in (1, 3, 12, 40, 41, 200)] == [1, 3, 12, 40, 40, 40]


def test_an_outer_ring_lies_outside_the_one_before() -> None:
    shapes = rings.outlines("kitee", HELD, most=40, points=64)
    sizes = [sum(x * x + y * y for x, y in outline) for outline, _ in shapes]
    assert sizes == sorted(sizes)


def test_a_well_attended_meeting_has_a_wide_ring() -> None:
    few, many = rings.rings("a", [10, 10, 40]), rings.rings("a", [40, 10, 10])
    assert widths(few)[-1] > widths(many)[-1]


def test_the_same_network_looks_the_same_and_another_looks_different() -> None:
    assert rings.rings("a", HELD) == rings.rings("a", list(HELD))
    assert rings.rings("a", HELD) != rings.rings("b", HELD)


def test_the_small_one_for_the_bar_is_small() -> None:
    assert len(rings.rings("a", [30] * 200, 36)) < 900
    assert len(rings.rings("a", [30] * 200, 240)) < 8_000


@pytest.mark.parametrize("points", [3, 12, 28])
def test_a_curve_bends_towards_each_point_of_the_outline_and_ends_where_it_began(points: int) -> None:
    angles = [n * 2 * math.pi / points for n in range(points)]
    outline = [(math.cos(angle) * 0.6, math.sin(angle) * 0.7) for angle in angles]
    start, arcs = rings.path(outline).removeprefix("M").split("q")
    x, y = begun = tuple(numbers(start))
    to_x, to_y, *steps = numbers(arcs)
    bends = []
    for step_x, step_y in zip(steps[::2], steps[1::2], strict=True):
        bends.append((x + to_x, y + to_y))
        x, y = x + step_x, y + step_y
        # What a browser does with a `t`: the bend of the arc before, mirrored at its end.
        to_x, to_y = x - bends[-1][0], y - bends[-1][1]
    assert (x, y) == begun
    assert bends == [(2 * round(250 * (1 + across)), 2 * round(250 * (1 + down))) for across, down in outline]


def test_a_seed_with_markup_in_it_stays_out_of_the_drawing() -> None:
    assert "<script" not in rings.rings("<script>", HELD)
