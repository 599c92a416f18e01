"""One letter to one recipient: brought to its door in one transaction, which also remembers that it has come.

What a mail server hears after that commit may get lost, and then it brings the letter again: it is known by its
Message-ID and recipient, and nothing is done twice.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple

from flask import Flask
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from netapp.core import clock, incoming, limits, mime
from netapp.core.db import db, session, transaction
from netapp.core.errors import NotVisible, Refused, TooMany
from netapp.core.incoming import Door, Incoming
from netapp.core.mime import Read
from netapp.mailin import judging
from netapp.mailin.models import Received

# Answers to letters that could not be used, to one address in a day.
MOST_ANSWERS = 3
_log = logging.getLogger(__name__)


class Answer(NamedTuple):
    """What the mail server is told: as LMTP says it (RFC 2033, 3463), and as the exit code of a pipe (sysexits.h)."""

    code: int
    status: str
    exit: int
    said: str

    @property
    def line(self) -> str:
        return f"{self.code} {self.status} {self.said}"


TAKEN = Answer(250, "2.0.0", 0, "Taken.")
LATER = Answer(451, "4.3.0", 75, "The site can't take letters now; try again.")
UNKNOWN = Answer(550, "5.1.1", 67, "No such address here: it may have been cut off or changed on the way.")
TOO_LONG = Answer(552, "5.3.4", 77, "The letter is too long for this address.")
ODD = Answer(554, "5.6.0", 65, "The letter can't be read: no mail program writes one like this.")
FORGED = Answer(550, "5.7.1", 77, "By what its own domain says (DMARC), the letter is not from who it says it is.")


def receive(app: Flask, source: bytes, recipients: Sequence[str], sender: str | None) -> list[Answer]:
    """What each of the recipients answers, in their order. `sender` is the envelope's, None when it was not said."""
    if len(source) > app.config["NETAPP"].mailin_mb * 1_000_000:
        return [TOO_LONG] * len(recipients)
    try:
        letter = mime.read(source)
    except mime.Odd as why:
        _log.warning("a letter was refused: %s", why)
        return [ODD] * len(recipients)
    return [_told(app, lambda recipient=recipient: _one(letter, source, recipient, sender)) for recipient in recipients]  # type: ignore[misc]


def known(app: Flask, recipient: str) -> Answer:
    """Whether a letter could be for this recipient, before it is there. Nothing is asked of the database."""

    def look() -> Answer:
        incoming.door_of(recipient)
        return TAKEN

    return _told(app, look)


def _told(app: Flask, look: Callable[[], Answer]) -> Answer:
    """What goes wrong is for the site to mend, not for who wrote the letter: its server shall come back with it."""
    with _context(app):
        try:
            return look()
        except NotVisible:
            return UNKNOWN
        except DBAPIError as error:
            _log.warning("the database does not answer, a letter has to wait: %s", error.orig)
        except Exception:
            _log.exception("a letter could not be taken, and has to wait")
        return LATER


@contextmanager
def _context(app: Flask) -> Iterator[None]:
    with app.app_context():
        try:
            yield
        finally:
            session.remove()


def _one(read: Read, source: bytes, recipient: str, sender: str | None) -> Answer:
    door, key = incoming.door_of(recipient)
    digest = _digest(read, source, recipient)
    if not door.takes_reports and judging.is_forged(read):
        _log.warning("a letter to the door %s was refused: dmarc=fail", door.name)
        return FORGED
    letter = _letter(read)
    is_unwanted = judging.is_in_a_loop(read, sender) or (letter.is_automatic and not door.takes_automatic(letter))
    if is_unwanted and not door.takes_reports:
        return _noted(digest, door, "dropped")
    letter = replace(letter, ready=door.prepare(letter))
    try:
        with transaction():
            if _is_new(digest, door):
                is_first = not door.once or _is_new(_digest(read, source, f"{door.name} {read.sender}"), door)
                _came_of_it(digest, door.take(letter, key) if is_first else "taken before")
    except Refused as refusal:
        _answer(digest, door, letter, key, refusal.message)
    return TAKEN


def _letter(read: Read) -> Incoming:
    is_automatic = judging.is_automatic(read)
    return Incoming(read.id, read.sender, read.sent_at, is_automatic, read.parts, read.subject, read.follows)


def _answer(digest: str, door: Door, letter: Incoming, key: str, why: str) -> None:
    """Tell its writer what to mend; not when they have been told so often today that a program must be asking."""
    if not letter.sender:
        _noted(digest, door, "refused")
        return
    try:
        limits.spend("answer a letter", letter.sender, MOST_ANSWERS, limits.DAY)
    except TooMany:
        _noted(digest, door, "unanswered")
        return
    with transaction():
        if _is_new(digest, door):
            door.give_back(letter, key, why)
            _came_of_it(digest, "returned")


def _noted(digest: str, door: Door, outcome: str) -> Answer:
    with transaction():
        if _is_new(digest, door):
            _came_of_it(digest, outcome)
    return TAKEN


def _is_new(digest: str, door: Door) -> bool:
    """Remember the letter; False when it has come before. Another process that has it in hand is waited for."""
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Received)
    row = insert.values(digest=digest, door=door.name, outcome="", at=clock.now())
    return session.scalar(row.on_conflict_do_nothing(index_elements=["digest"]).returning(Received.id)) is not None


def _came_of_it(digest: str, outcome: str) -> None:
    _log.info("a letter to a door: %s", outcome)
    session.query(Received).filter_by(digest=digest).update({"outcome": outcome})


def _digest(read: Read, source: bytes, recipient: str) -> str:
    """By the Message-ID as it stands there; a letter without one by all of it."""
    number = read.line("Message-ID").strip().encode() or source
    return blake2b(number + b"\0" + recipient.strip("<>").lower().encode(), digest_size=20).hexdigest()
