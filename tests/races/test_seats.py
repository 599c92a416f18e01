"""300 members race for 30 seats through HTTP, against two web processes, on each engine (S1–S3, M1, M2)."""

from collections import Counter

import pytest

from tests.races.room import Room
from tests.support import databases, servers
from tests.support.servers import Server

PROCESSES = {"web": 2, "worker": 1}


@pytest.fixture(params=databases.ENGINES)
def make_room(request, make_database, make_app, tmp_path):
    """make_room(members, seats, module=…): a room, and the site that serves it."""
    url = make_database(request.param)
    made = []

    def make(members, seats, module="netapp.cli", **more):
        room = Room(make_app(url, NETAPP_SECRET_KEY=servers.SECRET), members, seats, **more)
        made.append((room, Server(tmp_path / "site", url, module, NETAPP_PROCESSES="2")))
        made[-1][1].start()
        return made[-1]

    yield make
    for room, server in made:
        server.destroy()
        with room.app.app_context():
            from netapp.core.db import db

            db.engine.dispose()


def test_300_race_for_30_seats_then_10_leave_while_20_arrive(make_room):
    room, server = make_room(members=320, seats=30)
    first, late = room.numbers[:300], room.numbers[300:]
    assert servers.wait_for(lambda: {kind: len(pids) for kind, pids in server.children().items()} == PROCESSES)

    room.sign_up(server.port, first)
    rows = room.sign_ups()
    assert [row.turn for row in rows] == list(range(1, 301))
    assert [row.state for row in rows] == ["going"] * 30 + ["waiting"] * 270
    expected = Counter({("confirmed", row.person_id): 1 for row in rows[:30]})
    expected.update({("waiting", row.person_id): 1 for row in rows[30:]})
    assert room.letters() == expected

    leaving = [row.person_id for row in rows[:30:3]]
    queue = [row.person_id for row in rows[30:]]
    room.sign_up_and_withdraw(server.port, late, leaving)
    after = room.sign_ups()
    assert {row.person_id for row in after if row.state == "withdrawn"} == set(leaving)
    stayed = {row.person_id for row in rows[:30]} - set(leaving)
    assert {row.person_id for row in after if row.state == "going"} == stayed | set(queue[:10])
    waiting = [row.person_id for row in after if row.state == "waiting"]
    assert waiting[:260] == queue[10:]
    assert set(waiting[260:]) == set(late)
    assert [row.turn for row in after if row.person_id in late] == list(range(301, 321))
    expected.update({("withdrawn", number): 1 for number in leaving})
    expected.update({("promoted", number): 1 for number in queue[:10]})
    expected.update({("waiting", number): 1 for number in late})
    assert room.letters() == expected
    assert server.stop() == 0


def test_the_race_happens_when_the_lock_is_taken_away(make_room):
    """This test is there to show that the one above means something."""
    room, server = make_room(members=60, seats=5, module="tests.races.unlocked")
    for _ in range(6):
        room.sign_up(server.port, room.numbers)
        going = sum(row.state == "going" for row in room.sign_ups())
        if going > 5:
            return
        room.another(seats=5)
    pytest.fail("six times, nobody got a seat that was taken: this test does not race")


def test_8_groups_of_three_race_for_10_seats_and_none_is_split(make_room):
    room, server = make_room(members=8, seats=10)
    room.sign_up_in_threes(server.port, room.numbers)
    assert parties(room) == ["going"] * 3 + ["waiting"] * 5
    leaver = next(row.person_id for row in room.sign_ups() if row.state == "going")
    # The seat of one and the one that was left over are too few for three.
    room.sign_up_and_withdraw(server.port, [], [leaver])
    assert Counter(row.state for row in room.sign_ups()) == {"going": 8, "waiting": 15, "withdrawn": 1}


def test_the_race_of_groups_happens_when_the_lock_is_taken_away(make_room):
    room, server = make_room(members=24, seats=10, module="tests.races.unlocked")
    for _ in range(6):
        room.sign_up_in_threes(server.port, room.numbers)
        if sum(row.state == "going" for row in room.sign_ups()) > 10:
            return
        room.another(seats=10)
    pytest.fail("six times, no group got seats that were taken: this test does not race")


