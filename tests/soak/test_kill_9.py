"""kill -9 of web processes, worker and `netapp run` under load: four times in `make test`, 100 times in `make soak`."""

import random

import pytest

from netapp.core.db import db
from tests.races.room import Room
from tests.soak import storm
from tests.support import databases, servers
from tests.support.servers import Server

SEED = 20261122


def _ride_out(make_database, make_app, folder, engine_name, times, seed, module="netapp.cli"):
    url = make_database(engine_name)
    room = Room(make_app(url, NETAPP_SECRET_KEY=servers.SECRET), members=90, seats=30)
    with storm.Sink() as sink:
        settings = {"NETAPP_SMTP_URL": f"smtp://127.0.0.1:{sink.port}", "NETAPP_MAIL_FROM": "post@net.example"}
        server = Server(folder, url, module, NETAPP_PROCESSES="2", **settings)
        with servers.running(server):
            with storm.Clients(room, server.port, seed) as clients:
                killed = storm.kill(server, sink, times, seed)
            storm.await_letters(room)
            assert server.stop() == 0
    found = storm.Found.of(room)
    storm.check_seats(found, clients)
    storm.check_rows(found)
    doubles = storm.check_letters(found, sink, killed)
    with room.app.app_context():
        db.engine.dispose()
    said = {str(answer): number for answer, number in clients.answers.items()}
    print(
        f"{engine_name}: killed {dict(killed)}; answers {said}; {found.meeting.arrivals} comings, "
        f"{len(found.letters)} letters, {sum(sink.got.values())} arrived, {doubles} of them doubles"
    )
    assert found.meeting.arrivals > 4 * times


@pytest.mark.parametrize("engine_name", databases.ENGINES)
def test_four_kills_under_load(make_database, make_app, tmp_path, engine_name):
    _ride_out(make_database, make_app, tmp_path / "site", engine_name, times=4, seed=SEED)


@pytest.mark.soak
@pytest.mark.parametrize("engine_name", databases.ENGINES)
def test_a_hundred_kills_under_load(make_database, make_app, tmp_path, engine_name):
    seed = random.Random(f"{SEED} {engine_name}").randrange(10**6)
    _ride_out(make_database, make_app, tmp_path / "site", engine_name, times=100, seed=seed)


@pytest.mark.soak
def test_a_letter_outside_the_transaction_is_found_out(make_database, make_app, tmp_path):
    """This test is there to show that the others mean something."""
    with pytest.raises(AssertionError, match="not told of"):
        _ride_out(make_database, make_app, tmp_path / "site", "sqlite", 12, SEED, module="tests.soak.leaky")
