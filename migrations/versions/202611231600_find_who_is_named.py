"""Posts that name somebody are found without reading the others, so that an erased person's name goes from them."""

import sqlalchemy as sa
from alembic import op

revision = "a7f3c0d918be"
down_revision = "23f96e7f923e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    named = {f"{engine}_where": sa.text("mentions IS NOT NULL") for engine in ("sqlite", "postgresql")}
    op.create_index("ix_post_mentions", "post", ["id"], **named)


def downgrade() -> None:
    op.drop_index("ix_post_mentions", table_name="post")
