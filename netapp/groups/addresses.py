"""Where groups are shown: a network below /networks, a sub-group below /groups, each with a readable tail."""

from flask import url_for

from netapp.core import links, text
from netapp.groups.models import Group


def of(group: Group) -> str:
    """The path of the group's page."""
    return named(group.id, group.name, group.is_network)


def named(group_id: int, name: str, is_network: bool) -> str:
    """The same for who knows no more of it than this."""
    return url_for("groups.network" if is_network else "groups.group", group_id=group_id, tail=text.tail(name))


def absolute(group: Group) -> str:
    """The full address, for letters and feeds."""
    return links.absolute(_endpoint(group), group_id=group.id, tail=group.tail)


def _endpoint(group: Group) -> str:
    return "groups.network" if group.is_network else "groups.group"
