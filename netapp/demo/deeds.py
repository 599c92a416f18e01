"""The demo's log: what its organisers have done in the last two years, as the site would have written it down."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from netapp.core import log
from netapp.core.db import session
from netapp.core.log import LogRow
from netapp.core.viewer import group_key
from netapp.demo.content import Network
from netapp.demo.place import Place, at
from netapp.groups.models import Group, Membership


def write(place: Place, networks: tuple[Network, ...]) -> None:
    """In the order of time, as rows are numbered."""
    rows: list[LogRow] = [row for network in networks for row in _of_network(place, network)]
    since = at(place.today) - log.KEPT
    kept: list[LogRow] = [row for row in rows if row.at > since]
    kept.sort(key=_at)
    session.add_all(kept)


def _of_network(place: Place, network: Network) -> Iterator[LogRow]:
    group, chance = place.networks[network.folder], random.Random(network.folder)
    runs = [place.people[person.name].id for person in network.people if person.organiser]
    owner, helper = runs[0], runs[-1]
    yield from _memberships(place, group, owner, helper)
    moderators = [place.people[person.name].id for person in network.people if person.moderator]
    for number, moderator in enumerate(moderators):
        when = at(place.today - timedelta(200 + number), 9)
        yield _row(when, owner, "role", group, person=moderator, before="member", now="moderator")
    for key, meeting in place.meetings.items():
        if key[0] == network.folder and meeting.state == "held":
            before = meeting.starts_at - timedelta(days=1, hours=chance.randrange(5))
            yield _row(before, helper, "export people", group, kind="meeting", thing_id=meeting.id, people=20)
    yield _row(at(place.today - timedelta(41), 15), owner, "archive", group)
    yield _row(at(place.today - timedelta(320), 10), owner, "switches", group, join_rule=group.join_rule)


def _memberships(place: Place, group: Group, owner: int, helper: int) -> Iterator[LogRow]:
    chosen = session.query(Membership).filter_by(group_id=group.id).order_by(Membership.id)
    for membership in chosen:
        by = owner if membership.id % 2 else helper
        person, joined = membership.person_id, membership.joined_at
        if membership.state == "invited":
            yield _row(membership.changed_at, by, "invite", group, person=person, before="left", now="invited")
        elif membership.state == "requested":
            yield _row(membership.changed_at, person, "ask", group, person=person, before="left", now="requested")
        elif joined is not None and membership.role == "member":
            asked = joined - timedelta(hours=17)
            yield _row(asked, person, "ask", group, person=person, before="left", now="requested")
            yield _row(joined, by, "approve", group, person=person, before="requested", now="active")
            if membership.state == "left":
                yield _row(membership.changed_at, person, "leave", group, person=person, before="active", now="left")


def _at(row: LogRow) -> datetime:
    return row.at


def _row(
    when: datetime,
    by: int,
    deed: str,
    group: Group,
    kind: str = "group",
    thing_id: int | None = None,
    **details: Any,
) -> LogRow:
    row = LogRow(at=when, person_id=by, deed=deed, kind=kind, thing_id=thing_id or group.id, details=details)
    row.key = group_key(group.id)
    return row
