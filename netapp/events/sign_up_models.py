"""Sign-ups, and guests' requests that wait for a confirmation."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock
from netapp.core.db import Base
from netapp.events.models import Meeting, Mode, SignUpState, Way, other_mode
from netapp.members.models import Person


class SignUp(Base):
    """One person and one meeting, kept through leaving and coming back (S2).

    `turn` is the order of joining: it decides who waits before whom, and is new after coming back (S3). `rounds`
    counts each leaving and coming back, and is added to the meeting's sequence in this person's letters (C2). `company`
    is what was said then. `answers` are by question (answers.py).

    Where the meeting needs a yes, a sign-up is `requested` until an organiser gives it, and `refused` when they don't:
    neither takes a seat or has a calendar entry.

    `bunch` is one number for those who come together and have not withdrawn: they get seats together or wait together.
    It is the turn of whoever has signed them up, where that one is among them.

    `mode` is how they take part, or would. Who has a seat and waits for one of the other mode keeps the one they have:
    `change_turn` is their turn there.

    `came_by` is the way by which the last answer came; `perhaps`: their calendar has said so since they got the seat or
    the place. `reply_sequence` and `reply_stamp` are those of the calendar's last answer, so that an older one that
    arrives later changes nothing.
    """

    __tablename__ = "sign_up"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        Index("ix_sign_up_meeting_id_state_turn", "meeting_id", "state", "turn"),
        Index("ix_sign_up_person_id_state", "person_id", "state"),
        # Who has answered anything: few, and none some weeks after the meeting.
        Index(
            "ix_sign_up_answers_meeting_id",
            "meeting_id",
            sqlite_where=sql_text("answers IS NOT NULL"),
            postgresql_where=sql_text("answers IS NOT NULL"),
        ),
        Index(
            "ix_sign_up_meeting_id_bunch",
            "meeting_id",
            "bunch",
            sqlite_where=sql_text("bunch IS NOT NULL"),
            postgresql_where=sql_text("bunch IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    state: Mapped[SignUpState] = mapped_column(String(10))
    turn: Mapped[int]
    bunch: Mapped[int | None]
    mode: Mapped[Mode] = mapped_column(String(6), default="room", server_default=sql_text("'room'"))
    change_turn: Mapped[int | None]
    rounds: Mapped[int] = mapped_column(default=0)
    company: Mapped[str] = mapped_column(String(160), default="")
    show_name: Mapped[bool] = mapped_column(default=False)
    as_guest: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    promoted_at: Mapped[datetime | None]
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    came_by: Mapped[Way] = mapped_column(String(10), default="", server_default=sql_text("''"))
    perhaps: Mapped[bool] = mapped_column(default=False, server_default=false())
    reply_sequence: Mapped[int | None]
    reply_stamp: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")

    @property
    def awaited(self) -> Mode | None:
        """The mode in whose queue they stand."""
        if self.state == "waiting":
            return self.mode
        return other_mode(self.mode) if self.state == "going" and self.change_turn is not None else None

    @property
    def place(self) -> int:
        """Where they stand in that queue, by turns; who come together stand together."""
        if self.state == "going" and self.change_turn is not None:
            return self.change_turn
        return self.turn if self.bunch is None else self.bunch

    def gets_link(self, meeting: Meeting) -> bool:
        """The online link is for who has a seat there; where nobody chooses, for all who have a seat."""
        return self.state == "going" and (not meeting.hybrid or self.mode == "online")


class Request(Base):
    """A guest's sign-up that waits for the button behind the mail's link (S2). Deleted a week later, pressed or not.

    `answers` are as they were typed (answers.Typed), and judged once more when the button is pressed. `brings`: the
    name and the address of each colleague who comes along. With a `series_id` it is for the whole series, of which the
    meeting is the next date.
    """

    __tablename__ = "request"
    # A letter is known by its request's number: one given out again on SQLite would pass for sent already (M2).
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    company: Mapped[str] = mapped_column(String(160))
    email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(5))
    show_name: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    used_at: Mapped[datetime | None]
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    brings: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    mode: Mapped[Mode] = mapped_column(String(6), default="room", server_default=sql_text("'room'"))
