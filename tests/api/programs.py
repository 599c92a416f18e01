"""Programs for the tests: they send JSON with a token, and no cookie."""

import contextvars
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from netapp.api import actions, policy
from netapp.core.db import session
from netapp.core.viewer import Viewer
from netapp.members.models import Person


def token_of(person: Person, *scopes: str, days: int = 30) -> str:
    return actions.make_token(Viewer(person_id=person.id), "Test", (policy.READ, *scopes), days)


class Program:
    """Asks below /api/v1, with this token or none."""

    def __init__(self, app: Flask, token: str = "") -> None:
        self.client = app.test_client(use_cookies=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.send("GET", path, **headers)

    def put(self, path: str, sent: Any, **headers: str) -> TestResponse:
        return self.send("PUT", path, sent, **headers)

    def send(self, method: str, path: str, sent: Any = None, **headers: str) -> TestResponse:
        session.rollback()
        said = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        # A request within the test's own app context would inherit its `g`.
        run, path = contextvars.Context().run, path if path.startswith("/api") else f"/api/v1{path}"
        answer = run(self.client.open, path, method=method, json=sent, headers=said)
        session.expire_all()
        return answer
