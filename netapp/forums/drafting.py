"""What somebody has begun to write, kept until they send it, from whichever device."""

from datetime import timedelta

from sqlalchemy import delete

from netapp.core import clock
from netapp.core.db import action, changed, session, transaction
from netapp.core.errors import NotVisible, require
from netapp.core.viewer import Viewer
from netapp.forums import policy, queries
from netapp.forums.models import LONGEST, LONGEST_TITLE, Draft
from netapp.groups import queries as groups

KEPT = timedelta(days=90)


def at_group(group_id: int) -> str:
    """The place of a new thread."""
    return f"group:{group_id}"


def at_thread(thread_id: int) -> str:
    """The place of a reply."""
    return f"thread:{thread_id}"


@action
def keep(viewer: Viewer, place: str, title: str, body: str) -> None:
    """Save what stands in a form now; an empty one is thrown away."""
    require(_may_write_at(viewer, place))
    put(viewer, place, title, body)


def put(viewer: Viewer, place: str, title: str, body: str) -> None:
    """The same within another deed."""
    title, body = title[:LONGEST_TITLE], body[:LONGEST]
    if not title.strip() and not body.strip():
        drop(viewer, place)
        return
    found = queries.draft(viewer, place)
    if found is None:
        session.add(Draft(person_id=viewer.person_id, place=place, title=title, body=body, saved_at=clock.now()))
    else:
        found.title, found.body, found.saved_at = title, body, clock.now()


def drop(viewer: Viewer, place: str) -> None:
    session.execute(delete(Draft).where(Draft.person_id == viewer.person_id, Draft.place == place))


def forget_old() -> int:
    """Delete what nobody has gone on with for three months; returns how many."""
    with transaction():
        return changed(delete(Draft).where(Draft.saved_at < clock.now() - KEPT))


def _may_write_at(viewer: Viewer, place: str) -> bool:
    kind, _colon, number = place.partition(":")
    if not number.isdigit():
        raise NotVisible
    if kind == "group":
        return policy.may_start(viewer, groups.get_readable(viewer, int(number)))
    return policy.may_reply(viewer, queries.get(viewer, int(number)))
