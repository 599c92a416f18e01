"""The towns of the Nordic and Baltic countries by name, and how far things are; docs/geography.md says whence."""

import difflib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from netapp.core import text
from netapp.members.north import Box

_RADIUS_KM = 6371.0
# Where a language is at home: of two towns of one name the one there is meant.
_HOME = {"da": "DK", "sv": "SE", "fi": "FI"}
_CELL = 1.0  # Degrees.
_NEAREST = 5000  # People: less is not known well enough to say that something is near it.


class Place(NamedTuple):
    """A town. `latitude` and `longitude` are degrees, WGS 84."""

    name: str
    country: str
    latitude: float
    longitude: float
    people: int

    @property
    def key(self) -> str:
        """As it stands in an address, and as it is found again."""
        return f"{self.name}, {self.country}"


def find(name: str, language: str = "") -> Sequence[Place]:
    """Every town of this name in any of its languages, "Horsens" or "Horsens, DK"; the likeliest first.

    One in the country of the language comes before larger ones elsewhere.
    """
    said, _comma, country = name.rpartition(",")
    if not said or country.strip().upper() not in _countries():
        said, country = name, ""
    found = _by_name().get(_folded(said), ())
    some = [place for place in found if not country or place.country == country.strip().upper()]
    home = _HOME.get(language, "")
    # Whose own name it is comes before whom somebody else calls so.
    return sorted(some, key=lambda place: (_folded(place.name) != _folded(said), place.country != home, -place.people))


def like(name: str) -> Sequence[Place]:
    """Towns whose names look much like this one, for who has mistyped it."""
    close = difflib.get_close_matches(_folded(name), _by_name(), 3, 0.75)
    return list(dict.fromkeys(_by_name()[one][0] for one in close))


def of_town(name: str, language: str = "") -> Place | None:
    """Where a company is that says it is in this town; also in "8700 Horsens"."""
    found = find(name, language) or find(" ".join(word for word in name.split() if not word.isdigit()), language)
    return found[0] if found else None


@lru_cache(4096)
def near(latitude: float, longitude: float) -> Place | None:
    """The town that this point is in or near; None far away from all."""
    row, column = int(latitude // _CELL), int(longitude // _CELL)
    around = [
        place
        for north in (-1, 0, 1)
        for east in (-2, -1, 0, 1, 2)
        for place in _cells().get((row + north, column + east), ())
    ]
    return min(around, key=lambda place: kilometres(latitude, longitude, place.latitude, place.longitude), default=None)


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Between two points of a sphere, by the haversine formula."""
    one, other = math.radians(latitude), math.radians(other_latitude)
    east = math.radians(other_longitude - longitude)
    half = math.sin((other - one) / 2) ** 2 + math.cos(one) * math.cos(other) * math.sin(east / 2) ** 2
    return 2 * _RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def around(latitude: float, longitude: float, within: float) -> dict[str, float]:
    """What a statement needs to find what is within so many kilometres: a box, and for `half` the circle in it."""
    north = math.degrees(within / _RADIUS_KM)
    east = math.degrees(math.asin(min(1.0, math.sin(within / _RADIUS_KM) / math.cos(math.radians(latitude)))))
    return {
        "near_latitude": latitude,
        "near_longitude": longitude,
        "near_sin": math.sin(math.radians(latitude)),
        "near_cos": math.cos(math.radians(latitude)),
        "near_half": math.sin(within / _RADIUS_KM / 2) ** 2,
        "box_south": latitude - north,
        "box_west": longitude - east,
        "box_north": latitude + north,
        "box_east": longitude + east,
    }


def half(latitude: Any, longitude: Any, binds: Mapping[str, Any]) -> Any:
    """The haversine of the distance, as a column: it grows with the distance.

    Written out with the first terms of each series, since not every SQLite is built with sines; for points no further
    apart than a few hundred kilometres that is exact to less than a millimetre, and the same on both engines.
    """
    degree = math.pi / 180
    north, east = (latitude - binds["near_latitude"]) * degree, (longitude - binds["near_longitude"]) * degree
    cosine = binds["near_cos"] * _cosine(north) - binds["near_sin"] * _sine(north)
    up, along = _sine(north / 2.0), _sine(east / 2.0)
    return up * up + binds["near_cos"] * cosine * along * along


def box_of(said: str) -> Box | None:
    """South, west, north and east as an address writes them, "54.5,8,57.8,15.2"; None for anything else."""
    parts = said.split(",")
    if len(parts) != 4 or len(said) > 60:
        return None
    found = [_degrees(part) for part in parts]
    numbers = [one for one in found if one is not None]
    if len(numbers) != 4:
        return None
    box = Box(*numbers)
    fits = -90 <= box.south <= box.north <= 90 and -180 <= box.west <= box.east <= 180
    return box if fits else None


def point_of(said: str) -> tuple[float, float] | None:
    """Latitude and longitude as somebody types them, "55.86, 9.85" or "55,86 9,85"; None for anything else."""
    words = said.replace(";", " ").replace("°", " ").split()
    parts = [word.strip(",").replace(",", ".") for word in words] if len(words) == 2 else said.split(",")
    found = [one for one in map(_degrees, parts) if one is not None] if len(parts) == 2 else []
    if len(found) != 2 or abs(found[0]) > 90 or abs(found[1]) > 180:
        return None
    return found[0], found[1]


def _degrees(said: str) -> float | None:
    plain = said.strip()
    digits = plain.lstrip("-").replace(".", "", 1)
    return float(plain) if digits.isascii() and digits.isdigit() and len(plain) < 20 and plain.count("-") < 2 else None


def _sine(angle: Any) -> Any:
    square = angle * angle
    return angle * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0)))


def _cosine(angle: Any) -> Any:
    square = angle * angle
    return 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0))


def _folded(name: str) -> str:
    return " ".join(text.fold(name).split())


@cache
def _rows() -> Sequence[tuple[Place, Sequence[str]]]:
    lines = Path(__file__).with_name("places.tsv").read_text(encoding="utf-8").splitlines()
    return [_row(*line.split("\t")) for line in lines]


def _row(
    name: str, country: str, latitude: str, longitude: str, people: str, others: str
) -> tuple[Place, Sequence[str]]:
    place = Place(name, country, float(latitude), float(longitude), int(people))
    return place, [name, *filter(None, others.split("|"))]


@cache
def _by_name() -> Mapping[str, Sequence[Place]]:
    found = defaultdict[str, list[Place]](list)
    for place, names in _rows():
        for folded in dict.fromkeys(map(_folded, names)):
            found[folded].append(place)
    return found


@cache
def _countries() -> frozenset[str]:
    return frozenset(place.country for place, _names in _rows())


@cache
def _cells() -> Mapping[tuple[int, int], Iterable[Place]]:
    found = defaultdict[tuple[int, int], list[Place]](list)
    for place, _names in _rows():
        if place.people >= _NEAREST:
            found[int(place.latitude // _CELL), int(place.longitude // _CELL)].append(place)
    return found
