"""What people send is kept as files; a company has a logo."""

import sqlalchemy as sa
from alembic import op

revision = "c4e81f0a6b37"
down_revision = "c4d80b6e2f17"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("is_light", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer()),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_file_made_by_person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_file"),
    )
    op.create_index("ix_file_digest", "file", ["digest"])
    op.create_index("ix_file_made_by", "file", ["made_by"])
    with op.batch_alter_table("company") as company:
        company.add_column(sa.Column("logo_id", sa.Integer()))
        company.create_foreign_key("fk_company_logo_id_file", "file", ["logo_id"], ["id"])
        company.create_index("ix_company_logo_id", ["logo_id"])


def downgrade() -> None:
    with op.batch_alter_table("company") as company:
        company.drop_index("ix_company_logo_id")
        company.drop_constraint("fk_company_logo_id_file", type_="foreignkey")
        company.drop_column("logo_id")
    op.drop_table("file")
