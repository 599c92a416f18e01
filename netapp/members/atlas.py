"""The directory's map: companies in circles of those who are near each other, counted where they are read."""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Float, Select, bindparam, cast, func, select

from netapp.core import db
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.members import companies, directory, north, places
from netapp.members.directory import C
from netapp.members.narrowing import Filters
from netapp.members.north import WHOLE, Box, Frame

# The map is this many times higher than wide, shows at least so much, and circles keep that distance: in parts of its
# width, by the map's units (half kilometres).
RATIO = 1.05
LEAST_WIDTH = 60.0
_APART = 0.085
# How finely a map is counted: cells from south to north. Without a box that is all that is drawn, about.
_CELLS = 64
_HEIGHT = 18.0
_PER_DEGREE: Any = bindparam("per_degree", type_=Float())


class Cluster(NamedTuple):
    """Some companies near each other. `company_id` and `name` are of one of them; where it is the only one, its own."""

    size: int
    company_id: int
    name: str
    x: float
    y: float
    box: Box

    @property
    def middle(self) -> tuple[float, float]:
        """Degrees."""
        return (self.box.south + self.box.north) / 2, (self.box.west + self.box.east) / 2


class Drawn(NamedTuple):
    """A map: which part of it, and what stands there, from the north to the south."""

    frame: Frame
    clusters: Sequence[Cluster]


def drawn(viewer: Viewer, filters: Filters) -> Drawn | None:
    """The same companies as the list, by one statement; None where nobody of them has a point on the map."""
    found = [cell for cell in _cells(viewer, filters) if WHOLE.holds(cell.x, cell.y)]
    if not found:
        return None
    corners = (north.point(lat, lon) for cell in found for lat in cell.box[::2] for lon in cell.box[1::2])
    frame = north.frame([*corners, *_asked(filters)], LEAST_WIDTH, RATIO)
    return Drawn(frame, sorted(_joined(found, frame.width * _APART), key=lambda cluster: (cluster.y, cluster.x)))


def _asked(filters: Filters) -> Iterable[tuple[float, float]]:
    """The circle around a town is shown whole."""
    if filters.place:
        box = places.around(filters.place.latitude, filters.place.longitude, filters.within)
        yield north.point(box["box_south"], box["box_west"])
        yield north.point(box["box_north"], box["box_east"])


def _cells(viewer: Viewer, filters: Filters) -> Iterable[Cluster]:
    values = directory.asked(filters)
    shape = directory.shape(values)
    height = filters.box.north - filters.box.south if filters.box else filters.within / 50 if filters.place else _HEIGHT
    values["per_degree"] = _CELLS / max(height, 0.05)
    if viewer.is_guest:
        rows: Iterable[Any] = _for_guests(shape).rows(values)
    else:
        rows = db.rows(_counted(companies.visible(viewer), shape), values)
    for count, company_id, name, latitude, longitude, *box in rows:
        x, y = north.point(latitude, longitude)
        yield Cluster(int(count), int(company_id), name, x, y, Box(*box))


@cache
def _for_guests(shape: tuple[str, ...]) -> Prepared:
    return Prepared(_counted(companies.is_listed(directory.SINCE), shape))


def _counted(seen: ColumnElement[bool], shape: Sequence[str]) -> Select[Any]:
    """By cells of about the same height and width. Both engines round, and an odd number keeps them from halves."""
    up, along = (C.latitude + 90.0) * _PER_DEGREE, (C.longitude + 180.0) * _PER_DEGREE * 0.5
    cell = [func.round(cast(each, Float) + 0.3183098861) for each in (up, along)]
    box = (func.min(C.latitude), func.min(C.longitude), func.max(C.latitude), func.max(C.longitude))
    columns = (func.count(C.id), func.min(C.id), func.min(C.name), func.avg(C.latitude), func.avg(C.longitude), *box)
    return select(*columns).where(seen, *directory.narrowed(shape), C.latitude.is_not(None)).group_by(*cell)


def _joined(cells: Sequence[Cluster], apart: float) -> Sequence[Cluster]:
    """Whose circles would lie on each other are one; the fullest draw the others to them."""
    found: list[Cluster] = []
    for cell in sorted(cells, key=lambda one: (-one.size, one.company_id)):
        near = (n for n, one in enumerate(found) if math.hypot(one.x - cell.x, one.y - cell.y) < apart)
        at = next(near, None)
        if at is None:
            found.append(cell)
        else:
            found[at] = _both(found[at], cell)
    return found


def _both(one: Cluster, other: Cluster) -> Cluster:
    count = one.size + other.size
    box = Box(
        min(one.box.south, other.box.south),
        min(one.box.west, other.box.west),
        max(one.box.north, other.box.north),
        max(one.box.east, other.box.east),
    )
    # The middle of all of them.
    x, y = ((a * one.size + b * other.size) / count for a, b in ((one.x, other.x), (one.y, other.y)))
    return Cluster(count, one.company_id, one.name, x, y, box)


def around(box: Box) -> Box:
    """What a click on a circle shows: its companies with a little room, never less than a town."""
    up, along = max(0.02, (box.north - box.south) * 0.05), max(0.04, (box.east - box.west) * 0.05)
    return Box(
        max(-90.0, box.south - up),
        max(-180.0, box.west - along),
        min(90.0, box.north + up),
        min(180.0, box.east + along),
    )
