"""The site's own log, for its administrators: what was done about the site, its companies, its people's accounts.

It opens no group (A3): of what happens inside only the steps by which administrators enter are told, by number; people
are named when they run the site, too, or when the administrator meets them in a group; companies when they are public.
"""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlalchemy import or_, select

from netapp.core import log
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.languages import gettext as _
from netapp.core.languages import viewer_zone
from netapp.core.log import Filters
from netapp.core.viewer import Viewer
from netapp.groups import log_page, logbook
from netapp.home import policy
from netapp.members import acquaintance
from netapp.members.models import Person

KEYS = ("admin",)
KINDS = ("roles", "site", "steps", "erasures", "companies", "accounts", "files")


def page(viewer: Viewer, filters: Filters, before: int | None) -> dict[str, Any]:
    require(policy.may_run_site(viewer))

    def url(**more: Any) -> str:
        return url_for("home.site_log", **more)

    rows = log.rows(KEYS, filters, before, logbook.ON_A_PAGE + 1)
    deeds = _told(viewer, rows, lambda number: url(person=number))
    shown = log_page.shown(deeds, filters, url, before, KINDS)
    return {**shown, "file_url": url_for("home.take_site_log", **filters.args)}


@action
def take(viewer: Viewer, filters: Filters) -> list[list[str]]:
    """The log as a table for a file; that it was taken is a deed, too."""
    require(policy.may_run_site(viewer))
    found = logbook.whole(lambda before: _told(viewer, log.rows(KEYS, filters, before, logbook.AT_ONCE), None))
    log.write(viewer.person_id, "export log", "site", 1, "admin", rows=len(found))
    return logbook.table(found)


def _told(viewer: Viewer, rows: Any, url_of: Any) -> logbook.Deeds:
    people = _named(viewer, logbook.people_in(rows))
    lines = logbook.lines(rows, viewer_zone("UTC"), logbook.Names(people, logbook.things(rows), url_of), {})
    return logbook.Deeds(rows, lines, people)


def _named(viewer: Viewer, ids: set[int]) -> Mapping[int, str]:
    """By name whom the administrator may know of, by number the others; who was erased is left out."""
    met = or_(Person.is_admin, acquaintance.meets(viewer, Person.id))
    chosen = select(Person.id, Person.name, Person.email, met).where(Person.id.in_(ids), Person.erased_at.is_(None))
    return {
        number: (name or email or "") if is_met else str(_("person %(number)s", number=number))
        for number, name, email, is_met in session.execute(chosen)
    }
