"""Date polls on other pages: a group's open ones, those that wait for one's answer, and those that wait for a choice.

Each is one statement of plain columns.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup
from sqlalchemy import Text, and_, bindparam, cast, exists, func, literal, or_, select, union_all

from netapp.core import clock, languages, pieces, text
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.prepared import Prepared
from netapp.core.viewer import Viewer, current
from netapp.events import queries
from netapp.events.polls.models import Ballot, Poll
from netapp.groups.models import Group

# So many are shown in a list; more would be no list that waits for an answer.
MOST = 12
P, G, B = Poll.__table__.c, Group.__table__.c, Ballot.__table__.c
_KEYS: Any = bindparam("keys", expanding=True)
_NOW: Any = bindparam("now", type_=P.closes_at.type)


class Line(NamedTuple):
    """A poll as a line in a list. `note` says until when it is answered, or by how many it was."""

    url: str
    title: str
    title_lang: str | None
    group: str
    note: str
    has_answered: bool


def of_group(viewer: Viewer, group: Group) -> Markup:
    """For the page of a network or a sub-group: what is asked in it now."""
    values = {**queries.rights(viewer), "now": clock.now(), "person": viewer.person_id or 0, "group": group.id}
    lines = tuple(_line(row, group.id) for row in _of_group().rows(values))
    return pieces.piece("events/_polls.html", "of_group", lines) if lines else Markup()


def mine(viewer: Viewer) -> Markup | None:
    """For one's own page: what waits for one's answer, and of whoever organises, for a date."""
    organised = queries.rights(viewer)
    values = {**organised, "now": clock.now(), "person": viewer.person_id or 0, "mine": list(viewer.roles) or [0]}
    rows = _mine().rows(values)
    asked = tuple(_line(row[:-1]) for row in rows if row[-1] == "asked")
    over = tuple(_line(row[:-1], is_over=True) for row in rows if row[-1] == "over")
    return Markup().join(_to_choose(over) + ([pieces.piece("events/_polls.html", "mine", asked)] if asked else []))


def waiting_for_choice(group_ids: Sequence[int]) -> Markup:
    """For an organiser's page, of these groups."""
    rows = _over().rows({"groups": list(group_ids), "now": clock.now(), "person": current().person_id or 0})
    return Markup().join(_to_choose(tuple(_line(row, is_over=True) for row in rows)))


def _to_choose(lines: tuple[Line, ...]) -> list[Markup]:
    return [pieces.piece("events/_polls.html", "to_choose", lines)] if lines else []


def _line(row: Sequence[Any], group_id: int | None = None, *, is_over: bool = False) -> Line:
    number, own_language, titles, closes_local, its_group, group, answers, has_answered = row
    said: dict[str, str] = json.loads(titles)
    language = languages.current() if languages.current() in said else own_language
    closes: datetime = closes_local
    return Line(
        url=url_for("events.poll", poll_id=number, tail=text.tail(said[own_language])),
        title=said[language],
        title_lang=language if language != languages.current() else None,
        group="" if its_group == group_id else group,
        note=ngettext("%(num)s person has answered.", "%(num)s people have answered.", answers)
        if is_over
        else _("Answer by %(day)s", day=languages.date_long(closes)),
        has_answered=bool(has_answered) and not is_over,
    )


def _rows(*which: Any) -> Any:
    own = exists().where(B.poll_id == P.id, B.person_id == bindparam("person", type_=B.person_id.type))
    answers = select(func.count()).where(B.poll_id == P.id).correlate(Poll.__table__).scalar_subquery()
    titles = cast(P.titles, Text)
    columns = (P.id, P.language, titles, P.closes_local, G.id, G.name, answers, own)
    chosen = select(*(column.label(f"c{n}") for n, column in enumerate(columns)))
    chosen = chosen.select_from(Poll.__table__.join(Group.__table__, G.id == P.group_id))
    return chosen.where(*which).order_by(P.closes_at, P.id).limit(MOST)


@cache
def _of_group() -> Prepared:
    asked = bindparam("group", type_=G.id.type)
    within = P.group_id.in_(select(G.id).where(or_(G.id == asked, G.parent_id == asked)).correlate(None))
    return Prepared(_rows(within, func.coalesce(G.read_key, "").in_(_KEYS), P.state == "open", P.closes_at > _NOW))


@cache
def _mine() -> Prepared:
    mine: Any = bindparam("mine", expanding=True)
    unanswered = ~exists().where(B.poll_id == P.id, B.person_id == bindparam("person", type_=B.person_id.type))
    asked = _rows(P.group_id.in_(mine), G.read_key.in_(_KEYS), P.state == "open", P.closes_at > _NOW, unanswered)
    over = _rows(queries.organised_bound(), G.read_key.in_(_KEYS), _waits())
    parts = [(word, part.subquery()) for word, part in (("asked", asked), ("over", over))]
    return Prepared(union_all(*(select(*part.c, literal(word)) for word, part in parts)))


@cache
def _over() -> Prepared:
    return Prepared(_rows(P.group_id.in_(bindparam("groups", expanding=True)), _waits()))


def _waits() -> Any:
    """For its date: it has closed, or the draft that was made of the choice is gone."""
    is_over = and_(P.state == "open", P.closes_at <= _NOW)
    return or_(is_over, and_(P.state == "chosen", P.meeting_id.is_(None), P.settled_at.is_(None)))
