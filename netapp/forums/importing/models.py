"""An old list that somebody has given for a group, and its letters until they are posts."""

from datetime import datetime
from typing import Literal

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base
from netapp.forums.models import LONGEST_TITLE

ListState = Literal["reading", "draft", "running", "done", "undoing", "undone", "broken"]


class OldList(Base):
    """Archives of a list, for one group: its moderators see it, nobody else. It goes 30 days after it was last touched.

    `key` names the files that wait to be read, "" once they are read and gone. `held_until`: a worker reads them.
    `unread` are the first letters that could not be read, as (file, number). `known` stood here already, `files` were
    left out of letters, `cut` were too long, `is_cut`: not all was read.
    """

    __tablename__ = "old_list"
    __table_args__ = (Index("ix_old_list_group_id_id", "group_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    state: Mapped[ListState] = mapped_column(String(10), default="reading", index=True)
    key: Mapped[str] = mapped_column(String(40), default="")
    names: Mapped[list[str]] = mapped_column(JSON, default=list)
    unread: Mapped[list[list[str | int]]] = mapped_column(JSON, default=list)
    unreadable: Mapped[int] = mapped_column(default=0)
    letters: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    files: Mapped[int] = mapped_column(default=0)
    cut: Mapped[int] = mapped_column(default=0)
    is_cut: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    touched_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    held_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class OldLetter(Base):
    """One letter of an old list. `number` counts from 1; `thread` and `place` say where it will stand.

    `beside` is the Message-ID of a letter that stands here already, in the thread to which this one belongs; `parent`
    of what it answers. Who wrote is a member with that confirmed address, else a name: the address is kept nowhere.
    Once it is a post (`post_id`) its text stands there alone; `is_made` also where it needed none.
    """

    __tablename__ = "old_letter"
    __table_args__ = (Index("ix_old_letter_list_id_is_made_thread", "list_id", "is_made", "thread", "place"),)

    list_id: Mapped[int] = mapped_column(ForeignKey("old_list.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    thread: Mapped[int] = mapped_column(default=0)
    place: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[str] = mapped_column(String(250))
    parent: Mapped[str] = mapped_column(String(250), default="", server_default=sql_text("''"))
    beside: Mapped[str] = mapped_column(String(250), default="", server_default=sql_text("''"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    author_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    body: Mapped[str] = mapped_column(Text)
    is_made: Mapped[bool] = mapped_column(default=False)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"), index=True)
