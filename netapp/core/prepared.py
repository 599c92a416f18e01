"""Statements that are asked with every page, put into words once: to say one anew costs more than to execute it.

SQLAlchemy writes the statement, and says how each value goes in and comes out; what is left for each request is to fill
in the values and to read plain tuples. The words depend on the engine, and on how long each list of an IN is.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, DateTime, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import BindParameter

from netapp.core import db
from netapp.core.db import UtcDateTime

Processor = Callable[[Any], Any] | None
_MOMENTS: dict[tuple[str, str], Callable[[Any], Any]] = {}
# As many lengths of lists as people usually have groups.
MOST_FORMS = 64


class Prepared:
    """A statement of plain columns, to be kept by who asks it. `statement` is a select or a union of some."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self._lists: Sequence[str] | None = None
        self._forms: OrderedDict[tuple[Any, ...], _Form] = OrderedDict()

    def rows(self, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """What it finds with these values, by the names of its parameters; further values do no harm."""
        values = values or {}
        connection = db.connection()
        form = self._form(connection.dialect, values)
        return form.read(_fetched(connection, form.words, form.filled(values)))

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
    """`words`: the SQL. `given`: what does not change, by position or by name. `asked`: the values that each request
    gives, each with how it goes in. `places`: where they go: (place, name, number in its list or None).
    `readers`: how columns come out, by position.
    """

    words: str
    given: Sequence[Any] | Mapping[str, Any]
    asked: Sequence[tuple[str, bool, Processor]]
    places: Sequence[tuple[Any, str, int | None]]
    readers: Sequence[tuple[int, Callable[[Any], Any]]]

    def filled(self, values: Mapping[str, Any]) -> Any:
        into = {}
        for name, is_list, process in self.asked:
            value = values[name]
            if process is not None:
                value = [process(one) for one in value] if is_list else process(value)
            into[name] = value
        is_by_name = isinstance(self.given, Mapping)
        filled: Any = dict(self.given) if is_by_name else list(self.given)
        for place, name, number in self.places:
            filled[place] = into[name] if number is None else into[name][number]
        return filled if is_by_name else tuple(filled)

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


def _fetched(connection: Connection, words: str, filled: Any) -> list[tuple[Any, ...]]:
    """By the driver itself, as long as all goes well and nobody listens; else SQLAlchemy tells who listens, and of what
    kind an error is.
    """
    watched: Any = connection
    if watched.dispatch.before_cursor_execute or watched.dispatch.after_cursor_execute:
        return _told(connection, words, filled)
    try:
        cursor: Any = connection.connection.cursor()
        cursor.execute(words, filled)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
    except watched.dialect.loaded_dbapi.Error as error:
        try:
            return _told(connection, words, filled)
        except DBAPIError as told:
            raise told from error
    return found


def _told(connection: Connection, words: str, filled: Any) -> list[tuple[Any, ...]]:
    result: Any = connection.exec_driver_sql(words, filled)
    return list(map(tuple, result.all()))


def _said(statement: Any, dialect: Dialect, values: Mapping[str, Any]) -> _Form:
    compiled = statement.compile(dialect=dialect)
    binds: Mapping[str, BindParameter[Any]] = compiled.binds
    state = compiled.construct_expanded_state({name: values[name] for name in binds if name in values})
    origin = {
        name: (source, number)
        for source, names in state.parameter_expansion.items()
        for number, name in enumerate(names)
    }
    is_by_name = state.positiontup is None
    order = list(state.parameters) if state.positiontup is None else list(state.positiontup)
    given: dict[Any, Any] = {}
    places: list[tuple[Any, str, int | None]] = []
    for position, name in enumerate(order):
        place = name if is_by_name else position
        source, number = origin.get(name, (name, None))
        if source in values:
            given[place] = None
            places.append((place, source, number))
        else:
            process = _writer(binds[source], dialect)
            given[place] = process(state.parameters[name]) if process else state.parameters[name]
    asked = [
        (name, bool(binds[name].expanding), _writer(binds[name], dialect))
        for name in dict.fromkeys(name for _place, name, _number in places)
    ]
    return _Form(
        state.statement, given if is_by_name else list(given.values()), asked, places, _readers(statement, dialect)
    )


def _writer(bind: BindParameter[Any], dialect: Dialect) -> Processor:
    return bind.type.dialect_impl(dialect).bind_processor(dialect)


def _readers(statement: Any, dialect: Dialect) -> list[tuple[int, Callable[[Any], Any]]]:
    found = [_reader(column.type, dialect) for column in statement.selected_columns]
    return [(position, process) for position, process in enumerate(found) if process is not None]


def _reader(kind: Any, dialect: Dialect) -> Processor:
    process: Processor = kind.dialect_impl(dialect).result_processor(dialect, None)
    if process is None or not isinstance(kind, DateTime | UtcDateTime):
        return process
    # The same few moments are read again and again, and an equal one that is the same is also compared sooner.
    return _MOMENTS.setdefault((dialect.name, repr(kind)), lru_cache(maxsize=8192)(process))
