"""Statements that are asked with every page, put into words once: to say one anew costs more than to execute it.

SQLAlchemy writes the statement, and says how each value goes in and comes out; what is left for each request is to fill
in the values and to read plain tuples. The words depend on the engine, and on how long each list of an IN is.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult, DateTime, Dialect, Float
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import BindParameter

from netapp.core import db
from netapp.core.db import UtcDateTime

Processor = Callable[[Any], Any] | None
# A value's place in words in the style that SQLAlchemy calls pyformat, or a sign of per cent that it has doubled.
_PLACES = re.compile(r"%\((\w+)\)s|%%")
_MOMENTS: dict[tuple[str, str], Callable[[Any], Any]] = {}
# As many lengths of lists as people usually have groups.
MOST_FORMS = 64


class Prepared:
    """A statement of plain columns, to be kept by who asks it: a select, a union of some, or a change of rows."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self._lists: Sequence[str] | None = None
        self._forms: OrderedDict[tuple[Any, ...], _Form] = OrderedDict()

    def rows(self, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """What it finds with these values, by the names of its parameters; further values do no harm."""
        values = values or {}
        connection = db.connection()
        form = self._form(connection.dialect, values)
        return form.read(_fetched(connection, form, form.filled(values)))

    def change(self, values: Mapping[str, Any]) -> int:
        """Do what it says within a deed; returns how many rows it has changed."""
        connection = db.writing()
        form = self._form(connection.dialect, values)
        return _changed(connection, form, form.filled(values))

    def _form(self, dialect: Dialect, values: Mapping[str, Any]) -> "_Form":
        if self._lists is None:
            binds = self.statement.compile(dialect=dialect).binds
            self._lists = [name for name, bind in binds.items() if bind.expanding and name in values]
        shape = (dialect.name, *[len(values[name]) for name in self._lists])
        form = self._forms.get(shape)
        if form is None:
            form = self._forms[shape] = _said(self.statement, dialect, values)
            while len(self._forms) > MOST_FORMS:
                self._forms.popitem(last=False)
        return form


class _Form(NamedTuple):
    """`words`: the SQL, as the driver takes it. `told`: the same as SQLAlchemy tells it to who listens. `asked`: the
    values that each request gives, each with whether it is a list and how it goes in. `places`: (name, number in its
    list or None) of each place in the words, in their order. `readers`: how columns come out, by position.
    """

    words: str
    told: str
    asked: Sequence[tuple[str, bool, Processor]]
    places: Sequence[tuple[str, int | None]]
    readers: Sequence[tuple[int, Callable[[Any], Any]]]

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        into = {}
        for name, is_list, process in self.asked:
            value = values[name]
            if process is not None:
                value = [process(one) for one in value] if is_list else process(value)
            into[name] = value
        return [into[name] if number is None else into[name][number] for name, number in self.places]

    def read(self, found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not self.readers:
            return found
        rows = []
        for row in found:
            values = list(row)
            for position, process in self.readers:
                values[position] = process(values[position])
            rows.append(tuple(values))
        return rows


def _fetched(connection: Connection, form: _Form, filled: list[Any]) -> list[tuple[Any, ...]]:
    cursor = _asked(connection, form, filled)
    found = list(map(tuple, cursor.all())) if isinstance(cursor, CursorResult) else cursor.fetchall()
    cursor.close()
    return found


def _changed(connection: Connection, form: _Form, filled: list[Any]) -> int:
    cursor = _asked(connection, form, filled)
    changed = int(cursor.rowcount)
    cursor.close()
    return changed


def _asked(connection: Connection, form: _Form, filled: list[Any]) -> Any:
    """By the driver itself, as long as nobody listens; else SQLAlchemy tells who listens."""
    watched: Any = connection
    if watched.dispatch.before_cursor_execute or watched.dispatch.after_cursor_execute:
        return _told(connection, form, filled)
    driver: Any = connection.connection.driver_connection
    try:
        cursor = driver.cursor() if watched.dialect.name == "sqlite" else _raw_cursor()(driver)
        return cursor.execute(form.words, filled)
    except watched.dialect.loaded_dbapi.Error as error:
        is_gone = watched.dialect.is_disconnect(error, driver, None)
        if is_gone:
            connection.invalidate(error)
        # Of the kind that SQLAlchemy would raise: who tries a deed again looks at it.
        base: Any = watched.dialect.loaded_dbapi.Error
        told: Any = DBAPIError.instance(form.told, None, error, base, True, is_gone, watched.dialect)
        raise told from error


@cache
def _raw_cursor() -> Any:
    """psycopg's cursor for words that have PostgreSQL's own places in them, so that it looks for no others."""
    from psycopg import RawCursor

    return RawCursor


def _told(connection: Connection, form: _Form, filled: list[Any]) -> CursorResult[Any]:
    is_sqlite = connection.dialect.name == "sqlite"
    values: Any = tuple(filled) if is_sqlite else {f"p{number}": value for number, value in enumerate(filled, 1)}
    return connection.exec_driver_sql(form.told, values)


def _said(statement: Any, dialect: Dialect, values: Mapping[str, Any]) -> _Form:
    """What never changes is written into the words: who plans them can then see it, and nobody has to send it."""
    spoken: Any = type(dialect)
    compiled = statement.compile(dialect=spoken(paramstyle="pyformat"))
    binds: Mapping[str, BindParameter[Any]] = compiled.binds
    state = compiled.construct_expanded_state({name: values[name] for name in binds if name in values})
    origin: dict[str, tuple[str, int | None]] = {
        name: (source, number)
        for source, names in state.parameter_expansion.items()
        for number, name in enumerate(names)
    }
    fixed = {}
    for name, value in state.parameters.items():
        source, _number = origin.setdefault(name, (name, None))
        if source not in values:
            fixed[name] = compiled.render_literal_value(value, binds[source].type).replace("%%", "%")
    found = [match.group(1) for match in _PLACES.finditer(state.statement)]
    places = [origin[name] for name in found if name and name not in fixed]
    asked = [
        (name, bool(binds[name].expanding), _writer(binds[name], dialect))
        for name in dict.fromkeys(name for name, _number in places)
    ]
    is_sqlite = dialect.name == "sqlite"
    return _Form(
        words=_written(state.statement, fixed, "?" if is_sqlite else "${}"),
        told=_written(state.statement, fixed, "?" if is_sqlite else "%(p{})s", is_sqlite),
        asked=asked,
        places=places,
        readers=_readers(statement, dialect) if statement.is_select else (),
    )


def _written(words: str, fixed: Mapping[str, str], place: str, is_plain: bool = True) -> str:
    """The words with all that is fixed in them, and for each other value, in their order, a place."""
    numbers = count(1)

    def one(match: re.Match[str]) -> str:
        name = match.group(1)
        if name and name not in fixed:
            return place.format(next(numbers))
        text = fixed[name] if name else "%"
        return text if is_plain else text.replace("%", "%%")

    return _PLACES.sub(one, words)


def _writer(bind: BindParameter[Any], dialect: Dialect) -> Processor:
    return bind.type.dialect_impl(dialect).bind_processor(dialect)


def _readers(statement: Any, dialect: Dialect) -> list[tuple[int, Callable[[Any], Any]]]:
    found = [_reader(column.type, dialect) for column in statement.selected_columns]
    return [(position, process) for position, process in enumerate(found) if process is not None]


def _reader(kind: Any, dialect: Dialect) -> Processor:
    if isinstance(kind, Float):
        return None  # Both drivers hand out floats; SQLAlchemy wants to see first which number PostgreSQL sends.
    process: Processor = kind.dialect_impl(dialect).result_processor(dialect, None)
    if process is None or not isinstance(kind, DateTime | UtcDateTime):
        return process
    # The same few moments are read again and again, and an equal one that is the same is also compared sooner.
    return _MOMENTS.setdefault((dialect.name, repr(kind)), lru_cache(maxsize=8192)(process))
