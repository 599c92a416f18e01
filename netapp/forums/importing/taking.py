"""Reading an old list's files into rows, for its moderator to look at: no post yet, and nobody is written to."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, BinaryIO

from flask import current_app
from sqlalchemy import bindparam, delete, or_, select, update

from netapp.config import site_host
from netapp.core import clock
from netapp.core.db import locked, session, transaction, write
from netapp.core.errors import NotVisible
from netapp.core.languages import gettext as _
from netapp.core.languages import use
from netapp.forums.importing import mbox, threads, uploads
from netapp.forums.importing.models import OldLetter, OldList
from netapp.forums.mailing import secrets
from netapp.forums.models import LONGEST, LONGEST_TITLE, Post, Thread
from netapp.groups.models import Group, Membership
from netapp.members.models import Person

MOST_LETTERS = 50_000
NAMED_UNREAD = 30
_CHUNK = 500
# A worker that says nothing for so long is dead.
_LEASE = timedelta(minutes=5)
_LONGEST_ID = 250
_LETTER: Any = OldLetter.__table__


@dataclass(frozen=True)
class Light:
    """What of a letter is needed to say where it belongs."""

    number: int
    id: str
    parent: str
    references: tuple[str, ...]
    at: datetime
    subject: str
    is_answer: bool


def read(list_id: int) -> bool:
    """Read its files; False when another worker does. One that was killed has left nothing that is in the way."""
    held = _hold(list_id)
    if held is None:
        return False
    key, names = held
    with suppress(NotVisible):  # It may be thrown away meanwhile.
        take(list_id, _sources(key, names))
    uploads.drop(key)
    return True


def take(list_id: int, sources: Iterable[tuple[str, BinaryIO]]) -> None:
    """Put the letters of these archives, each with its name, where their moderator looks at them."""
    with transaction():
        group_id = locked(OldList, list_id).group_id
        known = _members(group_id)
    found: list[Light] = []
    tally = _Tally()
    some: list[dict[str, Any]] = []
    try:
        for message in _messages(sources, tally):
            number = len(found) + 1
            some.append(_row(list_id, number, message, known, tally))
            found.append(_light(number, message))
            if len(some) == _CHUNK:
                _put(list_id, some, len(found))
                some = []
            if number == MOST_LETTERS:
                tally.is_cut = True
                break
    except FileNotFoundError:
        # Files are on the machine that took them in; without them there is nothing to wait for.
        tally.unreadable += 1
    _put(list_id, some, len(found))
    _settle(list_id, group_id, found, tally)


def _sources(key: str, names: Sequence[str]) -> Iterator[tuple[str, BinaryIO]]:
    for at, name in enumerate(names):
        with uploads.read(key, at) as source:
            yield name, source


def _light(number: int, message: mbox.Message) -> Light:
    references = tuple(map(short, message.references))
    parent = short(message.parent)
    return Light(number, short(message.id), parent, references, message.at, message.subject, message.is_answer)


class _Tally:
    """What is told of an archive besides its letters."""

    def __init__(self) -> None:
        self.unread: list[list[str | int]] = []
        self.unreadable = self.files = self.cut = self.known = 0
        self.is_cut = False


def _messages(sources: Iterable[tuple[str, BinaryIO]], tally: _Tally) -> Iterator[mbox.Message]:
    """Of all files, each letter once."""
    domain, seen = current_app.config["NETAPP"].mailin_domain or "", set[str]()
    for name, source in sources:
        for message in mbox.messages(source, clock.now(), domain=domain):
            if isinstance(message, mbox.Unread):
                tally.unreadable += 1
                if len(tally.unread) < NAMED_UNREAD:
                    tally.unread.append([name, message.number])
            elif message.id not in seen:
                seen.add(message.id)
                yield message


def _row(list_id: int, number: int, message: mbox.Message, known: dict[str, int], tally: _Tally) -> dict[str, Any]:
    tally.files += len(message.files) + len(message.left_out)
    config = current_app.config["NETAPP"]
    body = secrets.hidden(message.text, config.mailin_domain, site_host(config.site_url)).replace("\x00", "")
    if len(body) > LONGEST:
        tally.cut += 1
        body = body[: LONGEST - 2] + " …"
    author_id = known.get(message.address)
    return {
        "list_id": list_id,
        "number": number,
        "thread": 0,
        "place": 0,
        "message_id": short(message.id),
        "parent": "",
        "beside": "",
        "author_id": author_id,
        "author_name": "" if author_id else message.name.replace("\x00", "")[:120],
        "at": message.at,
        "title": "",
        "body": body,
        "is_made": False,
        "post_id": None,
    }


def short(number: str) -> str:
    """A Message-ID that fits its column: the same one for the same."""
    if len(number) <= _LONGEST_ID and "\x00" not in number:
        return number
    return f"<{blake2b(number.encode('utf-8', 'replace'), digest_size=20).hexdigest()}@long.invalid>"


def _hold(list_id: int) -> tuple[str, list[str]] | None:
    """Its key and its files' names. Say that it is in hand, and forget what a worker that died has read of it."""
    with transaction():
        given = locked(OldList, list_id)
        now = clock.now()
        if given.state != "reading" or (given.held_until is not None and given.held_until > now):
            return None
        given.held_until, given.letters = now + _LEASE, 0
        session.execute(delete(OldLetter).where(OldLetter.list_id == list_id))
        return given.key, list(given.names)


