"""Meetings, and their hosts and partners."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text, false
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock, text
from netapp.core.db import Base
from netapp.groups.models import Group

Kind = Literal["meeting", "workshop", "webinar", "conference", "study_trip", "site_visit"]
MeetingState = Literal["draft", "published", "cancelled", "held"]
SignUpState = Literal["going", "waiting", "withdrawn", "declined", "requested", "refused"]
# How somebody takes part where a meeting lets them choose; "room" at all others.
Mode = Literal["room", "online"]
# By which way an answer came; "" where nobody answered: who left a group, say, or rows of old.
Way = Literal["", "page", "letter", "calendar", "hand", "company"]
ShownTo = Literal["organisers", "going", "everyone"]
Part = Literal["host", "partner"]

# What lasts longer is no meeting; lists rely on it to find what is on now.
LONGEST = timedelta(days=60)
# No meeting begins before; years are looked through from there.
EARLIEST = date(1990, 1, 1)
# Who has asked to come and may still: with a seat, in the queue, or waiting for an organiser's yes.
LIVE: tuple[SignUpState, ...] = ("going", "waiting", "requested")
# Days after a meeting on which what people answered is deleted, unless the organiser says otherwise.
ANSWER_DAYS = 30
KINDS: tuple[Kind, ...] = ("meeting", "workshop", "webinar", "conference", "study_trip", "site_visit")
SHOWN_TO: tuple[ShownTo, ...] = ("organisers", "going", "everyone")


def other_mode(mode: Mode) -> Mode:
    return "room" if mode == "online" else "online"


class Meeting(Base):
    """One meeting.

    The truth about time is `starts_local`, `ends_local`, `zone` and the folds (T1); `starts_at` and `ends_at` are the
    instants made from them. When sign-up opens and closes and promotions end is local in `zone` in the same way
    (fold 0). `titles` and `bodies` hold the text by language; `language` is the main one and always there.
    `uid` never changes (C1); `sequence` grows only with time, place, status (C2); `changed_at` with every edit.
    `arrivals` numbers the sign-ups in order of joining. `vevent` is the finished calendar text for public feeds.
    `needs_yes`: who signs up waits for an organiser's yes first. `questions` are asked of them (question_models.py);
    what they answer is deleted `answer_days` after the meeting. `fitting_first`: where a group waits for more seats
    than are free, who comes after them and fits gets a seat; else all wait for the first in the queue.

    A date of a series has its number, its `rule`, and in `occurrence` the beginning that the rule gives it, which stays
    when it is moved. All its dates are one UID in calendars, so its own `uid` is that with the occurrence before it.
    `differs`: it is not as the rule and the series would have it.

    `hybrid`: who signs up chooses the room, of which `seats` tells, or online, of which `online_seats` does; each has
    its own queue. Who is online gets the link. `own_reminders`: its organiser has set when people are reminded (or that
    they are not); else they are the usual day before. `asks_feedback`: who came is asked how it was, the day after.
    `thread_id`: where it is talked about; `post_id`: what it began with.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        # The last columns are read from the index, so that who looks for few among many reads no row in vain.
        Index(
            "ix_meeting_group_id_starts_at", "group_id", "starts_at", "state", "ends_at", "head_count", "starts_local"
        ),
        Index("ix_meeting_state_starts_at", "state", "starts_at", "ends_at", "group_id", "head_count"),
        Index("ix_meeting_state_ends_at", "state", "ends_at"),
        *(
            Index(
                f"ix_meeting_state_{name}",
                "state",
                name,
                sqlite_where=sql_text(f"{name} IS NOT NULL"),
                postgresql_where=sql_text(f"{name} IS NOT NULL"),
            )
            for name in ("opens_at", "closes_at")
        ),
        *(
            Index(
                f"ix_meeting_{name}",
                name,
                sqlite_where=sql_text(f"{name} IS NOT NULL"),
                postgresql_where=sql_text(f"{name} IS NOT NULL"),
            )
            for name in ("thread_id", "post_id")
        ),
        Index(
            "ix_meeting_series_id_starts_at",
            "series_id",
            "starts_at",
            "ends_at",
            "state",
            sqlite_where=sql_text("series_id IS NOT NULL"),
            postgresql_where=sql_text("series_id IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"))
    kind: Mapped[Kind] = mapped_column(String(12), default="meeting")
    state: Mapped[MeetingState] = mapped_column(String(10), default="draft")
    language: Mapped[str] = mapped_column(String(5))
    titles: Mapped[dict[str, str]]
    bodies: Mapped[dict[str, str]] = mapped_column(default=dict)
    search: Mapped[str] = mapped_column(Text, default="")

    starts_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    ends_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str] = mapped_column(String(60))
    starts_fold: Mapped[int] = mapped_column(default=0)
    ends_fold: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    place: Mapped[str] = mapped_column(String(160), default="")
    address: Mapped[str] = mapped_column(String(240), default="")
    map_url: Mapped[str] = mapped_column(String(500), default="")
    online_url: Mapped[str] = mapped_column(String(500), default="")
    is_online: Mapped[bool] = mapped_column(default=False)

    seats: Mapped[int | None]
    opens_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    closes_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    promotes_until_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    promotes_until: Mapped[datetime]
    open_to_guests: Mapped[bool] = mapped_column(default=True)
    needs_yes: Mapped[bool] = mapped_column(default=False, server_default=false())
    fitting_first: Mapped[bool] = mapped_column(default=False, server_default=false())
    hybrid: Mapped[bool] = mapped_column(default=False, server_default=false())
    online_seats: Mapped[int | None]
    questions: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    answer_days: Mapped[int] = mapped_column(default=ANSWER_DAYS, server_default=str(ANSWER_DAYS))
    shown_to: Mapped[ShownTo] = mapped_column(String(12), default="going")
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="", index=True)

    sequence: Mapped[int] = mapped_column(default=0)
    arrivals: Mapped[int] = mapped_column(default=0)
    head_count: Mapped[int | None]
    vevent: Mapped[str] = mapped_column(Text, default="")
    # What of its programme calendars say, see programme.py; None without one, and without anything about the way.
    programme: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(500), default="")
    waiting_told_at: Mapped[datetime | None]
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    occurrence: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    rule: Mapped[str | None] = mapped_column(String(60))
    differs: Mapped[bool] = mapped_column(default=False, server_default=false())
    own_reminders: Mapped[bool] = mapped_column(default=False, server_default=false())
    asks_feedback: Mapped[bool] = mapped_column(default=False, server_default=false())
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="SET NULL"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"))

    group: Mapped[Group] = relationship(lazy="raise")
    parties: Mapped[list["Party"]] = relationship(
        order_by="Party.position", cascade="all, delete-orphan", lazy="raise", passive_deletes=True
    )

    @property
    def title(self) -> str:
        return self.titles[self.language]

    def title_in(self, language: str) -> tuple[str, str]:
        """(language, title): in the asked language when the meeting has it, else in its main one."""
        return (language, self.titles[language]) if language in self.titles else (self.language, self.title)

    def body_in(self, language: str) -> tuple[str, str]:
        """(language, Markdown), as `title_in`."""
        body = self.bodies.get(language)
        return (language, body) if body else (self.language, self.bodies.get(self.language, ""))

    @property
    def tail(self) -> str:
        return text.tail(self.title)

    @property
    def calendar_uid(self) -> str:
        """What calendars know it by (C1)."""
        return self.uid if self.occurrence is None else self.uid[len(date_uid("", self.occurrence)) :]

    @property
    def is_public_state(self) -> bool:
        return self.state != "draft"

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The ways of taking part."""
        return ("room", "online") if self.hybrid else ("room",)

    def seats_of(self, mode: Mode) -> int | None:
        """How many there are; None without a limit."""
        return self.online_seats if self.hybrid and mode == "online" else self.seats

    @property
    def all_seats(self) -> int | None:
        """In the room and online; None where one of the two has no limit."""
        if not self.hybrid:
            return self.seats
        return None if self.seats is None or self.online_seats is None else self.seats + self.online_seats

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= clock.now()

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()

    @property
    def sign_up_is_open(self) -> bool:
        """Published, between opening and closing, and not begun."""
        now = clock.now()
        return (
            self.state == "published"
            and now < self.starts_at
            and (self.opens_at is None or self.opens_at <= now)
            and (self.closes_at is None or now < self.closes_at)
        )

    @property
    def opens_later(self) -> bool:
        return self.opens_at is not None and self.opens_at > clock.now()

    @property
    def promotes(self) -> bool:
        """Freed seats still go to who waits (S3)."""
        return self.state == "published" and clock.now() < min(self.promotes_until, self.starts_at)


def date_uid(series_uid: str, occurrence: datetime) -> str:
    """The uid of the row of one date of a series; unique, so that no date is made twice."""
    return f"{occurrence:%Y%m%dT%H%M%S}-{series_uid}"


class Party(Base):
    """A host or partner of a meeting, in the order given; `company_id` when it is one we know."""

    __tablename__ = "party"
    # A company that goes is looked for here, and few hosts are companies that we know.
    __table_args__ = (
        Index(
            "ix_party_company_id",
            "company_id",
            sqlite_where=sql_text("company_id IS NOT NULL"),
            postgresql_where=sql_text("company_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    part: Mapped[Part] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(160))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id", ondelete="SET NULL"))


# Sign-ups have a file of their own, which needs meetings, and are found here with them.
from netapp.events.sign_up_models import Request as Request  # noqa: E402
from netapp.events.sign_up_models import SignUp as SignUp  # noqa: E402
