"""Threads, their posts, and how far each person has read."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, true
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock, text
from netapp.core.db import Base
from netapp.groups.models import Group

Kind = Literal["discussion", "question", "poll", "announcement", "introduction"]
KINDS: tuple[Kind, ...] = ("discussion", "question", "poll", "announcement", "introduction")
ReactionKind = Literal["thanks", "agree", "me_too"]
REACTIONS: tuple[ReactionKind, ...] = ("thanks", "agree", "me_too")
CameBy = Literal["page", "mail", "import"]
Watch = Literal["", "follow", "mute"]

LONGEST, LONGEST_TITLE = 20_000, 150
ON_A_PAGE = 20
# Posts of one person, by whichever door: more is a program, or a quarrel.
AN_HOUR = 30
# So long a post can be taken back before anybody is written to (M4).
UNDO = timedelta(minutes=10)
# What is older is not new to anybody.
NEWS = timedelta(days=60)
WAITING = sql_text("position IS NULL AND hidden_at IS NULL")


class Forum(Base):
    """How a group's discussions are run; a group without a row has the defaults.

    `tags`: the few that its threads may bear. `for_members`: what is said stays among the group's members, even where
    others read its meetings. `first_waits`, `links_wait`: a newcomer's first post, and what has links in it by somebody
    whose posts nobody has looked at yet, wait for a moderator. `titles_only`: letters tell no text.
    """

    __tablename__ = "forum"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), primary_key=True)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    for_members: Mapped[bool] = mapped_column(default=True, server_default=true())
    first_waits: Mapped[bool] = mapped_column(default=False, server_default=false())
    links_wait: Mapped[bool] = mapped_column(default=False, server_default=false())
    titles_only: Mapped[bool] = mapped_column(default=False, server_default=false())


class Thread(Base):
    """What is talked about in one place. `posts` counts those that readers see the place of: the last one's position.

    `for_members` narrows the audience of the group to who is in it. `last_at`, `last_by`: of the newest post.
    `takes_replies` is off where an announcement wants none. `answer_id`: the post that the asker has marked.
    `merged_into_id`: all posts have gone there, and so does who asks for this one. `company_id`: what it is about.
    """

    __tablename__ = "thread"
    __table_args__ = (
        # A group's list in its order; whoever counts what is new looks no further than that.
        Index("ix_thread_group_id_last_at", "group_id", "last_at", "id"),
        Index(
            "ix_thread_pinned",
            "group_id",
            "pinned_at",
            sqlite_where=sql_text("pinned_at IS NOT NULL"),
            postgresql_where=sql_text("pinned_at IS NOT NULL"),
        ),
        # Few threads are about a company: an index of them all would tell SQLite's planner that it is of no use.
        Index(
            "ix_thread_company_id",
            "company_id",
            sqlite_where=sql_text("company_id IS NOT NULL"),
            postgresql_where=sql_text("company_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(String(12), default="discussion")
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    language: Mapped[str] = mapped_column(String(5))
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    for_members: Mapped[bool] = mapped_column(default=True, server_default=true())
    takes_replies: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id", ondelete="SET NULL"))
    posts: Mapped[int] = mapped_column(default=0, server_default="0")
    last_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    pinned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    answer_id: Mapped[int | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)

    group: Mapped[Group] = relationship(lazy="raise")

    @property
    def tail(self) -> str:
        return text.tail(self.title)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_answered(self) -> bool:
        return self.answer_id is not None


class Post(Base):
    """One contribution. `position` counts from 1 within its thread, without gaps, so that a page is a stretch of them.

    It has neither position nor `published_at` while it waits for a moderator; one who does not publish it hides it.
    What is deleted or hidden keeps its place and shows that it was there. `author_name` is for who has no account here:
    the writer of an imported letter. `message_id`: of the letter that it came by, so that answers to that one find it
    (RFC 5322 3.6.4). `mentions`: whom it names ("person:5", "company:3"). `thanks`, `agree`, `me_too` count its
    reactions.
    """

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("thread_id", "position"),
        Index("ix_post_author_id_id", "author_id", "id"),
        # What somebody has not seen begins somewhere in it.
        Index("ix_post_thread_id_published_at", "thread_id", "published_at"),
        Index(
            "ix_post_author_name",
            "author_name",
            sqlite_where=sql_text("author_name <> ''"),
            postgresql_where=sql_text("author_name <> ''"),
        ),
        Index(
            "ix_post_message_id",
            "message_id",
            sqlite_where=sql_text("message_id <> ''"),
            postgresql_where=sql_text("message_id <> ''"),
        ),
        # What names somebody: few among many, too.
        Index(
            "ix_post_mentions",
            "id",
            sqlite_where=sql_text("mentions IS NOT NULL"),
            postgresql_where=sql_text("mentions IS NOT NULL"),
        ),
        # What waits for a moderator: few among many.
        Index("ix_post_waits", "created_at", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    position: Mapped[int | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(120), default="", server_default=sql_text("''"))
    body: Mapped[str] = mapped_column(Text)
    came_by: Mapped[CameBy] = mapped_column(String(8), default="page", server_default="page")
    message_id: Mapped[str] = mapped_column(String(250), default="", server_default=sql_text("''"))
    reply_to_id: Mapped[int | None]
    mentions: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    thanks: Mapped[int] = mapped_column(default=0, server_default="0")
    agree: Mapped[int] = mapped_column(default=0, server_default="0")
    me_too: Mapped[int] = mapped_column(default=0, server_default="0")

    thread: Mapped[Thread] = relationship(lazy="raise")

    @property
    def is_published(self) -> bool:
        return self.position is not None

    @property
    def waits(self) -> bool:
        """For a moderator, who has not looked at it yet."""
        return self.position is None and self.hidden_at is None

    @property
    def is_gone(self) -> bool:
        """Only its trace is shown."""
        return self.deleted_at is not None or self.hidden_at is not None


class Telling(Base):
    """That a post's letters are still to be ordered, and when: however many follow, its writer waits for one row."""

    __tablename__ = "post_telling"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(index=True)


class Revision(Base):
    """What a post said before it was edited; whoever reads the post reads these, but of what is gone."""

    __tablename__ = "post_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    body: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(default=clock.now)
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)


class Reaction(Base):
    """A word of thanks or agreement that needs no post; nobody is written to."""

    __tablename__ = "reaction"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    kind: Mapped[ReactionKind] = mapped_column(String(8), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Reading(Base):
    """How far somebody has read a thread, and whether they follow or mute it. `read_at`: all published until then."""

    __tablename__ = "reading"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    read_at: Mapped[datetime | None]
    watch: Mapped[Watch] = mapped_column(String(8), default="", server_default=sql_text("''"))


class CaughtUp(Base):
    """That nothing in a group is new to somebody that was said until then."""

    __tablename__ = "caught_up"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"), primary_key=True, index=True)
    until: Mapped[datetime] = mapped_column(default=clock.now)


class Draft(Base):
    """What somebody has begun to write. `place`: "group:3" for a new thread there, "thread:7" for a reply to it."""

    __tablename__ = "post_draft"
    __table_args__ = (UniqueConstraint("person_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(30), index=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="", server_default=sql_text("''"))
    body: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
