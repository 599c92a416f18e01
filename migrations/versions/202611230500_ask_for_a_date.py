"""A group is asked which time suits before there is a date: polls, their times, and answers."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "7b3d9e51c0f4"
down_revision = "e27c5a90b148"
branch_labels = None
depends_on = None

_EMPTY = sa.text("''")


def upgrade() -> None:
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("bodies", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(60), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(160), nullable=False, server_default=_EMPTY),
        sa.Column("is_online", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("closes_local", sa.DateTime(timezone=False), nullable=False),
        _at("closes_at", nullable=False),
        sa.Column("open_to_guests", sa.Boolean(), nullable=False),
        sa.Column("shown_to", sa.String(12), nullable=False),
        _at("created_at", nullable=False),
        sa.Column("created_by", sa.Integer()),
        _at("changed_at", nullable=False),
        _at("reminded_at"),
        _at("ended_at"),
        sa.Column("reason", sa.String(500), nullable=False, server_default=_EMPTY),
        sa.Column("meeting_id", sa.Integer()),
        _at("settled_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        _points("poll", "group_id", "group"),
        _points("poll", "created_by", "person"),
        _points("poll", "meeting_id", "meeting", ondelete="SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_poll_group_id_state_closes_at", "poll", ["group_id", "state", "closes_at"])
    op.create_index("ix_poll_state_closes_at", "poll", ["state", "closes_at"])
    op.create_index("ix_poll_meeting_id", "poll", ["meeting_id"])
    op.create_table(
        "poll_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("starts_local", sa.DateTime(timezone=False), nullable=False),
        sa.Column("starts_fold", sa.Integer(), nullable=False),
        _at("starts_at", nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_time")),
        _points("poll_time", "poll_id", "poll", ondelete="CASCADE"),
        sa.UniqueConstraint("poll_id", "starts_at", name=op.f("uq_poll_time_poll_id_starts_at")),
    )
    _answers()


def downgrade() -> None:
    for table in ("poll_request", "ballot_choice", "ballot", "poll_time", "poll"):
        op.drop_table(table)


def _answers() -> None:
    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("company", sa.String(160), nullable=False, server_default=_EMPTY),
        sa.Column("comment", sa.String(500), nullable=False, server_default=_EMPTY),
        sa.Column("show_name", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("as_guest", sa.Boolean(), nullable=False, server_default=sa.false()),
        _at("created_at", nullable=False),
        _at("changed_at", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        _points("ballot", "poll_id", "poll", ondelete="CASCADE"),
        _points("ballot", "person_id", "person", ondelete="CASCADE"),
        sa.UniqueConstraint("poll_id", "person_id", name=op.f("uq_ballot_poll_id_person_id")),
    )
    op.create_index("ix_ballot_person_id", "ballot", ["person_id"])
    op.create_table(
        "ballot_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("time_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(5), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_choice")),
        _points("ballot_choice", "ballot_id", "ballot", ondelete="CASCADE"),
        _points("ballot_choice", "time_id", "poll_time", ondelete="CASCADE"),
        sa.UniqueConstraint("ballot_id", "time_id", name=op.f("uq_ballot_choice_ballot_id_time_id")),
    )
    op.create_index("ix_ballot_choice_time_id", "ballot_choice", ["time_id"])
    op.create_table(
        "poll_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("company", sa.String(160), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("comment", sa.String(500), nullable=False, server_default=_EMPTY),
        sa.Column("show_name", sa.Boolean(), nullable=False, server_default=sa.false()),
        _at("created_at", nullable=False),
        _at("used_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_request")),
        _points("poll_request", "poll_id", "poll", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    for column in ("poll_id", "email", "created_at"):
        op.create_index(f"ix_poll_request_{column}", "poll_request", [column])


def _at(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _points(table: str, column: str, target: str, **what: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, **what)
