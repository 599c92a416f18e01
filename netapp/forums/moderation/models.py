"""What was flagged, what a moderator has decided, and whom somebody does not want to hear."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base

Why = Literal["advertising", "unkind", "private", "off topic", "other"]
WHYS: tuple[Why, ...] = ("advertising", "unkind", "private", "off topic", "other")
Deed = Literal["publish", "refuse", "leave", "hide", "unhide", "warn", "pause", "resume"]
LONGEST_WORDS = 500
# For how many days somebody may be paused.
DAYS = (1, 7, 30)
_OPEN = sql_text("settled_at IS NULL")


class PostFlag(Base):
    """That somebody asks the moderators to look at a post. `settled_at`: when one of them had decided."""

    __tablename__ = "post_flag"
    __table_args__ = (Index("ix_post_flag_open", "post_id", "at", sqlite_where=_OPEN, postgresql_where=_OPEN),)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    why: Mapped[Why] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="", server_default=sql_text("''"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]


class Ruling(Base):
    """What a moderator has decided about a post or its writer, with the reason that stands in the writer's letter.

    `until` is a pause's end. `why` is "" where there is nothing to explain.
    """

    __tablename__ = "ruling"
    __table_args__ = (Index("ix_ruling_group_id_person_id", "group_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"), index=True)
    deed: Mapped[Deed] = mapped_column(String(8))
    why: Mapped[Why | Literal[""]] = mapped_column(String(12), default="", server_default=sql_text("''"))
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="", server_default=sql_text("''"))
    until: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Block(Base):
    """Somebody's posts are folded for this person, who gets no letters of them; the other one hears nothing of it."""

    __tablename__ = "block"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    blocked_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
