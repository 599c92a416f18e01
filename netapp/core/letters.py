"""Letters: each package declares the letters that it sends, so that `mail` can write them late.

A letter is rendered when it leaves, not when it is ordered: `mail` asks `prepare` once more
whether it is still due and what it says, and knows nothing of meetings or groups itself.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app

from netapp.core.viewer import PUBLIC


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
class Picture:
    """A PNG that the letter's HTML shows as cid:`number` (RFC 2392)."""

    number: str
    content: bytes


@dataclass(frozen=True)
class Written:
    """What goes into the templates, and what hangs on the letter.

    `stop` is (what, whom): the scope that the unsubscribe link stops, None for the answer to one's own deed (M5).
    `even_if_stopped` is for what must still come then: a meeting that one holds a seat in has moved or is cancelled.
    `pictures` stand in the HTML and come with it.
    `ended`: an entry that goes from the calendar by the same letter, as a file.
    `answers` is set where this letter answers another one by itself (RFC 3834): its Message-ID, "" when it has none.
    `follows`: the Message-IDs of the letters that it goes on from, the first of them before the last (RFC 5322 3.6.4).
    `reply_to`: the address that takes answers. `by_hand`: a person wrote it, and the site passes it on.
    `reason` says in one sentence why this letter came. `sender` is the name shown beside the site's address.
    """

    context: Mapping[str, Any]
    reason: str
    calendar: Part | None = None
    ended: Part | None = None
    stop: str | None = None
    sender: str = ""
    even_if_stopped: bool = False
    answers: str | None = None
    follows: Sequence[str] = ()
    reply_to: str = ""
    by_hand: bool = False
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True)
class Letter:
    """A kind of letter.

    `prepare` returns what to write, or None when it is no longer due (M3). `opens_door` marks letters whose
    body lets somebody in: it is never kept or shown. The templates stand in templates/mail/<name>/.
    """

    name: str
    prepare: Callable[[Order], Written | None] = field(repr=False)
    opens_door: bool = False


# From the numbers of things of a kind to the audience key of who may read of each; what is gone is missing.
Readers = Callable[[Sequence[int]], Mapping[int, str]]


def init_app(app: Flask) -> None:
    app.extensions["letters"] = {}
    app.extensions["readers of letters"] = {}


def declare(app: Flask, *letters: Letter) -> None:
    """Make these kinds known; a name taken twice stops the start."""
    known = app.extensions["letters"]
    for letter in letters:
        if letter.name in known:
            raise RuntimeError(f"two letters are called {letter.name}")
        known[letter.name] = letter


def read_by(app: Flask, kind: str, readers: Readers) -> None:
    """Let a room say who may read of its things, so that the outbox tells nobody more than its pages do (A1)."""
    app.extensions["readers of letters"][kind] = readers


def readers_of(things: Iterable[str]) -> Mapping[str, str]:
    """The audience key of each thing ("meeting:7"): "" for one that is gone, everybody's for a kind without readers."""
    found, asked = dict.fromkeys(things, PUBLIC), defaultdict[str, list[int]](list)
    known: dict[str, Readers] = current_app.extensions["readers of letters"]
    for thing in found:
        kind, _colon, number = thing.partition(":")
        if kind in known:
            asked[kind].append(int(number))
    for kind, numbers in asked.items():
        keys = known[kind](numbers)
        found |= {f"{kind}:{number}": keys.get(number, "") for number in numbers}
    return found


def get(name: str) -> Letter:
    letter: Letter = current_app.extensions["letters"][name]
    return letter


def all_names() -> list[str]:
    return sorted(current_app.extensions["letters"])
