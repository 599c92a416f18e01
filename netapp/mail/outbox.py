"""The outbox's door for the other rooms: order a letter, take one back, forget a person's."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, delete, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from netapp.core import clock
from netapp.core.db import db, session, write
from netapp.core.prepared import Prepared
from netapp.mail import reading
from netapp.mail.models import Letter, Returned, Stop

CHUNK = 20_000
# The table and not the model: the ORM would look at each of the rows.
_LETTER: Any = Letter.__table__
_NEW = {
    dialect.__name__.rpartition(".")[2]: dialect.insert(_LETTER).on_conflict_do_nothing(index_elements=["key"])
    for dialect in (postgresql, sqlite)
}


_GIVEN = {
    column.key: bindparam(column.key, type_=column.type)
    for column in _LETTER.c
    if column.key not in {"id", "done_at", "source"}
}
_ONE = {name: Prepared(new.values(_GIVEN)) for name, new in _NEW.items()}


@dataclass(frozen=True)
class To:
    """Whom a letter goes to. `person_id` is None for an address that no person has yet."""

    person_id: int | None
    address: str
    name: str
    language: str


@dataclass(frozen=True)
class Wanted:
    """One letter among many that differ: about a thing of its reader's own."""

    thing: str
    to: To
    occurrence: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Recalled:
    """A letter that was taken back before it left."""

    to: To
    data: dict[str, Any]
    due: datetime
    occurrence: str


def post(letter: str, thing: str, to: To, *, occurrence: str = "", due: datetime | None = None, **data: Any) -> None:
    """Order one letter in the transaction of the deed (M1).

    Whoever was ordered the same letter about the same thing and occurrence before, sent or not, gets nothing new (M2).
    `data` holds numbers and short words from which the letter is written when it leaves.
    """
    post_many(letter, thing, [to], occurrence=occurrence, due=due, **data)


def post_many(
    letter: str, thing: str, to: Sequence[To], *, occurrence: str = "", due: datetime | None = None, **data: Any
) -> None:
    """Order the same letter for many people, in a statement for each 20,000 of them."""
    shared = _new(letter, due) | {"thing": thing, "data": data}
    _insert([shared | _addressed(person) | {"key": key(letter, thing, person, occurrence)} for person in to])


def post_each(letter: str, wanted: Iterable[Wanted]) -> None:
    """Order a letter for each of these, about a thing of their own, in a statement for each 20,000 of them."""
    shared = _new(letter, None)
    _insert(
        [
            shared
            | _addressed(one.to)
            | {"thing": one.thing, "data": one.data, "key": key(letter, one.thing, one.to, one.occurrence)}
            for one in wanted
        ]
    )


def post_to_all(
    letter: str,
    thing: str,
    people: Select[int, str | None, str, str],
    *,
    occurrence: str = "",
    due: datetime | None = None,
    **data: Any,
) -> None:
    """Order the same letter for all whom the statement `people` finds, in one statement whatever their number.

    Its columns are those of `To`, all of people that there are, with addresses in lower case.
    """
    session.flush()  # What the deed has changed is written before it is read.
    person_id, address, name, language = people.selected_columns
    # As `key` has it: the number of a person is never long or odd.
    keys = literal(f"{letter}|{thing}|") + cast(person_id, String) + literal(f"|{occurrence}")
    columns: dict[str, Any] = {
        "key": keys,
        "person_id": person_id,
        "address": address,
        "name": func.substr(name, 1, 120),
        "language": language,
    }
    shared = _new(letter, due) | {"thing": thing, "data": data}
    columns |= {column: literal(value, _LETTER.c[column].type) for column, value in shared.items()}
    rows = people.with_only_columns(*columns.values())
    session.execute(_NEW[db.engine.dialect.name].from_select([*columns], rows, include_defaults=False))


def recall(letter: str, thing: str) -> list[Recalled]:
    """Take back what no worker has touched yet, so that several edits can become one letter (M4).

    What a worker holds, or has tried and will try again, stays: it is written afresh when it leaves.
    """
    waiting = (Letter.letter == letter) & (Letter.thing == thing) & (Letter.state == "queued") & (Letter.attempts == 0)
    found = session.execute(
        delete(Letter)
        .where(waiting)
        .returning(
            Letter.person_id, Letter.address, Letter.name, Letter.language, Letter.data, Letter.due_at, Letter.key
        )
        .execution_options(synchronize_session=False)
    )
    return [
        Recalled(To(person_id, address, name, language), data, due, occurrence=key.split("|", 3)[3])
        for person_id, address, name, language, data, due, key in found
    ]


def forget(person_id: int, address: str | None) -> None:
    """Delete every letter to this person or address, and what they asked not to get: they are being erased."""
    theirs = Letter.person_id == person_id
    if address:
        theirs = or_(theirs, Letter.address == address.lower())
        session.execute(delete(Stop).where(Stop.address == address.lower()))
        session.execute(delete(Returned).where(Returned.address == address.lower()))
    session.execute(delete(Letter).where(theirs))


def blank(words: Sequence[str]) -> None:
    """Take subject and text out of the letters to others in which one of these words stands: a name, an address.

    With a mail server only subjects are kept. Without one the texts are, and each is decoded to be looked at.
    """
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words if word), re.IGNORECASE)
    kept = select(Letter.id, Letter.subject, Letter.source).where(or_(Letter.subject != "", Letter.source.is_not(None)))
    found = [
        number
        for number, subject, source in session.execute(kept.execution_options(yield_per=500))
        if pattern.pattern and (pattern.search(subject) or (source and pattern.search(_words_of(source))))
    ]
    for chunk in range(0, len(found), 500):
        some = Letter.id.in_(found[chunk : chunk + 500])
        session.execute(update(Letter).where(some).values(subject="", source=None))


def _words_of(source: str) -> str:
    """What a kept message says, with the headers that name people."""
    message = reading.read(source)
    return "\n".join([*(value for _name, value in message.headers), message.text, message.calendar or ""])


def key(letter: str, thing: str, to: To, occurrence: str) -> str:
    """What makes a letter the same letter (M2). A long or odd address stands in it as a hash, to fit the column."""
    who = str(to.person_id) if to.person_id else to.address.lower()
    if len(who) > 60 or "|" in who:
        who = blake2b(who.encode(), digest_size=16).hexdigest()
    return f"{letter}|{thing}|{who}|{occurrence}"


def _new(letter: str, due: datetime | None) -> dict[str, Any]:
    """What all new letters have in common."""
    now = clock.now()
    empty = dict.fromkeys(("message_id", "subject", "error"), "")
    return {"letter": letter, "state": "queued", "created_at": now, "due_at": due or now, "attempts": 0, **empty}


def _insert(rows: Sequence[dict[str, Any]]) -> None:
    statement = _NEW[db.engine.dialect.name]
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        if len(chunk) > 1:
            write(statement, chunk)
        else:
            _ONE[db.engine.dialect.name].change(chunk[0])


def _addressed(to: To) -> dict[str, Any]:
    return {
        "person_id": to.person_id,
        "address": to.address.lower(),
        "name": to.name[:120],
        "language": to.language,
    }
