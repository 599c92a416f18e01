"""Who is told what about a date poll, by which letter: rows in the outbox, in the transaction of the deed (M1)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from netapp.core.db import session
from netapp.events import audience, notices
from netapp.events.models import Meeting
from netapp.events.polls import queries
from netapp.events.polls.models import Poll, PollRequest
from netapp.events.polls.results import Voter
from netapp.mail import outbox
from netapp.members.models import Person


def confirm(wish: PollRequest) -> None:
    # Without the name, as for a guest's sign-up: whoever typed it can be anybody.
    to = outbox.To(None, wish.email, "", wish.language)
    outbox.post("poll_confirm", f"poll_request:{wish.id}", to, request=wish.id)


def opened(poll: Poll) -> None:
    """One letter to each member and follower who wants everything (M7), with a button that leads to the answer."""
    outbox.post_to_all("poll_opened", thing(poll), audience.addressees(poll.group), poll=poll.id)


def remind(poll: Poll) -> None:
    """To those of them who have not answered, and to all who have left a time open."""
    told = audience.addressees(poll.group)
    silent = told.where(Person.id.not_in(queries.answered(poll.id)))
    closes = poll.closes_at.isoformat()
    outbox.post_to_all("poll_reminder", thing(poll), silent, occurrence=closes, poll=poll.id, closes=closes)
    chosen = select(Person).where(Person.id.in_(queries.incomplete(poll)), Person.email.is_not(None))
    some = [_to(person, poll) for person in session.scalars(chosen.order_by(Person.id))]
    outbox.post_many("poll_reminder", thing(poll), some, occurrence=closes, poll=poll.id, closes=closes)


def over(poll: Poll, organisers: Sequence[Person]) -> None:
    """Now a date can be chosen."""
    closes = poll.closes_at.isoformat()
    people = [_to(one, poll) for one in organisers if one.email]
    outbox.post_many("poll_over", thing(poll), people, occurrence=closes, poll=poll.id)


def dropped(poll: Poll) -> None:
    """No date was found: all who have answered are told."""
    people = [_to(person, poll) for _ballot, person in queries.ballots(poll) if person.email]
    outbox.post_many("poll_dropped", thing(poll), people, poll=poll.id)


def date_is_set(poll: Poll, meeting: Meeting, said: Mapping[str, Sequence[Voter]]) -> None:
    """Once to each who has answered: that they have a seat or wait for one, whether they can come, or just the date."""
    people = {person.id: person for _ballot, person in queries.ballots(poll) if person.email}
    for word, voters in said.items():
        some = [_to(people[one.person_id], poll) for one in voters if one.person_id in people]
        outbox.post_many("poll_set", notices.thing(meeting), some, meeting=meeting.id, poll=poll.id, said=word)


def thing(poll: Poll) -> str:
    return f"poll:{poll.id}"


def _to(person: Person, poll: Poll) -> outbox.To:
    return outbox.To(person.id, person.email or "", person.name, person.language or poll.group.language)
