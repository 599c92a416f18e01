"""Requests that bring files: how large they may be, and what becomes of one that is larger.

The body is read before anything is asked of the database: a slow telephone must not hold its lock. Of a body that is
too large the beginning is taken and ended as if it were whole, so that what was typed before the file is kept and the
form can say at its field what is wrong (X4). In a form the file therefore comes last.
"""

import io
from collections.abc import Callable
from typing import Any, BinaryIO, TypeVar

from flask import Flask, current_app, request, session

V = TypeVar("V", bound=Callable[..., object])

MOST_MB = 10
MOST = MOST_MB * 1_000_000
# A file, and all that is typed beside it.
_MOST_BODY = MOST + 1_500_000
# What is read of a larger body, so that the browser has sent all and hears the answer.
_MOST_READ = 80_000_000
_CUT = "netapp.cut off"


def takes(view: V) -> V:
    """Mark a view whose form may bring files. Write it above @signed_in; nothing of a stranger's is read."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def was_cut_off() -> bool:
    """More has come than is read: the last file is not whole, and others may be missing."""
    return bool(request.environ.get(_CUT))


def init_app(app: Flask) -> None:
    app.before_request(_take_in)


class _Beginning(io.RawIOBase):
    """The first `most` bytes of a stream, and then these last ones."""

    def __init__(self, stream: BinaryIO, most: int, last: bytes) -> None:
        self._stream, self._left, self._last = stream, most, io.BytesIO(last)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._stream.read(min(len(buffer), self._left)) if self._left else b""
        self._left = self._left - len(found) if found else 0
        found = found or self._last.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


def _take_in() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "POST" or not getattr(view, "takes_files", False) or "_user_id" not in session:
        return
    request.max_content_length = _MOST_BODY
    boundary, length = request.mimetype_params.get("boundary", ""), request.content_length or 0
    if length > _MOST_BODY and boundary and request.mimetype == "multipart/form-data":
        _cut_off(boundary, length)
    else:
        _ = request.form


def _cut_off(boundary: str, length: int) -> None:
    end = f"\r\n--{boundary}--\r\n".encode("latin-1", "replace")
    stream = request.environ["wsgi.input"]
    request.environ[_CUT] = True
    request.environ["wsgi.input"] = _Beginning(stream, _MOST_BODY - len(end), end)
    request.environ["CONTENT_LENGTH"] = str(_MOST_BODY)
    # Never reached: a server whose streams end by themselves is asked once more at the end.
    request.max_content_length = _MOST_BODY + 1
    _ = request.form
    left = min(length, _MOST_READ) - _MOST_BODY
    while left > 0 and (found := stream.read(min(left, 65536))):
        left -= len(found)
