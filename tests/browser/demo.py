"""The demo as a newcomer finds it, served to a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from netapp import database
from netapp.core.db import session
from netapp.mail import drain
from netapp.mail.models import Letter


class Demo:
    """A running site and what goes on behind it: the worker that writes letters."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.url = str(app.config["SITE_URL"])
        with app.app_context():
            database.load_demo()
        self.deliver()

    def deliver(self) -> None:
        """What the worker does all the time: every letter that is due is written."""
        with self.app.app_context():
            while drain.drain():
                pass

    def last_letter(self, name: str, address: str = "") -> int:
        """The number of the newest letter of this kind."""
        with self.app.app_context():
            rows = session.query(Letter.id).filter_by(letter=name, **({"address": address} if address else {}))
            return int(rows.order_by(Letter.id.desc()).limit(1).scalar())

    def visit(self, page: Page, path: str = "/", role: str = "", language: str = "en") -> Page:
        """A browser that has been here before: it has chosen a language, and may be signed in."""
        page.set_default_timeout(10_000)
        page.context.add_cookies([{"name": "language", "value": language, "url": self.url}])
        if role:
            self.enter(page.context, role)
        page.goto(self.url + path)
        return page

    def enter(self, context: BrowserContext, role: str) -> None:
        """Press a role's button on the sign-in page, without looking at the page."""
        answer = context.request.post(
            f"{self.url}/sign-in/demo", form={"role": role}, headers={"Sec-Fetch-Site": "same-origin"}, max_redirects=0
        )
        assert answer.status == 303


@contextmanager
def served(app: Flask) -> Iterator[None]:
    """Answer on the port that the settings name, in threads of this process."""
    with served_at(app, app.config["NETAPP"].port):
        yield


@contextmanager
def served_at(app: Flask, port: int) -> Iterator[None]:
    """The same on any other."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_said: Any) -> None:
        """Tests say what went wrong; a line for each picture and font does not."""
