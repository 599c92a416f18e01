"""Several rows as one text in a column, so that a page that shows a few of something needs no statement for them."""

from typing import Any

from sqlalchemy import ColumnElement, String, Text, cast, func

_WITHIN, _BETWEEN = "\x1f", "\x1e"


def in_one(*columns: Any) -> ColumnElement[str]:
    """The rows of a subquery, in no order, for `rows`; what is null is empty.

    Fields take no control characters; if one has come in otherwise, it is a space here and parts nothing.
    """
    each: Any = _said(columns[0])
    for column in columns[1:]:
        each = each + _WITHIN + _said(column)
    found: ColumnElement[str] = func.aggregate_strings(each, _BETWEEN)
    return found


def rows(said: str | None) -> list[list[str]]:
    """What `in_one` put together, each column as text; none for no row."""
    return [one.split(_WITHIN) for one in said.split(_BETWEEN)] if said else []


def _said(column: Any) -> Any:
    text = func.coalesce(cast(column, Text), "")
    if not isinstance(column.type, String):
        return text
    return func.replace(func.replace(text, _WITHIN, " "), _BETWEEN, " ")
