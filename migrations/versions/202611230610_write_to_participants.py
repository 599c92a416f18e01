"""Organisers write to the people on a meeting's list."""

import sqlalchemy as sa
from alembic import op

revision = "4e9a7c15d2b8"
down_revision = "f3b8d06c92e7"
branch_labels = None
depends_on = None


def points(name: str, to: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=f"fk_message_{name}_{to}", ondelete=on_delete)


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("states", sa.JSON(), nullable=False),
        sa.Column("companies", sa.JSON(), nullable=False),
        sa.Column("said", sa.String(40), server_default="", nullable=False),
        sa.Column("goes_on", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("created_by", sa.Integer()),
        sa.Column("tests", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_message_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name="fk_message_created_by_person", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sqlite_autoincrement=True,
    )
    for name in ("meeting_id", "goes_on", "created_by"):
        op.create_index(f"ix_message_{name}", "message", [name])


def downgrade() -> None:
    op.drop_table("message")
