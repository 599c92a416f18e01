"""What new members have done with the offer to introduce themselves."""

import sqlalchemy as sa
from alembic import op

revision = "c5e19b7d42fa"
down_revision = "a7f3c0d918be"
branch_labels = None
depends_on = None

TARGETS = ("person", "group", "thread")


def upgrade() -> None:
    pointing = [
        sa.ForeignKeyConstraint(
            [f"{one}_id"], [f"{one}.id"], name=f"fk_introduction_{one}_id_{one}", ondelete="CASCADE"
        )
        for one in TARGETS
    ]
    op.create_table(
        "introduction",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *pointing,
        sa.PrimaryKeyConstraint("person_id", "group_id", name="pk_introduction"),
    )
    for one in ("group", "thread"):
        op.create_index(f"ix_introduction_{one}_id", "introduction", [f"{one}_id"])


def downgrade() -> None:
    op.drop_table("introduction")
