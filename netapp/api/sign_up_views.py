"""Who comes: one's own answer, and the organisers' list."""

from flask import request

from netapp.api import policy, reading, shapes, writing
from netapp.api.routes import Made, Routes
from netapp.core.viewer import current
from netapp.events import queries, signing_up

ROUTES = Routes()
_OWN = "/meetings/<int:meeting_id>/sign-up"
_ALL = "/meetings/<int:meeting_id>/sign-ups"


@ROUTES.reads(_OWN, "Your own answer", scope=policy.READ, answers=shapes.SignUp)
def own_sign_up(meeting_id: int) -> shapes.SignUp:
    return reading.own_sign_up(current(), meeting_id)


@ROUTES.puts(
    _OWN, "Say yes or no; twice is harmless", scope=policy.SIGN_UP, takes=shapes.OwnAnswer, answers=shapes.SignUp
)
def sign_up(meeting_id: int, sent: shapes.OwnAnswer) -> shapes.SignUp:
    done = writing.answer(current(), meeting_id, sent)
    return reading.sign_up(queries.get_meeting(current(), meeting_id), done)


@ROUTES.drops(_OWN, "Give up the seat or the place in the queue", scope=policy.SIGN_UP)
def withdraw(meeting_id: int) -> None:
    signing_up.withdraw(current(), meeting_id)


@ROUTES.reads(
    _ALL,
    "Everybody who answered, for organisers",
    scope=policy.ORGANISE,
    answers=shapes.Participants,
    asks={"after": ({"type": "integer"}, "Where the list goes on: take it from the Link header")},
)
def participants(meeting_id: int) -> Made:
    return reading.participants(current(), meeting_id, request.args)


@ROUTES.makes(
    _ALL,
    "Put somebody on the list; they get a letter",
    scope=policy.ORGANISE,
    takes=shapes.Added,
    answers=shapes.Participant,
)
def add(meeting_id: int, sent: shapes.Added) -> Made:
    return Made(reading.participant(writing.add(current(), meeting_id, sent)), status=201)


@ROUTES.drops(_ALL + "/<int:sign_up_id>", "Take somebody off the list; they get a letter", scope=policy.ORGANISE)
def take_off(meeting_id: int, sign_up_id: int) -> None:
    signing_up.take_off(current(), meeting_id, sign_up_id)
