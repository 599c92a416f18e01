"""Every read of messages, and of the people to whom one goes. Only who sees the list sees them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.events.messages.models import MISSING, Message
from netapp.events.models import Meeting, SignUp
from netapp.events.questions import answers
from netapp.mail import following, stopping
from netapp.members.models import Person


class Readers(NamedTuple):
    """Those who get a message, in the order of joining; and how many others are meant but can't be written to."""

    people: Sequence[Person]
    stopped: int = 0
    without_address: int = 0


def of_meeting(meeting_id: int) -> Sequence[Message]:
    """The latest first; drafts above all."""
    chosen = select(Message).where(Message.meeting_id == meeting_id)
    latest = Message.sent_at.is_not(None), Message.sent_at.desc(), Message.id.desc()
    return session.scalars(chosen.order_by(*latest)).all()


def get(meeting: Meeting, message_id: int, *, locked: bool = False) -> Message:
    """A message of this meeting."""
    chosen = select(Message).where(Message.id == message_id, Message.meeting_id == meeting.id)
    found = session.scalar((chosen.with_for_update() if locked else chosen).execution_options(populate_existing=True))
    if found is None:
        raise NotVisible
    return found


def known(message_id: int) -> Message | None:
    """For a letter that is about to leave."""
    return session.get(Message, message_id)


def readers(meeting: Meeting, message: Message) -> Readers:
    """Who would get it now, in a fixed number of statements."""
    chosen = (
        select(SignUp, Person)
        .join(Person, Person.id == SignUp.person_id)
        .where(SignUp.meeting_id == meeting.id, SignUp.state.in_(message.states), Person.erased_at.is_(None))
        .order_by(SignUp.turn)
    )
    meant = [person for sign_up, person in session.execute(chosen) if is_meant(meeting, message, sign_up)]
    stopped = stopping.stopped_among([one.email.lower() for one in meant if one.email], f"meeting:{meeting.id}")
    people = [one for one in meant if one.email and one.email.lower() not in stopped]
    nowhere = sum(not one.email for one in meant)
    return Readers(people, len(meant) - nowhere - len(people), nowhere)


def is_meant(meeting: Meeting, message: Message, sign_up: SignUp) -> bool:
    """Whether it is to who has signed up like this."""
    if sign_up.state not in message.states or (message.companies and sign_up.company not in message.companies):
        return False
    if message.said == MISSING:
        return answers.unanswered(meeting, sign_up.answers) > 0
    if not message.said:
        return True
    key, _colon, choice = message.said.partition(":")
    given = (sign_up.answers or {}).get(key)
    if isinstance(given, bool):
        return given is (choice == "yes")
    return choice in given if isinstance(given, list) else given == choice


def companies(meeting: Meeting) -> list[str]:
    """Whom the people on the list have said to work for, by name."""
    named = select(SignUp.company).where(SignUp.meeting_id == meeting.id, SignUp.company != "").distinct()
    return sorted(session.scalars(named), key=str.casefold)


def became(messages: Sequence[Message]) -> dict[int, dict[str, int]]:
    """How many letters of each message are in which state, by message."""
    found = following.counted("message", [thing(one.id) for one in messages])
    return {one.id: found.get(thing(one.id), {}) for one in messages}


def thing(message_id: int) -> str:
    return f"message:{message_id}"


def read_keys(message_ids: Sequence[int]) -> dict[int, str]:
    """Nobody but its reader is shown in the outbox what a message says: not everybody who reads the group got it."""
    return {}
