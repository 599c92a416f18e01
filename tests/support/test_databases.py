"""The databases that all other tests stand on."""

import pytest
import sqlalchemy as sa

from tests.support import databases

pytestmark = pytest.mark.parametrize("engine_name", databases.ENGINES)


def _make(url: str) -> sa.Engine:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS a (id INTEGER PRIMARY KEY)"))
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS b (a INTEGER NOT NULL REFERENCES a (id))"))
        connection.execute(sa.text("INSERT INTO a VALUES (1)"))
        connection.execute(sa.text("INSERT INTO b VALUES (1)"))
    return engine


def _rows(engine: sa.Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0)


def test_emptying_takes_every_row_whatever_refers_to_what(make_database, empty_database, engine_name):
    url = make_database(engine_name)
    engine = _make(url)
    empty_database(url)
    assert (_rows(engine, "a"), _rows(engine, "b")) == (0, 0)


def test_a_forgotten_reader_holds_nobody_up(make_database, empty_database, engine_name):
    url = make_database(engine_name)
    engine = _make(url)
    reader = engine.raw_connection()  # Past the engine's events: the site's own would begin IMMEDIATE.
    cursor = reader.cursor()
    if engine_name == "sqlite":
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("SELECT * FROM b")
    cursor.fetchone()
    empty_database(url)
    reader.close()
    assert _rows(engine, "b") == 0


def test_two_databases_share_nothing(make_database, engine_name):
    engine = _make(make_database(engine_name))
    other = sa.create_engine(make_database(engine_name), poolclass=sa.NullPool)
    assert _rows(engine, "a") == 1
    assert "a" not in sa.inspect(other).get_table_names() or _rows(other, "a") == 0
