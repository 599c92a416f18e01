"""People flag posts, moderators decide, some posts wait for that, and somebody is paused or blocked."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "a3f8d20b71c5"
down_revision = "e71a4c02d9f8"
branch_labels = None
depends_on = None

_WAITING = sa.text("position IS NULL AND hidden_at IS NULL")
_OPEN = sa.text("settled_at IS NULL")


def number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def words(name: str, length: int, default: str | None = None) -> sa.Column[Any]:
    given = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.String(length), nullable=False, server_default=given)


def instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def points(table: str, column: str, to: str, then: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=then)


def upgrade() -> None:
    op.add_column("membership", instant("paused_until", nullable=True))
    op.create_index("ix_post_waits", "post", ["created_at"], sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_table(
        "post_flag",
        number("post_id"),
        number("person_id"),
        words("why", 12),
        words("words", 500, ""),
        instant("at"),
        instant("settled_at", nullable=True),
        points("post_flag", "post_id", "post"),
        points("post_flag", "person_id", "person"),
        sa.PrimaryKeyConstraint("post_id", "person_id", name="pk_post_flag"),
    )
    op.create_index("ix_post_flag_person_id", "post_flag", ["person_id"])
    op.create_index("ix_post_flag_open", "post_flag", ["post_id", "at"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "ruling",
        number("id"),
        number("group_id"),
        *(number(name, nullable=True) for name in ("person_id", "post_id")),
        words("deed", 8),
        words("why", 12, ""),
        words("words", 500, ""),
        instant("until", nullable=True),
        number("decided_by", nullable=True),
        instant("at"),
        points("ruling", "group_id", "group"),
        points("ruling", "person_id", "person", "SET NULL"),
        points("ruling", "post_id", "post", "SET NULL"),
        points("ruling", "decided_by", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_ruling"),
    )
    op.create_index("ix_ruling_group_id_person_id", "ruling", ["group_id", "person_id"])
    for column in ("person_id", "post_id", "decided_by"):
        op.create_index(f"ix_ruling_{column}", "ruling", [column])
    op.create_table(
        "block",
        number("person_id"),
        number("blocked_id"),
        instant("at"),
        points("block", "person_id", "person"),
        points("block", "blocked_id", "person"),
        sa.PrimaryKeyConstraint("person_id", "blocked_id", name="pk_block"),
    )
    op.create_index("ix_block_blocked_id", "block", ["blocked_id"])


def downgrade() -> None:
    for table in ("block", "ruling", "post_flag"):
        op.drop_table(table)
    op.drop_index("ix_post_waits", "post")
    op.drop_column("membership", "paused_until")
