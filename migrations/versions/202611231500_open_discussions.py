"""People talk in threads; each has read so far."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "e71a4c02d9f8"
down_revision = "c94e17a0d5b3"
branch_labels = None
depends_on = None

_PINNED = sa.text("pinned_at IS NOT NULL")
_OF_COMPANY = sa.text("company_id IS NOT NULL")
_BY_MAIL = sa.text("message_id <> ''")


def number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def words(name: str, length: int | None, default: str | None = None) -> sa.Column[Any]:
    kind = sa.String(length) if length else sa.Text()
    return sa.Column(name, kind, nullable=False, server_default=None if default is None else sa.text(f"'{default}'"))


def yes_or_no(name: str, default: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=default)


def count(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))


def instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def points(table: str, column: str, to: str, then: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=then)


def upgrade() -> None:
    op.create_table(
        "forum",
        number("group_id"),
        sa.Column("tags", sa.JSON(), nullable=False),
        yes_or_no("for_members", sa.true()),
        *(yes_or_no(name, sa.false()) for name in ("first_waits", "links_wait", "titles_only")),
        points("forum", "group_id", "group"),
        sa.PrimaryKeyConstraint("group_id", name="pk_forum"),
    )
    _threads()
    _posts()
    _of_readers()


def _threads() -> None:
    op.create_table(
        "thread",
        number("id"),
        number("group_id"),
        words("kind", 12),
        words("title", 150),
        words("language", 5),
        sa.Column("tags", sa.JSON(), nullable=False),
        yes_or_no("for_members", sa.true()),
        yes_or_no("takes_replies", sa.true()),
        instant("created_at"),
        *(number(name, nullable=True) for name in ("created_by", "company_id")),
        count("posts"),
        instant("last_at"),
        number("last_by", nullable=True),
        *(instant(name, nullable=True) for name in ("pinned_at", "closed_at")),
        *(number(name, nullable=True) for name in ("answer_id", "merged_into_id")),
        points("thread", "group_id", "group"),
        points("thread", "created_by", "person", "SET NULL"),
        points("thread", "company_id", "company", "SET NULL"),
        points("thread", "last_by", "person", "SET NULL"),
        points("thread", "merged_into_id", "thread"),
        sa.PrimaryKeyConstraint("id", name="pk_thread"),
    )
    op.create_index("ix_thread_group_id_last_at", "thread", ["group_id", "last_at", "id"])
    op.create_index(
        "ix_thread_pinned", "thread", ["group_id", "pinned_at"], sqlite_where=_PINNED, postgresql_where=_PINNED
    )
    op.create_index(
        "ix_thread_company_id", "thread", ["company_id"], sqlite_where=_OF_COMPANY, postgresql_where=_OF_COMPANY
    )
    for column in ("created_by", "last_by", "merged_into_id"):
        op.create_index(f"ix_thread_{column}", "thread", [column])


def _posts() -> None:
    op.create_table(
        "post",
        number("id"),
        number("thread_id"),
        *(number(name, nullable=True) for name in ("position", "author_id")),
        words("author_name", 120, ""),
        words("body", None),
        words("came_by", 8, "page"),
        words("message_id", 250, ""),
        number("reply_to_id", nullable=True),
        sa.Column("mentions", sa.JSON()),
        instant("created_at"),
        *(instant(name, nullable=True) for name in ("published_at", "edited_at", "deleted_at", "hidden_at")),
        *(count(name) for name in ("thanks", "agree", "me_too")),
        points("post", "thread_id", "thread"),
        points("post", "author_id", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
        sa.UniqueConstraint("thread_id", "position", name="uq_post_thread_id_position"),
    )
    op.create_index("ix_post_author_id_id", "post", ["author_id", "id"])
    op.create_index("ix_post_thread_id_published_at", "post", ["thread_id", "published_at"])
    op.create_index("ix_post_message_id", "post", ["message_id"], sqlite_where=_BY_MAIL, postgresql_where=_BY_MAIL)
    op.create_table(
        "post_revision",
        number("id"),
        number("post_id"),
        words("body", None),
        instant("replaced_at"),
        number("replaced_by", nullable=True),
        points("post_revision", "post_id", "post"),
        points("post_revision", "replaced_by", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_post_revision"),
    )
    for column in ("post_id", "replaced_by"):
        op.create_index(f"ix_post_revision_{column}", "post_revision", [column])
    op.create_table(
        "reaction",
        number("post_id"),
        number("person_id"),
        words("kind", 8),
        instant("at"),
        points("reaction", "post_id", "post"),
        points("reaction", "person_id", "person"),
        sa.PrimaryKeyConstraint("post_id", "person_id", "kind", name="pk_reaction"),
    )
    op.create_index("ix_reaction_person_id", "reaction", ["person_id"])


def _of_readers() -> None:
    op.create_table(
        "reading",
        number("thread_id"),
        number("person_id"),
        instant("read_at", nullable=True),
        words("watch", 8, ""),
        points("reading", "thread_id", "thread"),
        points("reading", "person_id", "person"),
        sa.PrimaryKeyConstraint("thread_id", "person_id", name="pk_reading"),
    )
    op.create_index("ix_reading_person_id", "reading", ["person_id"])
    op.create_table(
        "caught_up",
        number("person_id"),
        number("group_id"),
        instant("until"),
        points("caught_up", "person_id", "person"),
        points("caught_up", "group_id", "group"),
        sa.PrimaryKeyConstraint("person_id", "group_id", name="pk_caught_up"),
    )
    op.create_index("ix_caught_up_group_id", "caught_up", ["group_id"])
    op.create_table(
        "post_draft",
        number("id"),
        number("person_id"),
        words("place", 30),
        words("title", 150, ""),
        words("body", None),
        instant("saved_at"),
        points("post_draft", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_post_draft"),
        sa.UniqueConstraint("person_id", "place", name="uq_post_draft_person_id_place"),
    )
    for column in ("place", "saved_at"):
        op.create_index(f"ix_post_draft_{column}", "post_draft", [column])


def downgrade() -> None:
    for table in ("post_draft", "caught_up", "reading", "reaction", "post_revision", "post", "thread", "forum"):
        op.drop_table(table)
