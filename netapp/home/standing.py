"""What guests' pages rest on: gathered here from all rooms, compared in `core.kept`."""

from datetime import datetime, timedelta

from netapp.core import clock, localtime, site
from netapp.core.kept import Scope, Standing
from netapp.events import instants
from netapp.groups import revisions
from netapp.home.front import SITE_ZONE


def of(scope: Scope) -> Standing:
    """Of one network with its sub-groups, or of everything; and of what the site says of itself on each page."""
    now = clock.now()
    if scope is None:
        groups, zones, turn = revisions.of_all(), frozenset[str](), instants.next_anywhere()
    else:
        groups, zones = revisions.of_network(scope)
        turn = instants.next_in(scope)
    days = (_midnight(now, zone) for zone in {"UTC", SITE_ZONE, *zones})
    return Standing(f"{site.current()} {groups}", now, min(filter(None, (turn, *days))))


def _midnight(now: datetime, zone: str) -> datetime:
    """The instant at which the next day begins in a zone; a day names what is today, and feeds end by days."""
    tomorrow = localtime.to_local(now, zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return localtime.to_utc(tomorrow.replace(fold=0), zone)
