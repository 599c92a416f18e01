"""The notes of a meeting, their sections with all revisions, and what stands apart in them: decisions, promises."""

from datetime import date, datetime
from secrets import token_hex
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, false, true
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base

Audience = Literal["participants", "group", "network", "public"]
AUDIENCES: tuple[Audience, ...] = ("participants", "group", "network", "public")
SectionKind = Literal["opening", "item", "closing", "free"]
SECTION_KINDS: tuple[SectionKind, ...] = ("opening", "item", "closing", "free")
PartKind = Literal["decision", "promise", "wish", "lesson"]
PART_KINDS: tuple[PartKind, ...] = ("decision", "promise", "wish", "lesson")
# "text": it was the section's text; "sent": merged into the next; "clash": kept beside it until somebody has looked at
# both; "settled": somebody has.
RevisionState = Literal["text", "sent", "clash", "settled"]
LONGEST_HEADING, LONGEST_BODY, LONGEST_PART, LONGEST_WORDS = 200, 20_000, 300, 500
MOST_SECTIONS, MOST_PARTS, MOST_REVISIONS = 240, 200, 5000


class Note(Base):
    """The notes of one meeting.

    `seated_help` and `speakers_help`: besides its organisers, who has a seat, or speaks, writes along. `shown`: what
    was published, as it stood then ("sections", "parts", each by its `key`); what is written since is the writers' own
    until it is published too. `corrections`: what was published later, each with its time, the organiser's words and
    what changed.
    """

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="draft", server_default=sql_text("'draft'"))
    audience: Mapped[Audience] = mapped_column(String(12), default="group", server_default=sql_text("'group'"))
    language: Mapped[str] = mapped_column(String(5))
    seated_help: Mapped[bool] = mapped_column(default=False, server_default=false())
    speakers_help: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    shown: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    corrections: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))

    @property
    def is_published(self) -> bool:
        return self.state == "published"


class Section(Base):
    """A heading and what was written under it. `revision` is that of its text now, `numbered` the last one given."""

    __tablename__ = "note_section"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(16), default=lambda: token_hex(8))
    position: Mapped[int]
    kind: Mapped[SectionKind] = mapped_column(String(8))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("programme_item.id", ondelete="SET NULL"), index=True)
    heading: Mapped[str] = mapped_column(String(LONGEST_HEADING))
    body: Mapped[str] = mapped_column(Text, default="", server_default=sql_text("''"))
    revision: Mapped[int] = mapped_column(default=0, server_default=sql_text("0"))
    numbered: Mapped[int] = mapped_column(default=0, server_default=sql_text("0"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class Revision(Base):
    """A text that was sent for a section. `token` was made where it was written: sent again, it is known."""

    __tablename__ = "note_revision"
    __table_args__ = (
        UniqueConstraint("section_id", "number"),
        UniqueConstraint("section_id", "token"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("note_section.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[RevisionState] = mapped_column(String(8))
    body: Mapped[str] = mapped_column(Text)
    token: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Part(Base):
    """A decision, promise, wish or lesson. Of a promise: whose it is (where nobody is named the organisers'), by when,
    and once the notes are published, the promise that is followed.
    """

    __tablename__ = "note_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(16), default=lambda: token_hex(8))
    kind: Mapped[PartKind] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(String(LONGEST_PART))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id", ondelete="SET NULL"), index=True)
    due: Mapped[date | None]
    promise_id: Mapped[int | None] = mapped_column(ForeignKey("promise.id", ondelete="SET NULL"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class Writing(Base):
    """Somebody has a section open and is writing, as of `at`; old ones say nothing."""

    __tablename__ = "note_writing"

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("note_section.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
