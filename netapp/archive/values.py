"""One value of an archive: whether a column of ours could have held it, and the value as the column wants it."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, Integer, String, Text

from netapp.core import languages, localtime
from netapp.core.db import Base, UtcDateTime

Reader = Callable[[Any], Any]

MOST_TEXT = 200_000
MOST_NUMBER = 2**31 - 1
FIRST, LAST = 1900, 2200
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def reader(model: type[Base], column: Column[Any]) -> Reader:
    """From what JSON holds to what the column wants; ValueError or TypeError for what it could never have held."""
    read = _reader(column, _hint(model, column.name))

    def value(given: Any) -> Any:
        if given is None:
            if not column.nullable:
                raise ValueError("empty")
            return None
        return read(given)

    return value


def _reader(column: Column[Any], hint: Any) -> Reader:
    kind, named = column.type, _by_name(column.name)
    said = _said(hint)
    if said is not None:
        return lambda given: _one_of(given, said)
    if isinstance(kind, JSON):
        return _texts if _is_texts(hint) else lambda given: _json(given, 4)
    if isinstance(kind, Boolean):
        return lambda given: _exactly(given, bool)
    if isinstance(kind, Integer):
        return _signed if column.info.get("is_signed") else _whole
    if isinstance(kind, Float):
        return _number
    if isinstance(kind, UtcDateTime):
        return _instant
    if isinstance(kind, DateTime):
        return _local
    if isinstance(kind, Date):
        return lambda given: _day(date.fromisoformat(_exactly(given, str)))
    if isinstance(kind, Text):
        return lambda given: _text(given, MOST_TEXT)
    if isinstance(kind, String):
        most = kind.length or 0
        return lambda given: named(_line(given, most))
    raise TypeError(f"{column} can't be carried")


def _said(hint: Any) -> frozenset[str] | None:
    """The words that the model allows here, when it names them."""
    for one in get_args(hint):
        hint = next((part for part in (one, *get_args(one)) if get_origin(part) is Literal), None)
        if hint is not None:
            return frozenset(get_args(hint))
    return None


def _is_texts(hint: Any) -> bool:
    return any(dict[str, str] in (one, *get_args(one)) for one in get_args(hint))


def _hint(model: type[Base], name: str) -> Any:
    return _hints(model)[name]


@cache
def _hints(model: type[Base]) -> dict[str, Any]:
    return get_type_hints(model)


def _by_name(name: str) -> Reader:
    """Columns of these names hold what a page relies on: an address that leads somewhere, a language, a zone."""
    if name == "website" or name.endswith("url"):
        return _web
    if name == "language":
        return lambda given: _one_of(given, frozenset(languages.NAMES))
    return _zone if name == "zone" else lambda given: given


def _exactly(given: Any, kind: type) -> Any:
    if type(given) is not kind:
        raise TypeError("another kind")
    return given


def _one_of(given: Any, words: frozenset[str]) -> str:
    if _exactly(given, str) not in words:
        raise ValueError("no such word")
    return str(given)


def _whole(given: Any) -> int:
    if not 0 <= _exactly(given, int) <= MOST_NUMBER:
        raise ValueError("too large")
    return int(given)


def _signed(given: Any) -> int:
    """Of the few columns that may be below nothing: what happens before a meeting begins."""
    _whole(abs(_exactly(given, int)))
    return int(given)


def _number(given: Any) -> float:
    if type(given) not in {int, float} or not math.isfinite(given):
        raise TypeError("no number")
    return float(given)


def _instant(given: Any) -> datetime:
    moment = datetime.fromisoformat(_exactly(given, str))
    if moment.tzinfo is None:
        raise ValueError("no instant")
    _day(moment)
    return moment


def _local(given: Any) -> datetime:
    moment = datetime.fromisoformat(_exactly(given, str))
    if moment.tzinfo is not None:
        raise ValueError("no local time")
    _day(moment)
    return moment


def _day(day: date) -> date:
    if not FIRST <= day.year <= LAST:
        raise ValueError("no such year")
    return day


def _text(given: Any, most: int) -> str:
    """No control characters but ends of lines and tabs; what can't be written as UTF-8 is a ValueError."""
    text: str = _exactly(given, str)
    text.encode()
    if len(text) > most or _CONTROL.search(text):
        raise ValueError("no text")
    return text


def _line(given: Any, most: int) -> str:
    line = _text(given, most)
    if "\n" in line or "\t" in line:
        raise ValueError("more than a line")
    return line


def _texts(given: Any) -> dict[str, str]:
    return {_line(key, 40): _text(value, MOST_TEXT) for key, value in _exactly(given, dict).items()}


def _json(given: Any, deep: int) -> Any:
    """What is kept as JSON of another shape: lists, words and numbers, not too deep."""
    if isinstance(given, dict) and deep:
        return {_line(key, 40): _json(value, deep - 1) for key, value in given.items()}
    if isinstance(given, list) and deep:
        return [_json(value, deep - 1) for value in given]
    if isinstance(given, str):
        return _text(given, MOST_TEXT)
    return given if given is None or type(given) is bool else _whole(given)


def _web(given: str) -> str:
    if given and not given.startswith(("https://", "http://")):
        raise ValueError("no web address")
    return given


def _zone(given: str) -> str:
    if not localtime.is_zone(given):
        raise ValueError("no zone")
    return given
