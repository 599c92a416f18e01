"""A series is a draft until all its dates are published together; an organiser may say yes to who comes to all."""

import sqlalchemy as sa
from alembic import op

revision = "4f0c7d91b6a3"
down_revision = "c3f92e6b4d18"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("is_draft", "needs_yes"):
        op.add_column("series", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """The dates of a draft are drafts all the same, and stay unseen. Who waits for a yes to the whole keeps the request
    at the one date at which they have asked.
    """
    op.execute("UPDATE series_sign_up SET state = 'left' WHERE state IN ('asked', 'denied')")
    with op.batch_alter_table("series") as table:
        table.drop_column("needs_yes")
        table.drop_column("is_draft")
