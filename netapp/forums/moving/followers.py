"""Who follows, mutes and has read what was merged or split; and what they had begun to write. All join the deed."""

from typing import Any

from sqlalchemy import case, delete, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from netapp.core.db import db, write
from netapp.forums import drafting
from netapp.forums.models import Draft, Post, Reading

_READING: Any = Reading.__table__
_DRAFT: Any = Draft.__table__
R: Any = _READING.c
D: Any = _DRAFT.c
_COLUMNS = ["thread_id", "person_id", "read_at", "watch"]


def merge(thread_id: int, into_id: int) -> None:
    """Who follows one of the two follows what has become of them; muted is what was muted in each that they knew.

    How far they have read in the other one stays.
    """
    mine = select(literal(into_id), R.person_id, literal(None, R.read_at.type), R.watch)
    row = _insert().from_select(_COLUMNS, mine.where(R.thread_id == thread_id, R.watch == "follow"))
    write(row.on_conflict_do_update(index_elements=["thread_id", "person_id"], set_={"watch": "follow"}), None)
    other = _READING.alias()
    knew = select(other.c.person_id).where(other.c.thread_id == thread_id, other.c.watch != "mute")
    muted = R.thread_id == into_id, R.watch == "mute", R.person_id.in_(knew)
    write(update(_READING).where(*muted).values(watch=""), None)
    write(delete(_READING).where(R.thread_id == thread_id), None)
    _merge_drafts(drafting.at_thread(thread_id), drafting.at_thread(into_id))


def split(thread_id: int, new_id: int) -> None:
    """To each the new thread is as the old one is: read as far, followed, muted; who wrote in it follows it."""
    as_before = select(literal(new_id), R.person_id, R.read_at, R.watch).where(R.thread_id == thread_id)
    write(_insert().from_select(_COLUMNS, as_before), None)
    wrote = select(Post.author_id).where(Post.thread_id == new_id, Post.author_id.is_not(None))
    theirs = R.thread_id == new_id, R.watch == "", R.person_id.in_(wrote)
    write(update(_READING).where(*theirs).values(watch="follow"), None)


def _merge_drafts(place: str, into: str) -> None:
    """Who had begun to write in both finds both texts."""
    other, have = _DRAFT.alias(), _DRAFT.alias()
    begun = select(func.max(other.c.body)).where(other.c.place == place, other.c.person_id == D.person_id)
    more = begun.correlate(_DRAFT).scalar_subquery()
    joined = case((more.is_(None), D.body), else_=D.body + "\n\n" + func.coalesce(more, ""))
    write(update(_DRAFT).where(D.place == into).values(body=joined), None)
    has_both = select(have.c.person_id).where(have.c.place == into)
    write(delete(_DRAFT).where(D.place == place, D.person_id.in_(has_both)), None)
    write(update(_DRAFT).where(D.place == place).values(place=into), None)


def _insert() -> Any:
    return (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(_READING)
