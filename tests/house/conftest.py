"""Every page of the site, read once for all tests that look at pages; on SQLite, since pages are the same on both."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import time_machine
from flask import Flask
from werkzeug.datastructures import Headers

from tests.house.world import NOON, World

READERS = ("guest", "owner", "admin")


@dataclass(frozen=True)
class Read:
    """An answer and whose it was."""

    role: str
    asked: str
    endpoint: str
    status: int
    headers: Headers
    mimetype: str
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def said(self) -> str:
        return f"{self.asked} as {self.role}"


@pytest.fixture(scope="session")
def answers(make_app: Callable[..., Flask], make_database: Callable[[str], str]) -> list[Read]:
    """What a guest, an organiser in secret groups and an administrator get at every address that can be read."""
    app = make_app(make_database("sqlite"), NETAPP_SITE_URL="http://localhost")
    app.testing = True
    with time_machine.travel(NOON, tick=False), app.app_context():
        world = World(app)
        world.fill_secrets()
        found = []
        for row in world.rows("GET"):
            for role in READERS:
                answer = world.ask(role, "GET", row.path)
                kind = answer.mimetype or ""
                found.append(Read(role, row.said, row.endpoint, answer.status_code, answer.headers, kind, answer.data))
    return found


@pytest.fixture(scope="session")
def pages(answers: list[Read]) -> list[Read]:
    """Those that are HTML, each text once; but for a letter's body, which a frame shows as it was sent."""
    html = [one for one in answers if one.mimetype == "text/html" and one.endpoint != "mail.body"]
    return list({one.content: one for one in html}.values())
