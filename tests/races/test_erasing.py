"""Somebody is forgotten while they sign up: no seat is left without a name."""

import threading

from sqlalchemy import select

from netapp.core.db import session, transaction
from netapp.core.errors import NotVisible
from netapp.events import queries, signing_up
from netapp.events.models import SignUp
from netapp.members import actions as members
from netapp.members.models import Person


def test_who_is_forgotten_while_signing_up_has_no_seat(app, town):
    meeting_id, bob = town.meeting(seats=1).id, queries.viewer_of(town.bob)
    session.rollback()
    answers = []

    def press():
        with app.app_context():
            try:
                answers.append(signing_up.sign_up(bob, meeting_id).state)
            except NotVisible:
                answers.append("not there")

    signing = threading.Thread(target=press)
    with transaction():
        members.forget(session.get_one(Person, bob.person_id))
        signing.start()
        signing.join(1.5)  # Long enough to be done, if nothing held it back.
        held_back = not answers
    signing.join(30)
    assert held_back
    assert answers == ["not there"]
    assert session.scalar(select(SignUp).where(SignUp.person_id == bob.person_id, SignUp.state == "going")) is None
