"""Timed work: owners are reminded, and once a week those who owe something late, and the organisers, get a list.

A fixed number of statements for what is looked for; twice is harmless.
"""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager

from netapp.core import clock, localtime
from netapp.core.db import session, transaction
from netapp.groups.models import Group
from netapp.members.models import Person
from netapp.promises import notices, queries, timing
from netapp.promises.models import Promise


def remind() -> int:
    """Returns of how many promises owners were reminded now."""
    now = clock.now()
    day = now.date()
    near = Promise.due.between(day - timedelta(days=1), day + timing.AHEAD + timedelta(days=1))
    with transaction():
        found = [one for one in _open(near, Promise.reminded.is_distinct_from(Promise.due)) if _is_now(one)]
        for one in found:
            one.reminded = one.due
        notices.due(found)
    return len(found)


def list_late() -> int:
    """Returns how many people and groups lists were ordered for; again in the same week nothing happens."""
    now = clock.now()
    with transaction():
        found = [
            one
            for one in _open(Promise.due < now.date() + timedelta(days=1))
            if one.is_late(queries.today(one.group.zone)) and timing.is_list_hour(now, one.group.zone)
        ]
        by_person, groups = defaultdict[Person, list[Promise]](list), dict[int, Group]()
        for one in found:
            groups[one.group_id] = one.group
            for person in queries.speakers(one):
                by_person[person].append(one)
        notices.late(by_person)
        notices.late_in(groups.values())
    return len(by_person) + len(groups)


def _open(*which: ColumnElement[bool]) -> list[Promise]:
    """Of groups where something may still happen."""
    chosen = select(Promise).join(Promise.group).options(contains_eager(Promise.group))
    chosen = chosen.where(Promise.state == "open", Group.closed_at.is_(None), Group.approved_at.is_not(None), *which)
    return list(session.scalars(chosen.order_by(Promise.due, Promise.id)))


def _is_now(promise: Promise) -> bool:
    made: date = localtime.to_local(promise.made_at, promise.group.zone).date()
    return timing.is_reminded_now(promise.due, made, clock.now(), promise.group.zone)
