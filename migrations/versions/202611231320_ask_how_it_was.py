"""Who came to a meeting is asked how it was."""

import sqlalchemy as sa
from alembic import op

revision = "c3f92e6b4d18"
down_revision = "b8a1d5c07e34"
branch_labels = None
depends_on = None

COUNTS = ("people", "ones", "twos", "threes", "fours", "fives")


def upgrade() -> None:
    for table in ("meeting", "series"):
        op.add_column(table, sa.Column("asks_feedback", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "feedback",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in COUNTS),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_feedback_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_asked_at", "feedback", ["asked_at"])
    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("signed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["feedback.meeting_id"], name="fk_opinion_meeting_id_feedback", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_opinion_person_id_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_opinion"),
        sa.UniqueConstraint("meeting_id", "person_id", name="uq_opinion_meeting_id_person_id"),
    )
    op.create_index("ix_opinion_person_id", "opinion", ["person_id"])


def downgrade() -> None:
    op.drop_table("opinion")
    op.drop_table("feedback")
    for table in ("series", "meeting"):
        op.drop_column(table, "asks_feedback")
