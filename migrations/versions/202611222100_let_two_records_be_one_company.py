"""Two records of one company become one; the old address leads to the new one."""

import sqlalchemy as sa
from alembic import op

revision = "c4e8b1a7d350"
down_revision = "b7e4190c52da"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "company_moved",
        sa.Column("old_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name="fk_company_moved_company_id_company", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("old_id", name="pk_company_moved"),
    )
    op.create_index("ix_company_moved_company_id", "company_moved", ["company_id"])
    op.create_table(
        "company_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("company_agrees", sa.Boolean(), nullable=False),
        sa.Column("other_agrees", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name="fk_company_merge_company_id_company", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["company.id"], name="fk_company_merge_other_id_company", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_company_merge_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_company_merge"),
        sa.UniqueConstraint("company_id", "other_id", name="uq_company_merge_company_id_other_id"),
    )
    op.create_index("ix_company_merge_other_id", "company_merge", ["other_id"])
    op.create_index("ix_company_merge_person_id", "company_merge", ["person_id"])


def downgrade() -> None:
    op.drop_table("company_merge")
    op.drop_table("company_moved")
