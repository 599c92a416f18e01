"""Bodies of requests that come as slowly, or break off as early, as a line from the country lets them."""

import contextvars
import io
from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from tests.support.visitors import ORIGIN, Visitor

BOUNDARY = "----netapp"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def part(name: str, content: bytes, file: str = "") -> bytes:
    named = f'; filename="{file}"' if file else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


class Slow(io.RawIOBase):
    """A body whose reader notes what it has read, and may never come to its end."""

    def __init__(self, content: bytes, note: Callable[[], object]) -> None:
        self.content, self.note, self.read_so_far = io.BytesIO(content), note, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.note()
        found = self.content.read(len(buffer))
        buffer[: len(found)] = found
        self.read_so_far += len(found)
        return len(found)


def ask(visitor: Visitor, path: str, stream: Slow, length: int, **more: object) -> TestResponse:
    environ = {**more, "wsgi.input": stream, "CONTENT_LENGTH": str(length), "CONTENT_TYPE": TYPE}
    send = visitor.client.post
    return contextvars.Context().run(send, path, headers=ORIGIN, environ_overrides=environ)
