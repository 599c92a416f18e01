"""Answers that calendar programs send back: by which way each answer came, and which letters have been seen to."""

import sqlalchemy as sa
from alembic import op

revision = "b7d30f94c2e5"
down_revision = "5b1d9e73c2f8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_up", sa.Column("came_by", sa.String(10), nullable=False, server_default=sa.text("''")))
    op.add_column("sign_up", sa.Column("perhaps", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sign_up", sa.Column("reply_sequence", sa.Integer()))
    op.add_column("sign_up", sa.Column("reply_stamp", sa.DateTime(timezone=True)))
    op.create_table(
        "received",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(40), nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_received"),
        sa.UniqueConstraint("digest", name="uq_received_digest"),
    )
    op.create_index("ix_received_at", "received", ["at"])


def downgrade() -> None:
    op.drop_table("received")
    for name in ("reply_stamp", "reply_sequence", "perhaps", "came_by"):
        op.drop_column("sign_up", name)
