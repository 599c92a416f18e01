"""The demo's content as it stands in data/: read, given its defaults, and not yet a row in any table."""

import re
import tomllib
from dataclasses import dataclass, fields
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from netapp.core import text

DATA = Path(__file__).parent / "data"
# The order in which a newcomer reads them.
FOLDERS = ("zealand", "karelia", "south-baltic", "skaraborg", "resource")
ROLES = ("newcomer", "member", "organiser", "pending", "admin")


@dataclass(frozen=True)
class Company:
    """An invented company. `key` is its word in addresses: https://key.example, somebody@key.example.

    Its page is everybody's while it is `public` and was confirmed within a year. `logo` names a drawing in logos.py.
    """

    key: str
    name: str
    place: str
    does: str
    does_en: str = ""
    kind: str = "company"
    size: str = ""
    nace: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    competences: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    logo: str = ""
    public: bool = True
    confirmed_days_ago: int = 0

    @property
    def website(self) -> str:
        return f"https://{self.key}.example"


@dataclass(frozen=True)
class Organisation:
    """A real one, named in an article; `does` is all that the article lets it do."""

    name: str
    does: str


@dataclass(frozen=True)
class Person:
    """An invented person of a network. `company` is a company's key; `groups` are keys of sub-groups."""

    name: str
    company: str
    title: str
    organiser: bool = False
    moderator: bool = False
    state: str = "active"
    mail: str = "everything"
    shown: bool = True
    groups: tuple[str, ...] = ()
    requested_group: str = ""
    answers: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        words = [re.sub(r"[^a-z-]", "", text.fold(word).replace("ı", "i")) for word in self.name.split()]
        return f"{words[0]}.{words[-1]}@{self.company}.example"


@dataclass(frozen=True)
class Profile:
    """What somebody of a network says of themselves."""

    name: str
    offers: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()
    speaks: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    seen_by: str = "networks"
    email_to: str = "nobody"


@dataclass(frozen=True)
class Outsider:
    """Somebody who belongs to no network: a guest, a follower, a role. `company` is its name as typed."""

    name: str
    email: str = ""
    company: str = ""
    language: str = ""


@dataclass(frozen=True)
class Neighbour:
    """Somebody from another network who is a member here too."""

    name: str
    groups: tuple[str, ...] = ()
    mail: str = "everything"


@dataclass(frozen=True)
class SubGroup:
    """A sub-group. `seen` is one of the presets public, network, secret; the first of `questions` must be answered."""

    key: str
    name: str
    seen: str
    join: str
    lead: str
    text: str
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A link that lets people in; so many came by it. Without `most` it has no limit."""

    label: str
    days_left: int
    came: int
    most: int | None = None


@dataclass(frozen=True)
class Meeting:
    """A meeting, past or coming.

    It stands `on` a date, or `days_ago`, or `days_from_now`. `source` names the article that tells of it.
    `asks`: ready-made questions, "vegetarian:12" with a limit in all; who waits for a yes is `requested`.
    `came`, `signed_up`, `waiting`, `withdrawn` and `declined` are how many of the network's people; the loader chooses
    them, beginning with those in `including`. `head_count` is everybody who was there. With `online_seats` one chooses
    the room or online; those in `together` have signed up together.
    """

    key: str
    kind: str
    start: time
    end: time
    title: str
    text: str
    source: str = ""
    on: date | None = None
    days_ago: int = 0
    days_from_now: int = 0
    days: int = 1
    title_en: str = ""
    text_en: str = ""
    place: str = ""
    address: str = ""
    online: str = ""
    hosts: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    group: str = ""
    head_count: int | None = None
    came: int = 0
    contact: str = ""
    seats: int | None = None
    online_seats: int | None = None
    guests_welcome: bool = True
    signed_up: int = 0
    waiting: int = 0
    withdrawn: int = 0
    declined: int = 0
    requested: int = 0
    needs_yes: bool = False
    asks: tuple[str, ...] = ()
    including: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    guests: tuple[Outsider, ...] = ()
    guests_waiting: tuple[Outsider, ...] = ()
    announced_days_ago: int = 0
    closes_days_before: int | None = None
    draft: bool = False
    cancelled: str = ""
    cancelled_days_ago: int = 0


@dataclass(frozen=True)
class Network:
    """One network with everything that is its own."""

    folder: str
    name: str
    lead: str
    lead_en: str
    text: str
    text_en: str
    region: str
    language: str
    zone: str
    join: str
    since: date
    sub_groups: tuple[SubGroup, ...]
    organisations: tuple[Organisation, ...]
    companies: tuple[Company, ...]
    people: tuple[Person, ...]
    followers: tuple[Outsider, ...]
    neighbours: tuple[Neighbour, ...]
    past: tuple[Meeting, ...]
    upcoming: tuple[Meeting, ...]
    links: tuple[Link, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        return self.past + self.upcoming


@cache
def networks() -> tuple[Network, ...]:
    return tuple(map(_network, FOLDERS))


@cache
def roles() -> dict[str, Outsider]:
    """Who stands behind each sign-in button; a role without an address is one of a network's people."""
    return {role: Outsider(**row) for role, row in _read("roles").items()}


def polls(folder: str) -> list[dict[str, Any]]:
    """A network's date polls, as they are written; most have none."""
    rows: list[dict[str, Any]] = _read(f"{folder}/polls")["poll"] if (DATA / folder / "polls.toml").exists() else []
    return rows


def series(folder: str) -> list[dict[str, Any]]:
    """What repeats in a network, as it is written; in most nothing does."""
    rows: list[dict[str, Any]] = _read(f"{folder}/series")["series"] if (DATA / folder / "series.toml").exists() else []
    return rows


def threads(folder: str) -> dict[str, Any]:
    """A network's discussions, as they are written."""
    return _read(f"{folder}/threads")


def articles(folder: str) -> dict[str, Any]:
    """A network's articles, and what it says of who pays, as they are written."""
    return _read(f"{folder}/articles")


def promises() -> dict[str, list[dict[str, Any]]]:
    """By network, as they are written."""
    return _read("promises")


def profiles() -> dict[str, Profile]:
    """What people say of themselves, by name."""
    return {row.name: row for row in _rows(Profile, _read("profiles")["profiles"])}


def _network(folder: str) -> Network:
    own, people = _read(f"{folder}/network"), _read(f"{folder}/people")
    rows: dict[str, Any] = {
        "sub_groups": _rows(SubGroup, own.pop("sub_group")),
        "links": _rows(Link, own.pop("link", [])),
        "organisations": _rows(Organisation, own.pop("organisation")),
        "companies": _rows(Company, people["companies"]),
        "people": _rows(Person, people["people"]),
        "followers": _rows(Outsider, people["followers"]),
        "neighbours": _rows(Neighbour, people.get("neighbours", [])),
        "past": _rows(Meeting, _read(f"{folder}/past")["meeting"]),
        "upcoming": _rows(Meeting, _read(f"{folder}/upcoming")["meeting"]),
    }
    return Network(folder=folder, **_tidy(Network, own), **rows)


def _rows(model: type[Any], rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(model(**_tidy(model, row)) for row in rows)


def _tidy(model: type[Any], row: dict[str, Any]) -> dict[str, Any]:
    """Texts without the line breaks at their ends, lists as tuples; a key that nobody knows is a slip of the pen."""
    unknown = row.keys() - {f.name for f in fields(model)}
    if unknown:
        raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}: {row}")
    return {key: _value(value) for key, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return tuple(Outsider(**item) if isinstance(item, dict) else item for item in value)
    return value


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))
