"""Pieces of pages that depend on nothing but what they are given, the language and the year: made once, and used again.

What makes a piece may not read the request, the viewer or the clock, and no row that it was not given. What it is given
must be hashable, since that, all of it, is what the piece is found by; so nothing ever has to be thrown away. A page
asks the database for each request, and then joins the pieces of what it was told.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from flask import Flask, current_app
from markupsafe import Markup, escape

from netapp.core import clock, languages

P = ParamSpec("P")
R = TypeVar("R")

# Bytes of a process's memory for pieces, about.
MOST = 3_000_000
# Where words of one reader will stand: no name or address holds such characters.
MARKS = "\ue000\ue001\ue002\ue003"
# What stands beside a piece: its key, mostly.
_BESIDE = 1500


class Pieces:
    """The pieces of this process, the least lately used first; when they take more than `most` bytes, those go."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._lock = Lock()
        self._pieces: OrderedDict[Hashable, Any] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable) -> Any:
        """What was made of this, or None."""
        with self._lock:
            found = self._pieces.get(key)
            if found is not None:
                self._pieces.move_to_end(key)
            return found

    def keep(self, key: Hashable, made: Any) -> None:
        with self._lock:
            if key not in self._pieces:
                self._size += _size(made)
            self._pieces[key] = made
            while self._size > self.most:
                self._size -= _size(self._pieces.popitem(last=False)[1])

    def clear(self) -> None:
        with self._lock:
            self._pieces.clear()
            self._size = 0


def _size(made: Any) -> int:
    """Bytes, about; of a tuple or a dict those of its texts."""
    parts = made.values() if isinstance(made, dict) else made if isinstance(made, tuple) else (made,)
    return _BESIDE + sum(len(part) for part in parts if isinstance(part, str))


def init_app(app: Flask) -> None:
    """Give templates `piece(template, macro, …)`, `piece_with(words, template, macro, …)` and
    `pieces_of(template, macro, rows, …)`.
    """
    app.extensions["pieces"] = Pieces()
    app.jinja_env.globals.update(piece=piece, piece_with=piece_with, pieces_of=each)


def remembered(make: Callable[P, R]) -> Callable[P, R]:
    """Mark a function of hashable things that makes what a page shows of them; what it returns may not be changed."""

    @wraps(make)
    def making(*args: P.args, **kwargs: P.kwargs) -> R:
        pieces: Pieces = current_app.extensions["pieces"]
        key = (make, languages.current(), clock.now().year, args, *kwargs.items())
        found: R | None = pieces.get(key)
        if found is None:
            found = make(*args, **kwargs)
            pieces.keep(key, found)
        return found

    return making


def part(template: str, **shown: Any) -> Markup:
    """A template that is no page: it gets this and nothing of the frame, which a page has already."""
    return Markup(current_app.jinja_env.get_template(template).render(shown))  # noqa: S704 (our own template)


def piece(template: str, macro: str, *given: Hashable) -> Markup:
    """What the macro makes of this."""
    return _said(template, macro, tuple(tuple(one) if isinstance(one, list) else one for one in given))


def piece_with(words: tuple[str, ...], template: str, macro: str, *given: Hashable) -> Markup:
    """The same with some words of one reader in it, which the macro gets first and only sets down: made once for all.

    A piece for each reader would push out what many share.
    """
    return filled(piece(template, macro, tuple(MARKS[: len(words)]), *given), words)


def filled(made: Markup, words: Iterable[str]) -> Markup:
    """A piece that has been made with MARKS, with these words in their places."""
    for mark, word in zip(MARKS, words, strict=False):
        made = made.replace(mark, escape(word))
    return made


def each(template: str, macro: str, rows: Iterable[Hashable], *given: Hashable) -> Markup:
    """What the macro makes of each row, one after the other: each is a piece of its own."""
    store: Pieces = current_app.extensions["pieces"]
    language, year = languages.current(), clock.now().year
    made = []
    for row in rows:
        key = (each, language, year, template, macro, row, *given)
        found = store.get(key)
        if found is None:
            found = fresh(template, macro, row, *given)
            store.keep(key, found)
        made.append(found)
    return Markup().join(made)


def fresh(template: str, macro: str, *given: Any) -> Markup:
    """The same made anew, for what only one reader sees: it would push out what many do."""
    module: Any = current_app.jinja_env.get_template(template).module
    return Markup(getattr(module, macro)(*given))  # noqa: S704 (a macro's own)


@remembered
def _said(template: str, macro: str, given: tuple[Hashable, ...]) -> Markup:
    return fresh(template, macro, *given)
