"""Series, and who has signed up for a whole one."""

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import JSON, Date, DateTime, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock, text
from netapp.core.db import Base
from netapp.events.models import Kind, ShownTo, Way
from netapp.groups.models import Group
from netapp.members.models import Person

# "asked": an organiser says yes first, at the next date, which then holds for all; or has said no, "denied".
Member = Literal["going", "left", "asked", "denied"]
# So many weeks ahead dates are made, unless an organiser says otherwise; and at most these.
AHEAD = 26
MOST_AHEAD = 530
_NO_WORDS = sql_text("''")


class Series(Base):
    """What repeats. Its columns say of the first date what a meeting's of the same names do; the others follow (T2).

    `rule` is RFC 5545's, without an end (rules.py). `until`: the last day on which one may begin, None for open.
    `made_until` is the beginning of the last date that there is, as the rule has it, also when it has been called off;
    dates are made `weeks_ahead`.
    `uid` is that of all its dates in calendars (C1), `sequence` that of its master; `vevent` the master's text.
    `continues`: the series that this one goes on from, after “this and all following”. `ended_at`: no dates are made
    any more. `cancelled`: none of its dates took place. `arrivals` numbers who signs up for the whole. `is_draft`: so
    are all its dates, which are published together; till then only organisers see it, and no more dates are made.
    """

    __tablename__ = "series"
    __table_args__ = (
        Index("ix_series_group_id_ends_at", "group_id", "ends_at"),
        Index("ix_series_ended_at_made_until", "ended_at", "made_until"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"))
    continues: Mapped[int | None] = mapped_column(ForeignKey("series.id", ondelete="SET NULL"), index=True)
    rule: Mapped[str] = mapped_column(String(60))
    until: Mapped[date | None] = mapped_column(Date)
    weeks_ahead: Mapped[int] = mapped_column(default=AHEAD, server_default=str(AHEAD))
    made_until: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    kind: Mapped[Kind] = mapped_column(String(12), default="meeting")
    language: Mapped[str] = mapped_column(String(5))
    titles: Mapped[dict[str, str]]
    bodies: Mapped[dict[str, str]] = mapped_column(default=dict)
    starts_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    ends_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(160), default="")
    address: Mapped[str] = mapped_column(String(240), default="")
    map_url: Mapped[str] = mapped_column(String(500), default="")
    online_url: Mapped[str] = mapped_column(String(500), default="")
    seats: Mapped[int | None]
    opens_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    closes_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    promotes_until_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    open_to_guests: Mapped[bool] = mapped_column(default=True)
    asks_feedback: Mapped[bool] = mapped_column(default=False, server_default=false())
    shown_to: Mapped[ShownTo] = mapped_column(String(12), default="going")
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="", index=True)
    # When people are reminded of each date (reminders/models.py); None for the usual.
    reminders: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    hosts: Mapped[list[str]] = mapped_column(JSON, default=list)
    partners: Mapped[list[str]] = mapped_column(JSON, default=list)

    sequence: Mapped[int] = mapped_column(default=0)
    arrivals: Mapped[int] = mapped_column(default=0)
    vevent: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    cancelled: Mapped[bool] = mapped_column(default=False, server_default=false())
    cancel_reason: Mapped[str] = mapped_column(String(500), default="", server_default=_NO_WORDS)
    needs_yes: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_draft: Mapped[bool] = mapped_column(default=False, server_default=false())

    group: Mapped[Group] = relationship(lazy="raise")

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
    def goes_on(self) -> bool:
        """There are dates to come, or will be."""
        return self.ended_at is None and (self.until is None or self.ends_at > clock.now())


class SeriesSignUp(Base):
    """One person and one whole series (S6): a seat at each date to come, as far as there are any.

    `turn` is the order of joining, in which new dates give their seats. `rounds` counts coming and leaving, and is a
    part of the sequence in this person's letters (C2). What they said of one date stands in that date's sign-up.
    """

    __tablename__ = "series_sign_up"
    __table_args__ = (
        UniqueConstraint("series_id", "person_id"),
        Index("ix_series_sign_up_series_id_state_turn", "series_id", "state", "turn"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[Member] = mapped_column(String(6), default="going")
    turn: Mapped[int]
    rounds: Mapped[int] = mapped_column(default=0)
    company: Mapped[str] = mapped_column(String(160), default="", server_default=_NO_WORDS)
    show_name: Mapped[bool] = mapped_column(default=False, server_default=false())
    as_guest: Mapped[bool] = mapped_column(default=False, server_default=false())
    came_by: Mapped[Way] = mapped_column(String(10), default="", server_default=_NO_WORDS)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship(lazy="raise")
