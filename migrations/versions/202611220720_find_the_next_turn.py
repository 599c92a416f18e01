"""Find without a search when sign-up next opens or closes anywhere."""

import sqlalchemy as sa
from alembic import op

revision = "5b1d2c7a9e40"
down_revision = "700f7396f128"
branch_labels = None
depends_on = None

NAMES = ("opens_at", "closes_at")


def upgrade() -> None:
    for name in NAMES:
        is_known = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            f"ix_meeting_state_{name}",
            "meeting",
            ["state", name],
            unique=False,
            sqlite_where=is_known,
            postgresql_where=is_known,
        )


def downgrade() -> None:
    for name in NAMES:
        op.drop_index(f"ix_meeting_state_{name}", table_name="meeting")
