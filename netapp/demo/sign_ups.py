"""Who comes to the demo's meetings: chosen by the meeting's own name, so the same every time."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from netapp.core.db import session
from netapp.demo import answers as given
from netapp.demo import content, ways
from netapp.demo.content import Network, Outsider
from netapp.demo.place import Place, at
from netapp.events.models import LIVE, Meeting, SignUp, SignUpState, Way
from netapp.members.models import Person

# The share of the members who have not come for long.
QUIET = 0.15
# By which way people answer, one after the other.
WAYS: Sequence[Way] = ("page", "letter", "page", "calendar", "letter", "page", "page", "letter", "calendar")


@dataclass(frozen=True)
class Answer:
    """What somebody has answered, before it has a place in the order."""

    person: Person
    company: str
    state: SignUpState
    as_guest: bool = False


def write(place: Place, network: Network, written: content.Meeting, meeting: Meeting) -> None:
    """One after the other from the day of announcing on; who moved up did so when the others withdrew."""
    answers = _in_order(place, network, written, meeting.created_at)
    last = min(at(place.today - timedelta(1), 15), meeting.starts_at - timedelta(hours=12))
    step, rows = (last - meeting.created_at) / (len(answers) + 1), []
    for turn, answer in enumerate(answers, start=1):
        row = SignUp(meeting_id=meeting.id, person_id=answer.person.id, state=answer.state, turn=turn)
        row.company, row.show_name, row.as_guest = answer.company, answer.person.show_name, answer.as_guest
        # By the turn, so that the draws of everything else stay what they were.
        row.came_by = WAYS[turn % len(WAYS)]
        row.perhaps = answer.state == "going" and row.came_by == "calendar" and turn % 4 == 3
        row.created_at = row.changed_at = _by_day(meeting.created_at + step * turn)
        if answer.state == "withdrawn":
            row.rounds, row.changed_at = 1, _by_day(last - step / 2)
        if answer.state == "going" and meeting.seats and turn > meeting.seats:
            row.promoted_at = row.changed_at = _by_day(last - step / 2)
        if meeting.questions and answer.state in LIVE:
            row.answers = given.of(answer.person.name, meeting.questions)
        rows.append(row)
    meeting.arrivals = len(answers)
    ways.choose(place, written, meeting, rows)
    session.add_all(rows)


def _in_order(place: Place, network: Network, written: content.Meeting, since: datetime) -> Sequence[Answer]:
    """Those with a seat and those who gave one up or said no; then the queue, and who waits for a yes."""
    chance = random.Random(f"{network.folder}/{written.key}")
    members = iter(_members(network, written, chance))

    def some(many: int, state: SignUpState) -> list[Answer]:
        chosen = islice(members, many)
        return [Answer(place.people[who.name], place.companies[who.company].name, state) for who in chosen]

    going = some(written.came + written.signed_up, "going") + _guests(place, network, written.guests, "going", since)
    waiting = some(written.waiting, "waiting") + _guests(place, network, written.guests_waiting, "waiting", since)
    gone = some(written.withdrawn, "withdrawn") + some(written.declined, "declined")
    chance.shuffle(going)
    early = len(going) // 3
    return [*going[:early], *gone, *going[early:], *waiting, *some(written.requested, "requested")]


def _members(network: Network, written: content.Meeting, chance: random.Random) -> list[content.Person]:
    """The group's people in a random order, behind those who must be there. Who plays a role answers only if named."""
    players = {who.name for who in content.roles().values()}
    active = [
        who for who in network.people if who.state == "active" and (not written.group or written.group in who.groups)
    ]
    named = [who for who in network.people if who.name in written.including]
    others = [who for who in active if who not in named and (who.name not in players or not written.days_from_now)]
    # Some have gone quiet: they are asked last, and so come only where everybody does.
    return named + sorted(chance.sample(others, len(others)), key=_is_quiet)


def _is_quiet(person: content.Person) -> bool:
    return random.Random(f"quiet {person.name}").random() < QUIET


def _guests(
    place: Place, network: Network, guests: Sequence[Outsider], state: SignUpState, since: datetime
) -> list[Answer]:
    rows = [place.outsider(guest, network.language, since) for guest in guests]
    session.flush()
    return [Answer(row, guest.company, state, as_guest=True) for row, guest in zip(rows, guests, strict=True)]


def _by_day(when: datetime) -> datetime:
    """The same day between seven and five, the order kept: nobody signs up at three in the morning."""
    return when.replace(hour=7 + when.hour * 10 // 24)
