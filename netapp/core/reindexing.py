"""All rows of the search index made anew, some at a time: what an older version of the site has not written, what a new
one would write otherwise, and what a slip has left behind. At the end, SQLite's index is joined into one piece.

The worker goes through all things once a day. It begins with its first minute: so after an upgrade the index fills by
itself, whatever stops it meanwhile.
"""

import time
from datetime import timedelta

from sqlalchemy import select

from netapp.core import clock, search
from netapp.core.db import session, transaction
from netapp.core.search import Kind, SearchRound, SearchRow

# So many things are read, and written in one transaction: others wait for it no longer than for a deed.
STEP = 50
EVERY = timedelta(days=1)
# Seconds of a minute that a round may take, the first one more: letters wait meanwhile.
SLICE, FIRST_SLICE = 3.0, 30.0
# What comes after the kinds of things: the segments of FTS5, each of which is looked into for each word of a search.
SEGMENTS = "segments"
# Pages of about 4 kB that FTS5 writes in one transaction.
PAGES = 200
_LAST = 2**31 - 1


def everything() -> int:
    """Go through all things now; returns how many rows differed."""
    with transaction():
        one = _round()
        one.kind, one.last = "", 0
    return _go_on(None)


def go_on() -> int:
    """Go on with the round for a few seconds, when it is time for one. Timed; killed half-way, it goes on there."""
    with transaction():
        one = _round()
        ended_at, is_under_way = one.ended_at, bool(one.kind)
    if not is_under_way and ended_at is not None and clock.now() - ended_at < EVERY:
        return 0
    return _go_on(SLICE if ended_at else FIRST_SLICE)


def join() -> None:
    """Join the segments of SQLite's index now; nothing else is gone through."""
    with transaction():
        one = _round()
        one.kind, one.last = SEGMENTS, 0
    _go_on(None)


def _go_on(seconds: float | None) -> int:
    end, changed = time.monotonic() + (seconds or 0), 0
    while seconds is None or time.monotonic() < end:
        with transaction():
            one = _round()
            changed += _advance(one)
            is_over = not one.kind
        session.expunge_all()
        if is_over:
            break
    return changed


def _advance(one: SearchRound) -> int:
    """A step of the round; returns how many rows differed. After its last one, the round is of no kind."""
    stages = [*search.kinds(), SEGMENTS]
    if one.kind not in stages:
        one.kind, one.last = stages[0], 0
    differed = 0
    if one.kind == SEGMENTS:
        one.last = _join(is_first=one.last == 0)
    else:
        one.last, differed = _step(search.kinds()[one.kind], one.last)
    if one.last == _LAST:
        one.kind, one.last = (*stages, "")[stages.index(one.kind) + 1], 0
    if not one.kind:
        one.ended_at = clock.now()
    return differed


def _step(kind: Kind, last: int) -> tuple[int, int]:
    """The next things after this one, and rows whose things are gone: (the last of them, how many differed)."""
    ids = kind.after(last, STEP)
    end = ids[-1] if len(ids) == STEP else _LAST
    known = select(SearchRow.thing_id).where(SearchRow.kind == kind.name)
    left = session.scalars(known.where(SearchRow.thing_id > last, SearchRow.thing_id <= end)).all()
    every = sorted({*ids, *left})
    return end, search.write(kind, every) if every else 0


def _join(*, is_first: bool) -> int:
    """Some pages of what all segments hold, in a new one; a negative number begins that (FTS5, 6.8: 'merge')."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return _LAST
    counted = "SELECT total_changes()"
    before: int = connection.exec_driver_sql(counted).scalar_one()
    pages = -PAGES if is_first else PAGES
    connection.exec_driver_sql("INSERT INTO search_index(search_index, rank) VALUES ('merge', ?)", (pages,))
    # The command itself is a change; whoever finds nothing to join makes no other.
    return 1 if connection.exec_driver_sql(counted).scalar_one() - before >= 2 else _LAST


def _round() -> SearchRound:
    one = session.get(SearchRound, 1, with_for_update=True)
    if one is None:
        one = SearchRound(id=1, kind="", last=0, ended_at=None)
        session.add(one)
        session.flush()
    return one
