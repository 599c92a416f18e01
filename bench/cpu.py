"""What a process and all that it has started takes: CPU time and memory, read from /proc."""

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def seconds(roots: Iterable[int]) -> float:
    """CPU seconds (user and system) of these processes and all below them, since they began.

    A child that has ended and was waited for is in its parent's share, so nothing gets lost between two looks.
    """
    return sum(sum(_times(pid)) for root in roots for pid in tree(root)) / TICKS


def tree(root: int) -> list[int]:
    """The process and all below it, parents first; empty when it is gone."""
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found = [root] if _stat(root) else []
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def memory(pid: int) -> int:
    """Bytes of memory, with what is shared divided among those who share it (PSS); 0 where it can't be read."""
    with contextlib.suppress(OSError):
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def await_quiet(roots: list[int], within: float = 20.0) -> None:
    """Wait until they take less than a twentieth of one core, `within` seconds at most: a start is no answer's cost."""
    end = time.monotonic() + within
    before = seconds(roots)
    while time.monotonic() < end:
        time.sleep(0.5)
        now = seconds(roots)
        if now - before < 0.025:
            return
        before = now


def _times(pid: int) -> list[int]:
    """utime, stime, cutime and cstime in ticks."""
    return [int(field) for field in _stat(pid)[11:15]]


def _stat(pid: int) -> list[str]:
    """What stands in /proc/PID/stat after the name (which may hold spaces and brackets); empty when it is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
