"""Indexes that an erasure asks for, and a page of the networks and of a group's members by name; names to search in."""

import sqlalchemy as sa
from alembic import op

from netapp.core import text

revision = "e8b3d50f7a14"
down_revision = "c41e7f9a02d6"
branch_labels = None
depends_on = None

# (index, table, columns, which rows)
INDEXES = (
    ("ix_meeting_contact_email", "meeting", ["contact_email"], None),
    ("ix_party_company_id", "party", ["company_id"], "company_id IS NOT NULL"),
    ("ix_letter_address", "letter", ["address"], None),
    (
        "ix_membership_group_id_state_role_person_id",
        "membership",
        ["group_id", "state", "role", "person_id"],
        None,
    ),
)
NETWORKS = "ix_group_parent_id"
GROUP = sa.table("group", sa.column("id"), sa.column("name"), sa.column("folded"))


def upgrade() -> None:
    op.add_column("group", sa.Column("folded", sa.String(240), nullable=False, server_default=""))
    connection = op.get_bind()
    for number, name in connection.execute(sa.select(GROUP.c.id, GROUP.c.name)).all():
        named = sa.update(GROUP).where(GROUP.c.id == number)
        connection.execute(named.values(folded=text.fold(name)[:240]))
    with op.batch_alter_table("group") as batch:
        batch.alter_column("folded", server_default=None)
    op.drop_index(NETWORKS, table_name="group")
    op.create_index(NETWORKS, "group", ["parent_id", "closed_at", "seen_key", "name", "id", "region", "folded"])
    for name, table, columns, which in INDEXES:
        where = sa.text(which) if which else None
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, _columns, _which in INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_index(NETWORKS, table_name="group")
    op.create_index(NETWORKS, "group", ["parent_id", "closed_at", "seen_key", "name", "region"])
    with op.batch_alter_table("group") as batch:
        batch.drop_column("folded")
