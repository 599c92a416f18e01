"""Meetings ask questions at sign-up, and may say yes first; who was invited passes by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "5b1d9e73c2f8"
down_revision = "7b3d9e51c0f4"
branch_labels = None
depends_on = None

_ANSWERED = sa.text("answers IS NOT NULL")


def upgrade() -> None:
    op.add_column("meeting", sa.Column("needs_yes", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("meeting", sa.Column("questions", sa.JSON()))
    op.add_column("meeting", sa.Column("answer_days", sa.Integer(), nullable=False, server_default="30"))
    op.add_column("sign_up", sa.Column("answers", sa.JSON()))
    op.create_index(
        "ix_sign_up_answers_meeting_id", "sign_up", ["meeting_id"], sqlite_where=_ANSWERED, postgresql_where=_ANSWERED
    )
    op.add_column("request", sa.Column("answers", sa.JSON()))
    op.create_table(
        "invited",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_invited_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_invited_person_id_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name="pk_invited"),
    )
    op.create_index("ix_invited_person_id", "invited", ["person_id"])


def downgrade() -> None:
    op.drop_table("invited")
    # The version before knows two answers less: who waits for a yes waits, and who got a no has withdrawn.
    op.execute("UPDATE sign_up SET state = 'waiting' WHERE state = 'requested'")
    op.execute("UPDATE sign_up SET state = 'withdrawn' WHERE state = 'refused'")
    op.drop_index("ix_sign_up_answers_meeting_id", "sign_up")
    for table, columns in (
        ("request", ("answers",)),
        ("sign_up", ("answers",)),
        ("meeting", ("answer_days", "questions", "needs_yes")),
    ):
        with op.batch_alter_table(table) as changed:
            for column in columns:
                changed.drop_column(column)
