"""Messages as rows in the outbox, in the transaction of the deed (M1): one a reader, whatever happens (M2)."""

from collections.abc import Sequence

from sqlalchemy import func, select

from netapp.core.viewer import Viewer
from netapp.events import notices
from netapp.events.messages import queries
from netapp.events.messages.models import Message
from netapp.events.models import Meeting, SignUp
from netapp.mail import outbox
from netapp.members.models import Person


def sent(meeting: Meeting, message: Message, people: Sequence[Person]) -> None:
    to = [notices.to(person, meeting) for person in people]
    outbox.post_many("message", queries.thing(message.id), to, message=message.id)


def tried_out(meeting: Meeting, message: Message, viewer: Viewer) -> None:
    if viewer.email:
        to = outbox.To(viewer.person_id, viewer.email, viewer.name, viewer.language or meeting.language)
        outbox.post("message_test", queries.thing(message.id), to, occurrence=str(message.tests), message=message.id)


def go_on(meeting: Meeting, message: Message) -> None:
    """To each who is meant and has not got it: whoever has is known by the letter's key. Who is being erased is waited
    for, as in audience.addressees.
    """
    language = meeting.group.language
    meant = (
        select(Person.id, Person.email, Person.name, func.coalesce(func.nullif(Person.language, ""), language))
        .join(SignUp, SignUp.person_id == Person.id)
        .where(SignUp.meeting_id == meeting.id, SignUp.state.in_(message.states), Person.email.is_not(None))
        .order_by(Person.id)
        .with_for_update(read=True, key_share=True, of=Person)
    )
    outbox.post_to_all("message", queries.thing(message.id), meant, message=message.id)
