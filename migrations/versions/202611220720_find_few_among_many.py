"""Indexes for short lists from long tables: what they look at stands in the index, and the next turn of a sign-up."""

import sqlalchemy as sa
from alembic import op

revision = "5b1d2c7a9e40"
down_revision = "700f7396f128"
branch_labels = None
depends_on = None

# (table, index, columns before, columns now)
WIDER = (
    ("meeting", "ix_meeting_group_id_starts_at", ["group_id", "starts_at"], ["state", "ends_at", "head_count"]),
    ("meeting", "ix_meeting_state_starts_at", ["state", "starts_at"], ["ends_at", "group_id", "head_count"]),
    ("group", "ix_group_parent_id", ["parent_id"], ["closed_at", "seen_key", "name", "region"]),
)
TURNS = ("opens_at", "closes_at")


def upgrade() -> None:
    for table, name, columns, more in WIDER:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [*columns, *more])
    for column in TURNS:
        is_known = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_meeting_state_{column}",
            "meeting",
            ["state", column],
            sqlite_where=is_known,
            postgresql_where=is_known,
        )


def downgrade() -> None:
    for column in TURNS:
        op.drop_index(f"ix_meeting_state_{column}", table_name="meeting")
    for table, name, columns, _more in WIDER:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns)
