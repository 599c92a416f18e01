"""Letters that come in: a package opens a door for the addresses that it gives out, and `mailin` brings what arrives.

An address is `door+key@domain`. The key names, under our signature, who may write there and about what, so that the
address is a secret of the one who was sent it. Mail servers on the way may change the case of its letters.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from netapp.core.errors import NotVisible


@dataclass(frozen=True)
class Part:
    """One leaf of a letter, its transfer encoding taken off. `kind` is "text/calendar"; `method` what its head says.

    `way` tells leaves that say the same from leaves that follow each other: the number of the multipart/alternative
    that it stands in and its place there, (0, 0) outside of any. `is_flowed` and `joins` are format=flowed and
    delsp=yes (RFC 3676). `cid` is its Content-ID without brackets.
    """

    kind: str
    content: bytes = field(repr=False)
    charset: str = ""
    method: str = ""
    name: str = ""
    way: tuple[int, int] = (0, 0)
    is_attached: bool = False
    is_flowed: bool = False
    joins: bool = False
    cid: str = ""


@dataclass(frozen=True)
class Incoming:
    """A letter as far as a door may want it.

    `id` is its Message-ID, or "" where it has none that could be repeated in an answer. `sender` is the one address of
    its From line, in lower case, or "". `is_automatic`: a program wrote it, as far as it says so. `subject` is decoded,
    on one line, and as its writer left it. `follows`: the Message-IDs that it answers or goes on from, the nearest one
    first (RFC 5322 3.6.4). `ready` is what its door has made of it.
    """

    id: str
    sender: str
    sent_at: datetime | None
    is_automatic: bool
    parts: tuple[Part, ...] = field(repr=False)
    subject: str = ""
    follows: tuple[str, ...] = ()
    ready: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Door:
    """Who sees to letters at `name+key@…`.

    `known` raises NotVisible for a key that is none of ours; it may be asked often and by anybody. `take` does what the
    letter says, in the transaction of whoever calls, and returns what came of it in a word; it raises Refused for what
    its writer can mend, and then `give_back` orders the letter that says so. What programs write by themselves is not
    taken, save for what `takes_automatic` says yes to; a door that `takes_reports` is for mail servers alone, which
    have no sender, and is brought whatever comes. What has been taken `once` is done, at however many addresses of this
    door the same letter of the same sender arrives. `prepare` makes before the transaction what takes long and needs no
    database; `take` finds it in `Incoming.ready`.
    """

    name: str
    known: Callable[[str], object]
    take: Callable[[Incoming, str], str]
    give_back: Callable[[Incoming, str, str], None]
    takes_automatic: Callable[[Incoming], bool] = lambda _letter: False
    once: bool = False
    prepare: Callable[[Incoming], Any] = lambda _letter: None
    takes_reports: bool = False


def init_app(app: Flask) -> None:
    app.extensions["doors"] = {}


def open_door(app: Flask, door: Door) -> None:
    """Make a door known; a name taken twice stops the start."""
    known = app.extensions["doors"]
    if door.name in known:
        raise RuntimeError(f"two doors are called {door.name}")
    known[door.name] = door


def address(name: str, key: str) -> str | None:
    """Where to write to this door; None on a site that receives no mail."""
    domain = current_app.config["NETAPP"].mailin_domain
    return f"{name}+{key}@{domain}" if domain else None


def door_of(recipient: str) -> tuple[Door, str]:
    """The door that an address leads to, and its key; NotVisible when there is none."""
    local, _at, domain = recipient.strip("<>").lower().rpartition("@")
    name, _plus, key = local.partition("+")
    found: Door | None = current_app.extensions["doors"].get(name)
    ours = current_app.config["NETAPP"].mailin_domain
    if found is None or not ours or domain.rstrip(".") != ours or not key.isascii():
        raise NotVisible
    found.known(key)
    return found, key
