"""The programmes of a made world: every fourth meeting has one, with six items and their speakers."""

from collections.abc import Iterator
from typing import Any

from bench.making.meetings import Planned
from bench.making.society import Society

Row = dict[str, Any]
_MINUTES = (15, 30, 30, 15, 45, None)
_KINDS = ("talk", "talk", "talk", "break", "discussion", "talk")
_WORDS = (
    "Welcome",
    "What we have learned",
    "Numbers from the year",
    "Coffee",
    "Questions from the room",
    "What comes next",
)


def has_one(meeting: int) -> bool:
    return meeting % 4 == 0


def lines(meeting: int, language: str) -> list[list[Any]] | None:
    """What the meeting's own row says of it, see netapp/events/programme.py."""
    if not has_one(meeting):
        return None
    return [
        [_key(meeting, place), 0, None, minutes, "", {language: _WORDS[place]}]
        for place, minutes in enumerate(_MINUTES)
    ]


def items(society: Society, planned: list[Planned]) -> Iterator[Row]:
    number = 0
    for meeting, one in enumerate(planned, start=1):
        for place, line in enumerate(lines(meeting, one.group.language) or ()):
            number += 1
            key, day, at, minutes, track, titles = line
            yield {
                "id": number,
                "meeting_id": meeting,
                "key": key,
                "position": place,
                "day": day,
                "at": at,
                "minutes": minutes,
                "kind": _KINDS[place],
                "track": track,
                "titles": titles,
                "bodies": {},
                "sequence": 0,
            }


def speakers(society: Society, planned: list[Planned]) -> Iterator[Row]:
    """One for each talk, as typed: of the companies that are near."""
    chance, number, item = society.chance("speakers"), 0, 0
    for meeting, one in enumerate(planned, start=1):
        for kind in _KINDS if has_one(meeting) else ():
            item += 1
            if kind == "talk":
                number += 1
                near = society.hosts[one.group.network_id]
                company = society.company(chance.choice(near))
                yield {
                    "id": number,
                    "item_id": item,
                    "position": 0,
                    "name": f"Speaker {number}",
                    "company": company.name,
                    "person_id": None,
                    "company_id": None,
                }


def _key(meeting: int, place: int) -> str:
    return f"{meeting:014x}{place:02x}"
