"""Meetings have rounds at tables, a clock and a screen for the room."""

import sqlalchemy as sa
from alembic import op

revision = "4c8e1f7a20b9"
down_revision = "d4f8b26e71a9"
branch_labels = None
depends_on = None


def _points(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=f"fk_{table}_{name}_{to}", ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "room",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("minutes", sa.Integer(), nullable=False, server_default=sa.text("15")),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.Column("left", sa.Integer()),
        sa.Column("shows_tables", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("0")),
        _points("room", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_room"),
        sa.UniqueConstraint("key", name="uq_room_key"),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        _points("place", "meeting_id", "meeting"),
        _points("place", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
        sa.UniqueConstraint("meeting_id", "person_id", name="uq_place_meeting_id_person_id"),
    )
    op.create_index("ix_place_person_id", "place", ["person_id"])


def downgrade() -> None:
    op.drop_table("place")
    op.drop_table("room")
