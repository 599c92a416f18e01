"""Where groups are shown: a network below /networks, a sub-group below /groups, each with a readable tail."""

from flask import url_for

from netapp.core import links
from netapp.groups.models import Group


def of(group: Group) -> str:
    """The path of the group's page."""
    return url_for(_endpoint(group), group_id=group.id, tail=group.tail)


def absolute(group: Group) -> str:
    """The full address, for letters and feeds."""
    return links.absolute(_endpoint(group), group_id=group.id, tail=group.tail)


def _endpoint(group: Group) -> str:
    return "groups.network" if group.is_network else "groups.group"
