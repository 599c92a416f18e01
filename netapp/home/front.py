"""What the front page shows: what is on for this viewer, and for newcomers what the site is."""

from typing import Any

from flask import url_for
from markupsafe import Markup

from netapp.core import clock, links, localtime, rings
from netapp.core.paging import Page
from netapp.core.viewer import Viewer
from netapp.events import panels, rows
from netapp.events.lists import Filters
from netapp.events.models import Meeting
from netapp.groups import emblems
from netapp.home import filters as filtering
from netapp.home import queries
from netapp.home.queries import Network

# So many networks stand beside the list; the others have a page of their own.
BESIDE = 6
SITE_ZONE = "Europe/Copenhagen"


def of(viewer: Viewer, filters: Filters, after: str) -> dict[str, Any]:
    """Everything on the front page: three statements."""
    found, known = queries.meetings(viewer, filters, after), queries.networks(viewer)
    lines = _lines(viewer, found)
    open_networks = [network for network in known.known if not network.is_closed]
    goes_on = url_for("home.front", **filters.args, after=found.goes_on) if found.goes_on else None
    return {
        "months": rows.by_month(lines[meeting.id] for meeting in found.listed),
        "mine": [(lines[meeting.id], meeting.starts_local.date()) for meeting in found.mine],
        "held": [(lines[meeting.id], meeting.starts_local.date()) for meeting in found.held],
        "page": Page(found.listed, next_url=goes_on, previous_url=_address(filters) if after else None),
        "filters": filters,
        "first_filters": filtering.first(filters, _address),
        "further_filters": filtering.further(filters, _address, open_networks),
        "more_filters": filtering.is_further(filters),
        "networks": [_beside(network, found.next_of.get(network.id)) for network in _nearest(viewer, open_networks)],
        "network_count": len(open_networks),
        "held_count": len(known.attendances),
        "emblem": rings.rings("site", known.attendances),
        "invitations": sum(state == "invited" for state in viewer.pending.values()),
        "requests": known.requests,
        "is_plain": not filters.args and not after,
        "month_url": url_for("home.month", month=f"{today(viewer):%Y-%m}", **filters.args),
        "past_url": url_for("home.past", year=today(viewer).year, **filters.args),
        "feed": panels.subscription(links.absolute("events.site_feed"), ""),
    }


def today(viewer: Viewer) -> Any:
    """The day that it is for the viewer."""
    return localtime.to_local(clock.now(), viewer.zone or SITE_ZONE).date()


def _lines(viewer: Viewer, found: queries.Meetings) -> dict[int, rows.Row]:
    """A line for each meeting that the page names; seats are counted once for all."""
    shown = {meeting.id: meeting for meeting in (*found.listed, *found.held, *found.mine)}
    lines = rows.rows(list(shown.values()), viewer.person_id, answers=found.answers)
    return {line.id: line for line in lines}


def _nearest(viewer: Viewer, networks: list[Network]) -> list[Network]:
    """The viewer's own networks first, then those in which something has happened."""
    order = sorted(networks, key=lambda one: (not viewer.belongs_to(one.id), not one.attendances, one.name))
    return order[:BESIDE]


def _beside(network: Network, meeting: Meeting | None) -> tuple[Network, str, Markup, Markup | None]:
    """(network, its address, its emblem, its next meeting)."""
    emblem = emblems.drawn(network.id, network.attendances, 56)
    return network, network.url, emblem, panels.next_line(meeting) if meeting else None


def _address(filters: Filters) -> str:
    if filters.words:
        return url_for("home.search", **filters.args)
    return url_for("home.front", **filters.args)
