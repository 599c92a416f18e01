"""What the front page shows: what is on for this viewer, and for newcomers what the site is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup

from netapp.core import clock, links, localtime, pieces, rings
from netapp.core.paging import Page
from netapp.core.viewer import Viewer
from netapp.events import panels, rows
from netapp.events.feeds import syndication
from netapp.events.listed import Listed
from netapp.events.lists import Filters
from netapp.groups import emblems
from netapp.home import filters as filtering
from netapp.home import networks, queries
from netapp.home.networks import Network
from netapp.news import panels as articles

# So many networks stand beside the list; the others have a page of their own.
BESIDE = 6
CHOICES = 12
SITE_ZONE = "Europe/Copenhagen"


def of(viewer: Viewer, filters: Filters, after: str) -> dict[str, Any]:
    """Everything on the front page."""
    found = queries.meetings(viewer, filters, after)
    known = networks.known(viewer, _nearest(viewer, filters, found), BESIDE)
    lines, address = _lines(viewer, found), filtering.Address("home.front")
    goes_on = url_for("home.front", **filters.args, after=found.goes_on) if found.goes_on else None
    is_plain, day = not filters.args and not after, today(viewer)
    return {
        "agenda": rows.agenda(
            (lines[meeting.id] for meeting in found.listed), 3 if is_plain else 2, for_all=viewer.is_guest
        ),
        "page": Page(found.listed, next_url=goes_on, previous_url=address(filters) if after else None),
        **filtering.of(filters, address, known.regions, known.some),
        "top": _top(viewer, found, known, lines) if is_plain else Markup(),
        "aside": _aside(
            not viewer.is_signed_in,
            tuple((network, known.next_of.get(network.id)) for network in known.some),
            known.total,
            tuple((lines[meeting.id], meeting.starts_local.date()) for meeting in found.held),
            articles.lines(known.articles),
        ),
        "is_plain": is_plain,
        "news": _news(),
        **dict(zip(("month_url", "past_url"), _elsewhere(day, filters), strict=True)),
    }


@pieces.remembered
def _elsewhere(day: date, filters: Filters) -> tuple[str, str]:
    """The addresses of this month and of this year's meetings that are over."""
    month = url_for("home.month", month=f"{day:%Y-%m}", **filters.args)
    return month, url_for("home.past", year=day.year, **filters.args)


@pieces.remembered
def _news() -> tuple[tuple[str, str], ...]:
    """The kind and the address of each feed for feed readers."""
    return tuple((kind, url_for("events.site_news", form=form)) for form, kind in syndication.KINDS.items())


def _top(viewer: Viewer, found: queries.Meetings, known: networks.Known, lines: Mapping[int, rows.Row]) -> Markup:
    if not viewer.is_signed_in:
        return _hero(known.total, known.attendances)
    return _own(
        tuple((lines[meeting.id], meeting.starts_local.date()) for meeting in found.mine),
        sum(state == "invited" for state in viewer.pending.values()),
        known.requests,
    )


@pieces.remembered
def _hero(network_count: int, attendances: tuple[int, ...]) -> Markup:
    emblem, has_held = rings.rings("site", attendances), bool(attendances)
    return pieces.part("home/_hero.html", network_count=network_count, emblem=emblem, has_held=has_held)


@pieces.remembered
def _own(mine: tuple[tuple[rows.Row, date], ...], invitations: int, requests: int) -> Markup:
    return pieces.part("home/_own.html", mine=mine, invitations=invitations, requests=requests)


@pieces.remembered
def _aside(
    is_guest: bool,
    beside: tuple[tuple[Network, Listed | None], ...],
    network_count: int,
    held: tuple[tuple[rows.Row, date], ...],
    newest: tuple[articles.Line, ...],
) -> Markup:
    return pieces.part(
        "home/_aside.html",
        is_guest=is_guest,
        networks=[_beside(network, meeting) for network, meeting in beside],
        network_count=network_count,
        held=held,
        articles=newest,
        feed=panels.subscription(links.absolute("events.site_feed"), ""),
    )


def choices(viewer: Viewer, filters: Filters) -> tuple[Sequence[str], Sequence[networks.Choice]]:
    """(regions, some networks) for the filters of other lists."""
    asked = [filters.network] if filters.network else []
    return networks.choices(viewer, [*asked, *viewer.roles], CHOICES)


def today(viewer: Viewer) -> Any:
    """The day that it is for the viewer."""
    return localtime.to_local(clock.now(), viewer.zone or SITE_ZONE).date()


def _lines(viewer: Viewer, found: queries.Meetings) -> dict[int, rows.Row]:
    """A line for each meeting that the page names; seats are counted once for all."""
    shown = {meeting.id: meeting for meeting in (*found.listed, *found.held, *found.mine)}
    all_of_them = rows.rows(list(shown.values()), viewer.person_id, answers=found.answers, counts=found.counts)
    return {line.id: line for line in all_of_them}


def _nearest(viewer: Viewer, filters: Filters, found: queries.Meetings) -> list[int]:
    """The network that is asked for, the viewer's own ones, then those that meet next."""
    asked = [filters.network] if filters.network else []
    return list(dict.fromkeys([*asked, *viewer.roles, *(meeting.network_id for meeting in found.listed)]))


def _beside(network: Network, meeting: Listed | None) -> tuple[Network, str, Markup, Markup | None]:
    """(network, its address, its emblem, its next meeting)."""
    emblem = emblems.drawn(network.id, network.attendances, 56)
    return network, network.url, emblem, panels.next_line(meeting) if meeting else None
