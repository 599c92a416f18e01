"""The two buttons below the draft of an introduction."""

from sqlalchemy.dialects import postgresql, sqlite

from netapp.core import clock
from netapp.core.db import action, db, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.forums import actions, policy, queries
from netapp.forums.actions import Opening
from netapp.forums.introducing import words
from netapp.forums.introducing.models import Introduction
from netapp.forums.introducing.queries import known
from netapp.forums.models import Thread
from netapp.groups import queries as groups


@action
def introduce(viewer: Viewer, group_id: int, body: str) -> Thread:
    """Begin a thread with these words; pressed twice, it is the same one."""
    group = groups.get_readable(viewer, group_id)
    require(policy.may_start(viewer, group, "introduction"))
    if not viewer.name:
        raise Refused(_("Tell your name first, in your settings."), "body")
    own = _settle(viewer, group_id)
    before = session.get(Thread, own.thread_id) if own.thread_id else None
    if before is not None:
        return before
    rules = queries.forum(group_id)
    opening = Opening(title=words.title(known(viewer)), body=body, kind="introduction", for_members=rules.for_members)
    thread = actions.start(viewer, group_id, opening)
    own.thread_id, own.at = thread.id, clock.now()
    return thread


@action
def put_away(viewer: Viewer, group_id: int) -> None:
    """Not now, and not again."""
    group = groups.get_readable(viewer, group_id)
    require(policy.may_start(viewer, group, "introduction"))
    _settle(viewer, group_id)


def _settle(viewer: Viewer, group_id: int) -> Introduction:
    """The row, held: who presses at the same moment waits for it."""
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Introduction)
    row = insert.values(person_id=viewer.person_id, group_id=group_id, thread_id=None, at=clock.now())
    session.execute(row.on_conflict_do_nothing(index_elements=["person_id", "group_id"]))
    key = (viewer.person_id, group_id)
    return session.get_one(Introduction, key, populate_existing=True, with_for_update=True)
