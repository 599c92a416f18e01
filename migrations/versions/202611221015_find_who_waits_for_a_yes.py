"""An index of those who wait for a yes, who are few among many memberships."""

import sqlalchemy as sa
from alembic import op

revision = "c41e7f9a02d6"
down_revision = "5b1d2c7a9e40"
branch_labels = None
depends_on = None


def upgrade() -> None:
    waits = sa.text("state = 'requested'")
    op.create_index(
        "ix_membership_requested",
        "membership",
        ["group_id", "changed_at"],
        sqlite_where=waits,
        postgresql_where=waits,
    )


def downgrade() -> None:
    op.drop_index("ix_membership_requested", table_name="membership")
