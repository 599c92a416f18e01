"""Threads and posts of a made world: mostly short ones, a very long one, and one group that talks all the time."""

from bisect import bisect
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

from bench.making import words
from bench.making.society import Society
from netapp.core.viewer import PUBLIC
from netapp.demo.place import at
from netapp.forums.models import Kind
from netapp.groups.models import Group

Row = dict[str, Any]

KINDS: dict[Kind, int] = {"discussion": 70, "question": 20, "announcement": 5, "introduction": 5}
# How many posts threads have, and how many of a hundred threads.
LENGTHS = {1: 15, 2: 20, 4: 25, 7: 20, 12: 12, 20: 5, 45: 3}
# The first thread of each network is a page, and the next few are those that a bench answers in.
PAGE, ANSWERED = 20, 4
SPEAKERS = 6
OLDEST = 1000
TEXTS = 400
# One post in so many was deleted, and one in so many thanked for.
ONE_GONE_IN, ONE_THANKED_IN = 97, 19


class Planned(NamedTuple):
    """A thread. `first`: the number of its first post; `gap`: between two of them. `speakers` write in turns."""

    number: int
    group: Group
    first: int
    posts: int
    begins: datetime
    gap: timedelta
    kind: Kind
    title: str
    speakers: tuple[int, ...]
    for_members: bool
    place: int

    def at(self, position: int) -> datetime:
        return self.begins + self.gap * (position - 1)

    def author(self, position: int) -> int:
        """In no plain circle; who asked comes back now and then."""
        return self.speakers[position * (position - 1) // 2 % len(self.speakers)]

    def is_gone(self, position: int) -> bool:
        return (self.first + position) % ONE_GONE_IN == 0 and position > 1

    def thanks(self, position: int) -> int | None:
        """Who has thanked for the post at this position."""
        if (self.first + position) % ONE_THANKED_IN or self.is_gone(position):
            return None
        thanked = self.speakers[(self.speakers.index(self.author(position)) + 1) % len(self.speakers)]
        return thanked if thanked != self.author(position) else None


def plan(society: Society) -> list[Planned]:
    """As many posts in all as there shall be, by the groups' sizes; the busiest is the first, where everybody reads."""
    chance, size, found = society.chance("threads"), society.size, list[Planned]()
    talking = [group for group in society.groups if society.members[group.id]]
    others = list(accumulate(len(society.members[group.id]) for group in talking[1:]))
    rest = max(size.posts - size.busiest, 0)
    done = 0
    for turn, group in enumerate(talking):
        due = size.busiest if turn == 0 else size.busiest + rest * others[turn - 1] // max(others[-1], 1)
        place = 0
        while done < due:
            place += 1
            length = min(_length(chance, size.longest if turn == 0 else 0, place), due - done)
            found.append(_thread(society, chance, group, place, len(found) + 1, done + 1, length))
            done += length
    return found


def _length(chance: Random, longest: int, place: int) -> int:
    """The long one is the second of its group."""
    if place <= 1 + ANSWERED:
        return longest if longest and place == 2 else PAGE
    return _KINDS_OF_LENGTH[bisect(_UP_TO, chance.random() * _UP_TO[-1])]


_KINDS_OF_LENGTH, _UP_TO = list(LENGTHS), list(accumulate(LENGTHS.values()))


def _thread(
    society: Society, chance: Random, group: Group, place: int, number: int, first: int, length: int
) -> Planned:
    said, people = words.of(group.language), society.members[group.id]
    days = OLDEST if length > 1000 else chance.randint(2, OLDEST)
    seconds = min(chance.randint(600, 200_000), (days - 1) * 86400 // length)
    begin = chance.randrange(len(people))
    is_narrow = group.read_key != PUBLIC or (2 <= place <= 1 + ANSWERED and length == PAGE) or chance.random() < 0.3
    return Planned(
        number=number,
        group=group,
        first=first,
        posts=length,
        begins=at(society.today - timedelta(days), chance.randint(6, 18)),
        gap=timedelta(seconds=seconds),
        kind=chance.choices([*KINDS], [*KINDS.values()])[0] if place > 1 + ANSWERED else "discussion",
        title=f"{chance.choice(said.leftovers)}: {chance.choice(said.titles)}".format(town=group.name, host=group.name),
        speakers=tuple((people[begin:] + people[:begin])[:SPEAKERS]),
        for_members=is_narrow and (place > 1 or group.read_key != PUBLIC) and length < 1000,
        place=place,
    )


def forums(society: Society) -> Iterator[Row]:
    for group in society.groups:
        tags = words.of(group.language).sub_groups[:4]
        values = {"group_id": group.id, "tags": tags, "for_members": group.read_key != PUBLIC}
        yield values | dict.fromkeys(("first_waits", "links_wait", "titles_only"), False)


def threads(society: Society, planned: list[Planned]) -> Iterator[Row]:
    for one in planned:
        is_answered = one.kind == "question" and one.posts > 1 and one.number % 2
        tags = words.of(one.group.language).sub_groups[:4]
        yield {
            "id": one.number,
            "group_id": one.group.id,
            "kind": one.kind,
            "title": one.title,
            "language": one.group.language,
            "tags": [tags[one.number % 4]] if one.number % 3 else [],
            "for_members": one.for_members,
            "takes_replies": True,
            "created_at": one.begins,
            "created_by": one.author(1),
            # Who introduces themselves says where they work: most threads are about no company.
            "company_id": society.human(one.author(1)).company if one.kind == "introduction" else None,
            "posts": one.posts,
            "last_at": one.at(one.posts),
            "last_by": one.author(one.posts),
            "pinned_at": one.begins if one.place == 1 + ANSWERED + 1 else None,
            "closed_at": one.at(one.posts) if one.number % 50 == 7 else None,
            "answer_id": one.first + 1 if is_answered and not one.is_gone(2) else None,
            "merged_into_id": None,
        }


def posts(society: Society, planned: list[Planned]) -> Iterator[Row]:
    for one in planned:
        said = _said(one.group.language)
        for position in range(1, one.posts + 1):
            number, moment = one.first + position - 1, one.at(position)
            yield {
                "id": number,
                "thread_id": one.number,
                "position": position,
                "author_id": one.author(position),
                "author_name": "",
                "body": said[number * 7919 % len(said)],
                "came_by": "mail" if number % 3 else "page",
                "message_id": f"<{society.seed}.{number}@mail.example>" if number % 3 else "",
                "reply_to_id": None,
                "mentions": None,
                "created_at": moment,
                "published_at": moment,
                "edited_at": None,
                "deleted_at": moment if one.is_gone(position) else None,
                "hidden_at": None,
                "thanks": int(one.thanks(position) is not None),
                "agree": 0,
                "me_too": 0,
            }


def files(society: Society, planned: list[Planned]) -> Iterator[Row]:
    """A picture at every fortieth post; nothing lies in the storage."""
    for number, by, moment in _with_files(planned):
        yield {
            "id": number,
            "digest": sha256(f"{society.seed}.{number}".encode()).hexdigest(),
            "media_type": "image/webp",
            "size": 100_000 + number % 90_000,
            "width": 1600,
            "height": 1200,
            "is_light": False,
            "name": f"IMG_{number % 10_000:04}.jpg",
            "made_at": moment,
            "made_by": by,
        }


def attached(planned: list[Planned]) -> Iterator[Row]:
    for number, _by, moment in _with_files(planned):
        row = {"id": number, "post_id": number, "person_id": None, "place": "", "rank": 0, "file_id": number}
        yield row | {"name": f"IMG_{number % 10_000:04}.jpg", "alt": "", "added_at": moment}


def _with_files(planned: list[Planned]) -> Iterator[tuple[int, int | None, datetime]]:
    for one in planned:
        for position in range(1, one.posts + 1):
            number = one.first + position - 1
            if number % 40 == 0:
                yield number, one.author(position), one.at(position)


def reactions(planned: list[Planned]) -> Iterator[Row]:
    for one in planned:
        for position in range(1, one.posts + 1):
            by = one.thanks(position)
            if by is not None:
                row = {"post_id": one.first + position - 1, "person_id": by, "kind": "thanks"}
                yield row | {"at": one.at(position)}


@cache
def _said(language: str) -> list[str]:
    """Posts of one sentence to five, as members write them."""
    stock, chance = words.of(language), Random(language)
    each = [sentence.format(town=stock.towns[0][0], host=stock.towns[1][0]) for sentence in stock.sentences]
    return ["\n\n".join(chance.sample(each, chance.choice((1, 1, 2, 2, 3, 5)))) for _ in range(TEXTS)]
