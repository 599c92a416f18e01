"""What becomes of a poll's answers once its meeting is published: sign-ups, questions, and word of the date.

It follows from the fact that the meeting is published, whether that was said when the time was chosen or later, of the
draft. So it happens once, under the meeting's lock, before anybody else can sign up (S1).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from netapp.core import clock, db
from netapp.core.db import session
from netapp.core.facts import announce
from netapp.events import facts, queries, seats
from netapp.events.facts import MeetingPublished
from netapp.events.models import Meeting, SignUp
from netapp.events.polls import notices, results
from netapp.events.polls import queries as poll_queries
from netapp.events.polls.models import Ballot, Poll, PollTime
from netapp.events.polls.results import Outcome, Voter

_SIGN_UP: Any = SignUp.__table__


def settle(fact: MeetingPublished) -> None:
    """Nothing happens for a meeting that no poll led to."""
    poll = poll_queries.of_meeting(fact.meeting_id)
    meeting = queries.known_meeting(fact.meeting_id) if poll else None
    chosen = next((one for one in poll.times if one.is_chosen), None) if poll else None
    if poll is None or meeting is None or chosen is None:
        return
    becomes = outcome(poll, chosen, meeting.seats, is_moved=meeting.starts_at != chosen.starts_at)
    _sign_up(poll, meeting, [*becomes.going, *becomes.waiting])
    said = {"yes": [*becomes.going, *becomes.waiting], "maybe": becomes.asked, "no": becomes.told}
    notices.date_is_set(poll, meeting, said)
    poll.settled_at = clock.now()
    session.flush()


def outcome(poll: Poll, chosen: PollTime, seats: int | None, *, is_moved: bool = False) -> Outcome:
    """What would become of whom; of those who could still come."""
    who = poll_queries.voters(poll, who_may_come=True)
    return results.outcome(chosen.id, who, seats, is_moved=is_moved)


def _sign_up(poll: Poll, meeting: Meeting, voters: Sequence[Voter]) -> None:
    """In the order of answering; the seats are counted on as they are given (S1, S3)."""
    taken, waiting = seats.count(meeting, "room")
    ballots = {row.person_id: row for row in session.scalars(select(Ballot).where(Ballot.poll_id == poll.id))}
    now, rows = clock.now(), list[dict[str, Any]]()
    for voter in voters:
        state = seats.next_state(meeting, seats.Count(taken, waiting))
        taken, waiting = (taken + 1, waiting) if state == "going" else (taken, waiting + 1)
        ballot = ballots[voter.person_id]
        rows.append(
            {
                "meeting_id": meeting.id,
                "person_id": voter.person_id,
                "state": state,
                "turn": meeting.arrivals + len(rows) + 1,
                "rounds": 0,
                "company": ballot.company,
                "show_name": ballot.show_name,
                "as_guest": ballot.as_guest,
                "created_at": now,
                "changed_at": now,
                "promoted_at": None,
            }
        )
    if not rows:
        return
    db.write(_SIGN_UP.insert(), rows)
    meeting.arrivals += len(rows)
    session.flush()
    for row in rows:
        if row["state"] == "going":
            announce(facts.SignedUp(meeting.id, row["person_id"], promoted=False))
