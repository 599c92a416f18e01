"""A meeting in a room and online: seats and a queue for each way of taking part."""

import sqlalchemy as sa
from alembic import op

revision = "d4f8b26e71a9"
down_revision = "c1e7a35d90f4"
branch_labels = None
depends_on = None

ROOM = sa.text("'room'")


def upgrade() -> None:
    op.add_column("meeting", sa.Column("hybrid", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("meeting", sa.Column("online_seats", sa.Integer()))
    op.add_column("sign_up", sa.Column("mode", sa.String(6), nullable=False, server_default=ROOM))
    op.add_column("sign_up", sa.Column("change_turn", sa.Integer()))
    op.add_column("request", sa.Column("mode", sa.String(6), nullable=False, server_default=ROOM))


def downgrade() -> None:
    op.drop_column("request", "mode")
    for name in ("change_turn", "mode"):
        op.drop_column("sign_up", name)
    for name in ("online_seats", "hybrid"):
        op.drop_column("meeting", name)
