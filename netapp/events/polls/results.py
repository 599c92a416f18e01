"""What comes out of a poll: how many can when, which time is the best, and what choosing one means. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from netapp.events.polls.models import BallotChoice, Poll, PollTime, Said


class Voter(NamedTuple):
    """Somebody who has answered, with what they say by the number of the time; `is_shown`: they let it be seen (P2)."""

    person_id: int
    name: str
    company: str
    comment: str
    said: Mapping[int, Said]
    is_shown: bool = False


@dataclass(frozen=True)
class Tally:
    """A time and how many say what to it. `who`: those whose names may be shown, by what they say."""

    time: PollTime
    yes: int
    maybe: int
    no: int
    who: Mapping[Said, Sequence[Voter]]
    is_best: bool = False


@dataclass(frozen=True)
class Outcome:
    """What becomes of those who have answered when a time is chosen, each list in the order of answering."""

    going: Sequence[Voter]
    waiting: Sequence[Voter]
    asked: Sequence[Voter]
    told: Sequence[Voter]


def tallies(poll: Poll, voters: Sequence[Voter], *, names_all: bool = False) -> list[Tally]:
    """By time, in their order; named are those who let it be seen, or all."""
    counted = [_tally(one, voters, names_all) for one in poll.times]
    best = best_of(counted)
    return [Tally(**{**vars(one), "is_best": one is best}) for one in counted]


def best_of(counted: Sequence[Tally]) -> Tally | None:
    """Most yes, then most who could if need be, then the earlier one; none that has begun, or on which nobody can."""
    possible = [one for one in counted if (one.yes or one.maybe) and not one.time.has_begun]
    return min(possible, key=lambda one: (-one.yes, -one.maybe, one.time.starts_at), default=None)


def outcome(time_id: int, voters: Sequence[Voter], seats: int | None, *, is_moved: bool = False) -> Outcome:
    """Yes is a seat while there are any, then a place in the queue; who could if need be, or was not asked about this
    time, is asked. `is_moved`: the meeting is at another time by now, so nobody has said yes to it.
    """
    parts: dict[Said, list[Voter]] = {"yes": [], "maybe": [], "no": []}
    for one in voters:
        said = one.said.get(time_id, "maybe")
        parts["maybe" if is_moved and said == "yes" else said].append(one)
    free = len(parts["yes"]) if seats is None else seats
    return Outcome(going=parts["yes"][:free], waiting=parts["yes"][free:], asked=parts["maybe"], told=parts["no"])


def voters(rows: Iterable[Any], choices: Iterable[BallotChoice]) -> list[Voter]:
    """From (person, name, company, comment, shown, ballot) in the order of answering, and what the ballots say."""
    said: dict[int, dict[int, Said]] = {}
    for one in choices:
        said.setdefault(one.ballot_id, {})[one.time_id] = one.said
    return [
        Voter(person, name, company, comment, said.get(ballot, {}), shown)
        for person, name, company, comment, shown, ballot in rows
    ]


def _tally(time: PollTime, voters: Sequence[Voter], names_all: bool) -> Tally:
    by: dict[Said, list[Voter]] = {"yes": [], "maybe": [], "no": []}
    for one in voters:
        if time.id in one.said:
            by[one.said[time.id]].append(one)
    shown = {said: [one for one in some if (names_all or one.is_shown) and one.name] for said, some in by.items()}
    return Tally(time, len(by["yes"]), len(by["maybe"]), len(by["no"]), shown)
