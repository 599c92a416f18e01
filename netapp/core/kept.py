"""Guests' pages and feeds, kept in the memory of a process for as long as nothing that they show has changed.

All guests see the same, so their page can be made once. What decides whether a kept page is still good is its standing:
the revisions of the groups that a guest may read there and the next instant at which time itself changes the page.
There is no guess at how long a page may live, and nothing is ever thrown away by name. The ETag is of the bytes: it
tells nothing that the page does not tell.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec

from flask import Flask, current_app, g, make_response, request
from werkzeug.wrappers import Response

from netapp.core import changes, clock, db, languages, packing, viewer

P = ParamSpec("P")
Scope = int | None
EVERYWHERE: Scope = None
# Longer addresses are made by hand or by a robot; they shall not push out what people read.
_LONGEST = 300
_NOT_KEPT = {"Content-Length", "Set-Cookie", "ETag"}


@dataclass(frozen=True)
class Standing:
    """What a page was made from: `revisions` of what it shows; good before `until` (None: time changes nothing)."""

    revisions: str
    since: datetime
    until: datetime | None

    def is_good(self) -> bool:
        """Time has not changed what the page says. A clock that is set back counts as a change."""
        now = clock.now()
        return self.since <= now and (self.until is None or now < self.until)


Standings = Callable[[Scope], Standing]


@dataclass
class Page:
    """A finished answer. `scope` is the network whose revisions it depends on, or EVERYWHERE."""

    scope: Scope
    standing: Standing
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    packed: dict[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        # Packed bodies come later; they are about a quarter each.
        return len(self.body) * 3 // 2 + 2000

    def body_in(self, encoding: str) -> bytes:
        """The body as sent; packed once, when it is asked for first."""
        if encoding == packing.PLAIN:
            return self.body
        if encoding not in self.packed:
            self.packed[encoding] = packing.pack(self.body, encoding)
        return self.packed[encoding]


class Pages:
    """The pages of this process, the least lately asked for first; when they take more than `most` bytes, those go."""

    def __init__(self, most: int, standings: Standings) -> None:
        self.most = most
        self._standings = standings
        self._lock = Lock()
        self._pages: OrderedDict[tuple[object, ...], Page] = OrderedDict()
        self._size = 0
        self._known: dict[Scope, tuple[int, Standing]] = {}

    def standing(self, scope: Scope) -> Standing:
        """As it is now; asked of the database again only when something was committed or its time has come."""
        epoch = changes.epoch()
        known = self._known.get(scope)
        if known is None or known[0] != epoch or not known[1].is_good():
            # What this request has read already (a cookie that is good no more) may be older than the epoch.
            db.session.rollback()
            return self.read(scope, epoch)
        return known[1]

    def read(self, scope: Scope, epoch: int) -> Standing:
        """As the database says. `epoch` is that of before its snapshot: what is committed since is looked for again."""
        standing = self._standings(scope)
        self._known[scope] = (epoch, standing)
        return standing

    def get(self, key: tuple[object, ...]) -> Page | None:
        """The page, while it is good."""
        page = self._pages.get(key)
        if page is None or not page.standing.is_good():
            return None
        now = self.standing(page.scope)
        if (now.revisions, now.until) != (page.standing.revisions, page.standing.until):
            return None
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
        return page

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._known.clear()
            self._size = 0

    def keep(self, key: tuple[object, ...], page: Page) -> None:
        with self._lock:
            before = self._pages.pop(key, None)
            self._size += page.size - (before.size if before else 0)
            self._pages[key] = page
            while self._size > self.most:
                _key, oldest = self._pages.popitem(last=False)
                self._size -= oldest.size


def init_app(app: Flask, standings: Standings) -> None:
    """Keep as many megabytes as the settings say; 0: each page is made anew. `standings` says what a scope rests on."""
    app.extensions["kept"] = Pages(app.config["NETAPP"].kept_mb * 1_000_000, standings)


def page(view: Callable[P, Any]) -> Callable[P, Any]:
    """Mark a public GET view: what it answers to guests is kept. Members' pages are made for them alone."""
    return _kept(view, speaks=True)


