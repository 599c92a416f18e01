"""What goes wrong, as programs are told: RFC 9457, with a list of the fields that can't be used."""

from collections.abc import Sequence
from typing import Any

import msgspec
from flask import request

PATH = "/api/v1"
# What a program may want to know one from the other; each is told of on the page about the API.
KINDS = ("stale", "needs_yes", "needs_scope", "no_token", "no_version", "wrong_fields", "not_readable")


class FieldError(msgspec.Struct):
    """`pointer` leads into what was sent (RFC 6901)."""

    pointer: str
    detail: str


class ProblemDocument(msgspec.Struct, omit_defaults=True):
    """As RFC 9457 says; `type` leads to a sentence about it."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[FieldError] = []
    consequences: dict[str, Any] = {}


class Problem(Exception):
    """Something that only programs are told, by its kind (one of KINDS)."""

    def __init__(
        self, status: int, kind: str, detail: str = "", errors: Sequence[FieldError] = (), **more: Any
    ) -> None:
        super().__init__(kind)
        self.status, self.kind, self.detail, self.errors, self.more = status, kind, detail, list(errors), more


def is_asked() -> bool:
    """The request is a program's."""
    return request.path.startswith(PATH)
