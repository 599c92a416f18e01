"""Who came is marked at the door, also by helpers who have no account."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "c94e17a0d5b3"
down_revision = "4f0c7d91b6a3"
branch_labels = None
depends_on = None

_OF_SIGN_UP = sa.text("sign_up_id IS NOT NULL")


def text(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=False)


def instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def points(table: str, column: str, to: str, then: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=then)


def upgrade() -> None:
    op.create_table(
        "door",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        text("name", 60),
        sa.Column("made_by", sa.Integer()),
        instant("made_at"),
        instant("ended_at", nullable=True),
        points("door", "meeting_id", "meeting"),
        points("door", "made_by", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_door"),
        sqlite_autoincrement=True,
    )
    for column in ("meeting_id", "made_by"):
        op.create_index(f"ix_door_{column}", "door", [column])
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        text("key", 36),
        text("undoes", 36),
        sa.Column("sign_up_id", sa.Integer()),
        text("name", 120),
        text("company", 160),
        text("way", 8),
        instant("came_at"),
        instant("made_at"),
        sa.Column("by_id", sa.Integer()),
        sa.Column("door_id", sa.Integer()),
        points("mark", "meeting_id", "meeting"),
        points("mark", "sign_up_id", "sign_up"),
        points("mark", "by_id", "person", "SET NULL"),
        points("mark", "door_id", "door", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_mark"),
        sa.UniqueConstraint("meeting_id", "key", name="uq_mark_meeting_id_key"),
    )
    op.create_index(
        "ix_mark_sign_up_id", "mark", ["sign_up_id"], sqlite_where=_OF_SIGN_UP, postgresql_where=_OF_SIGN_UP
    )
    for column in ("by_id", "door_id"):
        op.create_index(f"ix_mark_{column}", "mark", [column])


def downgrade() -> None:
    for table in ("mark", "door"):
        op.drop_table(table)
