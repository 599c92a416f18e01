"""Answering a date poll: signed in, by the letter's link, or as a guest who confirms by mail (S2)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete

from netapp.core import clock, db, limits
from netapp.core.db import action, session
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import policy
from netapp.events.polls import notices, queries
from netapp.events.polls.models import SAID, Ballot, BallotChoice, Poll, PollRequest
from netapp.groups import revisions
from netapp.members import actions as members
from netapp.members import queries as people
from netapp.members.models import Person

# What somebody says, by the number of the time.
Choices = Mapping[int, str]


@action
def answer(viewer: Viewer, poll_id: int, choices: Choices, *, comment: str, show_name: bool) -> Ballot:
    """The viewer's own answer, the first or another one; twice is harmless."""
    poll = queries.held_poll(viewer, poll_id)
    require(policy.may_answer_poll(viewer, poll) and viewer.is_signed_in)
    person = queries.person_present(viewer.person_id)
    before = queries.ballot_of(person.id, poll.id)
    company = people.company_of(person.id)
    said = before.company if before and before.as_guest else company.name if company else ""
    return _write(poll, person, before, choices, comment=comment, show_name=show_name, company=said)


@action
def request(
    viewer: Viewer,
    poll_id: int,
    choices: Choices,
    *,
    name: str,
    company: str,
    email: str,
    language: str,
    comment: str,
    show_name: bool,
) -> PollRequest:
    """A guest's answer: nothing is counted before the button behind the mail's link is pressed (S2)."""
    poll = queries.get_poll(viewer, poll_id)
    require(policy.may_answer_poll(viewer, poll) and poll.open_to_guests)
    _refuse_when_closed(poll)
    said = {str(number): word for number, word in _known(poll, choices).items()}
    wish = PollRequest(poll_id=poll.id, name=name, company=company, email=email, language=language, said=said)
    wish.comment, wish.show_name = comment, show_name
    session.add(wish)
    session.flush()
    notices.confirm(wish)
    return wish


@action
def confirm(viewer: Viewer, request_id: int) -> Ballot:
    """The button behind the mail's link: who holds the link has shown that the address is theirs. Twice is harmless,
    also after the answer was changed; of two that wait, the later one counts, whichever is pressed last.
    """
    wish = queries.get_request(request_id)
    poll = queries.held_poll(viewer, wish.poll_id)
    require(policy.may_answer_poll(viewer, poll) and poll.open_to_guests)
    person = members.known_person(wish.email, wish.name, wish.language)
    before = queries.ballot_of(person.id, poll.id)
    is_late = wish.used_at is not None or queries.was_answered_anew(wish)
    wish.used_at = wish.used_at or clock.now()
    if before is not None and is_late:
        return before
    choices = {int(number): word for number, word in wish.said.items()}
    return _write(poll, person, before, choices, comment=wish.comment, show_name=wish.show_name, company=wish.company)


def limit_requests(email: str) -> None:
    """As for guests' sign-ups."""
    limits.spend("poll", email, 10, limits.HOUR)
    limits.spend("poll from", limits.network(), 600, limits.HOUR)


def nothing_suits(poll: Poll) -> dict[int, str]:
    """No to each time, by one press."""
    return {one.id: "no" for one in poll.times}


def _write(
    poll: Poll,
    person: Person,
    before: Ballot | None,
    choices: Choices,
    *,
    comment: str,
    show_name: bool,
    company: str,
) -> Ballot:
    _refuse_when_closed(poll)
    known = _known(poll, choices)
    ballot = before or Ballot(poll_id=poll.id, person_id=person.id, as_guest=person.is_guest)
    ballot.comment, ballot.show_name, ballot.company = comment, show_name, company
    ballot.changed_at = clock.now()
    session.add(ballot)
    session.flush()
    session.execute(delete(BallotChoice).where(BallotChoice.ballot_id == ballot.id))
    rows = [{"ballot_id": ballot.id, "time_id": number, "said": word} for number, word in known.items()]
    db.write(_CHOICE.insert(), rows)
    revisions.touch(poll.group_id)
    return ballot


def _known(poll: Poll, choices: Choices) -> dict[int, str]:
    """What is said to times that are still proposed."""
    numbers = {one.id for one in poll.times}
    known: dict[int, str] = {number: word for number, word in choices.items() if number in numbers and word in SAID}
    if not known:
        raise Refused(_("Say yes, if need be or no to one time at least, or press “None of these suits me”."))
    return known


def _refuse_when_closed(poll: Poll) -> None:
    if not poll.is_answerable:
        raise Refused(_("This poll is closed; answers can’t be changed any more."))


_CHOICE: Any = BallotChoice.__table__
