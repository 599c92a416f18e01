"""Organisers import meetings from calendar files; a file's entries wait for a yes, and no entry makes two meetings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "b61d09e4f7c2"
down_revision = "b7d30f94c2e5"
branch_labels = None
depends_on = None


def text(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=False)


def number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def yes_or_no(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def instant(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def points(table: str, column: str, to: str, then: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=then)


def upgrade() -> None:
    op.create_table(
        "calendar_file",
        number("id"),
        number("group_id"),
        number("made_by"),
        text("state", 10),
        text("source", 120),
        yes_or_no("publishes"),
        number("outside"),
        number("broken"),
        yes_or_no("is_cut"),
        instant("made_at"),
        instant("touched_at"),
        points("calendar_file", "group_id", "group"),
        points("calendar_file", "made_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_file"),
    )
    op.create_index("ix_calendar_file_group_id_made_by", "calendar_file", ["group_id", "made_by"])
    for column in ("made_by", "state", "touched_at"):
        op.create_index(f"ix_calendar_file_{column}", "calendar_file", [column])
    op.create_table(
        "calendar_row",
        number("id"),
        number("file_id"),
        text("uid", 255),
        text("recurrence", 20),
        text("digest", 32),
        sa.Column("said", sa.JSON(), nullable=False),
        text("outcome", 10),
        text("reason", 12),
        yes_or_no("chosen"),
        text("result", 10),
        sa.Column("meeting_id", sa.Integer()),
        points("calendar_row", "file_id", "calendar_file"),
        points("calendar_row", "meeting_id", "meeting", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_row"),
    )
    columns = ["file_id", "result", "chosen", "id"]
    op.create_index("ix_calendar_row_file_id_result_chosen_id", "calendar_row", columns)
    op.create_index("ix_calendar_row_meeting_id", "calendar_row", ["meeting_id"])
    op.create_table(
        "calendar_origin",
        number("meeting_id"),
        number("group_id"),
        text("uid", 255),
        text("recurrence", 20),
        text("digest", 32),
        instant("written_at"),
        points("calendar_origin", "meeting_id", "meeting"),
        points("calendar_origin", "group_id", "group"),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_calendar_origin"),
        sa.UniqueConstraint("group_id", "uid", "recurrence", name="uq_calendar_origin_group_id_uid_recurrence"),
    )


def downgrade() -> None:
    for table in ("calendar_origin", "calendar_row", "calendar_file"):
        op.drop_table(table)
