"""Who may have a group's events sent somewhere. Pure."""

from dataclasses import replace

from netapp.core.viewer import Viewer
from netapp.groups import policy as groups
from netapp.groups.models import Group


def may_hear(viewer: Viewer, group: Group) -> bool:
    """Organisers, also of what a closing group still tells. The logged step opens a group for hours, to no program."""
    return groups.may_organise(replace(viewer, entered=frozenset()), group)


def may_hook(viewer: Viewer, group: Group) -> bool:
    return may_hear(viewer, group) and groups.is_open(group)
