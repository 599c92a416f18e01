"""The demo while it is being built: the rows that have been made so far, by the names that the content uses."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from netapp.core.db import session
from netapp.demo.content import Outsider
from netapp.events.models import Meeting
from netapp.groups.models import Group
from netapp.members.models import Company, Person


@dataclass
class Place:
    """Networks by folder, sub-groups and meetings by folder and key, companies by key, people by name.

    Outsiders are found by their address.
    """

    today: date
    networks: dict[str, Group] = field(default_factory=dict)
    sub_groups: dict[tuple[str, str], Group] = field(default_factory=dict)
    companies: dict[str, Company] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    outsiders: dict[str, Person] = field(default_factory=dict)
    meetings: dict[tuple[str, str], Meeting] = field(default_factory=dict)

    def company_named(self, name: str) -> Company | None:
        return next((company for company in self.companies.values() if company.name == name), None)

    def outsider(self, who: Outsider, language: str, since: datetime) -> Person:
        """Somebody who was never signed in, but has confirmed their address."""
        person = Person(name=who.name, email=who.email, language=who.language or language, show_name=True)
        person.created_at = person.email_confirmed_at = since
        session.add(person)
        self.outsiders[who.email] = person
        return person


def at(day: date, hour: int = 8) -> datetime:
    """An instant on that day, in the morning unless said."""
    return datetime.combine(day, time(hour), UTC)
