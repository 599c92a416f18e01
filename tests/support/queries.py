"""Counts the statements that reach the database."""

from types import TracebackType
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


class Counter:
    """Within `with`, collects every statement in `statements` (BEGIN and COMMIT are none) and counts transactions."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.statements: list[str] = []
        self.transactions = 0

    def __enter__(self) -> "Counter":
        event.listen(self.engine, "before_cursor_execute", self._note)
        event.listen(self.engine, "begin", self._begin)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)
        event.remove(self.engine, "begin", self._begin)

    def __len__(self) -> int:
        return len(self.statements)

    def _begin(self, _connection: Any) -> None:
        self.transactions += 1

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            self.statements.append(statement)
