"""What somebody has begun to write, kept until they send it, from whichever device."""

from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, literal

from netapp.core import clock
from netapp.core.db import action, session
from netapp.core.errors import require
from netapp.core.viewer import Viewer
from netapp.forums import policy, queries
from netapp.forums.models import LONGEST, LONGEST_TITLE, Draft
from netapp.groups import queries as groups


def at_group(group_id: int) -> str:
    """The place of a new thread."""
    return f"group:{group_id}"


def at_thread(thread_id: int) -> str:
    """The place of a reply."""
    return f"thread:{thread_id}"


def place_at(thread_id: Any) -> ColumnElement[str]:
    """The same of a column."""
    return literal("thread:") + cast(thread_id, String)


def at_post(post_id: int) -> str:
    """The place of the files that are added to a post while it is edited; its text has no draft."""
    return f"post:{post_id}"


@action
def keep_opening(viewer: Viewer, group_id: int, title: str, body: str) -> None:
    """Save a thread that is being begun; an empty one is thrown away."""
    group = groups.get_readable(viewer, group_id)
    require(policy.may_start(viewer, group))
    put(viewer, at_group(group.id), title, body)


@action
def keep_answer(viewer: Viewer, thread_id: int, body: str) -> None:
    """Save an answer that is being written."""
    thread = queries.get(viewer, thread_id)
    require(policy.may_reply(viewer, thread))
    put(viewer, at_thread(thread.id), "", body)


def put(viewer: Viewer, place: str, title: str, body: str) -> None:
    """The same within another deed."""
    # Taken as it was typed; but PostgreSQL has no place for NUL.
    title, body = (words.replace("\0", "")[:most] for words, most in ((title, LONGEST_TITLE), (body, LONGEST)))
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
