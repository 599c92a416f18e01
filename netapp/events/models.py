"""Meetings, sign-ups, hosts, and guests' requests that wait for a confirmation."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock, text
from netapp.core.db import Base
from netapp.groups.models import Group
from netapp.members.models import Person

Kind = Literal["meeting", "workshop", "webinar", "conference", "study_trip", "site_visit"]
MeetingState = Literal["draft", "published", "cancelled", "held"]
SignUpState = Literal["going", "waiting", "withdrawn", "declined", "requested", "refused"]
ShownTo = Literal["organisers", "going", "everyone"]
Part = Literal["host", "partner"]
# By which way an answer came; "" where nobody answered: who left a group, say, or rows of old.
Way = Literal["", "page", "letter", "calendar", "hand", "company"]

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


class SignUp(Base):
    """One person and one meeting, kept through leaving and coming back (S2).

    `turn` is the order of joining: it decides who waits before whom, and is new after coming back (S3). `rounds`
    counts each leaving and coming back, and is added to the meeting's sequence in this person's letters (C2). `company`
    is what was said then. `answers` are by question (answers.py).

    Where the meeting needs a yes, a sign-up is `requested` until an organiser gives it, and `refused` when they don't:
    neither takes a seat or has a calendar entry.

    `bunch` is one number for those who come together and have not withdrawn: they get seats together or wait together.
    It is the turn of whoever has signed them up, where that one is among them.

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
