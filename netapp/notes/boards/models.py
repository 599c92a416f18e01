"""The board of a meeting, and what stands on it: tables' parts, cards with wishes, dots for them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base
from netapp.events.rooms.models import new_key

LONGEST_CARD, LONGEST_PROMPT, LONGEST_PART = 200, 60, 4000
MOST_TABLES, MOST_CARDS, MOST_DOTS = 60, 500, 9


class Board(Base):
    """Whoever holds its `key` writes on it, while it takes that: a room has its address from a QR code.

    `left` and `right`: what each of so many `tables` is asked. `version` grows with each change that a screen shows.
    `next_id`: the draft that was made of the first wishes.
    """

    __tablename__ = "board"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(16), default=new_key, unique=True)
    tables: Mapped[int] = mapped_column(default=0, server_default=sql_text("0"))
    left: Mapped[str] = mapped_column(String(LONGEST_PROMPT), default="", server_default=sql_text("''"))
    right: Mapped[str] = mapped_column(String(LONGEST_PROMPT), default="", server_default=sql_text("''"))
    takes_wishes: Mapped[bool] = mapped_column(default=False, server_default=false())
    takes_dots: Mapped[bool] = mapped_column(default=False, server_default=false())
    dots: Mapped[int] = mapped_column(default=3, server_default=sql_text("3"))
    version: Mapped[int] = mapped_column(default=0, server_default=sql_text("0"))
    next_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)


class TablePart(Base):
    """What a table has written in answer to the two prompts; `number` counts from 1."""

    __tablename__ = "table_part"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("board.meeting_id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    left: Mapped[str] = mapped_column(Text, default="", server_default=sql_text("''"))
    right: Mapped[str] = mapped_column(Text, default="", server_default=sql_text("''"))


class WishCard(Base):
    """A wish, in a line, by nobody who is known: `visitor` names a browser, so that each has one card."""

    __tablename__ = "wish_card"
    __table_args__ = (UniqueConstraint("meeting_id", "visitor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("board.meeting_id", ondelete="CASCADE"))
    visitor: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(String(LONGEST_CARD))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class WishDot(Base):
    """One of a browser's dots."""

    __tablename__ = "wish_dot"

    card_id: Mapped[int] = mapped_column(ForeignKey("wish_card.id", ondelete="CASCADE"), primary_key=True)
    visitor: Mapped[str] = mapped_column(String(32), primary_key=True)
