"""Watches what is kept, in every test: each page and each piece is made anew, and compared with what would have been
served instead.

So whatever a test does is also a test of whether guests' pages notice it. What a test writes by hand, outside of a
deed, counts no revision; then every kept page is thrown away. Pieces are never: they are found by all they are made of.
"""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from flask import Flask, g
from sqlalchemy import event
from sqlalchemy.orm import Session

from netapp.core import kept, pieces, site


class Stale(AssertionError):
    """Somebody would have been shown what is not true any more."""


@contextmanager
def pages(app: Flask) -> Iterator[None]:
    held: kept.Pages = app.extensions["kept"]
    held.clear()
    get, keep = held.get, held.keep

    def find(key: tuple[object, ...]) -> None:
        g.would_be_served = get(key)

    def compare(key: tuple[object, ...], page: kept.Page) -> None:
        served = g.pop("would_be_served", None)
        if served is not None and (served.body, served.headers) != (page.body, page.headers):
            raise Stale(f"{key[0]} as kept:\n{served.body.decode()}\nand as it is:\n{page.body.decode()}")
        keep(key, page)

    def wrote(session: Session) -> None:
        if not session.info.get("deed"):
            held.clear()

    event.listen(Session, "after_commit", wrote)
    try:
        with mock.patch.object(held, "get", find), mock.patch.object(held, "keep", compare), _pieces(app):
            yield
    finally:
        event.remove(Session, "after_commit", wrote)
        held.clear()


@contextmanager
def _pieces(app: Flask) -> Iterator[None]:
    """None is found, so that each is made; then it is compared with the one that would have been."""
    held: pieces.Pieces = app.extensions["pieces"]
    held.clear()
    get, keep = held.get, held.keep

    def compare(key: Hashable, made: Any) -> None:
        before = get(key)
        if before is not None and before != made:
            raise Stale(f"{key}, as remembered:\n{before}\nand as it is:\n{made}")
        keep(key, made)

    with mock.patch.object(held, "get", return_value=None), mock.patch.object(held, "keep", compare), _site(app):
        yield


@contextmanager
def _site(app: Flask) -> Iterator[None]:
    """The same for what the site says of itself."""
    held = app.extensions["site"] = site.Remembered()
    get, keep = held.get, held.keep

    def compare(epoch: int, read: site.Settings) -> None:
        before = get(epoch)
        if before is not None and before != read:
            raise Stale(f"the site as remembered:\n{before}\nand as it is:\n{read}")
        keep(epoch, read)

    with mock.patch.object(held, "get", return_value=None), mock.patch.object(held, "keep", compare):
        yield


@contextmanager
def served(app: Flask) -> Iterator[kept.Pages]:
    """Pages are served as they are kept, and nobody compares."""
    held: kept.Pages = app.extensions["kept"]
    held.clear()
    get, keep = kept.Pages.get.__get__(held), kept.Pages.keep.__get__(held)
    with mock.patch.object(held, "get", get), mock.patch.object(held, "keep", keep):
        yield held
    held.clear()
