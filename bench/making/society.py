"""Who is who in a made world, before any row: groups, companies, people, and who belongs where.

Everything is numbered from 1. The first people organise the networks of their own numbers, so that a bench need not
look for an organiser. Those after the members are in no network and come as guests; as on a site that has run for
years, most of them are forgotten by now.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from random import Random
from typing import NamedTuple

from bench.making import groups, words
from bench.worlds import Size
from netapp.groups.models import Group, Role, State

PEOPLE_IN_A_COMPANY = 8
STATES: dict[State, int] = {"active": 92, "left": 4, "requested": 2, "invited": 1, "removed": 1}


class Company(NamedTuple):
    name: str
    network: int
    town: str


class Human(NamedTuple):
    """Somebody, and the network that they are in, or come to as a guest; `company` is its number."""

    name: str
    email: str
    network: int
    company: int
    show_name: bool


class Belonging(NamedTuple):
    """A membership; `group` and `person` are numbers."""

    group: int
    person: int
    state: State
    role: Role


@dataclass
class Society:
    """`groups` holds the networks in the order of their numbers, then the sub-groups; `towns` is by network."""

    size: Size
    seed: int
    today: date
    groups: list[Group] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    companies: list[Company] = field(default_factory=list)
    people: list[Human] = field(default_factory=list)
    belongings: list[Belonging] = field(default_factory=list)

    @classmethod
    def build(cls, size: Size, seed: int, today: date) -> "Society":
        society = cls(size, seed, today)
        networks = groups.networks(society.chance("networks"), size.networks, today)
        society.groups = [group for group, _town in networks]
        society.groups += groups.sub_groups(society.chance("sub-groups"), networks, today)
        society.towns = [town for _group, town in networks]
        society.companies = _companies(society)
        society.people = _people(society)
        society.belongings = _belongings(society)
        return society

    def chance(self, what: str) -> Random:
        """The dice for one part: what another part throws changes nothing in it."""
        return Random(f"{self.seed}/{what}")

    def networks(self, many: int, chance: Random) -> list[int]:
        """So many numbers of networks; few networks are large and most are small."""
        numbers = range(1, self.size.networks + 1)
        return chance.choices(numbers, [number**-0.5 for number in numbers], k=many)

    def human(self, number: int) -> Human:
        return self.people[number - 1]

    def company(self, number: int) -> Company:
        return self.companies[number - 1]

    def group(self, number: int) -> Group:
        return self.groups[number - 1]

    def town(self, group: Group) -> str:
        return self.towns[group.network_id - 1]

    @cached_property
    def sub_groups(self) -> dict[int, list[Group]]:
        """By network."""
        found: dict[int, list[Group]] = {number: [] for number in range(1, self.size.networks + 1)}
        for group in self.groups[self.size.networks :]:
            found[group.network_id].append(group)
        return found

    @cached_property
    def members(self) -> dict[int, list[int]]:
        """The active members of each group."""
        found: dict[int, list[int]] = {group.id: [] for group in self.groups}
        for group, person, state, _role in self.belongings:
            if state == "active":
                found[group].append(person)
        return found

    def is_guest(self, person: int) -> bool:
        return person > self.size.members

    def is_forgotten(self, person: int) -> bool:
        """A guest of meetings that are long over: the row is there, the name is not (P1)."""
        return self.is_guest(person) and person % 10 < 7

    @cached_property
    def guests(self) -> dict[tuple[int, bool], list[int]]:
        """By the network to which they come, and whether they are forgotten."""
        numbers = range(1, self.size.networks + 1)
        found: dict[tuple[int, bool], list[int]] = {(number, gone): [] for number in numbers for gone in (True, False)}
        for person in range(self.size.members + 1, self.size.people + 1):
            found[self.human(person).network, self.is_forgotten(person)].append(person)
        return found

    @cached_property
    def hosts(self) -> dict[int, list[int]]:
        """The companies of each network."""
        found: dict[int, list[int]] = {number: [] for number in range(1, self.size.networks + 1)}
        for number, company in enumerate(self.companies, start=1):
            found[company.network].append(number)
        return found


def _companies(society: Society) -> list[Company]:
    """Each network has one at least."""
    chance, networks = society.chance("companies"), society.size.networks
    many = max(networks, society.size.people // PEOPLE_IN_A_COMPANY)
    found = []
    for number, home in enumerate([*range(1, networks + 1), *society.networks(many - networks, chance)], start=1):
        name = words.of(society.group(home).language).company(chance)
        found.append(Company(f"{name} {number}", home, society.towns[home - 1]))
    return found


def _people(society: Society) -> list[Human]:
    chance, networks = society.chance("people"), society.size.networks
    homes = [*range(1, networks + 1), *society.networks(society.size.people - networks, chance)]
    found = []
    for number, home in enumerate(homes, start=1):
        name = words.of(society.group(home).language).name(chance)
        company = chance.choice(society.hosts[home])
        email = f"person-{number}@company-{company}.example"
        found.append(Human(name, email, home, company, chance.random() < 0.6))
    return found


def _belongings(society: Society) -> list[Belonging]:
    """Whoever has a session is an active member; a tenth are in a second network, a third in each sub-group."""
    chance, size, found = society.chance("belongings"), society.size, []
    for number in range(1, size.members + 1):
        home, second = society.human(number).network, chance.randint(1, size.networks)
        organises = number <= size.networks
        is_sure = organises or number <= size.sessions
        state: State = "active" if is_sure else chance.choices([*STATES], [*STATES.values()])[0]
        # A network has a handful, however large it is.
        helps = state == "active" and chance.random() < 0.01 and number <= size.networks + 2000
        role: Role = "organiser" if organises or helps else "member"
        found.append(Belonging(home, number, state, role))
        if second != home and chance.random() < 0.1:
            found.append(Belonging(second, number, "active", "member"))
        for group in society.sub_groups[home] if state == "active" else ():
            if organises or chance.random() < 0.33:
                found.append(Belonging(group.id, number, "active", "organiser" if organises else "member"))
    return found
