"""The worker beside the web processes of `netapp run`: started once they answer, and again when it has died."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

PAUSE = 1.0
LONGEST_PAUSE = 8.0
# Who lived this long was well; the next pause is short again.
WELL = 10.0


class Companion(threading.Thread):
    """Keeps one `netapp worker` alive. `first` is called before it is started, in this thread."""

    def __init__(self, first: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.first = first
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        # Inherited by the worker: Ctrl-C reaches the whole group, but the worker goes when `stop` says so, and one that
        # is still loading prints no traceback.
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
        self.first()
        pause = PAUSE
        while process := self._begun():
            begun = time.monotonic()
            code = process.wait()
            pause = PAUSE if time.monotonic() - begun > WELL else pause
            if self.over.wait(pause):
                return
            print(f"netapp: The worker ended (exit code {code}) and is started again.", file=sys.stderr, flush=True)
            pause = min(pause * 2, LONGEST_PAUSE)

    def stop(self) -> None:
        """Let the worker go; it needs less than a second, or is not asked any more."""
        self.over.set()
        with self.lock:
            if self.process is None:
                return
            self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _begun(self) -> subprocess.Popen[bytes] | None:
        """A new process and not a fork: this one has threads by now. It ends by itself when its parent is gone."""
        with self.lock:
            if self.over.is_set():
                return None
            command = [sys.executable, "-m", "netapp.cli", "worker", "--parent", str(os.getpid())]
            self.process = subprocess.Popen(command)
            return self.process
