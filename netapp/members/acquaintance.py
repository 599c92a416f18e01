"""Who may come across whom: each floor above says whose names a viewer meets there; their companies are seen, too."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, or_

from netapp.core.viewer import Viewer

# From a viewer to the numbers of the people whom they meet.
Met = Callable[[Viewer], Select[int]]


def lend(app: Flask, met: Met) -> None:
    """Let a floor above say whom a viewer meets there; asked only for who is signed in."""
    app.extensions.setdefault("acquaintance", []).append(met)


def meets(viewer: Viewer, person_id: Any) -> ColumnElement[bool]:
    """Whether the viewer meets the person of this column somewhere, oneself too."""
    lent: list[Met] = current_app.extensions.get("acquaintance", [])
    return or_(person_id == viewer.person_id, *(person_id.in_(met(viewer)) for met in lent))
