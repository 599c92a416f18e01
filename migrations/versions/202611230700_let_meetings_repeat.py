"""Meetings repeat: series, their dates among the meetings, and who has signed up for a whole one."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "98d123f5f52c"
down_revision = "8a3c6f12d9b4"
branch_labels = None
depends_on = None

_EMPTY = sa.text("''")
_ONCE = {"sqlite_autoincrement": True}
_OF_SERIES = sa.text("series_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "series",
        *(sa.Column(name, kind, nullable=False) for name, kind in _NEEDED),
        *(sa.Column(name, kind) for name, kind in _PERHAPS),
        sa.Column("weeks_ahead", sa.Integer(), nullable=False, server_default="26"),
        sa.Column("cancelled", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("cancel_reason", sa.String(500), nullable=False, server_default=_EMPTY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("uid", name=op.f("uq_series_uid")),
        _points("series", "group_id", "group"),
        _points("series", "created_by", "person"),
        _points("series", "continues", "series", ondelete="SET NULL"),
        sqlite_autoincrement=True,
    )
    for columns in (["group_id", "ends_at"], ["ended_at", "made_until"], ["continues"], ["contact_email"]):
        op.create_index(f"ix_series_{'_'.join(columns)}", "series", columns)
    op.create_table(
        "series_sign_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(6), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("company", sa.String(160), nullable=False, server_default=_EMPTY),
        sa.Column("show_name", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("as_guest", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("came_by", sa.String(10), nullable=False, server_default=_EMPTY),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_sign_up")),
        _points("series_sign_up", "series_id", "series", ondelete="CASCADE"),
        _points("series_sign_up", "person_id", "person", ondelete="CASCADE"),
        sa.UniqueConstraint("series_id", "person_id", name=op.f("uq_series_sign_up_series_id_person_id")),
    )
    op.create_index("ix_series_sign_up_person_id", "series_sign_up", ["person_id"])
    op.create_index("ix_series_sign_up_series_id_state_turn", "series_sign_up", ["series_id", "state", "turn"])
    # A new table on SQLite would forget that its numbers are given out once only.
    with op.batch_alter_table("request", table_kwargs=_ONCE) as request:
        request.add_column(sa.Column("series_id", sa.Integer()))
        request.create_foreign_key("fk_request_series_id_series", "series", ["series_id"], ["id"], ondelete="CASCADE")
    with op.batch_alter_table("meeting", table_kwargs=_ONCE) as meeting:
        meeting.add_column(sa.Column("series_id", sa.Integer()))
        meeting.add_column(sa.Column("occurrence", sa.DateTime(timezone=False)))
        meeting.add_column(sa.Column("rule", sa.String(60)))
        meeting.add_column(sa.Column("differs", sa.Boolean(), nullable=False, server_default=sa.false()))
        meeting.create_foreign_key("fk_meeting_series_id_series", "series", ["series_id"], ["id"])
    op.create_index(
        *("ix_meeting_series_id_starts_at", "meeting", ["series_id", "starts_at", "ends_at", "state"]),
        sqlite_where=_OF_SERIES,
        postgresql_where=_OF_SERIES,
    )


def downgrade() -> None:
    """The dates stay, each a meeting of its own."""
    op.drop_index("ix_meeting_series_id_starts_at", "meeting")
    for table, columns in (("request", ()), ("meeting", ("differs", "rule", "occurrence"))):
        with op.batch_alter_table(table, table_kwargs=_ONCE) as changed:
            changed.drop_constraint(f"fk_{table}_series_id_series", type_="foreignkey")
            for column in ("series_id", *columns):
                changed.drop_column(column)
    op.drop_table("series_sign_up")
    op.drop_table("series")


def _points(table: str, column: str, target: str, **what: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, **what)


_AT, _LOCAL = sa.DateTime(timezone=True), sa.DateTime(timezone=False)
_NEEDED: tuple[tuple[str, Any], ...] = (
    ("id", sa.Integer()),
    ("uid", sa.String(120)),
    ("group_id", sa.Integer()),
    ("rule", sa.String(60)),
    ("made_until", _LOCAL),
    ("starts_at", _AT),
    ("ends_at", _AT),
    ("kind", sa.String(12)),
    ("language", sa.String(5)),
    ("titles", sa.JSON()),
    ("bodies", sa.JSON()),
    ("starts_local", _LOCAL),
    ("ends_local", _LOCAL),
    ("zone", sa.String(60)),
    ("place", sa.String(160)),
    ("address", sa.String(240)),
    ("map_url", sa.String(500)),
    ("online_url", sa.String(500)),
    ("open_to_guests", sa.Boolean()),
    ("shown_to", sa.String(12)),
    ("contact_name", sa.String(120)),
    ("contact_email", sa.String(254)),
    ("hosts", sa.JSON()),
    ("partners", sa.JSON()),
    ("sequence", sa.Integer()),
    ("arrivals", sa.Integer()),
    ("vevent", sa.Text()),
    ("created_at", _AT),
    ("changed_at", _AT),
)
_PERHAPS: tuple[tuple[str, Any], ...] = (
    ("continues", sa.Integer()),
    ("until", sa.Date()),
    ("seats", sa.Integer()),
    ("opens_local", _LOCAL),
    ("closes_local", _LOCAL),
    ("promotes_until_local", _LOCAL),
    ("created_by", sa.Integer()),
    ("ended_at", _AT),
)
