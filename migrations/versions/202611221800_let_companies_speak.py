"""A company says what it is, does, offers and looks for; people are its contacts or its employees."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "a91c3f5e7d20"
down_revision = "d27a6c40b9e5"
branch_labels = None
depends_on = None


def new() -> list[sa.Column[Any]]:
    """What companies have from now on; the defaults are for those that are there already, and the version before."""
    return [
        sa.Column("kind", sa.String(20), nullable=False, server_default="company"),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("register_number", sa.String(40), nullable=False, server_default=sa.text("''")),
        sa.Column("size", sa.String(10), nullable=False, server_default=sa.text("''")),
        sa.Column("language", sa.String(5), nullable=False, server_default="en"),
        sa.Column("texts", sa.JSON()),
        sa.Column("sought", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("is_public", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("confirmed_on", sa.Date()),
    ]


def upgrade() -> None:
    with op.batch_alter_table("company") as company:
        for column in new():
            company.add_column(column)
        company.alter_column("about", existing_type=sa.String(500), type_=sa.Text(), existing_nullable=False)
        company.create_index("ix_company_is_public_folded_id", ["is_public", "folded", "id"])
    op.execute("UPDATE company SET sought = folded")
    with op.batch_alter_table("affiliation") as affiliation:
        affiliation.add_column(sa.Column("role", sa.String(10), nullable=False, server_default="employee"))
    # Somebody must be able to write the page: who came first, of those who are still there.
    op.execute(
        "UPDATE affiliation SET role = 'contact' WHERE id IN "
        "(SELECT min(id) FROM affiliation WHERE until IS NULL GROUP BY company_id)"
    )
    op.create_table(
        "company_sector",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("division", sa.String(2), nullable=False),
        sa.Column("section", sa.String(1), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name="fk_company_sector_company_id_company", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("company_id", "division", name="pk_company_sector"),
    )
    op.create_index("ix_company_sector_section", "company_sector", ["section", "company_id"])
    op.create_table(
        "company_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(80), nullable=False),
        sa.Column("folded", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name="fk_company_line_company_id_company", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_company_line"),
    )
    op.create_index("ix_company_line_company_id", "company_line", ["company_id", "about", "rank"])
    op.create_table(
        "colleague",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_move", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_colleague_person_id_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name="fk_colleague_company_id_company", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_colleague"),
        sa.UniqueConstraint("person_id", "company_id", name="uq_colleague_person_id_company_id"),
    )
    op.create_index("ix_colleague_company_id", "colleague", ["company_id"])


def downgrade() -> None:
    for table in ("colleague", "company_line", "company_sector"):
        op.drop_table(table)
    with op.batch_alter_table("affiliation") as affiliation:
        affiliation.drop_column("role")
    # A longer text is cut, since the column it came from holds no more.
    op.execute("UPDATE company SET about = substr(about, 1, 500) WHERE length(about) > 500")
    with op.batch_alter_table("company") as company:
        company.drop_index("ix_company_is_public_folded_id")
        company.alter_column("about", existing_type=sa.Text(), type_=sa.String(500), existing_nullable=False)
        for column in reversed(new()):
            company.drop_column(column.name)
