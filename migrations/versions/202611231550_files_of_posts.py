"""Posts have files and pictures; and what is being written has, too."""

import sqlalchemy as sa
from alembic import op

revision = "23f96e7f923e"
down_revision = "d16e8f35a9b2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(30), server_default=sa.text("''"), nullable=False),
        sa.Column("rank", sa.Integer(), server_default="0", nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("alt", sa.String(200), server_default=sa.text("''"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_post_file_post_id_post", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_post_file_person_id_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name="fk_post_file_file_id_file"),
        sa.PrimaryKeyConstraint("id", name="pk_post_file"),
    )
    op.create_index("ix_post_file_post_id", "post_file", ["post_id", "rank"])
    begun = {f"{engine}_where": sa.text("person_id IS NOT NULL") for engine in ("sqlite", "postgresql")}
    op.create_index("ix_post_file_begun", "post_file", ["person_id", "place"], **begun)
    op.create_index("ix_post_file_file_id", "post_file", ["file_id"])


def downgrade() -> None:
    op.drop_table("post_file")
