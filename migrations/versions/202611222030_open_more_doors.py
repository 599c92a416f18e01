"""Who asks to join answers the organisers' questions; links let people in, and so do the mail domains of companies."""

import sqlalchemy as sa
from alembic import op

revision = "c4d80b6e2f17"
down_revision = "b84d0c62e917"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("group") as group:
        group.add_column(sa.Column("questions", sa.JSON()))
        group.add_column(sa.Column("domains", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "answers",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name="fk_answers_membership_id_membership", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("membership_id", name="pk_answers"),
    )
    op.create_table(
        "invitation_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("created_by", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("most", sa.Integer()),
        sa.Column("came", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group.id"], name="fk_invitation_link_group_id_group", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name="fk_invitation_link_created_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation_link"),
        sa.UniqueConstraint("key", name="uq_invitation_link_key"),
    )
    op.create_index("ix_invitation_link_group_id", "invitation_link", ["group_id"])
    op.create_table(
        "knock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer()),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name="fk_knock_group_id_group", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["link_id"], ["invitation_link.id"], name="fk_knock_link_id_invitation_link", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_knock"),
        sqlite_autoincrement=True,
    )
    for column in ("group_id", "link_id", "email", "created_at"):
        op.create_index(f"ix_knock_{column}", "knock", [column])


def downgrade() -> None:
    for table in ("knock", "invitation_link", "answers"):
        op.drop_table(table)
    with op.batch_alter_table("group") as group:
        group.drop_column("domains")
        group.drop_column("questions")
