"""The command, called as from a shell; and sites that run in processes of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from netapp import cli
from netapp.core.db import db
from tests.support import databases
from tests.support.servers import SECRET, Server


@pytest.fixture(params=databases.ENGINES)
def fresh_url(request: pytest.FixtureRequest, make_database: Callable[[str], str]) -> str:
    """A database of the test's own, with the schema and nothing in it; once on each engine."""
    return make_database(request.param)


@pytest.fixture
def netapp(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """netapp("admin", "a@b.example", NETAPP_PORT="1"): (exit code, what it printed, what it complained about)."""
    monkeypatch.setenv("NETAPP_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("NETAPP_SECRET_KEY", SECRET)

    def call(*arguments: str, **settings: str) -> tuple[int, str, str]:
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(name, value)
            code = cli.main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """make_server(database_url, NETAPP_PROCESSES="1"): a site to be started; it does not outlive the test."""
    made: list[Server] = []

    def make(database_url: str = "", **settings: str) -> Server:
        made.append(Server(tmp_path / f"site{len(made)}", database_url, **settings))
        return made[-1]

    yield make
    for server in made:
        server.destroy()


@pytest.fixture
def site_on(
    make_database: Callable[[str], str], make_app: Callable[..., Flask], tmp_path: Path
) -> Iterator[Callable[[str], Flask]]:
    """site_on("sqlite"): an app on an empty database of its own; the same NETAPP_VAR for all, uploads of its own."""

    made: list[Flask] = []

    def make(engine_name: str) -> Flask:
        folders = {"NETAPP_VAR": str(tmp_path / "var"), "NETAPP_FILES": str(tmp_path / f"files{len(made)}")}
        made.append(make_app(make_database(engine_name), **folders))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=databases.ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)
