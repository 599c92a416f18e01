"""A thread's poll, its choices, and who has said what."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base

FEWEST, MOST, LONGEST_CHOICE = 2, 10, 120
# The votes of fewer people than this would tell, when one of them is erased, what they said.
TELLS_NOBODY = 3


class ThreadPoll(Base):
    """What a thread asks. `several`: as many choices as one likes. `shows_always`: how many said what is seen before
    one's own answer, too. `closes_at`: when it ends; None: it stays open. `people`: how many have answered.
    """

    __tablename__ = "thread_poll"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    several: Mapped[bool] = mapped_column(default=False, server_default=false())
    shows_names: Mapped[bool] = mapped_column(default=False, server_default=false())
    shows_always: Mapped[bool] = mapped_column(default=True, server_default=true())
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    people: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def is_over(self) -> bool:
        return self.closes_at is not None and self.closes_at <= clock.now()


class ThreadChoice(Base):
    """One of a poll's choices, in its order. `votes` counts, and keeps counting those who have been erased."""

    __tablename__ = "thread_choice"
    __table_args__ = (UniqueConstraint("thread_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(LONGEST_CHOICE))
    votes: Mapped[int] = mapped_column(default=0, server_default="0")


class Vote(Base):
    """That somebody has chosen this."""

    __tablename__ = "vote"
    __table_args__ = (Index("ix_vote_thread_id_person_id", "thread_id", "person_id"),)

    choice_id: Mapped[int] = mapped_column(ForeignKey("thread_choice.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
