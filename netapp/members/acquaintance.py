"""Who may come across whom: each floor above says whose names a viewer meets there; their companies are seen, too.

Some are met more closely: who is in a working group with one, and not only in the same network.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, false, or_

from netapp.core.viewer import Viewer

# From a viewer to the numbers of the people whom they meet.
Met = Callable[[Viewer], Select[int]]
# From people to the numbers of the groups in which others meet them.
Places = Callable[[Sequence[int]], Mapping[int, Sequence[int]]]


def lend(app: Flask, met: Met, closely: Met) -> None:
    """Let a floor above say whom a viewer meets there, and whom closely; asked only for who is signed in."""
    app.extensions.setdefault("acquaintance", []).append((met, closely))


def lend_led(app: Flask, led: Met) -> None:
    """Let a floor above say which people a viewer leads: they are active in a network that the viewer organises."""
    app.extensions.setdefault("led", []).append(led)


def leads(viewer: Viewer, person_id: Any) -> ColumnElement[bool]:
    """Whether the viewer leads the person of this column."""
    lent: list[Met] = current_app.extensions.get("led", [])
    return or_(false(), *(person_id.in_(led(viewer)) for led in lent))


def meets(viewer: Viewer, person_id: Any) -> ColumnElement[bool]:
    """Whether the viewer meets the person of this column somewhere, oneself too."""
    return or_(person_id == viewer.person_id, *(person_id.in_(met(viewer)) for met, _closely in _lent()))


def meets_closely(viewer: Viewer, person_id: Any) -> ColumnElement[bool]:
    """The same in a working group."""
    return or_(person_id == viewer.person_id, *(person_id.in_(closely(viewer)) for _met, closely in _lent()))


def _lent() -> list[tuple[Met, Met]]:
    found: list[tuple[Met, Met]] = current_app.extensions.get("acquaintance", [])
    return found


def lend_places(app: Flask, places: Places) -> None:
    """Let the same floor say where, for rows that name audiences by groups."""
    app.extensions["places of people"] = places


def places(person_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """In which groups each of these people is met; who is in none may be missing."""
    lent: Places | None = current_app.extensions.get("places of people")
    return lent(person_ids) if lent and person_ids else {}
