"""What the directory's pages show, put together from the queries: cards, what narrows them, the map."""

from collections.abc import Sequence
from math import log2
from typing import Any, NamedTuple

from babel import Locale
from flask import url_for
from markupsafe import Markup

from netapp.core import languages, links, pieces, text
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import Viewer
from netapp.members import addresses, atlas, company_words, directory, logo_boxes, places, sectors
from netapp.members.atlas import Cluster, Drawn
from netapp.members.directory import Listed
from netapp.members.models import ABOUTS, KINDS, About
from netapp.members.narrowing import WITHIN, Filters
from netapp.members.north import Box
from netapp.members.places import Place

# What a line in the directory shows, the most telling first.
SHORT: tuple[About, ...] = ("offer", "seek")


class Circle(NamedTuple):
    """On the map, in its units. `said` is the link's name."""

    x: float
    y: float
    radius: float
    size: int
    said: str
    url: str


def of_directory(viewer: Viewer, filters: Filters, after: int | None) -> dict[str, Any]:
    """A page of the directory."""
    part = directory.part(viewer, filters, after)
    is_plain = part.is_first and not filters.args
    listed = links.absolute("members.directory")
    drawn = atlas.drawn(viewer, filters) if filters.on_map else None
    has_points = drawn is not None or any(row.latitude is not None for row in part.rows)
    return {
        "cards": Markup().join(_card(row, _away(row, filters.place)) for row in part.rows),
        "filters": filters,
        "rows": _rows(filters),
        "ways": _ways(filters) if has_points or filters.on_map else [],
        "near": _near(filters),
        "map": _map(filters, drawn) if drawn else None,
        "print_url": _narrowed(filters.but(on_map=False), "members.catalogue") if part.rows else None,
        "is_plain": is_plain,
        "next_url": _narrowed(filters, after=part.goes_on) if part.goes_on else None,
        "previous_url": None if part.is_first else _narrowed(filters),
        "total": directory.count(viewer) if is_plain else None,
        "canonical": listed if is_plain else "",
        "alternates": [(code, f"{listed}?lang={code}") for code in languages.NAMES] if is_plain else [],
    }


def section_links(viewer: Viewer, filters: Filters) -> list[tuple[str, str, bool]]:
    """The sections of NACE that lead somewhere: (name, address, whether it is the chosen one). English names."""
    everything = (_("All"), _narrowed(filters.but(section="")), not filters.section)
    found = directory.sections(viewer)
    some = [
        (sectors.section_name(letter), _narrowed(filters.but(section=letter)), letter == filters.section)
        for letter in found
    ]
    return [everything, *some]


@pieces.remembered
def _card(company: Listed, away: int | None) -> Markup:
    language, about = company.about_in(languages.current())
    return pieces.part(
        "members/_card.html",
        lang=languages.current(),
        company=company,
        away=away,
        url=addresses.of(company.id, company.name),
        kind=None if company.kind == "company" else company_words.KINDS[company.kind],
        about=text.excerpt(about, 200),
        about_language=language,
        logo=logo_boxes.little(company),
        lines=[(company_words.ABOUTS[one], said[:3]) for one in SHORT if (said := company.said(one))],
    )


def _away(row: Listed, place: Place | None) -> int | None:
    """Kilometres from the town that was asked for."""
    if place is None or row.latitude is None or row.longitude is None:
        return None
    return round(places.kilometres(row.latitude, row.longitude, place.latitude, place.longitude))


def _rows(filters: Filters) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """What narrows the directory by one click: (name of the row, its links)."""
    everything = (_("Everything"), _narrowed(filters.but(about=None)), filters.about is None)
    abouts = [
        (str(company_words.ABOUTS[about]), _narrowed(filters.but(about=about)), filters.about == about)
        for about in ABOUTS
    ]
    all_kinds = (_("All"), _narrowed(filters.but(kind=None)), filters.kind is None)
    kinds = [
        (str(company_words.KINDS[kind]), _narrowed(filters.but(kind=kind)), filters.kind == kind) for kind in KINDS
    ]
    any_language = (_("All"), _narrowed(filters.but(language="")), not filters.language)
    spoken = [
        (name, _narrowed(filters.but(language=code)), filters.language == code)
        for code, name in languages.NAMES.items()
    ]
    return [
        (_("Search in"), [everything, *abouts]),
        (_("Kind"), [all_kinds, *kinds]),
        (_("Text in"), [any_language, *spoken]),
    ]


def _ways(filters: Filters) -> list[tuple[str, str, str, bool]]:
    """How the same companies are shown: (name, icon, address, whether it is this one)."""
    as_list = filters.but(on_map=False, box=None)
    return [
        (_("List"), "list", _narrowed(as_list), not filters.on_map),
        (_("Map"), "map", _narrowed(filters.but(on_map=True)), filters.on_map),
    ]


def _near(filters: Filters) -> dict[str, Any]:
    """About the town that was typed: which one is meant, and which others could be."""
    found = places.find(filters.near, languages.current()) if filters.near else ()
    others: Sequence[Place] = found[1:4] if found else places.like(filters.near) if filters.near else ()
    return {
        "choices": [(km, _("%(km)s km", km=km), km == filters.within) for km in WITHIN],
        "place": _called(found[0]) if found else "",
        "others": [(_called(one), _narrowed(filters.but(near=one.key, box=None))) for one in others],
    }


def _called(place: Place) -> str:
    country = Locale(languages.current()).territories.get(place.country, place.country)
    return f"{place.name}, {country}"


def _map(filters: Filters, drawn: Drawn) -> dict[str, Any]:
    frame = drawn.frame
    box = filters.box
    return {
        "frame": " ".join(f"{one:.1f}" for one in frame),
        "letter": f"{frame.width * 0.034:.2f}",
        "least": f"{frame.width * 0.036:.2f}",
        "circles": [_circle(filters, frame.width, cluster) for cluster in drawn.clusters],
        "out_url": _narrowed(filters.but(box=_wider(box))) if box else None,
        "whole_url": _narrowed(filters.but(box=None)) if box else None,
    }


def _circle(filters: Filters, width: float, cluster: Cluster) -> Circle:
    """A circle leads to its part of the map; of one company, to its page."""
    radius = width * min(0.044, 0.017 if cluster.size == 1 else 0.028 + 0.003 * log2(cluster.size))
    if cluster.size == 1:
        url = addresses.of(cluster.company_id, cluster.name)
        return Circle(cluster.x, cluster.y, radius, 1, cluster.name, url)
    town = places.near(*cluster.middle)
    said = (
        ngettext("%(num)s company near %(town)s", "%(num)s companies near %(town)s", cluster.size, town=town.name)
        if town
        else ngettext("%(num)s company", "%(num)s companies", cluster.size)
    )
    return Circle(
        cluster.x, cluster.y, radius, cluster.size, said, _narrowed(filters.but(box=atlas.around(cluster.box)))
    )


def _wider(box: Box) -> Box | None:
    """One step out: four times as high; nothing where that is about all there is."""
    up, along = (box.north - box.south) * 1.5, (box.east - box.west) * 1.5
    return Box(box.south - up, box.west - along, box.north + up, box.east + along) if up < 6 else None


def _narrowed(filters: Filters, page: str = "members.directory", **more: Any) -> str:
    asked: dict[str, Any] = {**filters.args, **more}
    return url_for(page, **asked)
