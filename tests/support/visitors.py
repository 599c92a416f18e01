"""Browsers for the tests: a client that behaves as a real one where it matters (where a post comes from)."""

import contextvars
import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from netapp.core import clock
from netapp.core.db import session
from netapp.core.letters import Order
from netapp.forums import tasks as forums
from netapp.forums.models import Telling
from netapp.mail import writing
from netapp.mail.models import Letter
from netapp.mail.writing import Finished
from netapp.members.models import Person
from netapp.signin.models import Session

ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}


class Visitor:
    """`get` and `post` as a person's browser sends them; a person is signed in by a session row of their own."""

    def __init__(self, app: Flask, person: Person | None = None, language: str = "en") -> None:
        self.app = app
        self.client = app.test_client()
        self.headers = {"Accept-Language": language}
        if person is not None:
            self.sign_in(person)

    def sign_in(self, person: Person) -> None:
        token = secrets.token_urlsafe(32)
        now = clock.now()
        session.add(
            Session(
                person_id=person.id,
                token_hash=hashlib.sha256(token.encode()).hexdigest(),
                created_at=now,
                seen_at=now,
                expires_at=now + timedelta(days=30),
            )
        )
        session.commit()
        with self.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True

    def get(self, path: str, **options: Any) -> TestResponse:
        options["headers"] = {**self.headers, **options.get("headers", {})}
        session.rollback()
        return self._alone(self.client.get, path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        options["headers"] = {**self.headers, **ORIGIN, **options.get("headers", {})}
        session.rollback()
        answer = self._alone(self.client.post, path, data=data or {}, **options)
        session.expire_all()
        return answer

    def _alone(self, send: Callable[..., TestResponse], *args: Any, **options: Any) -> TestResponse:
        """Outside the test's own app context: a request within it would inherit its `g`, the last viewer in it."""
        return contextvars.Context().run(send, *args, **options)


def letters(letter: str | None = None, to: Person | str | None = None) -> list[Letter]:
    """The rows of the outbox, oldest first, of one kind and to one person or address.

    Those of posts are ordered first, as if they could not be taken back any more.
    """
    if letter == "post":
        session.commit()
        with time_machine.travel(session.scalar(select(func.max(Telling.due_at))) or clock.now(), tick=False):
            forums.tell()
    rows = select(Letter).order_by(Letter.id)
    if letter:
        rows = rows.where(Letter.letter == letter)
    if isinstance(to, Person):
        rows = rows.where(Letter.person_id == to.id)
    elif to:
        rows = rows.where(Letter.address == to)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def written(row: Letter) -> Finished:
    """The letter of this row as it would leave now; raises writing.Missed for one that is not due any more."""
    return writing.write(row.letter, Order(row.person_id, row.address, row.name, row.language, row.data))
