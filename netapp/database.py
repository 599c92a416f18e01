"""The database before anybody is served: reached, backed up, migrated, and the demo put in."""

import re
from pathlib import Path

from sqlalchemy import Engine, inspect, select
from sqlalchemy.exc import DBAPIError

from netapp.config import Odd
from netapp.core import clock, localtime, reindexing
from netapp.core.db import db, session
from netapp.core.errors import Refused
from netapp.core.site import Site
from netapp.groups.models import Group
from netapp.members import erasures
from netapp.members.models import Person

COPIES_KEPT = 5
MIGRATIONS = Path(__file__).parents[1] / "migrations" / "versions"


def prepare() -> None:
    """Bring the app's database to the newest schema; an SQLite file is copied first. Raises Odd or Refused."""
    engine = reached()
    if _revision(engine) != newest():
        _migrate(engine)
    erasures.agree()


def reached() -> Engine:
    """The app's engine, once it has answered; Odd with what to do when it does not."""
    try:
        engine = db.engine
        _make_private(engine)
        with engine.connect():
            return engine
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        shown = engine.url.render_as_string(hide_password=True)
        raise Odd(f"The database {shown} does not answer ({reason}); check NETAPP_DATABASE_URL.") from error


def newest() -> str:
    """The newest revision, read from the last file's text: Alembic would take a tenth of the start to say the same."""
    last = max(MIGRATIONS.glob("[0-9]*.py"), key=lambda path: path.name)
    found = re.search(r"""^revision(?:: str)? = ['"](\w+)['"]""", last.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else ""


def is_new() -> bool:
    """Nobody has used it: no people, no groups, no settings. A demo that was emptied by hand is not new."""
    return all(session.scalar(select(model.id).limit(1)) is None for model in (Site, Person, Group))


def load_demo() -> None:
    """Build the demo networks around today; Refused when somebody is here already."""
    from netapp.demo import build

    build.build(localtime.to_local(clock.now(), "Europe/Copenhagen").date())
    reindexing.everything()


def holds_rows(engine: Engine, apart_from: frozenset[str]) -> bool:
    """Whether any table, whatever its schema, has a row; but for tables that fill by themselves."""
    from netapp.core import schema

    with engine.connect() as connection:
        names = sorted(schema.tables(connection) - apart_from)
        quote = engine.dialect.identifier_preparer.quote_identifier
        return any(connection.exec_driver_sql(f"SELECT 1 FROM {quote(name)} LIMIT 1").first() for name in names)


def knows(revision: str) -> bool:
    """Whether this code has the migration that the revision names."""
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        return ScriptDirectory(str(MIGRATIONS.parent)).get_revision(revision) is not None
    except CommandError:
        return False


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        kept = "alembic_version" in tables
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if kept else None
    if revision is None and tables - {"alembic_version"}:
        raise Refused("The database holds tables that are not netapp's; name an empty one in NETAPP_DATABASE_URL.")
    if revision not in {None, newest()} and not knows(str(revision)):
        raise Refused(
            f"The database was written by a newer netapp (its revision {revision} is unknown here); update this one."
        )
    return revision


def _migrate(engine: Engine) -> None:
    from netapp.core import schema

    copy = schema.back_up_file(engine)
    if copy:
        print(f"The database is brought up to date; as it was, it is kept in {copy}.")
        _forget_old_copies(copy)
    schema.upgrade(engine)


def _make_private(engine: Engine) -> None:
    """A new SQLite file is for its owner's eyes only; SQLite makes its neighbours (-wal, -shm) likewise."""
    if engine.dialect.name != "sqlite":
        return
    file = Path(str(engine.url.database))
    try:
        if not file.exists():
            file.touch(mode=0o600)
    except OSError as error:
        raise Odd(f"The database {file} can't be made ({error.strerror}); check NETAPP_DATABASE_URL.") from error


def _forget_old_copies(newest: Path) -> None:
    stem = newest.name.partition("-before-")[0]
    copies = [path for path in newest.parent.glob(f"{stem}-before-*") if re.search(r"-\d{14}\.[^.]*$", path.name)]
    for old in sorted(copies, key=lambda path: path.stem[-14:])[:-COPIES_KEPT]:
        old.unlink(missing_ok=True)
