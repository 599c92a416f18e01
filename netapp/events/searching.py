"""Meetings in the search index: those to come, the soonest first, and those that were, the latest first."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, bindparam, select

from netapp.core import clock, db, languages, search, several, text
from netapp.core.finding import Found, Line, Shelf
from netapp.core.languages import gettext as _
from netapp.core.search import Kind, Thing, Watch
from netapp.core.viewer import Viewer
from netapp.events import listed, lists, queries, telling, words
from netapp.events.listed import GROUP, G, M
from netapp.events.models import LONGEST, Meeting, Party
from netapp.events.programme.models import Item, Speaker
from netapp.events.programme.times import Line as Planned
from netapp.groups.models import Group

P: Any = Party.__table__.c
S: Any = Speaker.__table__.c
_MOST = 20_000
# Who speaks, of this meeting.
_SPOKEN = (
    select(several.in_one(S.name, S.company))
    .select_from(Speaker.__table__.join(Item.__table__, Item.__table__.c.id == S.item_id))
    .where(Item.__table__.c.meeting_id == M.id)
    .correlate(M.id.table)
    .scalar_subquery()
)


def meetings(ids: Sequence[int]) -> Iterable[Thing]:
    """By all that their pages say, in each language; but for drafts, which wait on their organisers' own pages."""
    parties = select(several.in_one(P.position, P.name)).where(P.meeting_id == M.id).scalar_subquery()
    columns = (M.id, M.kind, M.state, M.language, M.titles, M.bodies, M.place, M.address, M.is_online, M.programme)
    times = (M.starts_local, M.ends_local, M.starts_at, G.read_key, _SPOKEN, parties)
    chosen = select(*columns, *times).join(GROUP, G.id == M.group_id)
    for row in db.rows(chosen.where(M.id.in_(ids), M.state != "draft")):
        speakers = [name for one in several.rows(row[-2]) for name in one if name]
        hosts = [name for _position, name in sorted(several.rows(row[-1]), key=lambda one: int(one[0]))]
        yield thing(row, [*hosts, *sorted(speakers)])


def thing(row: Any, hosts: Iterable[str]) -> Thing:
    """From a meeting, or what a statement has read of it, with its group's key."""
    bodies = {language: text.plain(body)[:_MOST] for language, body in row.bodies.items()}
    where = " · ".join(dict.fromkeys(filter(None, (row.place, row.address, *hosts))))
    bodies[row.language] = "\n".join(filter(None, (bodies.get(row.language), where)))
    for line in row.programme or ():
        for language, title in Planned(*line).titles.items():
            bodies[language] = f"{bodies.get(language, '')}\n{title}"
    more = {"kind": row.kind, "state": row.state, "language": row.language, "online": row.is_online}
    more |= {"starts": row.starts_local.isoformat(), "ends": row.ends_local.isoformat(), "place": row.place}
    return Thing(row.id, search.by_time(row.starts_at), row.titles, bodies, (row.read_key,), more)


def _after(last: int, most: int) -> Sequence[int]:
    return [row[0] for row in db.rows(select(M.id).where(M.id > last).order_by(M.id).limit(most))]


def _of_groups(group_ids: Sequence[int]) -> Iterable[int]:
    return [row[0] for row in db.rows(select(M.id).where(M.group_id.in_(group_ids)))]


MEETING = Kind("meeting", 1, meetings, _after, {"audience": _of_groups})
_SAID = frozenset(
    {
        "kind",
        "state",
        "language",
        "titles",
        "bodies",
        "place",
        "address",
        "is_online",
        "starts_local",
        "ends_local",
        "programme",
    }
)
WATCHES = (
    Watch(Meeting, "meeting", lambda meeting: [meeting.id], _SAID | {"starts_at", "group_id"}),
    Watch(Party, "meeting", lambda party: [party.meeting_id]),
    # Who reads a group reads its meetings.
    Watch(Group, "audience", lambda group: [group.id], frozenset({"read_key"})),
)


@cache
def upcoming(shape: tuple[str, ...]) -> Shelf:
    """Announced and not over, as far as filters of this shape (Filters.shape) let them through."""
    seen = partial(_seen, ("published", "cancelled"), False, shape)
    return Shelf("meetings", MEETING, seen, listed.values, _line, shape, span=_to_come)


@cache
def past(shape: tuple[str, ...]) -> Shelf:
    """It took place, whether or not somebody has written down how many came."""
    seen = partial(_seen, ("published", "held"), True, shape)
    return Shelf("past", MEETING, seen, listed.values, _line, shape, span=_been, newest_first=True)


def _to_come() -> tuple[int, int]:
    """What is on now began a while ago."""
    return search.by_time(clock.now() - LONGEST), 1 << search.PLACE_BITS


def _been() -> tuple[int, int]:
    return 0, search.by_time(clock.now()) + 1


def _seen(
    states: Sequence[str], is_over: bool, shape: tuple[str, ...], viewer: Viewer, number: Any
) -> ColumnElement[Any]:
    """The name of its group."""
    now = bindparam("now", type_=M.ends_at.type)
    found = select(G.name).select_from(listed.MEETING).join(GROUP, G.id == M.group_id)
    found = found.where(M.id == number, queries.bound(viewer.is_guest), M.state.in_(states), *lists.clauses(shape))
    return found.where(M.ends_at <= now if is_over else M.ends_at > now).scalar_subquery()


def _line(found: Found) -> Line:
    more, language = found.more, languages.current()
    title_language = language if language in more["titles"] else more["language"]
    body_language = language if more["bodies"].get(language) else more["language"]
    starts, ends = (datetime.fromisoformat(more[name]) for name in ("starts", "ends"))
    is_off = more["state"] == "cancelled"
    facts = [telling.when(starts, ends), more["place"] or (words.online() if more["online"] else "")]
    return Line(
        url=url_for("events.meeting", meeting_id=found.thing_id, tail=text.tail(more["titles"][more["language"]])),
        title=more["titles"][title_language],
        title_lang=title_language if title_language != language else None,
        sort=f"{words.kind(more['kind'])} · {found.said}",
        facts=tuple(filter(None, [_("Cancelled") if is_off else "", *facts])),
        body=more["bodies"].get(body_language, ""),
        body_lang=body_language if body_language != language else None,
        day=(languages.weekday_short(starts), starts.day, starts.date().isoformat()),
        is_off=is_off,
    )
