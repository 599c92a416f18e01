"""Calendar files that organisers have given: what is in them, what becomes of it; and where meetings came from."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base

FileState = Literal["draft", "running", "done"]
Outcome = Literal["new", "changed", "cancelled", "here", "nothing", "refused"]
OUTCOMES: tuple[Outcome, ...] = ("new", "changed", "cancelled", "here", "nothing", "refused")


class CalendarFile(Base):
    """A file that one organiser gave, for one group; nobody but they see it. It goes 30 days after it was last touched.

    `outside` lay beyond the window, `broken` began at no time that there is, `is_cut`: not all was looked at.
    `publishes` says what the organiser chose: published, or drafts.
    """

    __tablename__ = "calendar_file"
    __table_args__ = (Index("ix_calendar_file_group_id_made_by", "group_id", "made_by"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[FileState] = mapped_column(String(10), default="draft", index=True)
    source: Mapped[str] = mapped_column(String(120), default="")
    publishes: Mapped[bool] = mapped_column(default=False)
    outside: Mapped[int] = mapped_column(default=0)
    broken: Mapped[int] = mapped_column(default=0)
    is_cut: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    touched_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class CalendarRow(Base):
    """One meeting of a file, as `said` (see importing.said), and what will become of it or has.

    `result` is written in the transaction that makes the meeting, so that a row is never done twice.
    """

    __tablename__ = "calendar_row"
    __table_args__ = (Index("ix_calendar_row_file_id_result_chosen_id", "file_id", "result", "chosen", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("calendar_file.id", ondelete="CASCADE"))
    uid: Mapped[str] = mapped_column(String(255))
    recurrence: Mapped[str] = mapped_column(String(20), default="")
    digest: Mapped[str] = mapped_column(String(32))
    said: Mapped[dict[str, Any]]
    outcome: Mapped[Outcome] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(12), default="")
    chosen: Mapped[bool] = mapped_column(default=False)
    result: Mapped[str] = mapped_column(String(10), default="")
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)


class CalendarOrigin(Base):
    """Which entry of a calendar a meeting was made from: the same entry makes no second one in the group.

    `digest` stands for what the entry said last, `written_at` for the version of the meeting that was made of it.
    """

    __tablename__ = "calendar_origin"
    __table_args__ = (UniqueConstraint("group_id", "uid", "recurrence"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    uid: Mapped[str] = mapped_column(String(255))
    recurrence: Mapped[str] = mapped_column(String(20), default="")
    digest: Mapped[str] = mapped_column(String(32))
    written_at: Mapped[datetime]
