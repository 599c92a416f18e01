"""A post's letters are ordered when nobody can take it back any more; who is no member is found by name."""

import sqlalchemy as sa
from alembic import op

revision = "d16e8f35a9b2"
down_revision = "b94c6e13fd07"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_telling",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_post_telling_post_id_post", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", name="pk_post_telling"),
    )
    op.create_index("ix_post_telling_due_at", "post_telling", ["due_at"])
    named = {f"{engine}_where": sa.text("author_name <> ''") for engine in ("sqlite", "postgresql")}
    op.create_index("ix_post_author_name", "post", ["author_name"], **named)


def downgrade() -> None:
    op.drop_index("ix_post_author_name", table_name="post")
    op.drop_table("post_telling")
