"""`netapp check`: the settings, the database, and whether the migrations make what the models say."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, create_engine

from netapp import database
from netapp.config import Config, Odd
from netapp.core import schema
from netapp.core.db import db, reading
from netapp.core.errors import Refused
from netapp.files import carrying


def check(config: Config) -> int:
    """Print a line for each look, within an app context; 0 when all is well."""
    print(f"good: the settings can be used; the site is {config.site_url}, its files are in {config.var}")
    found = [_look(_migrations), _look(lambda: _database(config))]
    return 0 if all(found) else 1


def _look(at: Callable[[], str]) -> bool:
    try:
        print(f"good: {at()}")
        return True
    except (Odd, Refused) as bad:
        print(f"BAD:  {bad}")
        return False


def _migrations() -> str:
    with _scratch() as engine:
        schema.upgrade(engine)
        _compare(engine, "The migrations do not make what the models say")
        schema.downgrade(engine, "base")
    return f"the migrations make what the models say, up to {schema.head()}, and go back"


def _database(config: Config) -> str:
    sqlite = config.database_url.startswith("sqlite:///")
    if sqlite and not Path(config.database_url.removeprefix("sqlite:///")).exists():
        return "there is no database yet; netapp run makes one"
    engine = database.reached()
    shown = engine.url.render_as_string(hide_password=True)
    if schema.is_empty(engine):
        return f"the database {shown} is empty; netapp run fills it"
    revision = schema.at(engine)
    if revision != schema.head():
        raise Refused(
            f"The database {shown} is at {revision} and not at {schema.head()}; netapp run brings it up to date."
        )
    _compare(db.engine, f"The database {shown} is not what the models say")
    _look_for_uploads(config)
    return f"the database {shown} is up to date"


def _look_for_uploads(config: Config) -> None:
    with reading():
        missing = carrying.missing()
    if missing:
        raise Refused(f"{config.files} lacks {len(missing)} files that the database names: {', '.join(missing[:5])}.")


def _compare(engine: Engine, complaint: str) -> None:
    found = schema.differences(engine)
    if found:
        raise Refused(f"{complaint}: " + "; ".join(str(one)[:200] for one in found))


@contextmanager
def _scratch() -> Iterator[Engine]:
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/scratch")
        try:
            yield engine
        finally:
            engine.dispose()
