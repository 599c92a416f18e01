"""Organisers set when the people of a meeting are reminded."""

import sqlalchemy as sa
from alembic import op

revision = "b8a1d5c07e34"
down_revision = "98d123f5f52c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meeting", sa.Column("own_reminders", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("series", sa.Column("reminders", sa.JSON()))
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer()),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("people", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_reminder_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reminder_meeting_id", "reminder", ["meeting_id"])
    op.create_index(
        *("ix_reminder_due_at", "reminder", ["due_at"]),
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("reminder")
    op.drop_column("series", "reminders")
    op.drop_column("meeting", "own_reminders")
