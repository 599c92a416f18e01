"""A series is a draft until all its dates are published together."""

import sqlalchemy as sa
from alembic import op

revision = "4f0c7d91b6a3"
down_revision = "c3f92e6b4d18"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("series", sa.Column("is_draft", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """What was a draft has no other place to say so: its dates are drafts all the same, and stay unseen."""
    with op.batch_alter_table("series") as table:
        table.drop_column("is_draft")
