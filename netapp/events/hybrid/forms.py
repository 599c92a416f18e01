"""Which way of taking part was chosen."""

from collections.abc import Mapping

from netapp.events.models import Mode


def mode(form: Mapping[str, str]) -> Mode:
    """The room, unless somebody says otherwise."""
    return "online" if form.get("mode") == "online" else "room"
