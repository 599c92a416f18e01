"""PostgreSQL's connections in the pool: one that has lain for a while is asked whether its server still answers."""

import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

# Seconds. To ask at each request, as SQLAlchemy's pool_pre_ping does, would cost as much as half a page does.
ASKED_AFTER = 1.0


def watch(engine: Engine) -> None:
    event.listen(engine, "connect", _open)
    event.listen(engine, "checkin", _put_back)
    event.listen(engine, "checkout", _take_out)


def _open(connection: Any, _record: object) -> None:
    """Statements are short, however dear PostgreSQL thinks one: to compile it would cost more than to execute it, and
    so would a plan of its own for each person's values. What a plan must know is in the words (core/prepared).
    """
    connection.autocommit = True
    connection.execute("SET jit = off; SET plan_cache_mode = force_generic_plan")
    connection.autocommit = False


def _put_back(_connection: object, record: Any) -> None:
    record.info["put_back"] = time.monotonic()


def _take_out(connection: Any, record: Any, _proxy: object) -> None:
    """The pool makes a new one if this one's server has gone."""
    if time.monotonic() - record.info.pop("put_back", time.monotonic()) < ASKED_AFTER:
        return
    try:
        connection.autocommit = True  # Else it would begin a transaction.
        connection.execute("SELECT 1")
    except connection.Error as error:
        raise DisconnectionError from error
