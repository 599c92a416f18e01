"""SQLite's directory of companies is looked through by its index alone."""

from alembic import op

revision = "e27c5a90b148"
down_revision = "c4e81b7d9a35"
branch_labels = None
depends_on = None

_PLAIN, _WIDE = "ix_company_is_public_folded_id", "ix_company_listed"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(_WIDE, "company", ["is_public", "folded", "id", "confirmed_on", "sought"])
        op.drop_index(_PLAIN, "company")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(_PLAIN, "company", ["is_public", "folded", "id"])
        op.drop_index(_WIDE, "company")
