"""Somebody's address for new threads can be another one from now on."""

import sqlalchemy as sa
from alembic import op

revision = "e80d2a64b1c7"
down_revision = "c5e19b7d42fa"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pointing = [
        sa.ForeignKeyConstraint(
            [f"{one}_id"], [f"{one}.id"], name=f"fk_opening_address_{one}_id_{one}", ondelete="CASCADE"
        )
        for one in ("person", "group")
    ]
    op.create_table(
        "opening_address",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
        *pointing,
        sa.PrimaryKeyConstraint("person_id", "group_id", name="pk_opening_address"),
    )
    op.create_index("ix_opening_address_group_id", "opening_address", ["group_id"])


def downgrade() -> None:
    op.drop_table("opening_address")
