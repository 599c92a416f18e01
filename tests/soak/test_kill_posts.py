"""kill -9 of the worker while a post's letters leave: its writer was answered at once, each follower gets it once."""

import os
import random
import signal
import time
from collections import Counter
from types import SimpleNamespace

import pytest
from sqlalchemy import insert, select, update

from netapp.core import clock
from netapp.core.db import db, session
from netapp.forums import actions
from netapp.forums.actions import Opening
from netapp.forums.models import Telling
from netapp.groups import records
from netapp.groups.models import Membership
from netapp.mail.models import Letter
from netapp.members.models import Person
from tests.soak import storm
from tests.support import databases, queries, servers
from tests.support.servers import Server
from tests.town import Town

# Its own row, its thread's, whether it came before or waits, what the writer had begun and has read, its files, one for
# the letters, three for the search; and none for any follower.
MOST_STATEMENTS = 15


def _post(app, followers):
    """Bob answers in a thread that so many get by mail; returns the addresses of those who shall."""
    with app.app_context():
        town = Town.build()
        people = [{"name": f"N{number}", "email": f"n{number}@new.example"} for number in range(followers)]
        session.execute(insert(Person), people)
        new = session.scalars(select(Person.id).where(Person.email.endswith("@new.example"))).all()
        inside = {"group_id": town.builders.id, "state": "active", "mail_level": "everything"}
        session.execute(insert(Membership), [inside | {"person_id": number} for number in new])
        session.commit()
        bob = records.as_viewer(town.bob)
        thread_id = actions.start(bob, town.builders.id, Opening(title="Pallets", body="Who has some?")).id
        session.query(Telling).delete()
        session.commit()
        with queries.Counter(db.engine) as counted:
            actions.reply(bob, thread_id, "Anybody?")
        assert len(counted.statements) <= MOST_STATEMENTS, counted.statements
        # As if ten minutes had passed.
        session.execute(update(Telling).values(due_at=clock.now()))
        session.commit()
        return {one["email"] for one in people}


def _ride_out(make_database, make_app, folder, engine_name, followers, kills=2):
    url = make_database(engine_name)
    app, dice = make_app(url, NETAPP_SECRET_KEY=servers.SECRET), random.Random(engine_name)
    wanted = _post(app, followers)
    with storm.Sink() as sink:
        settings = {"NETAPP_SMTP_URL": f"smtp://127.0.0.1:{sink.port}", "NETAPP_MAIL_FROM": "post@net.example"}
        with servers.running(Server(folder, url, **settings)) as server:
            for _time in range(kills):
                before = sum(sink.got.values())
                assert servers.wait_for(lambda before=before: sum(sink.got.values()) > before, within=60)
                time.sleep(dice.random() * 0.05)
                for pid in server.children()["worker"]:
                    os.kill(pid, signal.SIGKILL)
                assert sum(sink.got.values()) < followers, "it was killed at its work"
                # What a dead worker holds waits for five minutes, the rest goes on at once.
                assert servers.wait_for(lambda: server.children()["worker"], within=60)
            storm.await_letters(SimpleNamespace(app=app))
            server.stop()
    with app.app_context():
        rows = session.execute(select(Letter.address, Letter.state, Letter.message_id).where(Letter.letter == "post"))
        letters = [row for row in rows if row.address in wanted]
        session.rollback()
        db.engine.dispose()
    assert Counter(row.address for row in letters) == Counter(wanted)
    assert {row.state for row in letters} == {"sent"}
    assert {row.message_id for row in letters} <= sink.got.keys()
    assert sum(sink.got.values()) - len(sink.got) <= kills, "at most the one that was in the hands of each that died"


def test_two_kills_while_a_posts_letters_leave(make_database, make_app, tmp_path):
    _ride_out(make_database, make_app, tmp_path / "site", "sqlite", followers=60)


@pytest.mark.soak
@pytest.mark.parametrize("engine_name", databases.ENGINES)
def test_two_kills_while_the_letters_to_1000_followers_leave(make_database, make_app, tmp_path, engine_name):
    _ride_out(make_database, make_app, tmp_path / "site", engine_name, followers=1000)
