"""Two doors send what has waited at the same moment, some of it twice: nothing is lost, and nothing is there twice."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from netapp.core import clock
from netapp.core.db import db, session
from netapp.events.checkin import links
from netapp.events.checkin import queries as checkin
from netapp.events.checkin.models import Door, Mark
from netapp.events.models import Meeting, SignUp
from netapp.members.models import Person
from tests.races.room import Room, race
from tests.support import databases, servers
from tests.support.servers import Server

GOING, SEATS, WALKED_IN = 12, 20, 16


class Doors(Room):
    """Two links to the list of a meeting that is on, with twelve who have a seat and eight seats more."""

    def __init__(self, app):
        now = clock.now().replace(tzinfo=None, second=0, microsecond=0)
        times = {"starts_local": now - timedelta(hours=1), "ends_local": now + timedelta(hours=3), "zone": "UTC"}
        super().__init__(app, GOING, SEATS, **times)
        with app.test_request_context():
            rows = [
                SignUp(meeting_id=self.meeting_id, person_id=number, state="going", turn=turn)
                for turn, number in enumerate(self.numbers, 1)
            ]
            doors = [Door(meeting_id=self.meeting_id, name=name) for name in ("North", "South")]
            session.add_all([*rows, *doors])
            session.get_one(Meeting, self.meeting_id).arrivals = GOING
            session.commit()
            self.expected = [row.id for row in rows]
            self.paths = [f"/checkin/doors/{links.door(one.id)}/marks" for one in doors]

    def send(self, port):
        """Each phone in batches of five, each batch twice: its answer was lost the first time. Both have marked the
        same people; both have seen the same walk-ins, who gave their address at both doors.
        """
        posts = []
        for door, path in enumerate(self.paths):
            marks = [{"key": f"door-{door}-{who}", "who": who} for who in self.expected]
            marks += [
                {"key": f"walk-{door}-{n}", "name": f"Walker {n}", "email": f"walker{n}@walks.example"}
                for n in range(WALKED_IN)
            ]
            batches = [marks[start::6] for start in range(6)]
            posts += [(path, "", {"marks": json.dumps(batch)}) for batch in batches for _twice in range(2)]
        return race(port, [post for pair in zip(posts[:12], posts[12:], strict=True) for post in pair])

    def here(self):
        with self.app.app_context():
            return checkin.room(session.get_one(Meeting, self.meeting_id)).here

    def count(self, *chosen):
        with self.app.app_context():
            return session.scalar(select(func.count()).select_from(chosen[0]).where(*chosen[1:]))


@pytest.fixture(params=databases.ENGINES)
def make_doors(request, make_database, make_app, tmp_path):
    url = make_database(request.param)
    made = []

    def make(module="netapp.cli"):
        doors = Doors(make_app(url, NETAPP_SECRET_KEY=servers.SECRET))
        made.append((doors, Server(tmp_path / "site", url, module, NETAPP_PROCESSES="2")))
        made[-1][1].start()
        return made[-1]

    yield make
    for doors, server in made:
        server.destroy()
        with doors.app.app_context():
            db.engine.dispose()


def test_two_doors_join_and_nobody_is_lost_or_there_twice_or_beyond_the_limit(make_doors):
    doors, server = make_doors()
    assert doors.send(server.port) == Counter({200: 24})
    here = doors.here()
    assert len(here) == SEATS
    assert here.keys() >= set(doors.expected)
    assert all(sorted(here[who].keys) == [f"door-0-{who}", f"door-1-{who}"] for who in doors.expected)
    walkers = doors.count(Person, Person.email.like("walker%"))
    assert doors.count(SignUp, SignUp.meeting_id == doors.meeting_id) == GOING + walkers
    assert walkers == SEATS - GOING
    assert doors.count(Mark) == len({key for one in here.values() for key in one.keys})
    assert server.stop() == 0


@pytest.mark.soak
def test_without_the_lock_it_fails(make_doors):
    """This test is there to show that the one above means something."""
    doors, server = make_doors("tests.races.unlocked")
    answers = doors.send(server.port)
    assert answers != Counter({200: 24}) or len(doors.here()) != SEATS
