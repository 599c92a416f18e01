"""CPU of whole process trees: nothing of a child may get lost, whether it lives or has ended."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from bench import cpu

BURN = "import time\nwhile time.process_time() < 0.4: pass\n"
# Starts a child that burns, says when it is done, and waits to be told to end.
ENDED = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN!r}])\nprint('done', flush=True)\ninput()"
LIVING = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, '-c', {BURN!r} + "print('done', flush=True)\\ninput()"])
child.wait()
"""


@pytest.fixture(params=[ENDED, LIVING], ids=["ended", "living"])
def parent(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", request.param], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        yield process
        process.communicate(b"\n")


def test_what_a_child_burns_is_seen_while_it_lives_and_when_it_has_ended(parent):
    assert parent.stdout.readline() == b"done\n"
    assert cpu.seconds([parent.pid]) >= 0.3


def test_a_process_that_is_gone_takes_nothing():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert cpu.tree(gone.pid) == []
    assert cpu.seconds([gone.pid]) == 0
    assert cpu.memory(gone.pid) == 0


def test_a_process_has_memory(parent):
    assert parent.stdout.readline() == b"done\n"
    assert cpu.memory(parent.pid) > 1_000_000
