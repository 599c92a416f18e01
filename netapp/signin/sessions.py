"""Sessions: a cookie holds a random token by way of Flask-Login, and a row says whether it is still good (I3).

A session ends 30 days after it was last used and 180 days after it began, or at once when its row is ended. The
cookie outlives both, since closing the browser is not signing out.
"""

import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import flask
from flask import Flask, g, request
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy import ColumnElement, and_, bindparam, select, update
from sqlalchemy.exc import OperationalError

from netapp.core import clock
from netapp.core.db import db, session
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer
from netapp.groups import queries as groups
from netapp.members import pictures
from netapp.members.models import Person, Picture
from netapp.signin.models import Identity, Session

IDLE = timedelta(days=30)
LONGEST = timedelta(days=180)
SEEN_EVERY = timedelta(hours=1)

_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome"}
_BROWSERS |= {"Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS", "Windows": "Windows"}
_SYSTEMS |= {"Mac OS X": "macOS", "Linux": "Linux"}


class SignedIn:
    """Who is signed in, as Flask-Login wants it: known by the session's token, and bringing the viewer along."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, viewer: Viewer) -> None:
        self.token = token
        self.viewer = viewer

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    """Bind sessions to the app; `__Host-` ties the cookie to this very host and to TLS."""
    is_secure = app.config["NETAPP"].is_secure
    app.config.update(
        SESSION_COOKIE_NAME="__Host-netapp" if is_secure else "netapp",
        SESSION_COOKIE_SECURE=is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",  # Strict would lose the state of a visit to LinkedIn on the way back.
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=LONGEST,
    )
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None  # It binds to network address and browser version: both change on a train.
    manager.user_loader(load)
    app.teardown_request(_see)


def begin(person: Person, door: str, instead_of: int | None = None) -> str:
    """Add a session to the transaction and return its token. The one that this browser had, `instead_of`, ends."""
    token, now = secrets.token_urlsafe(32), clock.now()
    if instead_of is not None:
        session.execute(update(Session).where(Session.id == instead_of, is_good(now)).values(ended_at=now))
    row = Session(person_id=person.id, token_hash=hashed(token), device=device(), door=door, expires_at=now + LONGEST)
    session.add(row)
    person.signed_in_at = now
    session.flush()
    return token


def admit(token: str) -> None:
    """Give this browser the cookie of a session that has begun; whatever its cookie held before is gone."""
    flask.session.clear()
    user = load(token)
    if user is None:
        return
    flask.session.permanent = True
    login_user(user)
    g.viewer = user.viewer


def leave() -> None:
    """Take the cookie back. Ending the row is the action's part."""
    logout_user()
    flask.session.clear()
    g.pop("viewer", None)


def load(token: str) -> SignedIn | None:
    """Who a token belongs to, while its session is good: with all rights, in one query."""
    now = clock.now()
    found = _WHO.rows({"token_hash": hashed(token), "now": now, "used_since": now - IDLE})
    if not found:
        return None
    session_id, seen_at = found[0][:2]
    if now - seen_at >= SEEN_EVERY:
        g.unseen_session = session_id
    return SignedIn(token, _viewer(found))


def is_good(now: datetime) -> ColumnElement[bool]:
    """The clause for sessions that still open something."""
    return _is_good(now, now - IDLE)


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def device() -> str:
    """Browser and system in two words, for the list in which people look for what is not theirs."""
    agent = request.headers.get("User-Agent", "") if flask.has_request_context() else ""
    named = [next((name for mark, name in known.items() if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, named)) or re.sub(r"[^\w ./-]", "", agent)[:40]


def _is_good(now: Any, used_since: Any) -> ColumnElement[bool]:
    return and_(Session.ended_at.is_(None), Session.expires_at > now, Session.seen_at > used_since)


_PERSON = (Person.id, Person.name, Person.email, Person.language, Person.zone, Person.is_admin, Person.calendar_key)
_OFFERED = (
    select(Identity.issuer)
    .where(Identity.person_id == Person.id, Identity.picture_url.is_not(None))
    .order_by(Identity.id)
    .limit(1)
    .scalar_subquery()
)
# Built once: every page of a member asks this first.
_WHO = Prepared(
    groups.with_standing(
        select(Session.id, Session.seen_at, *_PERSON, Person.welcomed_at.is_not(None), _OFFERED, Picture.digest)
        .join(Person, Person.id == Session.person_id)
        .outerjoin(Picture, Picture.person_id == Person.id)
        .where(
            Session.token_hash == bindparam("token_hash"),
            _is_good(bindparam("now", type_=Session.seen_at.type), bindparam("used_since", type_=Session.seen_at.type)),
            Person.erased_at.is_(None),
        )
    )
)


def _viewer(found: Sequence[tuple[Any, ...]]) -> Viewer:
    session_id, _seen_at, person_id, name, email, language, zone, is_admin, key, is_welcomed, issuer, digest = found[0][
        :12
    ]
    standing = groups.standing_in(found, is_admin)
    return Viewer(
        person_id=person_id,
        name=name,
        email=email,
        language=language,
        zone=zone,
        is_admin=is_admin,
        session_id=session_id,
        picture=pictures.address(person_id, digest),
        roles=MappingProxyType(dict(standing.roles)),
        pending=MappingProxyType(dict(standing.pending)),
        entered=standing.entered,
        paused=MappingProxyType(dict(standing.paused)),
        calendar_key=key,
        is_welcomed=bool(is_welcomed),
        offered_picture=issuer,
    )


def _see(_error: BaseException | None) -> None:
    """Note, at most once an hour, that a session is in use.

    Not in the request's own transaction: a GET may only read, and who only reads must not be thrown out after 30 days.
    When the database is busy, the next request will do.
    """
    unseen = g.pop("unseen_session", None)
    if unseen is None:
        return
    now = clock.now()
    session.rollback()
    with suppress(OperationalError), db.engine.begin() as connection:
        seen = update(Session).where(Session.id == unseen, Session.seen_at <= now - SEEN_EVERY)
        connection.execute(seen.values(seen_at=now))
