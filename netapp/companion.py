"""The worker beside the web processes of `netapp run`: started once they answer, and again when it has died."""

import multiprocessing
import signal
import sys
import threading
import time
from collections.abc import Callable

PAUSE = 1.0
LONGEST_PAUSE = 8.0
# Who lived this long was well; the next pause is short again.
WELL = 10.0


class Companion(threading.Thread):
    """Keeps one process alive that does `work`. `first` is called before it is started, in this thread."""

    def __init__(self, first: Callable[[], None], work: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.first, self.work = first, work
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.process: multiprocessing.Process | None = None

    def run(self) -> None:
        # Inherited by the worker: what comes before it has handlers of its own waits; ours are not for it.
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP, signal.SIGTERM})
        self.first()
        pause = PAUSE
        while process := self._begun():
            begun = time.monotonic()
            process.join()
            pause = PAUSE if time.monotonic() - begun > WELL else pause
            if self.over.wait(pause):
                return
            ended = f"ended (exit code {process.exitcode})"
            print(f"netapp: The worker {ended} and is started again.", file=sys.stderr, flush=True)
            pause = min(pause * 2, LONGEST_PAUSE)

    def stop(self) -> None:
        """Let the worker go; it needs less than a second, or is not asked any more."""
        self.over.set()
        with self.lock:
            if self.process is None:
                return
            self.process.terminate()
        self.process.join(timeout=5)
        if self.process.is_alive():
            self.process.kill()

    def _begun(self) -> multiprocessing.Process | None:
        """A new process, begun in the way in which granian begins the web processes.

        A fork, where they are forks: it shares the memory of what is loaded, and is at work at once. The other threads
        of this process hold nothing that it would need: they wait, for a child's end or for a signal.
        """
        with self.lock:
            if self.over.is_set():
                return None
            self.process = multiprocessing.Process(target=self.work)
            self.process.start()
            return self.process
