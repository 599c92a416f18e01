"""The years in which a network has met are read from the index of its meetings, without their rows."""

from alembic import op

revision = "d27a6c40b9e5"
down_revision = "e8b3d50f7a14"
branch_labels = None
depends_on = None

INDEX = "ix_meeting_group_id_starts_at"
COLUMNS = ["group_id", "starts_at", "state", "ends_at", "head_count"]


def upgrade() -> None:
    op.drop_index(INDEX, table_name="meeting")
    op.create_index(INDEX, "meeting", [*COLUMNS, "starts_local"])


def downgrade() -> None:
    op.drop_index(INDEX, table_name="meeting")
    op.create_index(INDEX, "meeting", COLUMNS)
