"""How far each person has read, and what they follow or mute: a row for a person and a thread, none for a post."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, func
from sqlalchemy.dialects import postgresql, sqlite

from netapp.core import clock
from netapp.core.db import action, db, is_looking, session, write
from netapp.core.errors import require
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.forums import policy, queries
from netapp.forums.models import CaughtUp, Reading, Watch
from netapp.groups import policy as groups
from netapp.groups.models import Group

_READING: Any = Reading.__table__


@action
def watch(viewer: Viewer, thread_id: int, how: Watch) -> None:
    """Follow the thread, mute it, or go by the group's mail level again."""
    thread = queries.get(viewer, thread_id)
    require(policy.may_watch(viewer, thread))
    write(_watched(db.engine.dialect.name), {"thread_id": thread.id, "person_id": viewer.person_id, "watch": how})


@action
def catch_up(viewer: Viewer, group: Group) -> None:
    """Nothing that was said in the group until now is new to the viewer."""
    require(viewer.is_signed_in and groups.may_read(viewer, group))
    row = _insert(CaughtUp.__table__).values(person_id=viewer.person_id, group_id=group.id, until=clock.now())
    again = {"until": row.excluded.until}
    session.execute(row.on_conflict_do_update(index_elements=["person_id", "group_id"], set_=again))


def follow_by_writing(person_id: int, thread_id: int, now: datetime) -> None:
    """Who writes follows, unless they have muted the thread, and has read what is there. Joins the deed."""
    _written(db.engine.dialect.name).change({"thread_id": thread_id, "person_id": person_id, "read_at": now})


def has_read(viewer: Viewer, thread_id: int, until: datetime, before: datetime | None) -> None:
    """The viewer was shown all that was published until then, and had read until `before`.

    A page is a look, which writes nothing and holds up nobody; this is written beside it, on a connection of its own.
    """
    if viewer.person_id is None or (before is not None and before >= until):
        return
    values = {"thread_id": thread_id, "person_id": viewer.person_id, "read_at": until}
    if not is_looking():
        write(_read(db.engine.dialect.name), values)
        return
    with db.engine.begin() as connection:
        connection.execute(_read(db.engine.dialect.name), values)


@cache
def _read(engine: str) -> Any:
    """Never back to an earlier moment: an old page may be looked at again."""
    row = _insert(_READING, engine).values(
        thread_id=bindparam("thread_id"), person_id=bindparam("person_id"), read_at=bindparam("read_at"), watch=""
    )
    later = case(
        (func.coalesce(_READING.c.read_at < row.excluded.read_at, True), row.excluded.read_at),
        else_=_READING.c.read_at,
    )
    return row.on_conflict_do_update(index_elements=["thread_id", "person_id"], set_={"read_at": later})


@cache
def _written(engine: str) -> Prepared:
    given = {name: bindparam(name, type_=_READING.c[name].type) for name in ("thread_id", "person_id", "read_at")}
    row = _insert(_READING, engine).values(**given, watch="follow")
    follows = case((_READING.c.watch == "mute", "mute"), else_="follow")
    again = {"read_at": row.excluded.read_at, "watch": follows}
    return Prepared(row.on_conflict_do_update(index_elements=["thread_id", "person_id"], set_=again))


@cache
def _watched(engine: str) -> Any:
    row = _insert(_READING, engine).values(
        thread_id=bindparam("thread_id"), person_id=bindparam("person_id"), read_at=None, watch=bindparam("watch")
    )
    return row.on_conflict_do_update(index_elements=["thread_id", "person_id"], set_={"watch": row.excluded.watch})


def _insert(table: Any, engine: str = "") -> Any:
    return (postgresql if (engine or db.engine.dialect.name) == "postgresql" else sqlite).insert(table)
