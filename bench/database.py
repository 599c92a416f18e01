"""A filled database on each engine: made anew, or a copy of one that was kept."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

from bench import fill, worlds
from bench.site import settings
from netapp import config, create_app, database
from netapp.core.db import db
from tests.support import postgres

ENGINES = ("sqlite", "postgresql")
SEED = worlds.SEED
Say = Callable[[str], None]
# A kept world is made anew after so many seconds: its meetings lie around the day on which it was filled.
FRESH = 86400


@dataclass(frozen=True)
class Filled:
    """A database of the run's own: its address, and the roots of its server's processes."""

    url: str
    roots: tuple[int, ...] = ()


@contextlib.contextmanager
def filled(engine: str, size: str, folder: Path, keep: Path | None, say: Say) -> Iterator[Filled]:
    """A world of this size. With `keep`, a folder, it is filled there once, and the run gets a copy."""
    folder.mkdir(parents=True, exist_ok=True)
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
    if engine == "sqlite":
        yield Filled(_sqlite(size, folder, keep, say))
        return
    with _server(keep) as (server, root):
        yield Filled(_postgresql(server, size, folder, keep, say), (root,))


def _sqlite(size: str, folder: Path, keep: Path | None, say: Say) -> str:
    file = folder / "netapp.sqlite3"
    if keep is None:
        _fill(f"sqlite:///{file}", size, folder, say)
    else:
        kept = keep / f"{_name(size)}.sqlite3"
        with _kept_once(keep, f"{_name(size)}-sqlite") as is_there:
            if not is_there:
                for old in keep.glob(f"{kept.name}*"):
                    old.unlink()
                _fill(f"sqlite:///{kept}", size, folder, say)
        # By then it is one file: the last who closed it has emptied its log.
        shutil.copy(kept, file)
    return f"sqlite:///{file}"


def _postgresql(server: str, size: str, folder: Path, keep: Path | None, say: Say) -> str:
    name = _name(size)
    with psycopg.connect(server, autocommit=True) as connection, _kept_once(keep, f"{name}-postgresql") as is_there:
        if not is_there:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
            _fill(_on(server, name), size, folder, say)
        if keep:
            connection.execute("DROP DATABASE IF EXISTS bench")
            connection.execute(f'CREATE DATABASE bench TEMPLATE "{name}"'.encode())
    return _on(server, "bench" if keep else name)


def _fill(url: str, size: str, folder: Path, say: Say) -> None:
    begun = time.monotonic()
    app = create_app(config.read(settings(folder / "filling", url, kept=True)))
    with app.app_context():
        database.prepare()
        fill.fill(size, SEED)
        db.session.remove()
        db.engine.dispose()
    say(f"filled a {size} world in {time.monotonic() - begun:.0f} s")


@contextlib.contextmanager
def _kept_once(keep: Path | None, name: str) -> Iterator[bool]:
    """Whether a world of this name is kept and fresh; what is filled within is noted as kept, unless that fails."""
    if keep is None:
        yield False
        return
    note = keep / f"{name}.filled"
    is_there = note.exists() and time.time() - note.stat().st_mtime < FRESH
    if not is_there:
        note.unlink(missing_ok=True)
    yield is_there
    if not is_there:
        note.touch()


@contextlib.contextmanager
def _server(keep: Path | None) -> Iterator[tuple[str, int]]:
    """(address of its database `postgres`, its first process); with `keep`, its data stays there."""
    with postgres.server() if keep is None else _kept_server(keep / "postgresql") as url:
        data = keep / "postgresql" if keep else Path(parse_qs(urlsplit(url).query)["host"][0]) / "data"
        yield url, int((data / "postmaster.pid").read_text().splitlines()[0])


@contextlib.contextmanager
def _kept_server(data: Path) -> Iterator[str]:
    """As the tests' own server, but its data outlives it; the folder must be one that `nobody` can reach."""
    with tempfile.TemporaryDirectory(prefix="netapp-pg-", ignore_cleanup_errors=True) as home:
        runner = postgres._Runner(Path(home))
        binaries = runner.reachable(postgres._binaries())
        if not (data / "PG_VERSION").exists():
            data.mkdir(exist_ok=True)
            if os.geteuid() == 0:
                shutil.chown(data, "nobody")
            runner(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        with runner.kept_up(binaries, data):
            yield f"postgresql://postgres@/postgres?host={home}"


def _on(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?")


def _name(size: str) -> str:
    """A schema that has moved on is no longer what was kept."""
    return f"{size}_{database.newest()}"
