"""Who asks: the person of the token in the Authorization header, or a guest; never whom a cookie names (X6)."""

from contextlib import suppress
from datetime import timedelta
from typing import NoReturn

from flask import Response, after_this_request, g, request
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from netapp.api import problems, queries
from netapp.api.models import Token
from netapp.core import clock, limits
from netapp.core.db import db, session
from netapp.core.errors import TooMany
from netapp.core.viewer import GUEST

MOST, PER = 300, 60
SEEN_EVERY = timedelta(hours=1)


def forget_cookies() -> None:
    """Before anything asks who is there, also at addresses that lead nowhere."""
    if problems.is_asked():
        g.viewer = GUEST


def let_in(scope: str) -> None:
    """Find out who asks, and count it. `scope`: what the token must have; "" also lets in who has none."""
    header = request.headers.get("Authorization")
    if header is None:
        if scope:
            _refuse(401, "no_token", "Bearer")
        return
    kind, _space, token = header.partition(" ")
    found = queries.bearer(token.strip()) if kind.lower() == "bearer" else None
    if found is None:
        _refuse(401, "no_token", 'Bearer error="invalid_token"')
    _count(found)
    g.viewer, g.bearer = found.viewer, found
    if scope and scope not in found.scopes:
        _refuse(403, "needs_scope", f'Bearer error="insufficient_scope", scope="{scope}"')


def scopes() -> frozenset[str]:
    found: queries.Bearer | None = g.get("bearer")
    return found.scopes if found else frozenset()


def open_to_scripts(answer: Response) -> Response:
    """Pages of any other site may read what everybody may read; a token has no place in such a page."""
    answer.vary.add("Authorization")
    if request.method in {"GET", "HEAD"} and "Authorization" not in request.headers:
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Access-Control-Expose-Headers"] = "ETag, Link"
    return answer


def _refuse(status: int, kind: str, challenge: str) -> NoReturn:
    raise problems.Problem(status, kind, headers={"WWW-Authenticate": challenge})


def _count(found: queries.Bearer) -> None:
    """One use of the token, and at most once an hour that it is in use.

    Not in the request's own transaction: a GET may only read. Nothing of it is open now, since SQLite has one writer.
    """
    session.rollback()
    now, left = clock.now(), None
    # When the database is busy for so long, nobody is turned away for it.
    with suppress(OperationalError), db.engine.begin() as connection:
        left = limits.spent_beside(connection, "api", str(found.token_id), MOST, PER)
        if found.seen_at is None or now - found.seen_at >= SEEN_EVERY:
            connection.execute(update(Token).where(Token.id == found.token_id).values(seen_at=now))
    if left is None:
        return
    times = max(0, left.times)

    @after_this_request
    def say(answer: Response) -> Response:
        answer.headers["RateLimit-Policy"] = f'"token";q={MOST};w={PER}'
        answer.headers["RateLimit"] = f'"token";r={times};t={left.seconds}'
        return answer

    if left.times < 0:
        raise TooMany(left.seconds)
