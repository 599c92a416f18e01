"""What the front page and its filters say of networks, one by one and all together, in one statement."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import Text, and_, bindparam, cast, exists, func, literal, null, select, union_all

from netapp.core import several, text
from netapp.core.prepared import Prepared
from netapp.core.viewer import PUBLIC, Viewer
from netapp.events import attendances as rings_of
from netapp.events import listed
from netapp.events import queries as events
from netapp.events.listed import GROUP, G, Listed, M
from netapp.groups import queries as groups
from netapp.groups.models import Membership
from netapp.news import lists as articles
from netapp.news import queries as news

MS = Membership.__table__.c
# The site's emblem: a ring for each of the last meetings held.
RINGS = 40
MOST_REGIONS = 60
ARTICLES = 2


class Network(NamedTuple):
    """A network as the front page names it. `attendances`: head counts of what it has held, oldest first."""

    id: int
    name: str
    region: str
    attendances: tuple[int, ...] = ()

    @property
    def url(self) -> str:
        return url_for("groups.network", group_id=self.id, tail=text.tail(self.name))


class Choice(NamedTuple):
    """A network as a filter names it."""

    id: int
    name: str


class Known(NamedTuple):
    """`some` networks, and the next meeting of each. Of all together: how many they are, in which regions, the head
    counts of the last meetings held, oldest first, how many people wait for the viewer's yes, and the newest articles.
    """

    some: Sequence[Network]
    next_of: Mapping[int, Listed]
    total: int
    regions: Sequence[str]
    attendances: tuple[int, ...]
    requests: int
    articles: tuple[articles.Row, ...]


def known(viewer: Viewer, first: Sequence[int], most: int) -> Known:
    """So many open networks that the viewer sees: these first, then others by name."""
    ids = list(first)[:most]
    values = _values(viewer, ids, most)
    some: list[Network] = []
    coming: list[Listed] = []
    for part, held, *row in _known(viewer.is_guest, values["organised"] != groups.NO_GROUP, len(ids) < most).rows(
        values
    ):
        one = Listed(*row)
        if part == "next":
            coming.append(one)
        elif part == "network":
            some.append(Network(one.id, one.group_name, one.place, rings_of.head_counts(held)))
        else:
            there, last, requests = several.rows(one.place), rings_of.head_counts(held), one.group_id
            newest = articles.read(one.group_name)
    order = {number: place for place, number in enumerate(ids)}
    some.sort(key=lambda network: (order.get(network.id, len(order)), network.name))
    regions = sorted(region for region, _number in there if region)[:MOST_REGIONS]
    total = sum(int(number) for _region, number in there)
    return Known(some, listed.soonest_of(coming), total, regions, last, requests, newest)


def choices(viewer: Viewer, first: Sequence[int], most: int) -> tuple[Sequence[str], Sequence[Choice]]:
    """(the regions of all networks that the viewer sees, so many of these as `known` chooses them, in no order)."""
    ids = list(first)[:most]
    regions: Sequence[str] = ()
    some: list[Choice] = []
    for number, said in _choices(viewer.is_guest, len(ids) < most).rows(_values(viewer, ids, most)):
        if number is None:
            regions = sorted(region for (region,) in several.rows(said) if region)[:MOST_REGIONS]
        else:
            some.append(Choice(number, said))
    return regions, some


def _values(viewer: Viewer, ids: list[int], most: int) -> dict[str, Any]:
    values = {**news.rights(viewer), **listed.values(viewer), **groups.sight(viewer), "fill": most - len(ids)}
    return values | {"first": ids or groups.NO_GROUP, "apart": ids or groups.NO_GROUP}


@cache
def _choices(is_guest: bool, may_fill: bool) -> Prepared:
    """Networks, and a row without a number that says all regions."""
    chosen = _chosen(is_guest, may_fill)
    regions = select(G.region).where(_is_open(is_guest)).distinct().subquery()
    said = select(several.in_one(regions.c.region)).scalar_subquery()
    networks = select(G.id, G.name).where(G.id.in_(select(chosen.c.id)))
    return Prepared(union_all(networks, select(cast(null(), G.id.type), said)))


@cache
def _known(is_guest: bool, runs: bool, may_fill: bool) -> Prepared:
    """Three kinds of rows in the columns of a list; what a row does not have is null."""
    chosen = _chosen(is_guest, may_fill)
    inside = GROUP.alias()
    below = select(inside.c.id).where(inside.c.parent_id.in_(select(chosen.c.id)))
    network = _row("network", rings_of.held_by(G.id, is_guest), id=G.id, group_name=G.name, place=G.region)
    coming = listed.next_in(is_guest, union_all(select(chosen.c.id), below)).subquery()
    return Prepared(
        union_all(
            network.where(G.id.in_(select(chosen.c.id))),
            select(literal("next"), cast(null(), Text), *coming.c),
            _all(is_guest, runs),
        )
    )


def _is_open(is_guest: bool) -> Any:
    return and_(G.parent_id.is_(None), G.closed_at.is_(None), groups.seen_bound(is_guest))


def _chosen(is_guest: bool, may_fill: bool) -> Any:
    """The numbers of the networks that are asked for, and of as many others as `fill` says."""
    ids: Any = bindparam("first", expanding=True)
    # What is not asked of an index stands in an expression, else SQLite would look at each network for these few.
    is_network = func.coalesce(G.parent_id, 0) == 0
    few = and_(G.id.in_(ids), is_network, G.closed_at.is_(None), groups.seen_bound(is_guest, by_number=True))
    some: Any = select(G.id).where(few)
    if may_fill:
        apart: Any = bindparam("apart", expanding=True)
        others = select(G.id).where(_is_open(is_guest), G.id.not_in(apart)).order_by(G.name)
        some = union_all(some, select(others.limit(bindparam("fill", type_=G.id.type)).subquery().c.id))
    return some.cte("chosen")


def _all(is_guest: bool, runs: bool) -> Any:
    """Of all networks together: as a place how many are in each region, as a group's number how many wait, and as its
    name the newest articles.
    """
    is_open = _is_open(is_guest)
    regions = select(G.region, func.count().label("number")).where(is_open).group_by(G.region).subquery()
    last = (
        select(M.head_count, M.starts_at)
        .where(M.state == "held", M.head_count > 0, exists().where(G.id == M.group_id, G.read_key == PUBLIC))
        .order_by(M.starts_at.desc(), M.id.desc())
        .limit(RINGS)
        .subquery()
    )
    asked = select(func.count(MS.id)).join(GROUP, G.id == MS.group_id)
    waits = asked.where(MS.state == groups.REQUESTED, G.closed_at.is_(None), events.organised_bound())
    return _row(
        "all",
        select(rings_of.held_text(last.c.starts_at, last.c.head_count)).scalar_subquery(),
        place=select(several.in_one(regions.c.region, regions.c.number)).scalar_subquery(),
        group_id=waits.scalar_subquery() if runs else literal(0),
        group_name=articles.column(is_guest, ARTICLES),
    )


def _row(part: str, held: Any, **named: Any) -> Any:
    return select(
        literal(part).label("part"),
        held.label("held"),
        *(named.get(column.name, cast(null(), column.type)).label(column.name) for column in listed.COLUMNS),
    )
