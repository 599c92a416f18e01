"""The words of the bench: its tables, what misses the table of bench/paths.py, what changed since another run."""

from collections.abc import Iterable, Iterator

from bench.figures import Figure, Row, Run, Spread
from bench.paths import PATHS

HEAD = (
    "path",
    "ratio",
    "(min–max)",
    "CPU ×",
    "(min–max)",
    "of it database",
    "req/s",
    "p50 ms",
    "p99 ms",
    "statements",
    "bytes",
)
MARKDOWN_HEAD = ("ratio (min–max)", "CPU × (min–max)", "of it database", "req/s", "p50/p99 ms", "statements", "bytes")
_PATHS = {path.name: path for path in PATHS}


def table(run: Run, engine: str) -> str:
    """What was found on one engine, in columns for a terminal."""
    rows = [_cells(row) for row in run.rows if row.engine == engine]
    cells = [HEAD, *rows] if rows else []
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))] if rows else []
    lines = [_line(line, widths) for line in cells]
    return "\n".join([*lines, *(f"{_told(figure)}" for figure in run.figures if figure.engine == engine)])


def misses(run: Run) -> list[str]:
    """A sentence for each figure that misses the table; the rounds' median is what counts."""
    return [*_missing_rows(run.rows), *_missing_figures(run.figures)]


def compared(run: Run, earlier: Run) -> str:
    """Each row's CPU and ratio, then and now. What only one of the runs has is named, too."""
    before = {(row.engine, row.name): row for row in earlier.rows}
    lines = [f"Compared with {earlier.commit} of {earlier.date}, {earlier.world} world, on {earlier.machine}:"]
    if (earlier.machine, earlier.client) != (run.machine, run.client):
        lines.append("  (another machine or client: only the relative figures can be compared, and they roughly)")
    for row in run.rows:
        old = before.pop((row.engine, row.name), None)
        where = f"  {row.engine}, {row.name}: "
        if old is None:
            lines.append(f"{where}new")
            continue
        change = row.cpu.median / old.cpu.median if old.cpu.median else 0.0
        lines.append(
            f"{where}CPU × {old.cpu.median:.2f} → {row.cpu.median:.2f} ({change:.2f} times), "
            f"ratio {old.ratio.median:.3f} → {row.ratio.median:.3f}, statements {old.statements} → {row.statements}"
        )
    lines.extend(f"  {engine}, {name}: not measured now" for engine, name in before)
    others = {(figure.engine, figure.name): figure for figure in earlier.figures}
    for figure in run.figures:
        if found := others.get((figure.engine, figure.name)):
            then, now = _value(found.value, found.unit), _value(figure.value, figure.unit)
            lines.append(f"  {figure.engine}, {figure.name}: {then} → {now}")
    return "\n".join(lines)


def markdown(run: Run) -> str:
    """The table that bench/README.md keeps."""
    lines = [f"{run.commit}, {run.date}, {run.world} world, {run.rounds} rounds of {run.seconds:g} s with {run.client}"]
    lines[0] += f", on {run.machine}."
    engines = [*(row.engine for row in run.rows), *(figure.engine for figure in run.figures)]
    for engine in dict.fromkeys(engines):
        rows = [row for row in run.rows if row.engine == engine]
        if rows:
            lines += ["", f"| {engine} | {' | '.join(MARKDOWN_HEAD)} |", "| --- " * (len(MARKDOWN_HEAD) + 1) + "|"]
            lines += [f"| {' | '.join(_markdown_cells(row))} |" for row in rows]
        others = [f"- {_told(figure)}" for figure in run.figures if figure.engine == engine]
        lines += ["", *others] if others else []
    missed = misses(run)
    lines += [
        "",
        "What misses the table:" if missed else "Nothing misses the table.",
        *(f"- {miss}" for miss in missed),
    ]
    return "\n".join(lines) + "\n"


def _missing_rows(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        if row.name not in _PATHS:
            continue
        least, most = _PATHS[row.name].limits(row.engine)
        if row.ratio.median < least:
            yield f"{row.engine}, {row.name}: the ratio is {row.ratio.median:.3f}, and should be at least {least:.3g}."
        if row.cpu.median > most:
            yield f"{row.engine}, {row.name}: CPU × is {row.cpu.median:.2f}, and should be at most {most:.3g}."


def _missing_figures(figures: Iterable[Figure]) -> Iterator[str]:
    for figure in figures:
        why = f" ({figure.note})" if figure.note else ""
        is_told = f"{figure.engine}, {figure.name}: it is {_value(figure.value, figure.unit)}{why}, and should be"
        if figure.most is not None and figure.value > figure.most:
            yield f"{is_told} at most {_value(figure.most, figure.unit)}."
        if figure.least is not None and figure.value < figure.least:
            yield f"{is_told} at least {_value(figure.least, figure.unit)}."


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        f"{row.ratio.median:.3f}",
        _ends(row.ratio, 3),
        f"{row.cpu.median:.2f}",
        _ends(row.cpu, 2),
        f"{row.database:.2f}",
        f"{row.per_second:.0f}",
        f"{row.p50:.1f}",
        f"{row.p99:.1f}",
        str(row.statements),
        str(row.size),
    )


def _markdown_cells(row: Row) -> tuple[str, ...]:
    name, ratio, ratios, cpu, cpus, part, speed, p50, p99, statements, size = _cells(row)
    return name, f"{ratio} {ratios}", f"{cpu} {cpus}", part, speed, f"{p50}/{p99}", statements, size


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)])


def _ends(spread: Spread, digits: int) -> str:
    return f"({spread.low:.{digits}f}–{spread.high:.{digits}f})"


def _told(figure: Figure) -> str:
    limit = f" (at most {_value(figure.most, figure.unit)})" if figure.most is not None else ""
    limit += f" (at least {_value(figure.least, figure.unit)})" if figure.least is not None else ""
    limit += f": {figure.note}" if figure.note else ""
    return f"{figure.name}: {_value(figure.value, figure.unit)}{limit}"


def _value(value: float, unit: str) -> str:
    """Bytes are kept exactly and read as MB or kB, of a million and a thousand."""
    if unit == "bytes":
        return f"{value / 1e6:.0f} MB" if value >= 1e6 else f"{value / 1e3:.1f} kB"
    if unit == "×":
        return f"× {value:.2f}"
    return f"{value:.2f} {unit}" if unit in {"s", "ms"} else f"{value:.0f}{unit}"
