"""Lists of people to invite: what was read, what will become of each, what did; and what a list said of a person."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base

RosterState = Literal["draft", "running", "stopped", "done"]
Outcome = Literal["new", "known", "doubtful", "nothing", "refused"]
OUTCOMES: tuple[Outcome, ...] = ("new", "known", "doubtful", "nothing", "refused")
# What became of a row: a letter, a member at once (who had asked), nothing, or no; "" while it waits.
Result = Literal["", "invited", "member", "nothing", "refused"]


class Roster(Base):
    """A list that one organiser gave, for one group; nobody but they see it. It goes 30 days after it was last touched.

    `source` is the file's name, "" for a pasted one; `by_hand`: a few addresses, pasted. `note` is the organiser's own
    line in the invitations.
    """

    __tablename__ = "roster"
    __table_args__ = (Index("ix_roster_group_id_made_by", "group_id", "made_by"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    state: Mapped[RosterState] = mapped_column(String(10), default="draft", index=True)
    source: Mapped[str] = mapped_column(String(120), default="")
    by_hand: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(400), default="")
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    started_at: Mapped[datetime | None]
    touched_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class RosterRow(Base):
    """One person of a list. `outcome` and `reason` say what will happen; only rows that are `chosen` are invited.

    `result` is written in the transaction that invites, so that a row is never done twice (M2). `said` is what stood
    where an address should.
    """

    __tablename__ = "roster_row"
    __table_args__ = (
        Index("ix_roster_row_roster_id_outcome_id", "roster_id", "outcome", "id"),
        Index("ix_roster_row_roster_id_result_chosen_id", "roster_id", "result", "chosen", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id", ondelete="CASCADE"))
    line: Mapped[int]
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    company: Mapped[str] = mapped_column(String(160), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    language: Mapped[str] = mapped_column(String(5), default="")
    said: Mapped[str] = mapped_column(String(200), default="")
    doubt: Mapped[str] = mapped_column(String(12), default="")
    outcome: Mapped[Outcome] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(12), default="")
    chosen: Mapped[bool] = mapped_column(default=False)
    result: Mapped[Result] = mapped_column(String(10), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)


class Invitation(Base):
    """What a list said of somebody who is invited: it fills in the page behind their letter, and goes when they answer.

    Nothing of it is taken for true before they have said so.
    """

    __tablename__ = "invitation"

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    company: Mapped[str] = mapped_column(String(160), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
