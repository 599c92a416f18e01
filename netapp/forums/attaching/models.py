"""Which files a post has, or what is being written."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from netapp.core import clock
from netapp.core.db import Base

MOST = 10
LONGEST_ALT = 200
_BEGUN = sql_text("person_id IS NOT NULL")


class PostFile(Base):
    """A file of a post; or of what `person_id` writes at `place`, as models.Draft has it, or "post:9" for an edit.

    `rank` orders them. `alt` says what a picture shows. Without `file_id` it is the name of a file that a letter
    brought and that we do not take.
    """

    __tablename__ = "post_file"
    __table_args__ = (
        Index("ix_post_file_post_id", "post_id", "rank"),
        Index("ix_post_file_begun", "person_id", "place", sqlite_where=_BEGUN, postgresql_where=_BEGUN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(30), default="", server_default=sql_text("''"))
    rank: Mapped[int] = mapped_column(default=0, server_default="0")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    alt: Mapped[str] = mapped_column(String(LONGEST_ALT), default="", server_default=sql_text("''"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
