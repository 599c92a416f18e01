"""What programs send: JSON of a known shape, read strictly, so that a mistyped name is told and not passed over."""

from typing import Any, TypeVar

import msgspec
from flask import request

from netapp.api.problems import FieldError, Problem

T = TypeVar("T")
_KNOWN = {"application/json", "application/merge-patch+json"}


def read(kind: type[T]) -> T:
    """The body as this struct; 415 for another type, 400 for what is no JSON, 422 for what does not fit."""
    content = request.get_data()
    if not content and _may_be_empty(kind):
        return kind()
    if request.mimetype not in _KNOWN:
        raise Problem(415, "not_readable", "Send application/json.")
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as error:
        said, _at, path = str(error).partition(" - at ")
        raise Problem(422, "wrong_fields", errors=[FieldError(_pointer(path), said)]) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem(400, "not_readable", str(error)[:200]) from error


def _may_be_empty(kind: Any) -> bool:
    return not any(field.required for field in msgspec.structs.fields(kind))


def _pointer(path: str) -> str:
    """A pointer (RFC 6901) of the path that msgspec tells: `$.titles[...]`."""
    steps = path.strip("`").removeprefix("$").replace("[", ".").replace("]", "").strip(".")
    return "/" + steps.replace(".", "/").replace("/...", "").rstrip("/") if steps else ""
