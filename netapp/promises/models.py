"""Promises, and the rows of what was answered about them."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock
from netapp.core.db import Base
from netapp.groups.models import Group

State = Literal["open", "kept", "dropped"]
Kind = Literal["kept", "later", "dropped", "reopened", "handed", "back"]
# By which way an answer came; "" where nobody gave it: who owned it has left.
Way = Literal["", "page", "letter"]

STATES: tuple[State, ...] = ("open", "kept", "dropped")
KINDS: tuple[Kind, ...] = ("kept", "later", "dropped", "reopened", "handed", "back")
WAYS: tuple[Way, ...] = ("", "page", "letter")
LONGEST = 300


class Promise(Base):
    """What is to be done by the day `due`, as the group's clock counts days.

    Owner: `person_id`, `company_id`, or the person for the company; where there is neither, the group's organisers.
    `for_members`: only the group's members read it, as the thread that it began in. `turn` grows with each answer, so
    that who answers says what they have seen. `reminded`: the day `due` for which its owner has been reminded.
    """

    __tablename__ = "promise"
    __table_args__ = (
        Index("ix_promise_group_id_state_due", "group_id", "state", "due"),
        Index("ix_promise_state_due", "state", "due"),
        *(
            Index(
                f"ix_promise_{name}",
                name,
                sqlite_where=sql_text(f"{name} IS NOT NULL"),
                postgresql_where=sql_text(f"{name} IS NOT NULL"),
            )
            for name in ("person_id", "company_id", "meeting_id", "post_id")
        ),
        # A letter is known by its promise's number: one given out again on SQLite would pass for sent already (M2).
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(String(LONGEST))
    language: Mapped[str] = mapped_column(String(5))
    due: Mapped[date]
    state: Mapped[State] = mapped_column(String(10), default="open")
    for_members: Mapped[bool] = mapped_column(default=False, server_default=false())
    turn: Mapped[int] = mapped_column(default=0, server_default="0")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(LONGEST), default="", server_default=sql_text("''"))
    reminded: Mapped[date | None]

    group: Mapped[Group] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due < today


class PromiseAnswer(Base):
    """What somebody answered, when and by which way; the row of one that was taken back stays, with `undone_at`.

    kept; later, `due` being the new day; dropped, with a `reason`; reopened; handed over; back with the organisers.
    `was_…` is what it was before, so that an answer can be taken back.
    """

    __tablename__ = "promise_answer"
    __table_args__ = (Index("ix_promise_answer_promise_id_id", "promise_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(String(10))
    way: Mapped[Way] = mapped_column(String(10), default="", server_default=sql_text("''"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    due: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(LONGEST), default="", server_default=sql_text("''"))
    was_state: Mapped[State] = mapped_column(String(10))
    was_due: Mapped[date]
    was_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    was_company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id", ondelete="SET NULL"), index=True)
    undone_at: Mapped[datetime | None]
