"""Watches kept pages in every test: each is made anew, and compared with what would have been served instead.

So whatever a test does is also a test of whether guests' pages notice it. What a test writes by hand, outside of a
deed, counts no revision; then everything kept is thrown away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from flask import Flask, g
from sqlalchemy import event
from sqlalchemy.orm import Session

from netapp.core import kept


class Stale(AssertionError):
    """A guest would have been shown a page that is not true any more."""


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
        with mock.patch.object(held, "get", find), mock.patch.object(held, "keep", compare):
            yield
    finally:
        event.remove(Session, "after_commit", wrote)
        held.clear()


@contextmanager
def served(app: Flask) -> Iterator[kept.Pages]:
    """Pages are served as they are kept, and nobody compares."""
    held: kept.Pages = app.extensions["kept"]
    held.clear()
    get, keep = kept.Pages.get.__get__(held), kept.Pages.keep.__get__(held)
    with mock.patch.object(held, "get", get), mock.patch.object(held, "keep", keep):
        yield held
    held.clear()
