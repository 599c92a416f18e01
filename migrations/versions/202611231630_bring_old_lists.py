"""Old mailing lists become threads; addresses at which letters come back get none."""

import sqlalchemy as sa
from alembic import op

revision = "7c41e9a05d36"
down_revision = "e80d2a64b1c7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _lists()
    _letters()
    op.create_table(
        "returned",
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("address", name="pk_returned"),
    )
    op.create_index("ix_returned_last_at", "returned", ["last_at"])


def _lists() -> None:
    op.create_table(
        "old_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("unread", sa.JSON(), nullable=False),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("cut", sa.Integer(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name="fk_old_list_group_id_group", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_old_list_made_by_person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_old_list"),
    )
    op.create_index("ix_old_list_group_id_id", "old_list", ["group_id", "id"])
    for column in ("made_by", "state", "touched_at"):
        op.create_index(f"ix_old_list_{column}", "old_list", [column])


def _letters() -> None:
    nothing = sa.text("''")
    op.create_table(
        "old_letter",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("thread", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=250), nullable=False),
        sa.Column("parent", sa.String(length=250), server_default=nothing, nullable=False),
        sa.Column("beside", sa.String(length=250), server_default=nothing, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("is_made", sa.Boolean(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["old_list.id"], name="fk_old_letter_list_id_old_list", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name="fk_old_letter_author_id_person", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_old_letter_post_id_post", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("list_id", "number", name="pk_old_letter"),
    )
    op.create_index("ix_old_letter_list_id_is_made_thread", "old_letter", ["list_id", "is_made", "thread", "place"])
    op.create_index("ix_old_letter_author_id", "old_letter", ["author_id"])
    op.create_index("ix_old_letter_post_id", "old_letter", ["post_id"])


def downgrade() -> None:
    op.drop_table("returned")
    op.drop_table("old_letter")
    op.drop_table("old_list")
