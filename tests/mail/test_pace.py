"""A worker that can't be nice rests between letters, as long as others wait for the processor."""

import threading
import time

import pytest

from netapp.mail import drain, writing
from netapp.mail.pace import LONGEST, Pace, rest
from tests.mail.conftest import order


class Noting(threading.Event):
    """Notes how long it was waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        return self.is_set()


@pytest.mark.parametrize(
    ("took", "used", "rests"),
    [(0.004, 0.004, 0.0), (0.0059, 0.004, 0.0), (0.008, 0.004, 0.072), (2.0, 0.004, LONGEST)],
)
def test_it_rests_when_it_had_to_wait_itself(took, used, rests):
    assert rest(took, used) == pytest.approx(rests)


@pytest.mark.parametrize("free", [True, False])
def test_the_rest_is_between_letters(app, room, sink, monkeypatch, free):
    real = writing.write

    def held_up(*said):
        time.sleep(0.01)
        return real(*said)

    monkeypatch.setattr(writing, "write", held_up)
    order("ada", "bo", "cy")
    stop = Noting()
    assert drain.drain(stop=stop, pace=Pace(free=free)) == 3
    assert [pause > 0 for pause in stop.waits] == [False, not free, not free]
    assert len(sink.got) == 3
