"""The logged step by which a site's administrator opens a group that is shut to them; it ends by itself."""

from datetime import timedelta

from sqlalchemy import select, update

from netapp.core import clock, log
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.viewer import Viewer, group_key
from netapp.groups import notices, policy
from netapp.groups.models import Entry, Group

HOURS = 8
ADMIN = "admin"


@action
def enter(viewer: Viewer, group: Group, reason: str) -> None:
    """Open the group for eight hours. Its organisers are told who came in, and why."""
    require(policy.may_enter(viewer))
    assert viewer.person_id is not None
    now = clock.now()
    inside = select(Entry.id).where(Entry.group_id == group.id, Entry.person_id == viewer.person_id, Entry.until > now)
    if session.scalar(inside):
        return
    entry = Entry(group_id=group.id, person_id=viewer.person_id, reason=reason, until=now + timedelta(hours=HOURS))
    session.add(entry)
    session.flush()
    # Told to the group's owners and, by its number, to the site's administrators.
    for key in (group_key(group.id), ADMIN):
        log.write(viewer.person_id, "enter", "group", group.id, key, entry=entry.id)
    notices.entered(group, entry)


@action
def go(viewer: Viewer, group: Group) -> None:
    """Shut the group again before the hours are over."""
    require(policy.may_enter(viewer))
    now = clock.now()
    session.execute(
        update(Entry)
        .where(Entry.group_id == group.id, Entry.person_id == viewer.person_id, Entry.until > now)
        .values(until=now)
    )
    for key in (group_key(group.id), ADMIN):
        log.write(viewer.person_id, "go", "group", group.id, key)
