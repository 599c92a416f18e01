"""Deeds at one moment, each in a process of its own, which is forked: it costs no start and takes our patches along."""

import multiprocessing
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from netapp.core import db

_FORK = multiprocessing.get_context("fork")
Deed = Callable[[], object]


def at_once(app: Flask, deeds: Sequence[Deed], *, late: bool = False) -> list[str]:
    """Do all; returns what went wrong in any. `late`: SQLite begins its transactions as its driver does, not before
    the first read.
    """
    gate, wrong = _FORK.Barrier(len(deeds)), _FORK.SimpleQueue()
    runners = [_FORK.Process(target=_run, args=(app, deed, gate, wrong, late)) for deed in deeds]
    with warnings.catch_warnings():
        # A test's worker has a thread that listens to the first process; it holds nothing that a deed wants.
        warnings.simplefilter("ignore", DeprecationWarning)
        for one in runners:
            one.start()
    for one in runners:
        one.join(120)
        if one.exitcode is None:
            one.kill()
            wrong.put("it hung")
    said = []
    while not wrong.empty():
        said.append(wrong.get())
    return said


def _run(app: Flask, deed: Deed, gate: Any, wrong: Any, late: bool) -> None:
    with app.app_context():
        # The connections are our parent's.
        db.db.engine.dispose(close=False)
        if late:
            event.listen(Engine, "connect", _as_the_driver_does)
            event.remove(Engine, "begin", db._begin)
        try:
            gate.wait(60)
            deed()
        except Exception as error:
            wrong.put(f"{type(error).__name__}: {error}")


def _as_the_driver_does(connection: Any, _record: object) -> None:
    if type(connection).__module__ == "sqlite3":
        connection.isolation_level = ""