def test_of_two_who_send_the_same_colleague_one_keeps_the_seat(make_room):
    room, server = make_room(members=30, seats=12)
    room.work_together()
    leavers, comers, late = room.numbers[:12], room.numbers[12:18], room.numbers[18:]
    room.sign_up(server.port, comers)
    room.sign_up_and_withdraw(server.port, [], comers)
    room.sign_up(server.port, leavers)
    pairs = [(one, comers[place // 2]) for place, one in enumerate(leavers)]
    assert room.swap(server.port, pairs, late) == {303: 24}
    assert swapped(room, pairs) == (12, 6)
    assert {row.person_id for row in room.sign_ups() if row.state == "waiting"} == set(late)


def test_the_race_of_swaps_happens_when_the_lock_is_taken_away(make_room):
    room, server = make_room(members=30, seats=12, module="tests.races.unlocked")
    room.work_together()
    leavers, comers = room.numbers[:12], room.numbers[12:18]
    pairs = [(one, comers[place // 2]) for place, one in enumerate(leavers)]
    for _ in range(6):
        # Their rows are there already: else PostgreSQL's unique index alone would keep the second one out.
        room.sign_up(server.port, comers)
        room.sign_up_and_withdraw(server.port, [], comers)
        room.sign_up(server.port, leavers)
        if room.swap(server.port, pairs, []) != {303: 12} or swapped(room, pairs) != (12, 6):
            return
        room.another(seats=12)
    pytest.fail("six times, nobody's seat was given twice: this test does not race")


def swapped(room, pairs):
    """How many have a seat, and from how many pairs just one has given theirs."""
    states = {row.person_id: row.state for row in room.sign_ups()}
    gave = Counter(comer for leaver, comer in pairs if states.get(leaver) == "withdrawn")
    return sum(state == "going" for state in states.values()), sum(many == 1 for many in gave.values())


def parties(room):
    """The state of each who came together, in the order of joining."""
    found = {}
    for row in room.sign_ups():
        found.setdefault(row.bunch, set()).add(row.state)
    assert None not in found
    assert all(len(states) == 1 for states in found.values())
    return [state for states in found.values() for state in states]


HYBRID = {"hybrid": True, "online_seats": 8, "place": "The hall", "online_url": "https://meet.example/x"}


def test_who_changes_over_between_room_and_online_never_fills_one_beyond_its_seats(make_room):
    room, server = make_room(members=40, seats=12, **HYBRID)
    half = len(room.numbers) // 2
    room.take_part(
        server.port, "signup", [(n, "room" if place < half else "online") for place, n in enumerate(room.numbers)]
    )
    assert taken(room) == {"room": 12, "online": 8}
    before = {row.person_id: (row.state, row.mode) for row in room.sign_ups()}
    for wanted in (("online", "room"), ("room", "online")):
        room.take_part(server.port, "way", [(n, wanted[before[n][1] == "online"]) for n in room.numbers])
        assert taken(room) == {"room": 12, "online": 8}
    rows = room.sign_ups()
    assert {row.person_id for row in rows if row.state == "going"} == {
        n for n, one in before.items() if one[0] == "going"
    }
    # Nobody waits for what somebody on the other side would give for theirs.
    assert len({row.mode for row in rows if row.change_turn is not None}) < 2


def test_the_race_of_those_who_change_over_happens_when_the_lock_is_taken_away(make_room):
    room, server = make_room(members=24, seats=None, module="tests.races.unlocked", **{**HYBRID, "online_seats": 3})
    for _ in range(6):
        room.take_part(server.port, "signup", [(n, "room") for n in room.numbers])
        room.take_part(server.port, "way", [(n, "online") for n in room.numbers])
        if taken(room)["online"] > 3:
            return
        room.another(seats=None, **{**HYBRID, "online_seats": 3})
    pytest.fail("six times, nobody got a seat that was taken: this test does not race")


def taken(room):
    return Counter(row.mode for row in room.sign_ups() if row.state == "going")
