"""What every test may ask for: the app on each engine, a clean town, a client for each person, the letters."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache

import netapp
from netapp import config
from netapp.core import kept, schema
from netapp.core.db import db
from tests.support import queries, visitors, watching
from tests.town import Town

# Nothing is timed in a test: a busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """What was imported stays, and need not be looked through for garbage time and again: a tenth of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def migrate() -> Callable[[str], None]:
    def upgrade(url: str) -> None:
        engine = sa.create_engine(url)
        schema.upgrade(engine)
        engine.dispose()

    return upgrade


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Flask]:
    """make_app(database_url, NETAPP_LANGUAGE="da", …): the site on this database, with these settings."""

    # Each app would compile its templates anew: half a second for all.
    folder = tmp_path_factory.mktemp("templates")
    compiled = FileSystemBytecodeCache(str(folder))

    def make(database_url: str, **environ: str) -> Flask:
        var = environ.pop("NETAPP_VAR", str(tmp_path_factory.mktemp("var")))
        app = netapp.create_app(config.read({"NETAPP_VAR": var, "NETAPP_DATABASE_URL": database_url, **environ}))
        app.jinja_env.bytecode_cache = compiled
        return app

    return make


@pytest.fixture(scope="session")
def shared_app(make_app: Callable[..., Flask], database_url: str) -> Iterator[Flask]:
    app = make_app(database_url)
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(shared_app: Flask, clean_database: str) -> Iterator[Flask]:
    """The site on an empty database, within an app context; the test runs once on each engine."""
    shared_app.config["NETAPP"] = config.Config(**{**vars(shared_app.config["NETAPP"])})
    with shared_app.app_context(), watching.pages(shared_app):
        yield shared_app
        db.session.rollback()


@pytest.fixture
def town(app: Flask) -> Town:
    """The cast: see tests/town.py."""
    return Town.build()


@pytest.fixture
def as_(app: Flask) -> Callable[..., visitors.Visitor]:
    """as_(person): a browser in which this person is signed in; as_(None) or as_(): a guest's."""
    return lambda person=None, **options: visitors.Visitor(app, person, **options)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], queries.Counter]:
    """with count_queries() as counted: … ; counted.statements."""
    return lambda: queries.Counter(db.engine)


@pytest.fixture
def made_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept: each page is made for each request, and what it rests on is not asked for."""
    monkeypatch.setattr(app.extensions["kept"], "most", 0)


@pytest.fixture
def kept_pages(app: Flask) -> Iterator[kept.Pages]:
    """Guests' pages are really served from what is kept, as on the site."""
    with watching.served(app) as held:
        yield held


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A developer's own settings must not change what the tests say."""
    import os

    for name in os.environ:
        if name.startswith("NETAPP_"):
            monkeypatch.delenv(name)
