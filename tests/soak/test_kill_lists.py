"""kill -9 of the worker while it invites the people of a list: nobody is forgotten, and nobody is written to twice.

Twice in `make test`, eight times in `make soak`: each time, the worker is started a little later.
"""

import os
import random
import signal
import time
from collections import Counter

import pytest
from sqlalchemy import func, select, update

from netapp.core import clock
from netapp.core.db import db, reading, session
from netapp.groups import records, rosters
from netapp.groups.models import Membership
from netapp.groups.roster_models import Roster, RosterRow
from netapp.mail.models import Letter, Tick
from tests.support import databases, servers
from tests.support.servers import Server
from tests.town import Town


def _begun(app, size):
    """A list that its organiser has said yes to; returns its number."""
    with app.app_context():
        town = Town.build()
        alice = records.as_viewer(town.alice)
        lines = "\n".join(f"N{number};n{number}@new.example" for number in range(size))
        roster = rosters.give(alice, town.builders, f"Name;E-mail\n{lines}", None, "")
        rosters.start(alice, town.builders, roster, "")
        return roster.id


def _look(app, statement):
    with app.app_context(), reading():  # Without waiting for the worker's lock.
        return session.execute(statement).all()


def _done(app):
    return _look(app, select(func.count()).select_from(RosterRow).where(RosterRow.result != ""))[0][0]


def _as_if_the_lease_had_run_out(app):
    with app.app_context():
        session.execute(update(Tick).where(Tick.name == rosters.TASK).values(due_at=clock.now()))
        session.commit()


def _ride_out(make_database, make_app, folder, engine_name, module, times, size):
    app = make_app(make_database(engine_name), NETAPP_SECRET_KEY=servers.SECRET)
    roster_id, dice, killed_at = _begun(app, size), random.Random(engine_name), []
    with servers.running(Server(folder, app.config["NETAPP"].database_url, module)) as server:
        for _time in range(times):
            before = _done(app)
            if before == size:
                break
            _as_if_the_lease_had_run_out(app)
            assert servers.wait_for(lambda before=before: _done(app) > before, within=20)
            time.sleep(dice.random() * 0.15)
            for pid in server.children()["worker"]:
                os.kill(pid, signal.SIGKILL)
            killed_at.append(_done(app))
        state = select(Roster.state).where(Roster.id == roster_id)
        while _look(app, state)[0][0] == "running":
            _as_if_the_lease_had_run_out(app)
            time.sleep(0.3)
        server.stop()
    assert sum(0 < done < size for done in killed_at) > times // 2
    letters = Counter(_look(app, select(Letter.address).where(Letter.letter == "invitation")))
    invited = _look(app, select(func.count()).select_from(Membership).where(Membership.state == "invited"))[0][0]
    with app.app_context():
        db.engine.dispose()
    return letters, invited


def _check(make_database, make_app, folder, engine_name, times, size):
    letters, invited = _ride_out(make_database, make_app, folder, engine_name, "tests.soak.short_chunks", times, size)
    assert len(letters) == size
    assert set(letters.values()) == {1}
    assert invited == size + 1  # and Ivan


@pytest.mark.parametrize("engine_name", databases.ENGINES)
def test_two_kills_while_a_list_is_worked_off(make_database, make_app, tmp_path, engine_name):
    _check(make_database, make_app, tmp_path / "site", engine_name, times=2, size=80)


@pytest.mark.soak
@pytest.mark.parametrize("engine_name", databases.ENGINES)
def test_eight_kills_while_a_list_is_worked_off(make_database, make_app, tmp_path, engine_name):
    _check(make_database, make_app, tmp_path / "site", engine_name, times=8, size=400)


@pytest.mark.soak
def test_rows_that_are_marked_before_their_letters_are_found_out(make_database, make_app, tmp_path):
    """This test is there to show that those above mean something."""
    folder, leaky = tmp_path / "site", "tests.soak.leaky_lists"
    letters, _invited = _ride_out(make_database, make_app, folder, "sqlite", leaky, times=3, size=80)
    assert len(letters) < 80