def _put(list_id: int, rows: list[dict[str, Any]], so_far: int) -> None:
    with transaction():
        given = locked(OldList, list_id)
        given.held_until, given.letters = clock.now() + _LEASE, so_far
        if rows:
            write(_LETTER.insert(), rows)


def _settle(list_id: int, group_id: int, found: Sequence[Light], tally: _Tally) -> None:
    """Which letters are here already, where the others belong; then it waits for a yes."""
    made = threads.threads(found)
    with transaction():
        here = _here(group_id, {name for one in found for name in (one.id, one.parent, *one.references)})
        group = session.get_one(Group, group_id)
        with use(group.language):
            unsaid = _("(no subject)")
    gone = [one.number for one in found if one.id in here]
    places = [
        change
        for number, thread in enumerate(made, 1)
        for change in _places(number, thread, here, thread.subject[:LONGEST_TITLE].replace("\x00", "") or unsaid)
    ]
    moved = update(_LETTER).where(_LETTER.c.list_id == list_id, _LETTER.c.number == bindparam("at_number"))
    with transaction():
        given = locked(OldList, list_id)
        for some in _chunks(gone):
            session.execute(delete(OldLetter).where(OldLetter.list_id == list_id, OldLetter.number.in_(some)))
        for chunk in _chunks(places):
            write(moved, list(chunk))
        given.known, given.letters = len(gone), len(found)
        given.unread, given.unreadable = tally.unread, tally.unreadable
        given.files, given.cut, given.is_cut = tally.files, tally.cut, tally.is_cut
        given.state, given.key = "draft" if found else "broken", ""
        given.touched_at, given.held_until = clock.now(), None


def _places(number: int, thread: threads.Thread[Light], here: set[str], title: str) -> Iterator[dict[str, Any]]:
    """The values of the columns of those letters that are new."""
    known = next((one.id for one in thread.messages if one.id in here), "")
    named = (ref for one in thread.messages for ref in (one.parent, *reversed(one.references)))
    beside = known or next((ref for ref in named if ref in here), "")
    for place, one in enumerate(thread.messages, 1):
        if one.id not in here:
            parent = thread.parents.get(one.id) or (one.parent if one.parent in here else "")
            values = {"thread": number, "place": place, "parent": parent, "beside": beside, "title": title}
            yield {"at_number": one.number, **values}


def _here(group_id: int, ids: Iterable[str]) -> set[str]:
    """Those letters that stand in the group's threads already, or did until they were deleted."""
    here = set[str]()
    for some in _chunks(sorted(ids)):
        chosen = select(Post.message_id).join(Thread, Thread.id == Post.thread_id)
        here.update(session.scalars(chosen.where(Thread.group_id == group_id, Post.message_id.in_(some))))
    return here - {""}


def _members(group_id: int) -> dict[str, int]:
    """By confirmed address, who is in the group or in its network: to others no letter is put down by its address, so
    that nobody finds out by giving one who has an account here."""
    group = session.get_one(Group, group_id)
    inside = or_(Membership.group_id == group_id, Membership.group_id == (group.parent_id or 0))
    chosen = select(Person.email, Person.id).join(Membership, Membership.person_id == Person.id)
    is_theirs = Person.email_confirmed_at.is_not(None), Person.erased_at.is_(None), Membership.state == "active"
    return {row[0]: row[1] for row in session.execute(chosen.where(inside, *is_theirs)) if row[0]}


def _chunks(all_: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(all_), _CHUNK):
        yield all_[start : start + _CHUNK]
