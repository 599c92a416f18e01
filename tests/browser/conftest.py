"""The demo on each engine, built once for each worker. Each journey takes people and meetings of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask

from netapp.core.db import db
from tests.browser import finds
from tests.browser.demo import Demo, served
from tests.support.databases import ENGINES
from tests.support.servers import free_port


@pytest.fixture(scope="session")
def make_demo(make_database: Callable[[str], str], make_app: Callable[..., Flask]) -> Iterator[Callable[[str], Demo]]:
    """make_demo("sqlite"): the same one at each call."""
    made: dict[str, Demo] = {}
    with ExitStack() as stack:

        def make(engine: str) -> Demo:
            if engine not in made:
                app = make_app(make_database(engine), NETAPP_PORT=str(free_port()))
                made[engine] = Demo(app)
                stack.callback(_let_go, app)
                stack.enter_context(served(app))
            return made[engine]

        yield make


@pytest.fixture(scope="session")
def demo(make_demo: Callable[[str], Demo]) -> Demo:
    """The demo on SQLite."""
    return make_demo("sqlite")


@pytest.fixture(scope="session")
def names(demo: Demo) -> dict[str, Any]:
    """What fills the {names} in places.py."""
    return finds.everything(demo)


@pytest.fixture(scope="session", params=ENGINES)
def any_demo(request: pytest.FixtureRequest, make_demo: Callable[[str], Demo]) -> Demo:
    """The demo on SQLite, then on PostgreSQL: for the journeys that the site is there for."""
    return make_demo(request.param)


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
