"""Giving way without being nice: letters can wait a moment, who asks for a page should not.

With SQLite a worker that the machine lets run seldom would hold the one lock for all that write for as long. So it is
as quick as any while it holds that, and rests in between, as long as the machine has others to run.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

# A letter is written from what lies in memory: when it takes so many times the processor time that it needs, others
# are waiting for the processor.
CROWDED = 1.5
# Seconds of rest for each one that the letter took, so that a worker gets about a tenth of a processor, as one that is
# nice does (worker.POLITE); and the longest rest, since a single hold-up tells little.
REST = 9
LONGEST = 0.25


def rest(took: float, used: float) -> float:
    """How long to rest after something took so many seconds, and used so many of a processor."""
    return min(REST * took, LONGEST) if took > CROWDED * used else 0.0


class Pace:
    """`rest` is what is due after the last thing that was done `in_memory`, in seconds; 0 for a pace that is `free`."""

    def __init__(self, *, free: bool = True) -> None:
        self.free = free
        self.rest = 0.0

    @contextmanager
    def in_memory(self) -> Iterator[None]:
        """Around work that waits for nothing but the processor."""
        began, used = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            if not self.free:
                self.rest = rest(time.perf_counter() - began, time.thread_time() - used)
