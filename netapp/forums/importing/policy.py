"""Who may bring an old list here. Pure."""

from netapp.core.viewer import Viewer
from netapp.forums import policy as forums
from netapp.groups import policy as groups
from netapp.groups.models import Group


def may_import(viewer: Viewer, group: Group) -> bool:
    """Its moderators and organisers, who are in it, while it is open."""
    inside = forums.is_inside(viewer, group.id)
    return inside and groups.may_read(viewer, group) and groups.may_moderate(viewer, group) and groups.is_open(group)
