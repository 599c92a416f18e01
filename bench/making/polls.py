"""The rows of date polls: in some groups one is open, and a part of the members has answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from bench.making import words
from bench.making.society import Society
from netapp.core import localtime
from netapp.demo.place import at
from netapp.events.polls.models import SAID
from netapp.groups.models import Group

Row = dict[str, Any]
# A group in so many asks for a date, about so many times, and so many answer at most.
ONE_IN, TIMES, MOST = 4, 4, 40


@dataclass(frozen=True)
class Asked:
    """A poll, by its number, and who has answered."""

    number: int
    group: Group
    voters: tuple[int, ...]


def plan(society: Society) -> list[Asked]:
    chance, groups = society.chance("polls"), society.groups[::ONE_IN]
    found = []
    for number, group in enumerate(groups, start=1):
        members = society.members.get(group.id, [])
        found.append(Asked(number, group, tuple(chance.sample(members, min(len(members) // 2, MOST)))))
    return found


def polls(society: Society, asked: list[Asked]) -> Iterator[Row]:
    for one in asked:
        said, language, opened = words.of(one.group.language), one.group.language, at(society.today - timedelta(3))
        town = society.town(one.group)
        closes = datetime.combine(society.today + timedelta(days=5), time(23, 59))
        yield {
            "id": one.number,
            "group_id": one.group.id,
            "state": "open",
            "language": language,
            "titles": {language: said.titles[one.number % len(said.titles)].format(town=town, host=town)},
            "bodies": {},
            "zone": one.group.zone,
            "minutes": 120,
            "place": town,
            "is_online": False,
            "closes_local": closes,
            "closes_at": localtime.to_utc(closes, one.group.zone),
            "open_to_guests": True,
            "shown_to": "going",
            "created_at": opened,
            "created_by": one.group.created_by or 1,
            "changed_at": opened,
            **dict.fromkeys(("reminded_at", "ended_at", "meeting_id", "settled_at")),
            "reason": "",
        }


def times(society: Society, asked: list[Asked]) -> Iterator[Row]:
    for one in asked:
        for place in range(TIMES):
            local = datetime.combine(society.today + timedelta(days=10 + place), time(14))
            starts = localtime.to_utc(local, one.group.zone)
            number = (one.number - 1) * TIMES + place + 1
            values = {"id": number, "poll_id": one.number, "starts_local": local, "starts_fold": 0}
            yield values | {"starts_at": starts, "is_chosen": False}


def ballots(society: Society, asked: list[Asked]) -> Iterator[Row]:
    for number, (one, person) in enumerate(_each(asked), start=1):
        human, answered = society.human(person), at(society.today - timedelta(2))
        yield {
            "id": number,
            "poll_id": one.number,
            "person_id": person,
            "company": society.company(human.company).name,
            "comment": "",
            "show_name": human.show_name,
            "as_guest": False,
            "created_at": answered,
            "changed_at": answered,
        }


def choices(society: Society, asked: list[Asked]) -> Iterator[Row]:
    chance = society.chance("ballots")
    for ballot, (one, _person) in enumerate(_each(asked), start=1):
        for place in range(TIMES):
            number, first = (ballot - 1) * TIMES + place + 1, (one.number - 1) * TIMES + 1
            yield {"id": number, "ballot_id": ballot, "time_id": first + place, "said": chance.choice(SAID)}


def _each(asked: list[Asked]) -> Iterator[tuple[Asked, int]]:
    return ((one, person) for one in asked for person in one.voters)
