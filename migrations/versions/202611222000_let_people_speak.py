"""People say what they can, offer and look for, who sees it, and on which day their digest comes."""

import sqlalchemy as sa
from alembic import op

revision = "b84d0c62e917"
down_revision = "a91c3f5e7d20"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("digest_day", sa.Integer()))
    op.create_table(
        "profile",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("job_title", sa.String(120), nullable=False),
        sa.Column("speaks", sa.JSON(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("seen_by", sa.String(10), nullable=False),
        sa.Column("email_to", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_profile_person_id_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name="pk_profile"),
    )
    op.create_index("ix_profile_seen_by", "profile", ["seen_by"])
    op.create_table(
        "person_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_person_line_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person_line"),
    )
    op.create_index("ix_person_line_person_id", "person_line", ["person_id", "about", "rank"])


def downgrade() -> None:
    op.drop_table("person_line")
    op.drop_table("profile")
    with op.batch_alter_table("person") as person:
        person.drop_column("digest_day")
