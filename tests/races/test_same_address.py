"""One new address at two doors at once: PostgreSQL's unique index lets one in, and the other finds whom it has made."""

import threading

from sqlalchemy import func, select

from netapp.core.db import session
from netapp.core.viewer import GUEST
from netapp.events import guests
from netapp.events.models import Request, SignUp
from netapp.members.models import Person


def test_a_new_guest_confirms_many_meetings_at_once(app, town):
    meetings = [town.meeting() for _ in range(4)]
    wishes = [
        Request(meeting_id=one.id, name="Gerd", company="G", email="gerd@gerds.example", language="en")
        for one in meetings
    ]
    session.add_all(wishes)
    session.commit()
    ids, together, failures = [wish.id for wish in wishes], threading.Barrier(4), []
    session.rollback()

    def press(number):
        with app.app_context():
            try:
                together.wait(20)
                guests.confirm(GUEST, number)
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=press, args=(number,)) for number in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    session.rollback()
    assert session.scalar(select(func.count()).where(Person.email == "gerd@gerds.example")) == 1
    assert session.scalar(select(func.count()).select_from(SignUp)) == 4
