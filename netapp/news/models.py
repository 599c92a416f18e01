"""Articles, and what their texts said before."""

from datetime import datetime
from typing import Literal

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from netapp.core import clock, text
from netapp.core.db import Base
from netapp.groups.models import Group

Kind = Literal["news", "case", "lesson"]
KINDS: tuple[Kind, ...] = ("news", "case", "lesson")
# A case that is `asked` waits for its company's yes.
State = Literal["draft", "asked", "published"]

LONGEST, LONGEST_TITLE, LONGEST_LEAD, LONGEST_LINE = 40_000, 150, 300, 200


class Article(Base):
    """One article. `titles`, `leads` and `bodies` hold the text by language; `language` is the main one, always there.

    `slugs`: its tags as addresses write them, each between spaces. The author is a person, or a name that was typed.
    `published_at` is of the first time, and stays when it is taken back for a while. `updated_at`: when it was last
    changed so that readers should know, and `updated_line` what that was. `changed_at` is of any change.

    A case is about a company: its contacts are asked at `asked_at`; one said yes at `approved_at`, or wishes for a
    change (`wish`). `meeting_id`: what it tells of; `thread_id`: where it is talked about. `alts`: what its picture
    shows, by language.
    """

    __tablename__ = "article"
    __table_args__ = (
        # A group's list and the site's, in their order.
        Index("ix_article_group_id_published_at", "group_id", "state", "published_at", "id"),
        Index("ix_article_state_published_at", "state", "published_at", "id", "group_id"),
        *(
            Index(
                f"ix_article_{name}",
                name,
                sqlite_where=sql_text(f"{name} IS NOT NULL"),
                postgresql_where=sql_text(f"{name} IS NOT NULL"),
            )
            for name in ("meeting_id", "thread_id", "company_id", "author_id", "created_by", "approved_by", "file_id")
        ),
        # A letter is known by its article's number: one given out again on SQLite would pass for sent already (M2).
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"))
    kind: Mapped[Kind] = mapped_column(String(8), default="news")
    state: Mapped[State] = mapped_column(String(10), default="draft")
    language: Mapped[str] = mapped_column(String(5))
    titles: Mapped[dict[str, str]]
    leads: Mapped[dict[str, str]] = mapped_column(default=dict)
    bodies: Mapped[dict[str, str]] = mapped_column(default=dict)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    slugs: Mapped[str] = mapped_column(String(500), default="")

    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(120), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    alts: Mapped[dict[str, str]] = mapped_column(default=dict)
    credit: Mapped[str] = mapped_column(String(120), default="")

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="SET NULL"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id", ondelete="SET NULL"))

    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime | None]
    updated_line: Mapped[str] = mapped_column(String(LONGEST_LINE), default="")
    asked_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    wish: Mapped[str] = mapped_column(String(500), default="")

    group: Mapped[Group] = relationship(lazy="raise")

    @property
    def title(self) -> str:
        return self.titles[self.language]

    @property
    def tail(self) -> str:
        return text.tail(self.title)

    @property
    def is_published(self) -> bool:
        return self.state == "published"

    def spoken_in(self, language: str) -> str:
        """The asked language when the article is written in it, else its main one."""
        return language if language in self.titles and self.bodies.get(language) else self.language

    @property
    def languages(self) -> list[str]:
        """Those in which it is whole, the main one first."""
        others = sorted(code for code in self.titles if code != self.language and self.bodies.get(code))
        return [self.language, *others]


class ArticleRevision(Base):
    """What an article's text in one language said until it was saved anew, by whom, and their line about it."""

    __tablename__ = "article_revision"
    __table_args__ = (Index("ix_article_revision_article_id", "article_id", "language", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(5))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    lead: Mapped[str] = mapped_column(String(LONGEST_LEAD))
    body: Mapped[str] = mapped_column(Text)
    line: Mapped[str] = mapped_column(String(LONGEST_LINE), default="")
    replaced_at: Mapped[datetime] = mapped_column(default=clock.now)
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
