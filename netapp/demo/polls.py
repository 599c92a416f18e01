"""The demo's date polls: an open one with answers, and one of which a meeting came."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from netapp.core import localtime
from netapp.core.db import session
from netapp.demo import calendar_days, content
from netapp.demo.content import Network
from netapp.demo.place import Place, at
from netapp.events.models import Meeting, ShownTo
from netapp.events.polls.models import Ballot, BallotChoice, Poll, PollTime, Said
from netapp.groups.models import Group

_SAID: dict[str, Said] = {"y": "yes", "m": "maybe", "n": "no"}
_END_OF_DAY = time(23, 59)


@dataclass(frozen=True)
class Written:
    """A poll as polls.toml tells of it; `meeting` is the key of the meeting that came of it."""

    title: str
    title_en: str
    text: str
    text_en: str
    place: str
    by: str
    minutes: int
    shown_to: ShownTo
    times: tuple[dict[str, int], ...]
    answers: tuple[dict[str, str], ...]
    closes_in: int = 0
    asked_days_ago: int = 0
    meeting: str = ""


def write(place: Place, network: Network) -> None:
    for row in content.polls(network.folder):
        values: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in row.items()}
        written = Written(**values)
        poll = _poll(place, network, written)
        session.add(poll)
        session.flush()
        _answers(place, network, written, poll)


def _poll(place: Place, network: Network, written: Written) -> Poll:
    group = place.networks[network.folder]
    meeting = place.meetings[network.folder, written.meeting] if written.meeting else None
    asked = meeting.created_at - timedelta(days=12) if meeting else at(place.today - timedelta(written.asked_days_ago))
    poll = Poll(group_id=group.id, language=network.language, zone=network.zone, place=written.place)
    poll.titles = {network.language: written.title, "en": written.title_en}
    poll.bodies = {network.language: written.text, "en": written.text_en}
    poll.minutes, poll.shown_to, poll.reason = written.minutes, written.shown_to, ""
    poll.open_to_guests, poll.is_online, poll.state = True, False, "open"
    poll.created_by, poll.created_at, poll.changed_at = place.people[written.by].id, asked, asked
    last = (meeting.created_at.date() if meeting else place.today) + timedelta(days=written.closes_in)
    poll.closes_local = datetime.combine(last, _END_OF_DAY)
    poll.closes_at = localtime.to_utc(poll.closes_local, poll.zone)
    poll.times = [_time(place, group, one, meeting) for one in written.times]
    if meeting is not None:
        poll.state, poll.meeting_id = "chosen", meeting.id
        poll.ended_at = poll.settled_at = poll.changed_at = meeting.created_at
    return poll


def _time(place: Place, group: Group, one: dict[str, int], meeting: Meeting | None) -> PollTime:
    if meeting is not None:
        local = meeting.starts_local + timedelta(days=one["days"])
    else:
        day = calendar_days.next_working(place.today + timedelta(days=one["days"]), 1)
        local = datetime.combine(day, time(one["hour"]))
    made = PollTime(starts_local=local, starts_fold=0, starts_at=localtime.to_utc(local, group.zone))
    made.is_chosen = meeting is not None and one["days"] == 0
    return made


def _answers(place: Place, network: Network, written: Written, poll: Poll) -> None:
    companies = {who.name: place.companies[who.company].name for who in network.people}
    times = sorted(poll.times, key=lambda one: one.id)
    rows: list[Any] = []
    for number, one in enumerate(written.answers, 1):
        person = place.people[one["name"]]
        ballot = Ballot(poll_id=poll.id, person_id=person.id, company=companies[one["name"]], as_guest=False)
        ballot.comment, ballot.show_name = one.get("comment", ""), person.show_name
        ballot.created_at = ballot.changed_at = poll.created_at + timedelta(hours=5 * number)
        session.add(ballot)
        session.flush()
        rows += [
            BallotChoice(ballot_id=ballot.id, time_id=time.id, said=_SAID[letter])
            for time, letter in zip(times, one["says"], strict=True)
        ]
    session.add_all(rows)
    session.flush()
