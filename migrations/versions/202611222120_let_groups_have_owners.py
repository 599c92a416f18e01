"""A group has owners: organisers who also name organisers, close it, and answer for it."""

import sqlalchemy as sa
from alembic import op

revision = "c4e81b7d9a35"
down_revision = "5e0b7c94d1a6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The version that still runs asks for the role of an organiser, and an owner keeps it.
    op.add_column("membership", sa.Column("is_owner", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Of each group the organiser who has served longest; the others stay what they are until an owner says more.
    op.execute(
        "UPDATE membership SET is_owner = true WHERE id IN (SELECT id FROM ("
        "SELECT id, row_number() OVER (PARTITION BY group_id ORDER BY joined_at IS NULL, joined_at, id) AS place "
        "FROM membership WHERE state = 'active' AND role = 'organiser') AS served WHERE place = 1)"
    )


def downgrade() -> None:
    op.execute("UPDATE membership SET role = 'member' WHERE role = 'moderator'")
    op.drop_column("membership", "is_owner")
