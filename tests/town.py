"""The cast: one network with a sub-group, a secret one, another network, and somebody in every position.

Alice made the network and owns it, Ole organises it, Mia moderates it and organises the sub-group Energy, Bob is in
Energy, Carol is a member who is not, Pia waits for a yes, Ivan is invited, Dan has left, Rita was removed, Olga
organises another network, Adam administers the site, Gus was a guest once, Nina is signed in and belongs nowhere.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from netapp.core import clock, localtime
from netapp.core.db import Base, session
from netapp.events import drafting
from netapp.events.models import Meeting
from netapp.events.polls.models import Poll, PollTime
from netapp.groups import audience
from netapp.groups.models import Group, Membership, Office, State
from netapp.members.models import Person

CANARY = "xyzzycanary"


@dataclass
class Town:
    """People by first name, groups by theirs."""

    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        for drawer in ("people", "groups"):
            if name in self.__dict__.get(drawer, {}):
                return self.__dict__[drawer][name]
        raise AttributeError(name)

    @classmethod
    def build(cls) -> "Town":
        """The cast; in an empty database the rows of the database's first one, put back in a quarter of the time."""
        database = str(session.get_bind().engine.url)
        if session.scalar(sa.select(Person.id).limit(1)):
            return cls._made()
        if database in FIRST:
            return FIRST[database].put_back()
        town = cls._made()
        FIRST[database] = _Rows.of(town)
        return town

    @classmethod
    def _made(cls) -> "Town":
        town = cls()
        names = ["alice", "ole", "mia", "bob", "carol", "pia", "ivan", "dan", "rita", "olga", "adam", "nina"]
        town._people({name: {"signed_in_at": clock.now()} for name in names} | {"gus": {}})
        town.people["adam"].is_admin = True
        builders = town.group("builders", language="en", region="Zealand")
        energy = town.group("energy", parent=builders)
        inner = town.group("inner", parent=builders, switches=("network", "open", "network"))
        secret = town.group("secret", parent=builders, switches=("members", "invitation", "members"))
        secret.name = f"Secret {CANARY}"
        others = town.group(
            "others", language="fi", region="North Karelia", switches=("everyone", "approval", "everyone")
        )
        town._members(
            (builders, "alice", "active", "owner"),
            (builders, "ole", "active", "organiser"),
            (builders, "mia", "active", "moderator"),
            (builders, "bob", "active", "member"),
            (builders, "carol", "active", "member"),
            (energy, "mia", "active", "organiser"),
            (energy, "bob", "active", "member"),
            (inner, "alice", "active", "owner"),
            (secret, "alice", "active", "owner"),
            (secret, "bob", "active", "member"),
            (builders, "pia", "requested", "member"),
            (builders, "ivan", "invited", "member"),
            (builders, "dan", "left", "member"),
            (secret, "dan", "left", "member"),
            (builders, "rita", "removed", "member"),
            (others, "olga", "active", "owner"),
        )
        session.commit()
        return town

    def person(self, name: str, **values: Any) -> Person:
        self._people({name: values})
        return self.people[name]

    def _people(self, named: dict[str, dict[str, Any]]) -> None:
        """In one statement: each test begins with them."""
        for name, values in named.items():
            values = {"email": f"{name}@{name}s.example", "email_confirmed_at": clock.now(), "language": "en", **values}
            self.people[name] = Person(name=f"{name.title()} {name.title()}sen", **values)
        session.add_all(self.people[name] for name in named)
        session.flush()

    def group(
        self,
        name: str,
        parent: Group | None = None,
        switches: tuple[Any, ...] = ("everyone", "open", "everyone"),
        **values: Any,
    ) -> Group:
        seen_by, join_rule, read_by = switches
        group = Group(
            name=name.title(),
            parent_id=parent.id if parent else None,
            seen_by=seen_by,
            join_rule=join_rule,
            read_by=read_by,
            approved_at=clock.now(),
            **{"zone": "Europe/Copenhagen", **values},
        )
        session.add(group)
        session.flush()
        audience.set_keys(group, parent)
        self.groups[name] = group
        return group

    def member(self, group: Group, name: str, state: State = "active", role: Office = "member") -> Membership:
        (membership,) = self._members((group, name, state, role))
        return membership

    def _members(self, *each: tuple[Group, str, State, Office]) -> list[Membership]:
        made = []
        for group, name, state, role in each:
            membership = Membership(group_id=group.id, person_id=self.people[name].id, state=state)
            membership.office = role
            made.append(membership)
        session.add_all(made)
        session.flush()
        return made

    def meeting(self, group: Group | None = None, days: float = 14, **values: Any) -> Meeting:
        """A published meeting at 13:00 local, `days` from now, for two hours; open to guests unless said."""
        group = group or self.groups["builders"]
        day = (clock.now() + timedelta(days=days)).date()
        starts = values.pop("starts_local", datetime(day.year, day.month, day.day, 13))
        state = values.pop("state", "published")
        meeting = drafting.new(
            group,
            title=values.pop("title", "Kick-off"),
            starts_local=starts,
            ends_local=values.pop("ends_local", starts + timedelta(hours=2)),
            **values,
        )
        meeting.state = state
        meeting.published_at = clock.now()
        drafting.derive(meeting)
        session.add(meeting)
        session.flush()
        drafting.derive(meeting)
        session.commit()
        return meeting

    def poll(self, group: Group | None = None, days: float = 14, **values: Any) -> Poll:
        """An open poll about three days in a row at 13:00 local, `days` from now; answers are in a week before."""
        group = group or self.groups["builders"]
        first = datetime.combine((clock.now() + timedelta(days=days)).date(), datetime.min.time().replace(hour=13))
        closes = datetime.combine(first.date() - timedelta(days=7), datetime.min.time().replace(hour=23, minute=59))
        poll = Poll(group_id=group.id, language="en", titles={"en": values.pop("title", "A date for the kick-off")})
        poll.zone, poll.closes_local = group.zone, closes
        poll.closes_at, poll.bodies = localtime.to_utc(closes, group.zone), {}
        for name, value in values.items():
            setattr(poll, name, value)
        poll.group, poll.times = group, []
        for number in range(3):
            local = first + timedelta(days=number)
            poll.times.append(PollTime(starts_local=local, starts_at=localtime.to_utc(local, group.zone)))
        session.add(poll)
        session.commit()
        return poll


