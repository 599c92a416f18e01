"""All that is measured on one engine, in the order in which one thing disturbs the other least."""

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flask import Flask
from playwright.sync_api import Error
from sqlalchemy import func, select

from bench import browser, cpu, database, lighthouse, paths, rounds, scene, site, statements
from bench.database import Filled
from bench.figures import Figure, Row
from bench.load import Invalid
from bench.rounds import Course, How
from bench.scene import Scene
from bench.site import Running
from netapp.core.db import db

Say = Callable[[str], None]
# Fewer answers a second would miss the table by far.
LEAST_ONCE = 400
# How long the last letters are waited for, in seconds.
MOST_LETTERS = 300


@dataclass(frozen=True)
class Wishes:
    """What was asked for. `only` is a part of the names of the paths that are measured; empty: all of them."""

    how: How
    only: str
    world: str
    keep: Path | None
    chromium: Path | None
    with_lighthouse: bool


def on(engine: str, folder: Path, wishes: Wishes, say: Say) -> tuple[list[Row], list[Figure]]:
    """Fill a world on this engine and measure there. A run of some paths alone leaves out what is no path."""
    chosen = paths.chosen(wishes.only)
    found: dict[str, Row] = {}
    with database.filled(engine, wishes.world, folder, wishes.keep, say) as filled:
        others = [] if wishes.only else list(_start(engine, folder, filled))
        # The site that keeps its pages comes last: its memory is looked at after all that it has answered.
        for kept in (False, True):
            part = [path for path in chosen if path.kept is kept]
            if part or (kept and not wishes.only):
                say(f"{engine}: {'the usual site' if kept else 'a site that keeps no page'}")
                rows, more = _with(engine, folder, filled, part, wishes, say, kept=kept)
                found |= {row.name: row for row in rows}
                others += more
    return [found[path.name] for path in chosen if path.name in found], others


def _with(
    engine: str, folder: Path, filled: Filled, part: list[paths.Path], wishes: Wishes, say: Say, *, kept: bool
) -> tuple[list[Row], list[Figure]]:
    app = statements.app(site.settings(folder / "var", filled.url, kept=kept))
    set_up = scene.of(app)
    part = [path for path in part if _is_enough(path, set_up, wishes, say)]
    counts = {path.name: statements.count(app, path, set_up) for path in part}
    with app.app_context():
        db.engine.dispose()
    others: list[Figure] = []
    with (
        site.yardstick(folder / "yardstick") as yardstick,
        site.site(folder / f"site-{kept}", filled.url, filled.roots, kept=kept) as running,
    ):
        rows = {path.name: _rows(app, path) for path in part}
        courses = [Course(path, set_up, running.url) for path in part]
        # What writes comes last: the worker has letters to send for as long as that took, and longer.
        for is_last in (False, True):
            if going := [course for course in courses if course.path.once is is_last]:
                rounds.run(going, running, yardstick, wishes.how, say)
        for course in courses:
            _check_written(app, course, rows[course.path.name])
        others += [_worker(engine, course) for course in courses if course.path.once]
        others += list(_yardstick(engine, courses)) if kept else []
        cpu.await_quiet(running.roots, within=MOST_LETTERS)
        if kept and not wishes.only:
            others += _memory(engine, running)
            others += _pages(engine, running.url, set_up, wishes, say)
    return [course.row(engine, counts[course.path.name]) for course in courses], others


def _is_enough(path: paths.Path, set_up: Scene, wishes: Wishes, say: Say) -> bool:
    """Whether there are requests for all rounds; a small world has few people who could sign up."""
    needed = int(LEAST_ONCE * (wishes.how.rounds * wishes.how.seconds + rounds.WARM_UP))
    there = path.supply(set_up) if path.once else needed
    if there >= needed:
        return True
    say(f"{path.name} is left out: {there} requests can be made in this world, and {needed} are needed.")
    return False


def _rows(app: Flask, path: paths.Path) -> list[int]:
    """How many there are in each table that the path adds to."""
    with app.app_context(), db.engine.connect() as connection:
        return [connection.scalar(select(func.count()).select_from(model)) or 0 for model in path.writes]


def _check_written(app: Flask, course: Course, before: list[int]) -> None:
    """A refusal is answered with a redirect, too: only the rows tell that each request did what it was measured for."""
    for model, old, new in zip(course.path.writes, before, _rows(app, course.path), strict=True):
        if new - old < course.answered:
            what = f"{course.answered} requests were answered, and {new - old} rows were added to {model.__tablename__}"
            raise Invalid(f"{course.path.name}: {what}: the rounds measure nothing.")


def _yardstick(engine: str, courses: list[Course]) -> Iterator[Figure]:
    """The yardstick itself, by which another machine's figures can be judged."""
    samples = [sample for course in courses for before, _middle, after in course.samples for sample in (before, after)]
    if samples:
        speed = statistics.median(sample.load.per_second for sample in samples)
        took = statistics.median(sample.cpu for sample in samples)
        yield Figure(engine, "the yardstick's requests", speed, "/s")
        yield Figure(engine, "the yardstick's CPU for a request", took * 1000, "ms")


def _worker(engine: str, course: Course) -> Figure:
    part = statistics.median(rounds.worker_times(*three) for three in course.samples)
    return Figure(engine, f"{course.path.name}: the worker's part of CPU", part, "×")


def _start(engine: str, folder: Path, filled: Filled) -> Iterator[Figure]:
    taken = site.start_seconds(folder, filled.url)
    yield Figure(engine, "start until the first answer", taken, "s", most=paths.MOST_START_SECONDS)


def _memory(engine: str, running: Running) -> Iterator[Figure]:
    found = running.memory()
    judged = "memory of the web processes and the worker"
    yield Figure(engine, judged, found.judged, "bytes", most=paths.MOST_MEMORY)
    yield Figure(engine, "of it the worker", found.worker, "bytes")
    yield Figure(engine, "memory of `netapp run`, their parent", found.parent, "bytes")
    if running.database:
        yield Figure(engine, "memory of the database's processes", found.database, "bytes")


def _pages(engine: str, url: str, set_up: Scene, wishes: Wishes, say: Say) -> Iterator[Figure]:
    if wishes.chromium is None:
        return
    say("first visits in the browser")
    yield from _or_why(engine, "first visit in the browser", partial(browser.visit, url + set_up.front, engine))
    if wishes.with_lighthouse and lighthouse.is_there():
        shown = {"front page": set_up.front, "network page": set_up.network, "meeting page": set_up.meeting}
        for name, address in shown.items():
            say(f"Lighthouse: {name}")
            marks = partial(lighthouse.marks, url + address, name, engine, wishes.chromium)
            yield from _or_why(engine, f"Lighthouse, {name}", marks)


def _or_why(engine: str, what: str, measured: Callable[[], list[Figure]]) -> list[Figure]:
    """What was measured; where a browser fails, a figure that misses and says why, so that the rounds are not lost."""
    try:
        return measured()
    except (Invalid, Error) as error:
        return [Figure(engine, f"{what} (1: made)", 0, "", least=1, note=str(error).splitlines()[0])]
