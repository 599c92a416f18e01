"""The addresses that are rights: to a door, to one's own ticket, to joining online."""

from flask import url_for

from netapp.core import links, signed
from netapp.events.models import Meeting

DOOR = "door"
TICKET = "ticket"


def door(door_id: int) -> str:
    """The token of a door's page."""
    return signed.token(DOOR, door_id)


def door_id(token: str) -> int:
    return int(signed.values(DOOR, token)[0])


def door_url(door_id: int) -> str:
    return links.absolute("events.door", token=door(door_id))


def ticket(sign_up_id: int) -> str:
    """What the QR code holds: it says nothing to who reads it, and a phone without a line finds the number in it."""
    return signed.key(TICKET, sign_up_id)


def sign_up_id(token: str) -> int:
    return signed.numbers(TICKET, token)[0]


def ticket_path(sign_up_id: int) -> str:
    return url_for("events.ticket", token=ticket(sign_up_id))


def ticket_url(sign_up_id: int) -> str:
    return links.absolute("events.ticket", token=ticket(sign_up_id))


def join_path(meeting: Meeting, person_id: int) -> str:
    """The button that leads on to where the meeting is online; it needs no sign-in."""
    return url_for("events.join_by_letter", token=signed.token("answer", meeting.id, person_id))
