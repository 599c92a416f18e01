"""Organisers give lists of people to invite; a list and its rows wait for a yes, and are done in the background."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "5e0b7c94d1a6"
down_revision = "c4e8b1a7d350"
branch_labels = None
depends_on = None


def text(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    op.create_table(
        "roster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        text("state", 10),
        text("source", 120),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        text("note", 400),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name="fk_roster_group_id_group", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_roster_made_by_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_roster"),
    )
    op.create_index("ix_roster_group_id_made_by", "roster", ["group_id", "made_by"])
    op.create_index("ix_roster_state", "roster", ["state"])
    op.create_index("ix_roster_touched_at", "roster", ["touched_at"])
    op.create_table(
        "roster_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        text("email", 254),
        text("name", 120),
        text("company", 160),
        text("place", 120),
        text("website", 300),
        text("language", 5),
        text("said", 200),
        text("doubt", 12),
        text("outcome", 10),
        text("reason", 12),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        text("result", 10),
        sa.Column("person_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["roster.id"], name="fk_roster_row_roster_id_roster", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_roster_row_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_roster_row"),
    )
    op.create_index("ix_roster_row_roster_id_outcome_id", "roster_row", ["roster_id", "outcome", "id"])
    op.create_index("ix_roster_row_roster_id_result_chosen_id", "roster_row", ["roster_id", "result", "chosen", "id"])
    op.create_index("ix_roster_row_email", "roster_row", ["email"])
    op.create_index("ix_roster_row_person_id", "roster_row", ["person_id"])
    op.create_table(
        "invitation",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        text("name", 120),
        text("company", 160),
        text("place", 120),
        text("website", 300),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name="fk_invitation_membership_id_membership", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("membership_id", name="pk_invitation"),
    )


def downgrade() -> None:
    for table in ("invitation", "roster_row", "roster"):
        op.drop_table(table)
