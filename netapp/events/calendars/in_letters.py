"""The entry in a letter for its reader's calendar, and where that calendar sends its answers (C7)."""

from flask import current_app

from netapp.core import incoming, signed
from netapp.core.letters import Part
from netapp.events import drafting, telling
from netapp.events.calendars import entries
from netapp.events.models import Meeting, SignUp
from netapp.events.series import calendar as of_series
from netapp.members.models import Person

# The door for what calendar programs answer.
DOOR = "calendar"


def reply_address(meeting_id: int, person_id: int) -> str | None:
    """Where this person's calendar sends its answers about this meeting; None where no mail comes in."""
    return incoming.address(DOOR, signed.key(DOOR, meeting_id, person_id))


def part(
    meeting: Meeting,
    sign_up: SignUp,
    person: Person,
    method: entries.Method,
    language: str,
    rounds: int | None = None,
) -> Part | None:
    """It asks for an answer where mail comes in, and nowhere else. `rounds`: the sign-up's unless others are given.

    Of a date of a series the entry is the whole series, as far as it is the reader's (C1).
    """
    if meeting.series_id is not None:
        return of_series.part(meeting.series_id, person, language)
    own_rounds = sign_up.rounds if rounds is None else rounds
    is_online = meeting.hybrid and sign_up.mode == "online"
    with_link = method == "REQUEST" and (is_online or not meeting.hybrid)
    entry = drafting.entry(meeting, language, with_link=with_link, online=is_online, rounds=own_rounds)
    answers_to = reply_address(meeting.id, person.id)
    content = entries.invitation(
        entry,
        method,
        organizer_mail=answers_to or current_app.config["NETAPP"].mail_from,
        organizer_name=telling.sender(meeting),
        attendee_mail=person.email or "",
        attendee_name=person.name,
        rsvp=answers_to is not None,
    )
    return Part(content, method)
