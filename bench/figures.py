"""What a run found, as it is printed, kept in a file and compared."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Spread:
    """The middle and the ends of what the rounds gave."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class Row:
    """One path on one engine. p50 and p99 in milliseconds, `size` in bytes of the body as sent.

    `database` is the part of `cpu` that PostgreSQL's processes took; SQLite works in the site's own. `statements` reach
    the database for one answer.
    """

    engine: str
    name: str
    ratio: Spread
    cpu: Spread
    database: float
    per_second: float
    p50: float
    p99: float
    statements: int
    size: int


@dataclass(frozen=True)
class Figure:
    """Something else that was measured; `most` or `least` is what the table asks for, None when it asks nothing.

    `unit` is bytes, s, ms, /s, × (times the yardstick's) or nothing, for a number; `note` says why it is what it is.
    """

    engine: str
    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None
    note: str = ""


@dataclass
class Run:
    """All of it, and where it was measured."""

    machine: str
    commit: str
    date: str
    world: str
    rounds: int
    seconds: float
    client: str
    rows: list[Row] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def read(file: Path) -> Run:
    """What `write` wrote."""
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    rows = [Row(**row | {key: Spread(**row[key]) for key in ("ratio", "cpu")}) for row in told.pop("rows")]
    figures = [Figure(**figure) for figure in told.pop("figures")]
    return Run(**told, rows=rows, figures=figures)
