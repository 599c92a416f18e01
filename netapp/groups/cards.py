"""What floors above know about many groups at once: for lists, where a panel for each row would ask each time."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, current_app

from netapp.core.viewer import Viewer

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
