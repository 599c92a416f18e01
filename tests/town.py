"""The cast: one network with a sub-group, a secret one, another network, and somebody in every position.

Alice made the network and owns it, Ole organises it, Mia moderates it and organises the sub-group Energy, Bob is in
Energy, Carol is a member who is not, Pia waits for a yes, Ivan is invited, Dan has left, Rita was removed, Olga
organises another network, Adam administers the site, Gus was a guest once, Nina is signed in and belongs nowhere.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from netapp.core import clock
from netapp.core.db import session
from netapp.events import drafting
from netapp.events.models import Meeting
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
        town = cls()
        for name in ["alice", "ole", "mia", "bob", "carol", "pia", "ivan", "dan", "rita", "olga", "adam", "nina"]:
            town.person(name, signed_in_at=clock.now())
        town.person("gus")
        town.people["adam"].is_admin = True
        builders = town.group("builders", language="en", region="Zealand")
        energy = town.group("energy", parent=builders)
        inner = town.group("inner", parent=builders, switches=("network", "open", "network"))
        secret = town.group("secret", parent=builders, switches=("members", "invitation", "members"))
        secret.name = f"Secret {CANARY}"
        others = town.group(
            "others", language="fi", region="North Karelia", switches=("everyone", "approval", "everyone")
        )
        town.member(builders, "alice", role="owner")
        town.member(builders, "ole", role="organiser")
        town.member(builders, "mia", role="moderator")
        for name in ("bob", "carol"):
            town.member(builders, name)
        town.member(energy, "mia", role="organiser")
        town.member(energy, "bob")
        town.member(inner, "alice", role="owner")
        town.member(secret, "alice", role="owner")
        town.member(secret, "bob")
        town.member(builders, "pia", "requested")
        town.member(builders, "ivan", "invited")
        town.member(builders, "dan", "left")
        town.member(secret, "dan", "left")
        town.member(builders, "rita", "removed")
        town.member(others, "olga", role="owner")
        session.commit()
        return town

    def person(self, name: str, **values: Any) -> Person:
        values = {"email": f"{name}@{name}s.example", "email_confirmed_at": clock.now(), "language": "en", **values}
        person = Person(name=f"{name.title()} {name.title()}sen", **values)
        session.add(person)
        session.flush()
        self.people[name] = person
        return person

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
        membership = Membership(group_id=group.id, person_id=self.people[name].id, state=state)
        membership.office = role
        session.add(membership)
        session.flush()
        return membership

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
