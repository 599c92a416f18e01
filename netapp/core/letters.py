"""Letters: each package declares the letters that it sends, so that `mail` can write them late.

A letter is rendered when it leaves, not when it is ordered: `mail` asks `prepare` once more
whether it is still due and what it says, and knows nothing of meetings or groups itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app


@dataclass(frozen=True)
class Order:
    """What a letter's row holds when it is asked to be written: to whom, in which language, and its numbers."""

    person_id: int | None
    address: str
    name: str
    language: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """A calendar part. `method` is iTIP's, RFC 5546; content is the finished text with CRLF."""

    content: bytes
    method: str


@dataclass(frozen=True)
class Written:
    """What goes into the templates, and what hangs on the letter.

    `stop` is (what, whom): the scope that the unsubscribe link stops, None for the answer to one's own deed (M5).
    `even_if_stopped` is for what must still come then: a meeting that one holds a seat in has moved or is cancelled.
    `reason` says in one sentence why this letter came. `sender` is the name shown beside the site's address.
    """

    context: Mapping[str, Any]
    reason: str
    calendar: Part | None = None
    stop: str | None = None
    sender: str = ""
    even_if_stopped: bool = False


@dataclass(frozen=True)
class Letter:
    """A kind of letter.

    `prepare` returns what to write, or None when it is no longer due (M3). `opens_door` marks letters whose
    body lets somebody in: it is never kept or shown. The templates stand in templates/mail/<name>/.
    """

    name: str
    prepare: Callable[[Order], Written | None] = field(repr=False)
    opens_door: bool = False


def init_app(app: Flask) -> None:
    app.extensions["letters"] = {}


def declare(app: Flask, *letters: Letter) -> None:
    """Make these kinds known; a name taken twice stops the start."""
    known = app.extensions["letters"]
    for letter in letters:
        if letter.name in known:
            raise RuntimeError(f"two letters are called {letter.name}")
        known[letter.name] = letter


def get(name: str) -> Letter:
    letter: Letter = current_app.extensions["letters"][name]
    return letter


def all_names() -> list[str]:
    return sorted(current_app.extensions["letters"])
