"""The meetings of a made world before their rows: in which group, when, in which state, and who answers.

They are numbered in the order in which they were written, as a site's own would be.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from bench.making.society import Society
from netapp.core.viewer import PUBLIC
from netapp.demo.place import at
from netapp.events.models import MeetingState
from netapp.groups.models import Group

PAST, AHEAD = 1825, 425
# The first network's feed shall hold as many meetings in two months as it does today.
BEYOND_FEED = 130
# As `site.guest_days` has it.
FORGOTTEN_AFTER = timedelta(days=90)
COMING = 0.25
SEATS = (None, None, None, None, None, 16, 20, 24, 30, 40, 60, 100)
PAST_STATES: dict[MeetingState, int] = {"held": 76, "published": 14, "cancelled": 8, "draft": 2}
COMING_STATES: dict[MeetingState, int] = {"published": 88, "draft": 7, "cancelled": 5}


@dataclass(slots=True)
class Planned:
    """`answers` are people's numbers in the order of their turns. A simple one takes everybody until it begins."""

    group: Group
    state: MeetingState
    starts: datetime
    ends: datetime
    created: datetime
    seats: int | None
    is_simple: bool
    for_guests: bool
    answers: list[int] = field(default_factory=list)

    def joined(self, turn: int, today: date) -> datetime:
        """When this turn was taken: the turns are spread from the day after announcing until the day before."""
        began = self.created + timedelta(days=1)
        step = (self.last(today) - began) / (len(self.answers) + 1)
        return (began + step * turn).replace(microsecond=0)

    def last(self, today: date) -> datetime:
        """When the last change was made to who comes."""
        return at(min(today, self.starts.date()) - timedelta(1), 15)


def plan(society: Society) -> list[Planned]:
    chance = society.chance("meetings")
    planned = [*_of_the_feed(society, chance), *_others(society, chance)]
    planned.sort(key=lambda one: (one.created, one.group.id, one.starts))
    _answer(society, planned)
    return planned


def _of_the_feed(society: Society, chance: Random) -> Iterator[Planned]:
    """What the first network's public feed holds, spread over the year to come; every other one is simple.

    And one draft, for whoever organises it.
    """
    size, group = society.size, society.group(1)
    for number in range(size.feed):
        day = _working(society.today + timedelta(3 + number * (AHEAD - 10) // size.feed), 1)
        yield _planned(society, chance, group, "published", day, 1, is_simple=number % 2 == 0)
    yield _planned(society, chance, group, "draft", _working(society.today + timedelta(40), 1), 1)


def _others(society: Society, chance: Random) -> Iterator[Planned]:
    for home in society.networks(society.size.meetings - society.size.feed - 1, chance):
        group = society.group(home)
        if chance.random() < 0.25:
            group = chance.choice(society.sub_groups[home])
        if home == 1:
            day = _working(society.today - timedelta(chance.randint(BEYOND_FEED, PAST)), -1)
            state = chance.choices([*PAST_STATES], [*PAST_STATES.values()])[0]
        elif chance.random() < COMING:
            ahead = 1 + int(chance.expovariate(1 / 90)) % AHEAD
            day = _working(society.today + timedelta(ahead), 1)
            state = chance.choices([*COMING_STATES], [*COMING_STATES.values()])[0]
        else:
            # A weekend before: the last of several days is over, too.
            day = _working(society.today - timedelta(chance.randint(4, PAST)), -1)
            state = chance.choices([*PAST_STATES], [*PAST_STATES.values()])[0]
        days = 2 if chance.random() < 0.05 else 1
        yield _planned(society, chance, group, state, day, days, is_simple=chance.random() < 0.2)


def _planned(
    society: Society,
    chance: Random,
    group: Group,
    state: MeetingState,
    day: date,
    days: int,
    is_simple: bool = False,
) -> Planned:
    starts = datetime.combine(day, time(chance.randint(8, 15), chance.choice((0, 0, 30))))
    ends = starts + timedelta(days=days - 1, minutes=chance.choice((60, 90, 120, 180, 240)))
    earliest = society.today - timedelta(chance.randint(3, 60))
    written = min(day - timedelta(chance.randint(21, 90)), earliest)
    created = at(written, chance.randint(6, 18)) + timedelta(minutes=chance.randint(0, 59))
    seats = None if is_simple else chance.choice(SEATS)
    return Planned(group, state, starts, ends, created, seats, is_simple, is_simple or chance.random() < 0.8)


def _answer(society: Society, planned: list[Planned]) -> None:
    """Share the sign-ups out: more to what was long ago announced, and to some meetings many more than to others."""
    chance = society.chance("answers")
    shares = [_share(society, chance, one) for one in planned]
    missing, weight = society.size.sign_ups, sum(shares)
    for one, share in zip(planned, shares, strict=True):
        if share:
            one.answers = _answers(society, chance, one, round(missing * share / weight))
            missing -= len(one.answers)
            weight -= share


def _share(society: Society, chance: Random, one: Planned) -> float:
    if one.state == "draft":
        return 0.0
    days = (one.starts.date() - society.today).days
    return chance.uniform(0.2, 2.2) * (1.0 if days < 14 else 0.6 if days < 60 else 0.3)


def _answers(society: Society, chance: Random, one: Planned, many: int) -> list[int]:
    """Members of the group, and guests where they may come; not many more than there are seats."""
    if one.seats:
        many = min(many, int(one.seats * 1.3))
    may_come = one.for_guests and one.group.read_key == PUBLIC
    is_long_ago = one.ends.date() < society.today - FORGOTTEN_AFTER
    strangers = society.guests[one.group.network_id, is_long_ago] if may_come else []
    guests = chance.sample(strangers, min(len(strangers), many // 10))
    known = society.members[one.group.id]
    members = chance.sample(known, min(len(known), many - len(guests)))
    answers = members + guests
    chance.shuffle(answers)
    return answers


def _working(day: date, step: int) -> date:
    """The nearest day that is no weekend, forwards or backwards."""
    while day.weekday() > 4:
        day += timedelta(step)
    return day
