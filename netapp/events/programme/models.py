"""What happens at a meeting, when and by whom: its items, their speakers, and what one may read of each."""

import secrets
from typing import Literal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core.db import Base
from netapp.files.models import File

ItemKind = Literal["talk", "discussion", "break", "travel", "visit"]
ITEM_KINDS: tuple[ItemKind, ...] = ("talk", "discussion", "break", "travel", "visit")
# More than that is no programme but a catalogue.
MOST_ITEMS, MOST_SPEAKERS, MOST_HANDOUTS = 200, 20, 20
# In minutes: an item is over within a day.
LONGEST_ITEM = 24 * 60


def new_key() -> str:
    """Names an item in calendars, for ever (C1)."""
    return secrets.token_hex(8)


class Item(Base):
    """One item of a meeting's programme.

    `position` orders all of them, day by day; `day` is 0 for the meeting's first. `at` is None when the item follows
    the one before, else minutes on the wall clock: after the meeting's own beginning on its first day, which thus moves
    along with it, and after midnight on any other. `minutes` is the length, None where the next one ends it. `track` is
    the room of what runs beside something else. Titles and texts are by language, as a meeting's. `key` is part of its
    UID (C1), and `sequence` grows when its time or room changes within the meeting (C2).
    """

    __tablename__ = "programme_item"
    __table_args__ = (Index("ix_programme_item_meeting_id", "meeting_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(16), default=new_key)
    position: Mapped[int]
    day: Mapped[int]
    at: Mapped[int | None] = mapped_column(info={"is_signed": True})
    minutes: Mapped[int | None]
    kind: Mapped[ItemKind] = mapped_column(String(12))
    track: Mapped[str] = mapped_column(String(60), default="")
    titles: Mapped[dict[str, str]]
    bodies: Mapped[dict[str, str]] = mapped_column(default=dict)
    sequence: Mapped[int] = mapped_column(default=0)

    speakers: Mapped[list["Speaker"]] = relationship(
        order_by="Speaker.position", cascade="all, delete-orphan", lazy="raise", passive_deletes=True
    )
    handouts: Mapped[list["Handout"]] = relationship(
        order_by="Handout.position", cascade="all, delete-orphan", lazy="raise", passive_deletes=True
    )


class Speaker(Base):
    """Who speaks, as it was typed; `person_id` and `company_id` when that is somebody whom the writer may know of."""

    __tablename__ = "speaker"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    company: Mapped[str] = mapped_column(String(160), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id", ondelete="SET NULL"), index=True)


class Handout(Base):
    """Something to read about an item: a file that we keep, or a link."""

    __tablename__ = "handout"
    __table_args__ = (UniqueConstraint("file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    url: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))

    file: Mapped[File | None] = relationship(lazy="raise")
