"""A meeting is talked about in a thread, and may have begun with a post; a thread may hold a poll."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "b94c6e13fd07"
down_revision = "a3f8d20b71c5"
branch_labels = None
depends_on = None

_ONCE = {"sqlite_autoincrement": True}
_TIES = (("thread_id", "thread"), ("post_id", "post"))


def upgrade() -> None:
    with op.batch_alter_table("meeting", table_kwargs=_ONCE) as meeting:
        for column, to in _TIES:
            meeting.add_column(sa.Column(column, sa.Integer()))
            meeting.create_foreign_key(f"fk_meeting_{column}_{to}", to, [column], ["id"], ondelete="SET NULL")
    for column, _to in _TIES:
        named = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_meeting_{column}", "meeting", [column], sqlite_where=named, postgresql_where=named)
    _polls()


def _polls() -> None:
    op.create_table(
        "thread_poll",
        number("thread_id"),
        sa.Column("several", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("shows_names", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("shows_always", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        count("people"),
        points("thread_poll", "thread_id", "thread"),
        sa.PrimaryKeyConstraint("thread_id", name="pk_thread_poll"),
    )
    op.create_index("ix_thread_poll_closes_at", "thread_poll", ["closes_at"])
    op.create_table(
        "thread_choice",
        number("id"),
        number("thread_id"),
        number("position"),
        sa.Column("text", sa.String(120), nullable=False),
        count("votes"),
        points("thread_choice", "thread_id", "thread"),
        sa.PrimaryKeyConstraint("id", name="pk_thread_choice"),
        sa.UniqueConstraint("thread_id", "position", name="uq_thread_choice_thread_id_position"),
    )
    op.create_table(
        "vote",
        number("choice_id"),
        number("person_id"),
        number("thread_id"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        points("vote", "choice_id", "thread_choice"),
        points("vote", "person_id", "person"),
        points("vote", "thread_id", "thread"),
        sa.PrimaryKeyConstraint("choice_id", "person_id", name="pk_vote"),
    )
    op.create_index("ix_vote_person_id", "vote", ["person_id"])
    op.create_index("ix_vote_thread_id_person_id", "vote", ["thread_id", "person_id"])


def downgrade() -> None:
    for table in ("vote", "thread_choice", "thread_poll"):
        op.drop_table(table)
    for column, _to in _TIES:
        op.drop_index(f"ix_meeting_{column}", "meeting")
    with op.batch_alter_table("meeting", table_kwargs=_ONCE) as meeting:
        for column, to in _TIES:
            meeting.drop_constraint(f"fk_meeting_{column}_{to}", type_="foreignkey")
            meeting.drop_column(column)


def number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{to}"
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")


def count(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))
