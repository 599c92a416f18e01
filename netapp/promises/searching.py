"""Promises in the search index, those whose day is last first.

Who reads one is told by the key in its row and, when it is found, by the clause of all pages (A1).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, or_, select

from netapp.core import db, languages, localtime, search, several
from netapp.core.finding import Found, Line, Shelf
from netapp.core.languages import gettext as _
from netapp.core.search import Kind, Thing, Watch
from netapp.core.viewer import PUBLIC, Viewer, group_key
from netapp.groups.models import Group
from netapp.promises import words
from netapp.promises.models import Promise

P: Any = Promise.__table__.c
G: Any = Group.__table__.c


def promises(ids: Sequence[int]) -> Iterable[Thing]:
    columns = (P.id, P.text, P.language, P.due, P.group_id, P.for_members, G.read_key)
    chosen = select(*columns).join(Group.__table__, G.id == P.group_id).where(P.id.in_(ids))
    for number, said, language, due, group_id, for_members, read_key in db.rows(chosen):
        key = group_key(group_id) if for_members else read_key
        place = search.by_time(localtime.to_utc(datetime.combine(due, time(12)), "UTC"))
        yield Thing(number, place, {language: said}, {}, (key,), {"language": language})


def _after(last: int, most: int) -> Sequence[int]:
    return [row[0] for row in db.rows(select(P.id).where(P.id > last).order_by(P.id).limit(most))]


def _of_groups(group_ids: Sequence[int]) -> Iterable[int]:
    return [row[0] for row in db.rows(select(P.id).where(P.group_id.in_(group_ids)))]


PROMISE = Kind("promise", 7, promises, _after, {"audience": _of_groups})
WATCHES = (Watch(Promise, "promise", lambda one: [one.id], frozenset({"text", "language", "due", "for_members"})),)


def _values(viewer: Viewer) -> Mapping[str, Any]:
    return {"keys": sorted(viewer.keys), "inside": [*viewer.roles, *viewer.entered, 0]}


def _seen(viewer: Viewer, number: Any) -> ColumnElement[Any]:
    """How it stands today, if the viewer reads it."""
    if viewer.is_guest:
        reads = and_(G.read_key == PUBLIC, P.for_members.is_(False))
    else:
        inside = P.group_id.in_(bindparam("inside", expanding=True))
        reads = and_(G.read_key.in_(bindparam("keys", expanding=True)), or_(P.for_members.is_(False), inside))
    said = several.in_one(P.text, G.name, P.state, cast(P.due, Text))
    joined = Promise.__table__.join(Group.__table__, G.id == P.group_id)
    return select(said).select_from(joined).where(P.id == number, reads).scalar_subquery()


def _line(found: Found) -> Line:
    ((text, group, state, due),) = several.rows(found.said)
    more = found.more
    when = words.by(date.fromisoformat(due)) if state == "open" else words.states()[state]
    return Line(
        url=url_for("promises.promise", promise_id=found.thing_id),
        title=text,
        title_lang=more["language"] if more["language"] != languages.current() else None,
        sort=f"{_('Promises')} · {group}",
        facts=(when,),
        icon="check-check",
    )


PROMISES = Shelf("promises", PROMISE, _seen, _values, _line, newest_first=True)
