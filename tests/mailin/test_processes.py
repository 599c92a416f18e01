"""Processes: killed when a letter is in but not acknowledged, stopped in peace, and two that get the same letter."""

import contextlib
import os
import signal
import socket
import threading

import pytest

from netapp.core.db import db, session
from netapp.mailin import listening, taking
from tests.mailin.conftest import answer, sign_up, state
from tests.mailin.programs import outlook
from tests.support.servers import wait_for
from tests.support.visitors import letters


@pytest.fixture
def beside(mailin):
    """beside(deed): the number of a process that does it; it is a fork, which costs no start."""
    running = []

    def run(deed):
        session.rollback()
        number = os.fork()
        if number == 0:
            # The test's own connections stay the test's.
            db.engine.dispose(close=False)
            session.remove()
            os._exit(deed() or 0)
        running.append(number)
        return number

    yield run
    for number in running:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)


def ended(number):
    """The exit code; -9 for who was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def said_no(town):
    meeting = town.meeting(seats=1)
    for person in (town.bob, town.carol):
        sign_up(person, meeting)
    return meeting, answer(town.bob, meeting)


def told(town):
    session.expire_all()
    return [letter.letter for letter in letters(to=town.bob)], [letter.letter for letter in letters(to=town.carol)]


ONCE = (["confirmed", "withdrawn"], ["waiting", "promoted"])


def test_a_letter_that_comes_again_after_a_kill_does_nothing_twice(town, mailin, beside):
    """Killed when it is committed, and before the mail server has heard of it."""
    meeting, said = said_no(town)

    def receive():
        return taking.receive(mailin, outlook(said), [said.to], "bob@bobs.example")

    def receive_and_die():
        receive()
        os.kill(os.getpid(), signal.SIGKILL)

    assert ended(beside(receive_and_die)) == -signal.SIGKILL
    assert told(town) == ONCE
    # Meanwhile they think better of it, on the page: the letter that comes again says what was, and not what is.
    sign_up(town.bob, meeting)
    session.rollback()
    assert receive() == [taking.TAKEN]
    assert state(town.bob, meeting) == "waiting"


@contextlib.contextmanager
def dialled(path):
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(20)
        assert wait_for(lambda: line.connect_ex(str(path)) == 0, 20)
        with line.makefile("rwb") as both:
            yield both


def hears(both, said, ends=b"\n"):
    both.write(said)
    both.flush()
    while not (heard := both.readline()).startswith(ends):
        assert heard
    return heard.decode()


def test_it_listens_at_a_file_and_stops_in_peace(town, mailin, beside, tmp_path):
    meeting, said = said_no(town)
    place = tmp_path / "lmtp"
    # What a process that was killed has left behind is in nobody's way.
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(place))
    number = beside(lambda: listening.serve(mailin, f"unix:{place}"))
    with dialled(place) as both:
        hears(both, b"LHLO mx\r\n", b"250 ")
        envelope = f"MAIL FROM:<bob@bobs.example>\r\nRCPT TO:<{said.to}>\r\nDATA\r\n"
        hears(both, envelope.encode(), b"354")
        assert hears(both, outlook(said) + b"\r\n.\r\n", b"250").startswith("250 2.0.0")
        os.kill(number, signal.SIGTERM)
        assert hears(both, b"", b"421") == "421 4.3.2 The site is stopping; come again.\r\n"
    assert ended(number) == 0
    assert told(town) == ONCE
    assert state(town.bob, meeting) == "declined"


def test_two_that_get_the_same_letter_at_once_do_it_once(town, mailin, monkeypatch):
    """On PostgreSQL the second waits for the first, and then knows the letter."""
    _meeting, said = said_no(town)
    session.rollback()
    together = threading.Barrier(2)
    monkeypatch.setattr(taking, "_digest", _meeting_at(together, taking._digest))
    got = []
    both = [
        threading.Thread(target=lambda: got.extend(taking.receive(mailin, outlook(said), [said.to], "b@b.example")))
        for _one in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert got == [taking.TAKEN] * 2
    assert told(town) == ONCE


def _meeting_at(barrier, deed):
    def meet(*args):
        barrier.wait(10)
        return deed(*args)

    return meet


def test_so_many_at_once_and_no_more(mailin, tmp_path, monkeypatch):
    monkeypatch.setattr(listening, "MOST_AT_ONCE", 2)
    house = listening.House(mailin, listening.place(f"unix:{tmp_path / 'lmtp'}"))
    keeping = threading.Thread(target=house.work)
    keeping.start()
    try:
        with dialled(tmp_path / "lmtp") as first, dialled(tmp_path / "lmtp") as second:
            assert [first.readline()[:3], second.readline()[:3]] == [b"220"] * 2
            with dialled(tmp_path / "lmtp") as third:
                assert third.readline()[:9] == b"421 4.3.2"
            hears(first, b"QUIT\r\n", b"221")
            hears(second, b"QUIT\r\n", b"221")
        assert wait_for(lambda: not house.held, 5)
        with dialled(tmp_path / "lmtp") as again:
            assert again.readline()[:3] == b"220"
            hears(again, b"QUIT\r\n", b"221")
    finally:
        house.stop.set()
        keeping.join(20)
    assert not keeping.is_alive()


def test_a_place_that_cannot_be_had_is_told_in_a_sentence(tmp_path):
    from netapp.config import Odd

    for odd in ("nowhere", ":25", "127.0.0.1:x", "127.0.0.1:99999", f"unix:{tmp_path}/no/where", f"unix:{tmp_path}"):
        with pytest.raises(Odd, match=r"can't be opened|give HOST:PORT"):
            listening.place(odd)
    with listening.place("127.0.0.1:0") as taken, pytest.raises(Odd, match="name another"):
        listening.place(f"127.0.0.1:{taken.getsockname()[1]}")
    with listening.place(f"unix:{tmp_path}/lmtp"), pytest.raises(Odd, match="name another"):
        listening.place(f"unix:{tmp_path}/lmtp")
