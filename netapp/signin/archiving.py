"""What of the doors goes into a person's take-out: how they sign in and where, but nothing that would let one in."""

from collections.abc import Iterator

from sqlalchemy import or_, select

from netapp.core.archives import Sheet
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.signin import queries
from netapp.signin.models import Link, Session


def own(viewer: Viewer) -> Iterator[Sheet]:
    ways = [
        {
            "provider": name,
            "issuer": way.issuer,
            "account": way.subject,
            "joined_at": plain(way.created_at),
            "used_at": plain(way.used_at),
            "picture_offered": way.picture_url is not None,
        }
        for way, name in queries.ways_in(viewer)
    ]
    yield Sheet("ways-to-sign-in", _("Your accounts elsewhere that sign you in here."), ways)
    rows = session.scalars(select(Session).where(Session.person_id == viewer.person_id).order_by(Session.id))
    times = ("created_at", "seen_at", "expires_at", "ended_at")
    devices = [{"device": row.device, "door": row.door} | {at: plain(getattr(row, at)) for at in times} for row in rows]
    yield Sheet("devices", _("Where you are signed in, or were."), devices)
    theirs = Link.person_id == viewer.person_id
    links = session.scalars(select(Link).where(or_(theirs, Link.email == viewer.email) if viewer.email else theirs))
    said = [
        {"purpose": link.purpose, "email": link.email}
        | {at: plain(getattr(link, at)) for at in (*times[:1], "used_at")}
        for link in links
    ]
    yield Sheet("sign-in-links", _("Links for signing in that were sent to you."), said)
