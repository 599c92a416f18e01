"""What a moderator does with an old list: give it, say yes, throw it away, take all of it back within a week."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from netapp.core import clock, db, limits, log, text
from netapp.core.db import action, locked, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.forums.importing import making, policy, queries, undoing, uploads
from netapp.forums.importing.models import OldLetter, OldList
from netapp.groups import queries as groups
from netapp.groups.models import Group
from netapp.mail import ticks

# The worker's task that reads lists, makes posts of them and takes them back.
TASK = "old lists"
UNDO = timedelta(days=7)
AN_HOUR = 20


def give(viewer: Viewer, group_id: int, files: Sequence[FileStorage]) -> OldList:
    """Keep the files until the worker has read them; the database is let go of meanwhile."""
    require(policy.may_import(viewer, groups.get_readable(viewer, group_id)))
    if not files:
        raise Refused(_("Choose the file first."), "file")
    if len(files) > uploads.MOST_FILES:
        raise Refused(_("At most %(most)s files at once.", most=uploads.MOST_FILES), "file")
    limits.spend("old list", str(viewer.person_id), AN_HOUR, limits.HOUR)
    with db.unlocked():
        key = uploads.keep(files)
    try:
        return take_in(viewer, group_id, key, [text.one_line(file.filename or "")[:120] for file in files])
    except BaseException:
        uploads.drop(key)
        raise


@action
def take_in(viewer: Viewer, group_id: int, key: str, names: Sequence[str]) -> OldList:
    group = groups.get_readable(viewer, group_id)
    require(policy.may_import(viewer, group))
    given = OldList(group_id=group.id, made_by=viewer.person_id, state="reading", key=key, names=list(names), unread=[])
    session.add(given)
    session.flush()
    ticks.wake(TASK)
    return given


@action
def start(viewer: Viewer, group_id: int, list_id: int) -> OldList:
    """Say yes: its letters become threads, and nobody is written to. The worker does all but the first."""
    group = groups.get_readable(viewer, group_id)
    require(policy.may_import(viewer, group))
    given = _one_at_a_time(viewer, group, list_id)
    if given.state != "draft":
        return given
    wanted = select(OldLetter.number).where(OldLetter.list_id == given.id, OldLetter.is_made.is_(False))
    if session.scalar(wanted.limit(1)) is None:
        raise Refused(_("All of it stands here already."))
    given.state, given.made_by = "running", viewer.person_id
    log.write(viewer.person_id, "import list", "group", group.id, group_key(group.id), list=given.id)
    session.flush()
    if making.go_on(given.id) < making.CHUNK:
        making.go_on(given.id)
    ticks.wake(TASK)
    return given


@action
def undo(viewer: Viewer, group_id: int, list_id: int) -> OldList:
    """Take back all that it has become; what others have written there since stays."""
    group = groups.get_readable(viewer, group_id)
    require(policy.may_import(viewer, group))
    given = _one_at_a_time(viewer, group, list_id)
    if given.state != "done":
        return given
    if not may_be_undone(given):
        raise Refused(_("A week has passed; its threads stay. Each can still be hidden or moved."))
    given.state = "undoing"
    log.write(viewer.person_id, "undo list", "group", group.id, group_key(group.id), list=given.id)
    session.flush()
    if undoing.go_on(given.id) < undoing.CHUNK:
        undoing.go_on(given.id)
    ticks.wake(TASK)
    return given


@action
def throw_away(viewer: Viewer, group_id: int, list_id: int) -> None:
    """Forget a list that nobody said yes to, with its files."""
    group = groups.get_readable(viewer, group_id)
    require(policy.may_import(viewer, group))
    given = locked(OldList, queries.get(viewer, group, list_id).id)
    if given.state in {"running", "undoing", "done"}:
        raise Refused(_("Its threads are here already; take them back instead."))
    uploads.drop(given.key)
    session.delete(given)


def may_be_undone(given: OldList) -> bool:
    return given.state == "done" and given.done_at is not None and clock.now() < given.done_at + UNDO


def _one_at_a_time(viewer: Viewer, group: Group, list_id: int) -> OldList:
    """The list, locked with all others of the group: two at once could make one letter twice."""
    given = queries.get(viewer, group, list_id)
    all_ = select(OldList).where(OldList.group_id == group.id).order_by(OldList.id)
    lists = session.scalars(all_.with_for_update().execution_options(populate_existing=True)).all()
    if any(one.state in {"running", "undoing"} for one in lists if one.id != given.id):
        raise Refused(_("Another list of this group is just being imported. Try again in a while."))
    return given
