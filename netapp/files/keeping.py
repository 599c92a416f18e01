"""Which files are still needed: each owner above says which it names, so that the others go."""

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, and_, true

from netapp.files.models import File

# The numbers of the files that an owner points to, none of them NULL.
Needed = Callable[[], Select[int | None]]


def ask(app: Flask, needed: Needed) -> None:
    """Let an owner have its say before a file is forgotten."""
    app.extensions.setdefault("files needed", []).append(needed)


def is_unneeded() -> ColumnElement[bool]:
    """No owner names the file."""
    owners = current_app.extensions.get("files needed", [])
    return and_(true(), *(File.id.not_in(needed()) for needed in owners))
