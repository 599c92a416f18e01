"""Alembic's way into the database; called by `netapp.core.schema`, which hands over an open connection.

A batch migration on SQLite copies a table, drops the old one and renames the new one. With
foreign_keys=ON that DROP would run every ON DELETE CASCADE, so they are off meanwhile and checked
after; and we say BEGIN ourselves, so that a migration that fails is undone whole.
"""

from typing import Any

from alembic import context
from sqlalchemy.engine import Connection

from netapp.core import schema
from netapp.core.db import Base, UtcDateTime


def render_item(kind: str, thing: Any, _autogen: Any) -> str | bool:
    """Write our own column types in migrations as the plain ones that they are in the database."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
        include_name=schema.is_ours,
        include_object=schema.is_of(connection.dialect.name),
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
