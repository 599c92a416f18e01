"""Meetings have programmes with speakers and handouts, and say how one gets there and who rides with whom."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "7b1f4d2e90c6"
down_revision = "b61d09e4f7c2"
branch_labels = None
depends_on = None


def column(name: str, kind: Any, *, may_be_empty: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=may_be_empty)


def points(table: str, name: str, to: str, on_delete: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=f"fk_{table}_{name}_{to}", ondelete=on_delete)


def upgrade() -> None:
    # The version that still runs makes meetings without one.
    op.add_column("meeting", sa.Column("programme", sa.JSON(none_as_null=True)))
    op.create_table(
        "programme_item",
        column("id", sa.Integer()),
        column("meeting_id", sa.Integer()),
        column("key", sa.String(16)),
        column("position", sa.Integer()),
        column("day", sa.Integer()),
        column("at", sa.Integer(), may_be_empty=True),
        column("minutes", sa.Integer(), may_be_empty=True),
        column("kind", sa.String(12)),
        column("track", sa.String(60)),
        column("titles", sa.JSON()),
        column("bodies", sa.JSON()),
        column("sequence", sa.Integer()),
        points("programme_item", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("id", name="pk_programme_item"),
    )
    op.create_index("ix_programme_item_meeting_id", "programme_item", ["meeting_id", "position"])
    op.create_table(
        "speaker",
        column("id", sa.Integer()),
        column("item_id", sa.Integer()),
        column("position", sa.Integer()),
        column("name", sa.String(120)),
        column("company", sa.String(160)),
        column("person_id", sa.Integer(), may_be_empty=True),
        column("company_id", sa.Integer(), may_be_empty=True),
        points("speaker", "item_id", "programme_item"),
        points("speaker", "person_id", "person", "SET NULL"),
        points("speaker", "company_id", "company", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_speaker"),
    )
    for name in ("item_id", "person_id", "company_id"):
        op.create_index(f"ix_speaker_{name}", "speaker", [name])
    op.create_table(
        "handout",
        column("id", sa.Integer()),
        column("item_id", sa.Integer()),
        column("position", sa.Integer()),
        column("title", sa.String(160)),
        column("url", sa.String(500)),
        column("file_id", sa.Integer(), may_be_empty=True),
        points("handout", "item_id", "programme_item"),
        points("handout", "file_id", "file", None),
        sa.PrimaryKeyConstraint("id", name="pk_handout"),
        sa.UniqueConstraint("file_id", name="uq_handout_file_id"),
    )
    op.create_index("ix_handout_item_id", "handout", ["item_id"])
    op.create_table(
        "travel",
        column("meeting_id", sa.Integer()),
        column("notes", sa.JSON()),
        column("inner", sa.JSON()),
        column("rides", sa.Boolean()),
        column("changed_at", sa.DateTime(timezone=True)),
        points("travel", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_travel"),
    )
    op.create_table(
        "ride",
        column("id", sa.Integer()),
        column("meeting_id", sa.Integer()),
        column("driver_id", sa.Integer()),
        column("place", sa.String(120)),
        column("leaves_local", sa.DateTime(timezone=False)),
        column("seats", sa.Integer()),
        column("note", sa.String(300)),
        column("created_at", sa.DateTime(timezone=True)),
        points("ride", "meeting_id", "meeting"),
        points("ride", "driver_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_ride"),
        sa.UniqueConstraint("meeting_id", "driver_id", name="uq_ride_meeting_id_driver_id"),
    )
    op.create_index("ix_ride_driver_id", "ride", ["driver_id"])
    op.create_table(
        "passenger",
        column("id", sa.Integer()),
        column("meeting_id", sa.Integer()),
        column("ride_id", sa.Integer()),
        column("person_id", sa.Integer()),
        column("created_at", sa.DateTime(timezone=True)),
        points("passenger", "meeting_id", "meeting"),
        points("passenger", "ride_id", "ride"),
        points("passenger", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_passenger"),
        sa.UniqueConstraint("meeting_id", "person_id", name="uq_passenger_meeting_id_person_id"),
    )
    for name in ("ride_id", "person_id"):
        op.create_index(f"ix_passenger_{name}", "passenger", [name])


def downgrade() -> None:
    for table in ("passenger", "ride", "travel", "handout", "speaker", "programme_item"):
        op.drop_table(table)
    op.drop_column("meeting", "programme")
