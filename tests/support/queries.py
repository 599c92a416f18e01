"""Counts the statements that reach the database."""

from types import TracebackType
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


class Counter:
    """Within `with`, collects every statement in `statements` (BEGIN and COMMIT are none)."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.statements: list[str] = []

    def __enter__(self) -> "Counter":
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)

    def __len__(self) -> int:
        return len(self.statements)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            self.statements.append(statement)
