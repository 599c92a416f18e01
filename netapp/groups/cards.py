"""What floors above know about many groups at once: for lists, where a panel for each row would ask each time; and what
they know about one that its page shows in two places.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import Flask, current_app
from markupsafe import Markup
from sqlalchemy import Text, cast, null

from netapp.core.viewer import Viewer
from netapp.groups.models import Group

# From the viewer and the groups' numbers to what is known, by number; who has nothing may be missing.
Known = Callable[[Viewer, Sequence[int]], Mapping[int, Any]]

ATTENDANCES = "attendances"
NEXT_MEETING = "next meeting"


def lend(app: Flask, name: str, known: Known) -> None:
    """`attendances`: head counts of the meetings held, oldest first. `next meeting`: a line of markup."""
    app.extensions.setdefault("cards", {})[name] = known


def known(name: str, viewer: Viewer, group_ids: Sequence[int]) -> Mapping[int, Any]:
    """What was lent under this name; nothing when nobody did."""
    lent: Known | None = current_app.extensions.get("cards", {}).get(name)
    return lent(viewer, group_ids) if lent and group_ids else {}


class Held(NamedTuple):
    """The same head counts as a column of a statement that is asked anyway.

    `column`: of the column of a network's number, for a guest or not, filled by the viewer's `keys`. `read`: of what it
    found.
    """

    column: Callable[[Any, bool], Any]
    read: Callable[[str | None], tuple[int, ...]]


def lend_held(app: Flask, held: Held) -> None:
    app.extensions["held by a network"] = held


def held() -> Held:
    """What was lent; nothing is held where nobody did."""
    found: Held | None = current_app.extensions.get("held by a network")
    return found or Held(lambda _network_id, _is_guest: cast(null(), Text), lambda _said: ())


class Meetings(NamedTuple):
    """For a group's own page. `attendances`: head counts of what its network has held, oldest first."""

    attendances: tuple[int, ...]
    panel: Markup


def lend_meetings(app: Flask, known: Callable[[Viewer, Group], Meetings | None]) -> None:
    """`known` says nothing about a group that the viewer may not read."""
    app.extensions["meetings of a group"] = known


def meetings(viewer: Viewer, group: Group) -> Meetings | None:
    """What was lent."""
    lent = current_app.extensions.get("meetings of a group")
    found: Meetings | None = lent(viewer, group) if lent else None
    return found
