"""Who gets what at every address: the table in roles.txt. `python -m tests.house.roles` writes it anew; then read it.

A line is an address and what it is about, a column a role. The words: a status, "door" for being sent to sign in first,
"refused" for a deed that is theirs but can't be done now, which one sentence says.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
import time_machine
from flask import Flask

import netapp
from netapp import config
from netapp.core import schema
from tests.house.world import INSIDERS, NOON, ROLES, TYPED, Row, Snapshot, World, outcome, told
from tests.town import CANARY

# The logged step opens the group, and leads to it.
ENTERED = {("admin", "groups.enter")}
TABLE = Path(__file__).with_name("roles.txt")


def lines(app: Flask, leaks: list[str]) -> Iterator[str]:
    """The table, line by line. A secret word in an answer to an outsider is noted in `leaks`."""
    world = World(app)
    world.fill_secrets()
    rows = [row for row in world.rows() if row.about != "hidden" and "tail" not in row.rule and not _is_same(row)]
    width = max(len(row.said) for row in rows)
    yield "  ".join(["".ljust(width), *(role.ljust(_width(role)) for role in ROLES)]).rstrip()
    snapshot = Snapshot(app)
    for row in rows:
        yield "  ".join([row.said.ljust(width), *_words(world, row, snapshot, leaks)]).rstrip()
    snapshot.close()


def _words(world: World, row: Row, snapshot: Snapshot, leaks: list[str]) -> Iterator[str]:
    """Each role finds the world as it was: what the one before has done is undone."""
    for role in ROLES:
        answer = world.ask(role, row.method, row.path, TYPED.get(row.endpoint))
        knows = role in INSIDERS or (role, row.endpoint) in ENTERED
        if not knows and CANARY in told(answer):
            leaks.append(f"{role} meets the word at {row.said}")
        yield outcome(world.app, answer).ljust(_width(role))
        snapshot.put_back()


def _is_same(row: Row) -> bool:
    """A deed in a group for the network's eyes asks the same as one in an open group, once it is seen."""
    return row.method != "GET" and row.about == "inner" and not row.endpoint.startswith("events.sign_up")


def _width(role: str) -> int:
    return max(len(role), len("refused"))


def write() -> None:
    """On a database of its own, as the tests make theirs."""
    with tempfile.TemporaryDirectory() as folder, time_machine.travel(NOON, tick=False):
        url = f"sqlite:///{folder}/roles.sqlite3"
        engine = sa.create_engine(url)
        schema.upgrade(engine)
        engine.dispose()
        app = netapp.create_app(config.read({"NETAPP_VAR": folder, "NETAPP_DATABASE_URL": url}))
        app.testing = True
        leaks: list[str] = []
        with app.app_context():
            TABLE.write_text("\n".join(lines(app, leaks)) + "\n", encoding="utf-8")
    print(f"{TABLE} is written anew. Read what has changed: git diff {TABLE.name}")
    sys.exit("\n".join(leaks))


if __name__ == "__main__":
    write()
