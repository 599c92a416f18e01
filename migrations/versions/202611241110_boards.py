"""A room writes on a board without accounts: tables' parts, wishes on cards, dots for them."""

import sqlalchemy as sa
from alembic import op

revision = "9b41c7e2aa50"
down_revision = "5c9f32a8d1e0"
branch_labels = None
depends_on = None


def _points(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    there = to.partition(".")[0]
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}_{there}", ondelete=ondelete)


def _text(name: str, kind: sa.types.TypeEngine[str]) -> sa.Column[str]:
    return sa.Column(name, kind, nullable=False, server_default=sa.text("''"))


def _number(name: str, default: int) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text(str(default)))


def upgrade() -> None:
    op.create_table(
        "board",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(16), nullable=False),
        _number("tables", 0),
        _text("left", sa.String(60)),
        _text("right", sa.String(60)),
        sa.Column("takes_wishes", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("takes_dots", sa.Boolean(), nullable=False, server_default=sa.false()),
        _number("dots", 3),
        _number("version", 0),
        sa.Column("next_id", sa.Integer(), nullable=True),
        _points("board", "meeting_id", "meeting.id", "CASCADE"),
        _points("board", "next_id", "meeting.id", "SET NULL"),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_board"),
        sa.UniqueConstraint("key", name="uq_board_key"),
    )
    op.create_index("ix_board_next_id", "board", ["next_id"])
    op.create_table(
        "table_part",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        _text("left", sa.Text()),
        _text("right", sa.Text()),
        _points("table_part", "meeting_id", "board.meeting_id", "CASCADE"),
        sa.PrimaryKeyConstraint("meeting_id", "number", name="pk_table_part"),
    )
    op.create_table(
        "wish_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("visitor", sa.String(32), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _points("wish_card", "meeting_id", "board.meeting_id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_wish_card"),
        sa.UniqueConstraint("meeting_id", "visitor", name="uq_wish_card_meeting_id_visitor"),
    )
    op.create_table(
        "wish_dot",
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("visitor", sa.String(32), nullable=False),
        _points("wish_dot", "card_id", "wish_card.id", "CASCADE"),
        sa.PrimaryKeyConstraint("card_id", "visitor", name="pk_wish_dot"),
    )


def downgrade() -> None:
    for table in ("wish_dot", "wish_card", "table_part", "board"):
        op.drop_table(table)