def feed(view: Callable[P, Any]) -> Callable[P, Any]:
    """The same for what is in one language whoever asks."""
    return _kept(view, speaks=False)


def for_strangers(view: Callable[P, Any]) -> Callable[P, Any]:
    """The same for what stands in other sites: whoever asks is a guest there, and signed in or not sees the same."""
    fed = feed(view)

    @wraps(fed)
    def answering(*args: P.args, **kwargs: P.kwargs) -> Any:
        g.viewer = viewer.GUEST
        return fed(*args, **kwargs)

    return answering


def validated(view: Callable[P, Response]) -> Callable[P, Response]:
    """Mark a GET view whose answer is made anew each time: 304 for who has these very bytes already."""

    @wraps(view)
    def answering(*args: P.args, **kwargs: P.kwargs) -> Response:
        return _short(view(*args, **kwargs))

    return answering


def is_for_all() -> bool:
    """The page that is being made is shown to every guest: nothing that was said to one of them may stand in it."""
    return bool(g.get("kept_for_all"))


def rests_on(network_id: int) -> None:
    """The page that is being made shows this network and its sub-groups only; without it, a page rests on all."""
    g.kept_scope = network_id


def _kept(view: Callable[P, Any], *, speaks: bool) -> Callable[P, Any]:
    @wraps(view)
    def answering(*args: P.args, **kwargs: P.kwargs) -> Any:
        if viewer.current().is_signed_in:
            return view(*args, **kwargs) if speaks else _short(view(*args, **kwargs))
        pages: Pages = current_app.extensions["kept"]
        if not pages.most:
            g.kept_for_all = True
            return _validated(make_response(view(*args, **kwargs)))
        key = (request.path, request.query_string, languages.asked_for() if speaks else "")
        found = pages.get(key)
        if found is None:
            found = _made(lambda: view(*args, **kwargs), pages)
            if found.status == 200 and len(request.full_path) < _LONGEST:
                pages.keep(key, found)
        return _answer(found)

    answering.is_kept = True  # type: ignore[attr-defined]
    return answering


def _made(view: Callable[[], Any], pages: Pages) -> Page:
    """Make the page, and read what it rests on in the same snapshot of the database: neither is older than the other.

    The standing is never a remembered one: another thread may have read that after our snapshot began.
    """
    epoch, g.kept_for_all = changes.epoch(), True
    db.snapshot()
    response = make_response(view())
    scope: Scope = g.pop("kept_scope", EVERYWHERE)
    return Page(
        scope=scope,
        standing=pages.read(scope, epoch),
        status=response.status_code,
        headers=[(name, value) for name, value in response.headers if name not in _NOT_KEPT],
        body=response.get_data(),
        etag=_etag_of(response),
    )


def _etag_of(response: Response) -> str:
    return response.get_etag()[0] or hashlib.blake2b(response.get_data(), digest_size=16).hexdigest()


def _validated(response: Response) -> Response:
    """An answer that nobody keeps, and that a visitor who has it already need not be sent again."""
    etag = _etag_of(response)
    response.set_etag(etag + packing.MARKS[packing.PLAIN])
    return _short(response, etag)


def _answer(page: Page) -> Response:
    encoding = packing.chosen(page.body)
    response = Response(status=page.status, headers=page.headers)
    response.set_etag(page.etag + packing.MARKS[encoding])
    response.vary.add("Accept-Encoding")
    if encoding != packing.PLAIN:
        response.headers["Content-Encoding"] = encoding
    if not _is_known(response, page.etag):
        response.set_data(page.body_in(encoding))
        return response
    return _short(response, page.etag)


def _short(response: Response, etag: str = "") -> Response:
    """Nothing but 304, when the visitor has it."""
    if response.status_code == 200 and _is_known(response, etag or response.get_etag()[0] or ""):
        response.status_code = 304
        response.set_data(b"")
        response.headers.pop("Content-Length", None)
    return response


def _is_known(response: Response, etag: str) -> bool:
    """By the ETag, or where none is sent, by the date (C5)."""
    if "If-None-Match" in request.headers:
        return packing.is_known(etag)
    return response.last_modified is not None and request.if_modified_since == response.last_modified