class _Rows(NamedTuple):
    """A town's rows by table, in an order in which they can be written; their time; who and what has which number."""

    tables: list[tuple[sa.Table, list[dict[str, Any]]]]
    at: datetime
    people: dict[str, int]
    groups: dict[str, int]

    @classmethod
    def of(cls, town: Town) -> "_Rows":
        read = [(table, session.execute(table.select()).mappings().all()) for table in Base.metadata.sorted_tables]
        numbers = [{name: one.id for name, one in drawer.items()} for drawer in (town.people, town.groups)]
        session.commit()
        return cls([(table, [dict(row) for row in rows]) for table, rows in read if rows], clock.now(), *numbers)

    def put_back(self) -> Town:
        later = clock.now() - self.at
        for table, rows in self.tables:
            session.execute(table.insert(), [{key: _moved(value, later) for key, value in row.items()} for row in rows])
        people = {one.id: one for one in session.scalars(sa.select(Person))}
        groups = {one.id: one for one in session.scalars(sa.select(Group))}
        session.commit()
        return Town(
            {name: people[number] for name, number in self.people.items()},
            {name: groups[number] for name, number in self.groups.items()},
        )


def _moved(value: Any, later: timedelta) -> Any:
    return value + later if isinstance(value, datetime) else value


# By database, whose numbers it has used up: what the first town was.
FIRST: dict[str, _Rows] = {}
