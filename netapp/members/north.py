"""The map's projection: a cone that fits the Nordic and Baltic countries, so that the north is not blown up."""

import math
from collections.abc import Iterable
from typing import NamedTuple

# Lambert's conformal conic projection of a sphere (J. P. Snyder, Map Projections: A Working Manual, 1987, formulas
# 15-1 to 15-4): true to scale at 57° and 67° north, upright at 17° east. A unit is half a kilometre, y grows
# southwards.
_UNIT = 0.5
_RADIUS = 6371.0 / _UNIT
_FIRST, _SECOND, _ORIGIN, _UPRIGHT = map(math.radians, (57, 67, 62, 17))


def _stretch(latitude: float) -> float:
    return math.tan(math.pi / 4 + latitude / 2)


_CONE = math.log(math.cos(_FIRST) / math.cos(_SECOND)) / math.log(_stretch(_SECOND) / _stretch(_FIRST))
_F = math.cos(_FIRST) * _stretch(_FIRST) ** _CONE / _CONE
_ORIGIN_Y = _RADIUS * _F / _stretch(_ORIGIN) ** _CONE


class Box(NamedTuple):
    """Degrees: south, west, north, east."""

    south: float
    west: float
    north: float
    east: float


class Frame(NamedTuple):
    """A part of the map, in its units: the upper left corner and the size."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


def point(latitude: float, longitude: float) -> tuple[float, float]:
    """Where a place stands on the map."""
    south = max(min(latitude, 89.0), -80.0)
    away = _RADIUS * _F / _stretch(math.radians(south)) ** _CONE
    angle = _CONE * (math.radians(longitude) - _UPRIGHT)
    return away * math.sin(angle), away * math.cos(angle) - _ORIGIN_Y


# All that is drawn: from Iceland to Lake Ladoga, from the North Cape to Berlin.
WHOLE = Frame(-3750, -2250, 5500, 4400)


def frame(points: Iterable[tuple[float, float]], least: float, ratio: float) -> Frame:
    """The part around these points with some room: at least so wide, and about this many times higher than wide."""
    found = list(points)
    left, right = min(x for x, _y in found), max(x for x, _y in found)
    top, bottom = min(y for _x, y in found), max(y for _x, y in found)
    width = max(least, 1.3 * (right - left), 1.3 * (bottom - top) / ratio)
    width = min(width, WHOLE.width)
    height = min(width * ratio, WHOLE.height)
    x, y = (left + right - width) / 2, (top + bottom - height) / 2
    x = max(WHOLE.x, min(x, WHOLE.x + WHOLE.width - width))
    y = max(WHOLE.y, min(y, WHOLE.y + WHOLE.height - height))
    return Frame(x, y, width, height)
