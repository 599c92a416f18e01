"""Migrations go up, down and up again on both engines, equal the models, and one that fails leaves nothing behind."""

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent, indent

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from netapp.core import schema
from netapp.core.db import Base
from tests.support.databases import ENGINES, KEPT


@pytest.fixture(params=ENGINES)
def engine(request, make_database) -> Iterator[sa.Engine]:
    """A migrated database of the test's own."""
    engine = sa.create_engine(make_database(request.param))
    yield engine
    engine.dispose()


@pytest.fixture
def write_migration(tmp_path, monkeypatch):
    """write_migration(upgrade, downgrade): one more migration after the newest, in a copy of the folder."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))

    def write(upgrade: str, downgrade: str = "pass") -> None:
        monkeypatch.setattr(schema, "MIGRATIONS", folder)
        head = schema.head()
        lines = ["import sqlalchemy as sa", "from alembic import op", f'revision, down_revision = "made", "{head}"']
        for name, body in (("upgrade", upgrade), ("downgrade", downgrade)):
            lines += [f"def {name}():", indent(dedent(body).strip(), "    ")]
        (folder / "versions" / "209901010000_made_by_a_test.py").write_text("\n".join(lines), encoding="utf-8")

    return write


def tables(engine: sa.Engine) -> set[str]:
    return schema.tables(engine) - {KEPT}


def test_there_is_one_head():
    assert len(ScriptDirectory(str(schema.MIGRATIONS)).get_heads()) == 1


def test_files_are_named_by_date_and_what_they_do():
    names = [path.name for path in (schema.MIGRATIONS / "versions").glob("*.py")]
    assert names
    assert [
        name for name in names if not re.fullmatch(r"20\d{2}[01]\d[0-3]\d[0-2]\d[0-5]\d_[a-z][a-z0-9_]+\.py", name)
    ] == []


def test_the_migrated_database_equals_the_models(engine):
    assert schema.differences(engine) == []
    assert tables(engine) == set(Base.metadata.tables)


def test_a_difference_from_the_models_is_seen(engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE company ADD COLUMN odd INTEGER")
    assert "'odd'" in str(schema.differences(engine))


def test_they_go_down_to_nothing_and_up_again_step_by_step(engine):
    steps = [step.revision for step in ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()]
    for below in [*steps[1:], "base"]:
        schema.downgrade(engine, below)
    assert tables(engine) == set()
    assert schema.at(engine) is None
    for step in reversed(steps):
        schema.upgrade(engine, step)
    assert schema.differences(engine) == []


def test_one_that_fails_half_way_leaves_nothing(engine, write_migration):
    before, head = tables(engine), schema.head()
    write_migration("""
        op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
        op.execute("INSERT INTO half VALUES (1)")
        op.execute("UPDATE no_such_table SET id = 1")
    """)
    with pytest.raises(sa.exc.DBAPIError):
        schema.upgrade(engine)
    assert tables(engine) == before
    assert schema.at(engine) == head


def test_after_a_failure_foreign_keys_are_watched_again(engine, write_migration):
    write_migration('op.execute("UPDATE no_such_table SET id = 1")')
    with pytest.raises(sa.exc.DBAPIError):
        schema.upgrade(engine)
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO picture (person_id, content, digest) VALUES (999, 'x', 'y')")


def test_a_rebuilt_table_keeps_its_children(engine, write_migration):
    """SQLite copies, drops and renames: with foreign keys on, the drop would cascade to every child."""
    with engine.begin() as connection:
        connection.execute(made_row("company", id=1, name="Acme"))
        connection.execute(made_row("person", id=1, name="Bob", calendar_key="k"))
        connection.execute(made_row("affiliation", id=1, person_id=1, company_id=1))
    write_migration("""
        with op.batch_alter_table("person") as person:
            person.alter_column("name", type_=sa.String(999))
        with op.batch_alter_table("company") as company:
            company.alter_column("name", type_=sa.String(999))
    """)
    schema.upgrade(engine)
    assert "VARCHAR(999)" in {str(column["type"]) for column in sa.inspect(engine).get_columns("person")}
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT person_id, company_id FROM affiliation").all() == [(1, 1)]


def test_one_that_would_leave_orphans_on_sqlite_is_undone(make_database, write_migration):
    engine = sa.create_engine(make_database("sqlite"))
    with engine.begin() as connection:
        connection.execute(made_row("person", id=1, name="Bob", calendar_key="k"))
        connection.exec_driver_sql("INSERT INTO picture (person_id, content, digest) VALUES (1, 'x', 'y')")
    write_migration('op.execute("DELETE FROM person")')
    with pytest.raises(RuntimeError, match="foreign keys"):
        schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM person").scalar() == 1
    engine.dispose()


def test_two_upgrades_at_the_same_time_do_no_harm(engine):
    """Two machines that start together: one migrates, the other waits and finds nothing to do."""
    schema.downgrade(engine, "base")
    others = [sa.create_engine(engine.url) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(schema.upgrade, others))
    for other in others:
        other.dispose()
    assert schema.at(engine) == schema.head()
    assert schema.differences(engine) == []


def test_an_upgrade_waits_for_another_that_is_under_way(engine):
    """What keeps the two above apart: the advisory lock on PostgreSQL, the write lock on SQLite."""
    schema.downgrade(engine, "base")
    other = sa.create_engine(engine.url)
    with ThreadPoolExecutor(1) as pool:
        with schema._connection(other):
            upgrade = pool.submit(schema.upgrade, engine)
            with pytest.raises(TimeoutError):
                upgrade.result(timeout=0.3)
        upgrade.result(timeout=30)
    other.dispose()
    assert schema.at(engine) == schema.head()


def made_row(table: str, **values: object) -> sa.Insert:
    """A row with something in every column that must have something."""
    fillers = {sa.String: "", sa.Text: "", sa.Integer: 0, sa.Boolean: False, sa.JSON: {}}
    for column in Base.metadata.tables[table].columns:
        if not column.nullable and column.name not in values:
            kinds = [value for kind, value in fillers.items() if isinstance(column.type, kind)]
            values[column.name] = kinds[0] if kinds else sa.text("CURRENT_TIMESTAMP")
    return Base.metadata.tables[table].insert().values(**values)


def test_the_schema_folder_is_what_a_wheel_brings():
    assert Path(__file__).parents[2] / "migrations" == schema.MIGRATIONS
