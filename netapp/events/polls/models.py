"""Date polls: the times that are proposed, and what people say to each."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import DateTime, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock, localtime, text
from netapp.core.db import Base
from netapp.events.models import Meeting, ShownTo
from netapp.groups.models import Group
from netapp.members.models import Person

PollState = Literal["open", "chosen", "dropped"]
Said = Literal["yes", "maybe", "no"]

SAID: tuple[Said, ...] = ("yes", "maybe", "no")
MOST_TIMES = 20
_NO_WORDS = sql_text("''")


class Poll(Base):
    """A question to a group's readers: which of these times suits?

    It is answered until `closes_at`, which follows from `closes_local` in `zone` as a meeting's times do (T1), and
    waits for its choice from then on. `meeting_id` is the meeting that came of it, a draft at first perhaps;
    `settled_at` is when the answers became sign-ups and letters, which happens once. `minutes`: how long it would last.
    """

    __tablename__ = "poll"
    __table_args__ = (
        Index("ix_poll_group_id_state_closes_at", "group_id", "state", "closes_at"),
        Index("ix_poll_state_closes_at", "state", "closes_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"))
    state: Mapped[PollState] = mapped_column(String(8), default="open")
    language: Mapped[str] = mapped_column(String(5))
    titles: Mapped[dict[str, str]]
    bodies: Mapped[dict[str, str]] = mapped_column(default=dict)
    zone: Mapped[str] = mapped_column(String(60))
    minutes: Mapped[int] = mapped_column(default=120)
    place: Mapped[str] = mapped_column(String(160), default="", server_default=_NO_WORDS)
    is_online: Mapped[bool] = mapped_column(default=False, server_default=false())
    closes_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    closes_at: Mapped[datetime]
    open_to_guests: Mapped[bool] = mapped_column(default=True)
    shown_to: Mapped[ShownTo] = mapped_column(String(12), default="going")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(500), default="", server_default=_NO_WORDS)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    settled_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship(lazy="raise")
    meeting: Mapped[Meeting | None] = relationship(lazy="raise")
    times: Mapped[list["PollTime"]] = relationship(
        order_by="PollTime.starts_at", cascade="all, delete-orphan", lazy="raise", passive_deletes=True
    )

    @property
    def title(self) -> str:
        return self.titles[self.language]

    def title_in(self, language: str) -> tuple[str, str]:
        """(language, title), as a Meeting's."""
        return (language, self.titles[language]) if language in self.titles else (self.language, self.title)

    def body_in(self, language: str) -> tuple[str, str]:
        """(language, Markdown), as a Meeting's."""
        body = self.bodies.get(language)
        return (language, body) if body else (self.language, self.bodies.get(self.language, ""))

    @property
    def tail(self) -> str:
        return text.tail(self.title)

    @property
    def is_answerable(self) -> bool:
        return self.state == "open" and clock.now() < self.closes_at

    @property
    def waits_for_choice(self) -> bool:
        """No date is set: nobody has chosen yet, or the draft that was made of the choice has been thrown away."""
        return self.state == "open" or (self.state == "chosen" and self.meeting_id is None and self.settled_at is None)


class PollTime(Base):
    """A proposed beginning, local in the poll's zone; the end follows from the poll's length."""

    __tablename__ = "poll_time"
    __table_args__ = (UniqueConstraint("poll_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"))
    starts_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    starts_fold: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime]
    is_chosen: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= clock.now()

    def ends_local(self, poll: Poll) -> datetime:
        """On the wall clock, with its fold: so many minutes go by, also in the night in which clocks change."""
        return localtime.to_local(self.starts_at + timedelta(minutes=poll.minutes), poll.zone)


class Ballot(Base):
    """One person's answer to one poll; it may change until the poll closes. Their order is that of first answering."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("poll_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    company: Mapped[str] = mapped_column(String(160), default="", server_default=_NO_WORDS)
    comment: Mapped[str] = mapped_column(String(500), default="", server_default=_NO_WORDS)
    show_name: Mapped[bool] = mapped_column(default=False, server_default=false())
    as_guest: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship(lazy="raise")


class BallotChoice(Base):
    """What a ballot says to one time. A time without one was not answered: it was proposed later, or left open."""

    __tablename__ = "ballot_choice"
    __table_args__ = (UniqueConstraint("ballot_id", "time_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"))
    time_id: Mapped[int] = mapped_column(ForeignKey("poll_time.id", ondelete="CASCADE"), index=True)
    said: Mapped[Said] = mapped_column(String(5))


class PollRequest(Base):
    """A guest's answer that waits for the button behind the mail's link (S2). Deleted a week later, pressed or not.

    `said` is what they say by the number of the time.
    """

    __tablename__ = "poll_request"
    # As for a guest's sign-up: a letter is known by this number (M2).
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    company: Mapped[str] = mapped_column(String(160))
    email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(5))
    said: Mapped[dict[str, str]]
    comment: Mapped[str] = mapped_column(String(500), default="", server_default=_NO_WORDS)
    show_name: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    used_at: Mapped[datetime | None]
