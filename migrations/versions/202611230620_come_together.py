"""Colleagues who sign up together get seats together or wait together; an organiser says who goes first."""

import sqlalchemy as sa
from alembic import op

revision = "c1e7a35d90f4"
down_revision = "4e9a7c15d2b8"
branch_labels = None
depends_on = None

INDEX = "ix_sign_up_meeting_id_bunch"


def upgrade() -> None:
    op.add_column("sign_up", sa.Column("bunch", sa.Integer()))
    some = sa.text("bunch IS NOT NULL")
    op.create_index(INDEX, "sign_up", ["meeting_id", "bunch"], sqlite_where=some, postgresql_where=some)
    op.add_column("meeting", sa.Column("fitting_first", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("request", sa.Column("brings", sa.JSON()))


def downgrade() -> None:
    op.drop_column("request", "brings")
    op.drop_column("meeting", "fitting_first")
    op.drop_index(INDEX, "sign_up")
    op.drop_column("sign_up", "bunch")
