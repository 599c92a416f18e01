"""What was promised, by whom and until when, and what was answered."""

import sqlalchemy as sa
from alembic import op

revision = "4b8e21f7c0d9"
down_revision = "7c41e9a05d36"
branch_labels = None
depends_on = None

OPTIONAL = ("person_id", "company_id", "meeting_id", "post_id")


def upgrade() -> None:
    nothing = sa.text("''")
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in OPTIONAL),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("for_members", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("turn", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False, server_default=nothing),
        sa.Column("reminded", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name="fk_promise_group_id_group", ondelete="CASCADE"),
        *(
            sa.ForeignKeyConstraint([f"{to}_id"], [f"{to}.id"], name=f"fk_promise_{to}_id_{to}", ondelete="SET NULL")
            for to in ("meeting", "post", "person", "company")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_promise_made_by_person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_promise_group_id_state_due", "promise", ["group_id", "state", "due"])
    op.create_index("ix_promise_state_due", "promise", ["state", "due"])
    for name in OPTIONAL:
        there = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_promise_{name}", "promise", [name], sqlite_where=there, postgresql_where=there)
    op.create_table(
        "promise_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False, server_default=nothing),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False, server_default=nothing),
        sa.Column("was_state", sa.String(length=10), nullable=False),
        sa.Column("was_due", sa.Date(), nullable=False),
        sa.Column("was_person_id", sa.Integer(), nullable=True),
        sa.Column("was_company_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["promise_id"], ["promise.id"], name="fk_promise_answer_promise_id_promise", ondelete="CASCADE"
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{to}.id"], name=f"fk_promise_answer_{column}_{to}", ondelete="SET NULL"
            )
            for column, to in (("by_id", "person"), ("was_person_id", "person"), ("was_company_id", "company"))
        ),
        sa.PrimaryKeyConstraint("id", name="pk_promise_answer"),
    )
    op.create_index("ix_promise_answer_promise_id_id", "promise_answer", ["promise_id", "id"])
    for column in ("by_id", "was_person_id", "was_company_id"):
        op.create_index(f"ix_promise_answer_{column}", "promise_answer", [column])


def downgrade() -> None:
    op.drop_table("promise_answer")
    op.drop_table("promise")
