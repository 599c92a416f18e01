"""`make bench`: what the site takes beside what an empty Flask view takes. bench/README.md says how to read it."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import browser, database, figures, letters, lighthouse, load, measure, paths, report, where, worlds
from bench.figures import Run
from bench.measure import Wishes
from bench.rounds import How
from netapp.core import clock
from netapp.core.errors import Refused

# More processes than this that are at work, before ours have begun.
MOST_BUSY = 1.0


def main(argv: list[str] | None = None) -> int:
    """0 when every figure meets the table, 1 when one misses it, 2 when the run says nothing."""
    parser = _parser()
    asked = parser.parse_args(argv)
    if not paths.chosen(asked.only):
        parser.error(f"no path's name holds {asked.only!r}; they are: {'; '.join(path.name for path in paths.PATHS)}")
    if asked.rounds < 1 or asked.seconds <= 0:
        parser.error("there must be a round, and it must last")
    client = asked.client or load.best_client()
    machine, commit = where.machine(), where.commit()
    run = Run(machine, commit, f"{clock.now():%Y-%m-%d}", asked.world, asked.rounds, asked.seconds, client)
    earlier = figures.read(asked.compare) if asked.compare else None
    _say(f"{run.world} world, {run.rounds} rounds of {run.seconds:g} s with {run.client}, on {run.machine}")
    try:
        _measure(run, asked)
    except (load.Invalid, Refused) as invalid:
        print(f"bench: {invalid}", file=sys.stderr)
        return 2
    if asked.json:
        run.write(asked.json)
    if asked.markdown:
        asked.markdown.write_text(report.markdown(run), encoding="utf-8")
    if earlier:
        print(report.compared(run, earlier) + "\n")
    missed = report.misses(run)
    print("\n".join(f"MISSED {miss}" for miss in missed) or "Nothing misses the table.")
    return 1 if missed else 0


def _measure(run: Run, asked: argparse.Namespace) -> None:
    if asked.letters:
        return _measure_letters(run, asked)
    wishes = Wishes(
        how=How(asked.rounds, asked.seconds, run.client),
        only=asked.only,
        world=asked.world,
        keep=asked.keep,
        chromium=browser.find(),
        with_lighthouse=asked.lighthouse,
    )
    for lack in _lacks(wishes):
        _say(lack)
    with tempfile.TemporaryDirectory(prefix="netapp-bench-") as folder:
        for engine in database.ENGINES if asked.engine == "both" else (asked.engine,):
            found, others = measure.on(engine, Path(folder) / engine, wishes, _say)
            run.rows.extend(found)
            run.figures.extend(others)
            print(f"\n{engine}\n\n{report.table(run, engine)}\n", flush=True)


def _measure_letters(run: Run, asked: argparse.Namespace) -> None:
    for lack in _busy():
        _say(lack)
    with tempfile.TemporaryDirectory(prefix="netapp-bench-") as folder:
        run.figures.extend(letters.measured(Path(folder), asked.world, asked.keep, _say))
    print(f"\n{letters.ENGINE}\n\n{report.table(run, letters.ENGINE)}\n", flush=True)


def _lacks(wishes: Wishes) -> Iterator[str]:
    """A sentence for each thing that this machine can't measure, or only roughly."""
    yield from _busy()
    if wishes.how.client == "own":
        yield "The load comes from the project's own client, which takes more of the machine than wrk does."
    if wishes.chromium is None:
        yield browser.LACK
    if wishes.with_lighthouse and not lighthouse.is_there():
        yield lighthouse.LACK


def _busy() -> Iterator[str]:
    busy = os.getloadavg()[0]
    if busy > MOST_BUSY:
        yield f"Somebody else works on this machine (its load is {busy:.1f}): the figures will be rough."


def _say(sentence: str) -> None:
    """What goes on, apart from what was found."""
    print(sentence, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--engine", choices=("both", *database.ENGINES), default="both")
    parser.add_argument("--world", choices=worlds.SIZES, default="town", help="how much there is (default: town)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--seconds", type=float, default=3, metavar="S", help="length of a round (default: 3)")
    parser.add_argument("--only", default="", metavar="PATTERN", help="only the paths whose name holds this")
    parser.add_argument("--client", choices=load.CLIENTS, help="who makes the load (default: wrk where there is one)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="fill the world there once, and use it again")
    parser.add_argument("--lighthouse", action="store_true", help="let Lighthouse judge three pages")
    parser.add_argument(
        "--letters",
        action="store_true",
        help="only this, on PostgreSQL: two workers send 10,000 letters while the front page is asked for",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was found")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="compare with an earlier run's --json")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table that bench/README.md keeps")
    return parser


if __name__ == "__main__":
    sys.exit(main())
