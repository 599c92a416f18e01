"""Who may have a group's events sent somewhere. Pure."""

from dataclasses import replace

from netapp.core.viewer import Viewer
from netapp.groups import policy as groups
from netapp.groups.models import Group


def may_hook(viewer: Viewer, group: Group) -> bool:
    """Organisers of an open group; the logged step opens a group for hours, and not to a program."""
    return groups.may_organise(replace(viewer, entered=frozenset()), group) and groups.is_open(group)
